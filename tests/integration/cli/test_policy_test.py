"""``policy test``: tables of example releases, judged by the judge itself."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import tomli
import tomlkit
from click.testing import Result
from jsonschema import Draft202012Validator

from release_guard.formats import presets, schema
from tests.support.commands import run

CONFORMANCE = Path(__file__).parents[2] / "conformance"
HEAD = 'schema = "release-policy-tests/1"\nnow = 2026-11-23T20:00:00+00:00\n'
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKx0example"
ROSTER = f"""
[[reviewer]]
id = "sam@orchard.example"
roles = ["security"]
keys = [{{ key = "{KEY}" }}]
[[reviewer]]
id = "lin@orchard.example"
roles = ["ml"]
keys = [{{ key = "{KEY}2" }}]
"""


def attempt(verdict: str, level: int | str = 2, rest: str = "", **more: str) -> str:
    keys = {"name": '"one"', "level": str(level), "destination": '"hf:models/x/y"', "wanted": '"public"'}
    content = '[{ path = "m.bin", category = "trained-model", sha256 = "w" }]'
    rows = {**keys, "content": content, "verdict": verdict, **more}
    return "[[attempt]]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items() if value) + rest


def review(by: str, role: str, **more: str) -> str:
    keys = {"kind": '"review"', "by": f'"{by}"', "role": f'"{role}"', "decision": '"approve"'}
    scope = {"content": '["trained-model"]', "visibility": '"public"', "artifacts": '["w"]'}
    return "[[attempt.record]]\n" + "".join(f"{key} = {value}\n" for key, value in {**keys, **scope, **more}.items())


def trial(folder: Path, table: str, policy: str = "", *arguments: str) -> Result:
    (folder / "release-policy.toml").write_text(policy or presets.text("team").decode())
    (folder / "release-policy-tests.toml").write_text(table)
    return run(folder, "policy", "test", *arguments)


@pytest.mark.parametrize("name", ["solo", "team"])
def test_conformance_table_passes_as_a_table_of_policy_tests(tmp_path: Path, name: str) -> None:
    """The project's own table is in the same shape: all of it that is judged by one policy is such a table."""
    every = tomli.loads((CONFORMANCE / "attempts.toml").read_text("utf-8"))["attempt"]
    mine = [_as_ours(one) for one in every if one.get("policy") == f"{name}.toml" and not _beyond(one)]
    assert len(mine) >= 4
    table = {"schema": "release-policy-tests/1", "policy": f"policies/{name}.toml", "now": mine[0]["now"]}
    shutil.copytree(CONFORMANCE, tmp_path / "all")
    (tmp_path / "all/release-policy-tests.toml").write_text(tomlkit.dumps({**table, "attempt": mine}))
    done = run(tmp_path / "all", "policy", "test", "release-policy-tests.toml")
    assert done.exit_code == 0, done.output
    assert f"{len(mine)} examples" in done.stdout


def _beyond(one: dict[str, Any]) -> bool:
    """What only the project's own table can say: edits of a file, clocks of hosts."""
    return any(key in one for key in ("edit", "host_now", "pushed_policy", "uncommitted"))


def _as_ours(one: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in one.items() if key != "policy"}
    if "considerations" in kept:
        kept["considerations"] = f"considerations/{kept['considerations']}"
    return kept


def test_examples_without_files_have_answers_of_their_level(tmp_path: Path) -> None:
    table = HEAD + attempt('{ outcome = "lower", visibility = "private", ceiling = "private", level = 2 }')
    done = trial(tmp_path, table)
    assert done.exit_code == 0, done.output
    assert "ok  one  level 2: lower, ceiling private" in done.stdout


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_made_up_answers_have_the_level_that_is_asked_for(tmp_path: Path, level: int) -> None:
    code = '[{ path = "a.py", category = "source-code" }]'
    policy = 'schema = "release-policy/1"\nname = "open"\n[[requirement]]\nlevel = 1\nfrom = "gated-manual"\n'
    table = HEAD + attempt(
        f'{{ outcome = "{"allow" if level < 4 else "lower"}", level = {level} }}', level, content=code
    )
    done = trial(tmp_path, table, policy + 'people = [{ role = "owner" }]\n')
    assert done.exit_code == 0, done.output


def test_difference_is_shown_with_its_reason_and_its_line(tmp_path: Path) -> None:
    verdict = '{ outcome = "allow", ceiling = "public", level = 1, visibility = "public", codes = ["RG205"] }'
    done = trial(tmp_path, HEAD + attempt(verdict, because='"We trust everybody."'))
    assert done.exit_code == 1
    assert "differs  one" in done.stdout
    assert "release-policy-tests.toml:3: one" in done.stdout
    for what in (
        "outcome: expected allow, found lower",
        "ceiling: expected public, found private",
        "visibility: expected public, found private",
        "level: expected 1, found 2",
        "finding: expected RG205, found not found",
        "because: We trust everybody.",
        "RG301",
        "1 of 1 example differs under",
    ):
        assert what in done.stdout


def test_reviews_fill_places(tmp_path: Path) -> None:
    asked = attempt('{ outcome = "allow", codes = ["RG314"] }', rest=review("lin@x.example", "ml"))
    assert trial(tmp_path, HEAD + asked).exit_code == 0
    other = attempt('{ outcome = "lower" }', rest=review("lin@x.example", "ml", artifacts='["other"]'))
    assert trial(tmp_path, HEAD + other).exit_code == 0
    stale = attempt('{ outcome = "lower", codes = ["RG304"] }', rest=review("lin@x.example", "ml", stale='["threat"]'))
    assert trial(tmp_path, HEAD + stale).exit_code == 0


@pytest.mark.parametrize(("signed", "outcome"), [("true", "allow"), ("false", "lower")])
def test_signatures_are_by_the_keys_of_the_policy(tmp_path: Path, signed: str, outcome: str) -> None:
    records = review("sam@orchard.example", "security", signed=signed) + review(
        "lin@orchard.example", "ml", signed="true"
    )
    table = HEAD + attempt(f'{{ outcome = "{outcome}" }}', rest=records)
    assert trial(tmp_path, table, presets.text("organisation").decode() + ROSTER).exit_code == 0


def test_signature_of_somebody_unlisted_does_not_count(tmp_path: Path) -> None:
    records = review("eve@orchard.example", "security", signed="true")
    table = HEAD + attempt('{ outcome = "lower", codes = ["RG306"] }', rest=records)
    assert trial(tmp_path, table, presets.text("organisation").decode() + ROSTER).exit_code == 0


def test_moment_of_one_example_may_be_another(tmp_path: Path) -> None:
    old = review("lin@x.example", "ml", date="2026-11-20")
    policy = presets.text("team").decode() + "\n[limits]\nreview_age_days = 30\n"
    now = attempt('{ outcome = "allow" }', rest=old)
    later = attempt('{ outcome = "lower" }', rest=old, now="2027-11-23T20:00:00+00:00", name='"later"')
    done = trial(tmp_path, HEAD + now + later, policy)
    assert done.exit_code == 0, done.output


def test_outer_policies_count(tmp_path: Path) -> None:
    import hashlib

    cap = '[[cap]]\nlevel = 1\ncontent = ["trained-model"]\nat_most = "private"\n'
    outer = f'schema = "release-policy/1"\nname = "o"\n{cap}'
    (tmp_path / "outer.toml").write_text(outer)
    pin = f'[extends]\nsource = "outer.toml"\nsha256 = "{hashlib.sha256(outer.encode()).hexdigest()}"\n'
    policy = presets.text("team").decode() + pin
    table = HEAD + attempt('{ outcome = "lower", codes = ["RG205"] }', rest=review("lin@x.example", "ml"))
    assert trial(tmp_path, table, policy).exit_code == 0, trial(tmp_path, table, policy).output


def test_machine_s_layers_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = tmp_path / "shut.toml"
    shut.write_text(
        'schema = "release-policy/1"\nname = "shut"\n[[requirement]]\nlevel = 1\nfrom = "public"\npeople = []\n'
    )
    monkeypatch.setenv("RELEASE_GUARD_POLICY", str(shut))
    assert trial(tmp_path, HEAD + attempt('{ outcome = "allow" }', rest=review("lin@x.example", "ml"))).exit_code == 0


def test_another_policy_may_be_tried(tmp_path: Path) -> None:
    table = HEAD + attempt('{ outcome = "allow" }', rest=review("lin@x.example", "ml"))
    (tmp_path / "next.toml").write_bytes(presets.text("organisation"))
    done = trial(tmp_path, table, "", "--policy", "next.toml")
    assert done.exit_code == 1
    assert "under next.toml" in done.stdout


def test_report_for_programs(tmp_path: Path) -> None:
    done = trial(tmp_path, HEAD + attempt('{ outcome = "block" }'), "", "--format", "json")
    report = json.loads(done.stdout)
    assert (report["schema"], report["passed"]) == ("release-guard-policy-test/1", False)
    (one,) = report["examples"]
    assert (one["name"], one["outcome"], one["differences"]) == (
        "one",
        "lower",
        [{"what": "outcome", "expected": "block", "found": "lower"}],
    )


@pytest.mark.parametrize("name", presets.NAMES)
def test_first_table_passes_and_is_never_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / "release-policy.toml").write_bytes(presets.text(name))
    assert run(tmp_path, "policy", "test", "--init", "release-policy-tests.toml").exit_code == 0
    done = run(tmp_path, "policy", "test", "release-policy-tests.toml")
    assert done.exit_code == 0, done.output
    assert run(tmp_path, "policy", "test", "--init", "release-policy-tests.toml").exit_code == 1


def test_first_table_is_what_its_schema_says(tmp_path: Path) -> None:
    (tmp_path / "release-policy.toml").write_bytes(presets.text("team"))
    run(tmp_path, "policy", "test", "--init", "t.toml")
    table = tomli.loads((tmp_path / "t.toml").read_text())
    as_json = json.loads(json.dumps(table, default=str))
    Draft202012Validator(schema.generate()["release-policy-tests.v1.json"]).validate(as_json)


def test_first_table_notices_a_looser_policy(tmp_path: Path) -> None:
    (tmp_path / "release-policy.toml").write_bytes(presets.text("team"))
    run(tmp_path, "policy", "test", "--init", "t.toml")
    (tmp_path / "release-policy.toml").write_bytes(presets.text("solo"))
    assert run(tmp_path, "policy", "test", "t.toml").exit_code == 1


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "schema is missing"),
        ('schema = "release-policy-tests/9"\n', "this version reads release-policy-tests/1"),
        (HEAD, "attempt is missing"),
        (HEAD.replace("now", "when"), "not a key of this format"),
        (HEAD + attempt('{ outcome = "allowed" }'), "none of: allow, lower"),
        (HEAD + attempt('{ outcome = "allow" }', verdcit="{}"), "did you mean verdict?"),
        (HEAD + attempt("{}"), "verdict is empty"),
        (HEAD + attempt('{ outcome = "allow" }') * 2, "as an earlier one is"),
        (HEAD + attempt('{ outcome = "allow" }', considerations='"a.toml"'), "beside considerations"),
        (HEAD + attempt('{ outcome = "allow" }', destination='"hf:models/**"'), "a pattern"),
        ("a = " + "[" * 100_000, "nested"),
        ("now = 2026-11-23T20:00:00", "no offset"),
        ("#" * (2 << 20), "more than 1048576"),
    ],
)
def test_mistake_in_a_table_is_told_at_its_line(tmp_path: Path, table: str, said: str) -> None:
    done = trial(tmp_path, table)
    assert done.exit_code == 3, done.output
    assert said in done.output
    assert "RG202" in done.output or "RG004" in done.output


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    done = run(tmp_path, "policy", "test", "gone.toml")
    assert (done.exit_code, "gone.toml can't be read" in done.output) == (3, True)
    done = trial(tmp_path, HEAD + attempt('{ outcome = "allow" }', "", considerations='"gone.toml"'))
    assert (done.exit_code, "gone.toml can't be read" in done.output) == (3, True)
    (tmp_path / "release-policy.toml").unlink()
    done = run(tmp_path, "policy", "test", "release-policy-tests.toml")
    assert (done.exit_code, "release-policy.toml" in done.output) == (3, True)


def test_policy_with_a_mistake_is_told(tmp_path: Path) -> None:
    done = trial(tmp_path, HEAD + attempt('{ outcome = "allow" }'), 'schema = "release-policy/1"\nnmae = "x"\n')
    assert done.exit_code == 3
    assert "did you mean name?" in done.output


def test_same_table_gives_the_same_report(tmp_path: Path) -> None:
    table = HEAD + attempt('{ outcome = "allow" }') + attempt('{ outcome = "lower" }', name='"two"')
    assert trial(tmp_path, table).output == trial(tmp_path, table).output


def test_release_without_answers_is_judged_as_one(tmp_path: Path) -> None:
    assert trial(tmp_path, HEAD + attempt('{ outcome = "lower", codes = ["RG101"] }', "")).exit_code == 0
    assert trial(tmp_path, HEAD + attempt('{ outcome = "allow" }', "", opted_in="false")).exit_code == 0
