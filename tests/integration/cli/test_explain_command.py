"""``explain``: pages of codes, and how a level and a ceiling came about."""

import json
from pathlib import Path

import pytest

from release_guard.judge.catalogue import CODES
from tests.support.commands import run
from tests.support.guarded import Guarded, weights

HAZARD = 'product   = { present = "yes", rationale = "It could tell other people\'s handwriting apart." }'
THREAT = """
[[threat]]
id = "T1"
hazard = "product"
misuse = "A group reads stolen forms by the thousand."
actor = "group"
ml_expertise = "some"
severity = "high"
likelihood = "moderate"
existing_risk = "Services do the same for money."
existing_defences = "Forms are shredded."
baseline = "other_tool"
marginal_effect = "It costs nothing any more."
uncertainty = "How many forms are stolen at all."
"""


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    return Guarded(tmp_path, "team")


@pytest.mark.parametrize("code", ["RG302", "rg302", "302", "too-few-reviewers"])
def test_page_is_found_by_number_and_name(tmp_path: Path, code: str) -> None:
    done = run(tmp_path, "explain", code)
    assert done.exit_code == 0
    assert done.stdout.startswith("RG302 too-few-reviewers\n")


def test_unknown_code_is_answered_with_the_closest(tmp_path: Path) -> None:
    done = run(tmp_path, "explain", "too-few-reviewer")
    assert done.exit_code == 2
    assert "did you mean RG302 too-few-reviewers" in done.stderr


def test_without_a_code_all_are_listed(tmp_path: Path) -> None:
    listed = run(tmp_path, "explain").stdout
    assert all(code in listed for code in CODES)


def test_page_is_there_as_json(tmp_path: Path) -> None:
    page = json.loads(run(tmp_path, "explain", "RG412", "--format", "json").stdout)
    assert (page["code"], page["name"], page["waivable"]) == ("RG412", "unclassified-binary", True)
    assert page["what"] and page["how"]


def test_code_and_level_together_are_a_usage_error(tmp_path: Path) -> None:
    assert run(tmp_path, "explain", "RG302", "--level").exit_code == 2


def test_level_is_told_with_the_highest_reason_first(guarded: Guarded) -> None:
    file = (guarded.repo.path / "release-considerations.toml").read_text()
    product = next(line for line in file.splitlines() if line.startswith("product"))
    guarded.write("release-considerations.toml", file.replace(product, HAZARD) + THREAT)
    guarded.commit()
    done = run(guarded.repo.path, "explain", "--level")
    assert done.exit_code == 0
    assert "Digit classifier: level 3 (commit " in done.stdout
    first = done.stdout.splitlines()[1]
    assert "at least 3" in first and "T1" in first


def test_level_names_the_line_that_hints_at_a_capability(guarded: Guarded) -> None:
    guarded.commit(requirements__txt="torch\nroop==1.0\n")
    said = guarded.guard("explain", "--level").stdout
    assert "seen: face-swap: requirements.txt:2 names 'roop'" in said
    told = json.loads(guarded.guard("explain", "--level", "--format", "json").stdout)
    assert told["releases"][0]["hints"] == ["face-swap: requirements.txt:2 names 'roop'"]


def test_level_of_a_file_that_is_not_committed_yet_is_told_as_such(guarded: Guarded) -> None:
    done = run(guarded.repo.path, "explain", "--level")
    assert done.exit_code == 0
    assert "level 1 (the file in the work tree, not committed yet)" in done.stdout


def test_level_without_a_file_names_init(guarded: Guarded) -> None:
    (guarded.repo.path / "release-considerations.toml").unlink()
    done = run(guarded.repo.path, "explain", "--level")
    assert done.exit_code == 1
    assert "fix: release-guard init" in done.stderr


def test_ceiling_names_each_part_and_what_holds_it(guarded: Guarded) -> None:
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    done = run(guarded.repo.path, "explain", "--ceiling")
    assert done.exit_code == 0
    assert f"Digit classifier, {guarded.place}: at most gated-manual" in done.stdout
    assert any("trained-model" in line and "gated-manual" in line for line in done.stdout.splitlines())
    assert "asks for" in done.stdout


def test_ceiling_that_nothing_holds_is_public(guarded: Guarded) -> None:
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    guarded.record()
    assert "at most public" in run(guarded.repo.path, "explain", "--ceiling").stdout


def test_ceiling_as_json_has_the_reasons(guarded: Guarded) -> None:
    guarded.commit(model__safetensors=weights())
    (ceiling,) = json.loads(run(guarded.repo.path, "explain", "--ceiling", "--format", "json").stdout)["ceilings"]
    assert (ceiling["destination"], ceiling["ceiling"]) == (guarded.place, "gated-manual")
    assert {"part", "at_most", "reason", "code"} == set(ceiling["reasons"][0])


def test_ceiling_before_the_first_commit_says_what_to_do(guarded: Guarded) -> None:
    done = run(guarded.repo.path, "explain", "--ceiling")
    assert done.exit_code == 1
    assert "git commit" in done.stderr
