"""Reviews after they were given: asked for, listed, renewed, superseded, withdrawn, verified."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import tomli

from tests.support.guarded import Guarded, weights

LIN = ("--by", "lin@example.org")
KEY_POLICY = """
[[reviewer]]
id = "lin@example.org"
roles = ["ml"]
keys = [{{ key = "{key}" }}]
"""


@pytest.fixture
def team(tmp_path: Path) -> Guarded:
    guarded = Guarded(tmp_path, "team")
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    return guarded


def listed(guarded: Guarded, *options: str) -> list[dict[str, Any]]:
    done = guarded.guard("review", "list", "--format", "json", *options)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["schema"] == "release-record-list/1"
    return list(report["records"])


def name_of(path: str) -> str:
    return path.rpartition("/")[2]


def test_request_is_a_message_that_can_be_sent(team: Guarded) -> None:
    done = team.guard("review", "request")
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "Subject: Would you review Digit classifier?" in said
    assert f"May source-code, trained-model be public at {team.place}?" in said
    assert "product hazard: no. It reads digits" in said
    assert "model.safetensors  " in said
    assert 'release-guard review record --role ROLE --decision approve --rationale "WHY"' in said


def test_request_asks_for_the_roles_that_the_policy_wants(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, "organisation")
    file = guarded.repo.path / "release-considerations.toml"
    file.write_text(file.read_text().replace("[release]", "[release]\nlevel = 2"))
    guarded.commit(model__safetensors=weights())
    said = guarded.guard("review", "request").stdout
    assert said.count("Subject:") == 2
    assert "--role security" in said


def test_request_names_those_whom_the_roster_lists_but_never_an_author(team: Guarded) -> None:
    people = "".join(f'\n[[reviewer]]\nid = "{who}@example.org"\nroles = ["ml"]\n' for who in ("lin", "ada"))
    team.commit(**{"release-policy__toml": team.policy("team") + people})
    said = team.guard("review", "request", "--role", "ml").stderr
    assert "lin@example.org" in said
    assert "ada@example.org" not in said


def test_request_tells_a_reviewer_what_changed_since(team: Guarded) -> None:
    path = team.record()
    team.commit(model__safetensors=weights(1))
    done = team.guard("review", "request", "--to", "Lin+work@example.org")
    assert f"({name_of(path)})" in done.stdout
    assert "changed bytes: model.safetensors" in done.stdout
    assert f"release-guard review renew {name_of(path)}" in done.stdout
    report = json.loads(team.guard("review", "request", "--to", "lin@example.org", "--format", "json").stdout)
    (ask,) = report["requests"]
    assert ask["changes"]["changed_files"] == ["model.safetensors"]
    assert ask["command"] in ask["message"]


def test_request_shows_where_to_see_changed_answers(team: Guarded) -> None:
    team.record()
    recorded = team.repo("rev-parse", "--short", "HEAD")
    file = team.repo.path / "release-considerations.toml"
    file.write_text(file.read_text().replace("reads digits", "reads numerals"))
    team.commit()
    said = team.guard("review", "request", "--to", "lin@example.org").stdout
    assert "answers changed in: hazards" in said
    assert f"git diff {recorded} " in said


def test_list_says_what_each_record_counts_for_and_why_not(team: Guarded) -> None:
    assert team.guard("review", "list").stdout.startswith("there is no record yet")
    team.record()
    team.record(by="ada@example.org")
    (own, other) = listed(team)
    assert own["by"] == "ada@example.org"
    assert not own["counts"][0]["counts"]
    assert own["counts"][0]["reasons"][0]["code"] == "RG303"
    assert other["counts"][0]["content"] == ["source-code", "trained-model"]
    text = team.guard("review", "list").stdout
    assert f"counts for source-code, trained-model at {team.place}, up to public" in text
    assert "counts for nothing" in text


def test_list_tells_changed_bytes_from_code_that_still_counts(team: Guarded) -> None:
    team.record()
    team.commit(model__safetensors=weights(1), other__safetensors=weights(2))
    (row,) = listed(team)
    assert row["counts"][0]["partly"] == ["trained-model"]
    assert "model.safetensors, other.safetensors" in row["counts"][0]["reasons"][0]["message"]


def test_list_marks_records_that_no_commit_has(team: Guarded) -> None:
    team.record()
    team.repo("reset", "-q", "--soft", "HEAD~1")
    (row,) = listed(team)
    assert not row["committed"]
    assert row["counts"][0]["counts"]


def test_list_finds_what_expires_soon(team: Guarded) -> None:
    team.record("--expires", "2999-01-01")
    assert listed(team, "--expiring", "6w") == []
    team.commit(**{"release-policy__toml": team.policy("team") + "\n[limits]\nreview_age_days = 20\n"})
    assert [row["by"] for row in listed(team, "--expiring", "30d")] == ["lin@example.org"]


def test_list_shows_a_record_that_can_t_be_read(team: Guarded) -> None:
    team.commit(**{"release-records/x__toml": 'schema = "release-record/1"\nkind = "reveiw"\n'})
    done = team.guard("review", "list")
    assert done.returncode == 0
    assert "release-records/x.toml:2: RG005" in done.stdout


def test_renewal_shows_the_changes_binds_what_is_there_and_lets_the_push_through(team: Guarded) -> None:
    path = team.record("--name", "Lin", "--expires", "2999-01-01")
    team.commit(model__safetensors=weights(1))
    assert team.push().returncode == 1
    done = team.guard("review", "renew", "--yes", *LIN)
    assert done.returncode == 0, done.stderr
    assert "changed bytes: model.safetensors" in done.stdout
    team.repo.commit("Renew")
    assert team.push().returncode == 0
    old = tomli.loads((team.repo.path / path).read_text())
    new = next(
        tomli.loads(file.read_text())
        for file in (team.repo.path / "release-records").glob("*.toml")
        if file.name != name_of(path)
    )
    assert new["scope"] == old["scope"]
    assert (new["name"], new["rationale"], new["role"]) == (old["name"], old["rationale"], old["role"])


def test_renewal_without_anybody_to_ask_needs_yes(team: Guarded) -> None:
    path = team.record()
    done = team.guard("review", "renew", *LIN)
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert [file.name for file in (team.repo.path / "release-records").iterdir()] == [name_of(path)]


def test_nobody_renews_or_withdraws_for_another(team: Guarded) -> None:
    path = team.record()
    for command in ("renew", "withdraw"):
        done = team.guard("review", command, path)
        assert done.returncode == 2
        assert "--by lin@example.org" in done.stderr


def test_met_conditions_are_dropped_in_a_renewal_and_open_ones_stay(team: Guarded) -> None:
    path = team.record(
        "--condition", "source-code=It is tidied up", "--condition", "It is online", decision="approve-with-conditions"
    )
    confirmed = team.guard("confirm", f"condition:{path}#C1", "--evidence", "u", "--statement", "Done it.", *LIN)
    assert confirmed.returncode == 0, confirmed.stderr
    assert team.guard("review", "renew", path, "--yes", *LIN).returncode == 0
    files = [tomli.loads(file.read_text()) for file in (team.repo.path / "release-records").glob("*-ml-*.toml")]
    new = next(one for one in files if len(one["condition"]) == 1)
    assert new["condition"][0]["id"] == "C2"


def test_objection_holds_until_its_author_withdraws_it(team: Guarded) -> None:
    team.record()
    objection = team.record(by="mei@example.org", decision="disapprove")
    held = team.push()
    assert held.returncode == 1
    assert "RG307" in held.stderr
    fix = next(line for line in held.stderr.splitlines() if "review withdraw" in line)
    assert name_of(objection) in fix
    done = team.guard("review", "withdraw", name_of(objection), "--by", "mei@example.org")
    assert done.returncode == 0, done.stderr
    team.repo.commit("Withdraw")
    assert team.push().returncode == 0
    row = next(row for row in listed(team) if row["file"] == name_of(objection))
    assert row["counts"][0]["reasons"][0]["message"] == "it was taken back"


def test_objection_outlives_changed_bytes_and_has_no_last_day(team: Guarded) -> None:
    objection = team.record(by="mei@example.org", decision="disapprove")
    assert "expires" not in tomli.loads((team.repo.path / objection).read_text())
    team.commit(model__safetensors=weights(1))
    assert "RG307" in team.push().stderr


def test_objection_is_lifted_by_the_same_person_s_approval_only(team: Guarded) -> None:
    objection = name_of(team.record(by="mei@example.org", decision="disapprove"))
    other = ("--role", "ml", "--decision", "approve", "--rationale", "I see no harm in it.", "--supersedes", objection)
    refused = team.guard("review", "record", *other, *LIN)
    assert refused.returncode == 2
    assert "only they" in refused.stderr
    team.record("--supersedes", objection.removesuffix(".toml"), by="mei@example.org")
    assert team.push().returncode == 0


def test_withdrawn_approval_counts_for_nothing(team: Guarded) -> None:
    path = team.record()
    assert team.guard("review", "withdraw", path, *LIN).returncode == 0
    team.repo.commit("Withdraw")
    assert team.push().returncode == 1


def test_deferring_is_recorded_without_a_warning_and_counts_for_nothing(team: Guarded) -> None:
    done = team.guard(
        "review", "record", "--role", "ml", "--decision", "defer", "--rationale", "The audit ends in May.", *LIN
    )
    assert (done.returncode, done.stderr) == (0, "")
    team.repo.commit("Defer")
    assert team.push().returncode == 1


def test_signed_review_is_verified_and_a_changed_one_is_found(team: Guarded, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    public = key.with_suffix(".pub").read_text().rsplit(" ", 1)[0].strip()
    team.commit(**{"release-policy__toml": team.policy("team") + KEY_POLICY.format(key=public)})
    done = team.guard(
        "review",
        "record",
        "--role",
        "ml",
        "--decision",
        "approve",
        "--rationale",
        "I ran it.",
        *LIN,
        "--sign",
        str(key),
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert ".toml.sig" in done.stdout
    good = team.guard("review", "verify", "--format", "json")
    assert good.returncode == 0
    assert json.loads(good.stdout)["records"][0]["known_key"] is True
    (path,) = (team.repo.path / "release-records").glob("*.toml")
    path.write_text(path.read_text().replace("I ran it.", "I read it."))
    bad = team.guard("review", "verify")
    assert bad.returncode == 1
    assert "changed after signing" in bad.stdout


def test_unsigned_review_is_a_fault_where_the_policy_asks_for_signatures(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, "organisation")
    guarded.commit(model__safetensors=weights())
    done = guarded.guard("review", "record", "--role", "ml", "--decision", "approve", "--rationale", "I ran it.", *LIN)
    assert "RG308" in done.stderr
    assert guarded.guard("review", "verify").returncode == 1


def test_a_beginning_names_a_record_where_only_one_begins_so(team: Guarded) -> None:
    team.record()
    team.record(by="mei@example.org")
    ambiguous = team.guard("review", "withdraw", "2", *LIN)
    assert ambiguous.returncode == 2
    assert "could be" in ambiguous.stderr
    unknown = team.guard("review", "withdraw", "nothing", *LIN)
    assert "there is no record 'nothing'" in unknown.stderr
