"""``review record``: what is written, what it is bound to, and what the gate then says of a real push."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
import tomli

from tests.support.guarded import Guarded, weights

WHY = ("--role", "ml", "--decision", "approve", "--rationale", "Read the answers and ran the tests.")
LIN = ("--by", "lin@example.org")


@pytest.fixture
def team(tmp_path: Path) -> Guarded:
    guarded = Guarded(tmp_path, "team")
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    return guarded


def records(guarded: Guarded) -> list[Path]:
    return sorted((guarded.repo.path / "release-records").glob("*.toml"))


def test_push_is_held_then_reviewed_then_goes_through(team: Guarded) -> None:
    assert team.push().returncode == 1
    team.record()
    pushed = team.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "RG314" in pushed.stderr


def test_defaults_come_from_the_file_and_git(team: Guarded) -> None:
    done = team.guard("review", "record", *WHY, *LIN, "--name", "Lin", "--affiliation", "Example University")
    assert done.returncode == 0, done.stderr
    (path,) = records(team)
    record = tomli.loads(path.read_text())
    assert record["scope"] == {
        "content": ["source-code", "trained-model"],
        "visibility": "public",
        "targets": [team.place],
    }
    assert (record["by"], record["recorded_by"]) == ("lin@example.org", "ada@example.org")
    assert record["expires"] - record["date"] == timedelta(days=365)
    assert record["bound"]["artifact"] == [
        {
            "path": "model.safetensors",
            "sha256": hashlib.sha256(weights()).hexdigest(),
            "category": "trained-model",
        }
    ]
    policy = hashlib.sha256((team.repo.path / "release-policy.toml").read_bytes()).hexdigest()
    assert record["bound"]["policy"] == f"sha256:{policy}"


def test_what_it_is_bound_to_is_said_in_words_with_the_next_step(team: Guarded) -> None:
    said = team.guard("review", "record", *WHY, *LIN).stdout
    assert "lin@example.org (ml) approves source-code, trained-model of 'Digit classifier'" in said
    assert f"up to public at {team.place}" in said
    assert "model.safetensors (trained-model, sha256 " in said
    assert "next: git add release-records/" in said


def test_one_changed_byte_needs_a_new_review(team: Guarded) -> None:
    team.record()
    team.commit(model__safetensors=weights(1))
    held = team.push()
    assert held.returncode == 1
    assert "RG304" in held.stderr


def test_changed_answers_need_a_new_review_and_changed_code_does_not(team: Guarded) -> None:
    team.record()
    team.commit(train__py="print(2)\n")
    assert team.push().returncode == 0
    file = team.repo.path / "release-considerations.toml"
    file.write_text(file.read_text().replace("reads digits", "reads numerals"))
    team.commit(model__safetensors=weights())
    (team.repo.path / "other.safetensors").write_bytes(weights(3))
    team.commit()
    assert "answers changed in hazards" in team.push().stderr


def test_own_review_is_recorded_with_a_warning_and_does_not_count(team: Guarded) -> None:
    done = team.guard("review", "record", *WHY)
    assert done.returncode == 0
    assert "doesn't count" in done.stderr
    assert "RG303" in done.stderr
    team.repo.commit("Record")
    assert team.push().returncode == 1


def test_review_typed_by_an_agent_is_recorded_as_its_and_does_not_count(team: Guarded) -> None:
    done = team.guard("review", "record", *WHY, *LIN, AI_AGENT="robin")
    assert "RG316" in done.stderr
    assert tomli.loads(records(team)[0].read_text())["recorded_by"] == "agent:robin"
    team.repo.commit("Record")
    assert team.push().returncode == 1


def test_role_that_the_roster_does_not_give_is_recorded_with_a_warning(team: Guarded) -> None:
    roster = '\n[[reviewer]]\nid = "lin@example.org"\nroles = ["security"]\n'
    team.commit(**{"release-policy__toml": team.policy("team") + roster})
    done = team.guard("review", "record", *WHY, *LIN)
    assert done.returncode == 0
    assert "RG306" in done.stderr


@pytest.mark.parametrize("name", ["model.safetensors", "release-considerations.toml", "new.gguf"])
def test_what_is_not_committed_is_not_reviewed(name: str, team: Guarded) -> None:
    with (team.repo.path / name).open("ab") as file:
        file.write(b"\n# changed\n")
    done = team.guard("review", "record", *WHY, *LIN)
    assert done.returncode == 1
    assert f"{name}: RG110" in done.stderr
    assert "git commit" in done.stderr
    assert not records(team)


def test_named_commit_is_reviewed_whatever_the_working_tree_holds(team: Guarded) -> None:
    (team.repo.path / "model.safetensors").write_bytes(weights(9))
    done = team.guard("review", "record", *WHY, *LIN, "--rev", "HEAD")
    assert done.returncode == 0, done.stderr
    bound = tomli.loads(records(team)[0].read_text())["bound"]["artifact"]
    assert [row["sha256"] for row in bound] == [hashlib.sha256(weights()).hexdigest()]


def test_earlier_versions_in_the_history_are_bound_and_named(team: Guarded) -> None:
    team.commit(model__safetensors=weights(1))
    done = team.guard("review", "record", *WHY, *LIN)
    assert "an earlier version, but in the history" in done.stdout
    bound = tomli.loads(records(team)[0].read_text())["bound"]["artifact"]
    assert {row["sha256"] for row in bound} == {hashlib.sha256(weights(n)).hexdigest() for n in (0, 1)}
    team.repo.commit("Record")
    assert team.push().returncode == 0


def test_pointer_is_bound_by_the_bytes_that_it_names(team: Guarded) -> None:
    digest = "ab" * 32
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 40000000\n"
    team.commit(large__safetensors=pointer)
    assert team.guard("review", "record", *WHY, *LIN).returncode == 0
    bound = tomli.loads(records(team)[0].read_text())["bound"]["artifact"]
    assert {"path": "large.safetensors", "sha256": digest, "category": "trained-model"} in bound


def test_narrower_scope_binds_only_what_it_speaks_for(team: Guarded) -> None:
    options = (
        "--content",
        "source-code",
        "--visibility",
        "gated-manual",
        "--target",
        "https://github.com/acme/digits.git",
    )
    assert team.guard("review", "record", *WHY, *LIN, *options).returncode == 0
    record = tomli.loads(records(team)[0].read_text())
    assert record["scope"] == {
        "content": ["source-code"],
        "visibility": "gated-manual",
        "targets": ["github.com/acme/digits"],
    }
    assert "artifact" not in record["bound"]


def test_folder_is_bound_by_its_own_bytes(team: Guarded, tmp_path: Path) -> None:
    folder = tmp_path / "upload"
    folder.mkdir()
    (folder / "weights.safetensors").write_bytes(weights(7))
    done = team.guard("review", "record", *WHY, *LIN, "--folder", str(folder), "--target", "hf:models/acme/digits")
    assert done.returncode == 0, done.stderr
    record = tomli.loads(records(team)[0].read_text())
    assert record["scope"]["targets"] == ["hf:models/acme/digits"]
    assert [(row["path"], row["sha256"]) for row in record["bound"]["artifact"]] == [
        ("weights.safetensors", hashlib.sha256(weights(7)).hexdigest())
    ]


def test_expiry_follows_the_policy_where_that_is_shorter(team: Guarded) -> None:
    team.commit(**{"release-policy__toml": team.policy("team") + "\n[limits]\nreview_age_days = 30\n"})
    assert team.guard("review", "record", *WHY, *LIN).returncode == 0
    record = tomli.loads(records(team)[0].read_text())
    assert record["expires"] - record["date"] == timedelta(days=30)


def test_several_releases_need_a_name_and_each_binds_its_own_files(team: Guarded) -> None:
    text = (team.repo.path / "release-considerations.toml").read_text()
    team.repo("rm", "-q", "release-considerations.toml")
    for name in ("small", "large"):
        claimed = text.replace("[release]", f'[release]\npaths = ["{name}/**"]')
        team.write(f"release-considerations/{name}.toml", claimed)
        team.write(f"{name}/model.safetensors", weights(len(name) + ord(name[0])))
    team.repo.commit("Two releases")
    asked = team.guard("review", "record", *WHY, *LIN)
    assert asked.returncode == 2
    assert "large, small" in asked.stderr
    done = team.guard("review", "record", *WHY, *LIN, "--release", "small")
    assert done.returncode == 0, done.stderr
    record = tomli.loads(records(team)[0].read_text())
    assert record["scope"]["release"] == "small"
    assert [row["path"] for row in record["bound"]["artifact"]] == ["small/model.safetensors"]


def test_record_is_written_at_the_top_from_below(team: Guarded) -> None:
    (team.repo.path / "src").mkdir()
    done = team.guard("-C", "src", "review", "record", *WHY, *LIN)
    assert done.returncode == 0, done.stderr
    assert len(records(team)) == 1
    assert "git add ../release-records/" in done.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--condition", "x"), 2, "approve-with-conditions"),
        (("--decision", "approve-with-conditions"), 2, "--condition"),
        (("--decision", "approve-with-conditions", "--condition", "trained-modle=It is out"), 2, "no content category"),
        (("--expires", "2020-01-01"), 2, "is past"),
        (("--rev", "nowhere"), 3, "no commit"),
        (("--rev", "HEAD", "--folder", "."), 2, "name one"),
        (("--supersedes", "nothing.toml"), 2, "no review"),
        (("--by", "Dr M. Okafor"), 1, "one e-mail address or handle"),
        (("--sign", "no-such-key"), 1, "no key file"),
        (("--release", "other"), 2, "no release is called"),
        (("--target", ""), 2, "no destination"),
    ],
)
def test_what_can_t_be_meant_is_refused_and_nothing_is_written(
    options: tuple[str, ...], code: int, words: str, team: Guarded
) -> None:
    done = team.guard("review", "record", *WHY, *LIN, *options)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert not records(team)


def test_without_git_user_the_reviewer_must_be_named(team: Guarded, fence: Path) -> None:
    (fence / "gitconfig").write_text("")
    done = team.guard("review", "record", *WHY)
    assert done.returncode == 2
    assert "--by" in done.stderr


def test_review_of_a_repository_without_answers_points_to_init(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path)
    (guarded.repo.path / "release-considerations.toml").unlink()
    guarded.commit(train__py="print(1)\n")
    done = guarded.guard("review", "record", *WHY, *LIN)
    assert done.returncode == 1
    assert "release-guard init" in done.stderr


def test_unreadable_answers_are_shown_at_their_line(team: Guarded) -> None:
    team.commit(**{"release-considerations__toml": "schema = \n"})
    done = team.guard("review", "record", *WHY, *LIN)
    assert done.returncode == 3
    assert "release-considerations.toml:1: RG102" in done.stderr


def test_date_is_today_in_utc(team: Guarded) -> None:
    assert team.guard("review", "record", *WHY, *LIN).returncode == 0
    written = tomli.loads(records(team)[0].read_text())["date"]
    assert abs(written - date.today()) <= timedelta(days=1)  # noqa: DTZ011 - the day around midnight
