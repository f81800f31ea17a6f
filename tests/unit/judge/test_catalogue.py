import re
from pathlib import Path

import pytest

from release_guard.judge import catalogue
from release_guard.judge.catalogue import CODES, entry, find
from release_guard.model.finding import Severity

ROOT = Path(catalogue.__file__).parents[1]
PUBLISHED = Path(__file__).with_name("published_codes.txt")


def test_published_codes_keep_their_number_and_name() -> None:
    published = dict(line.split() for line in PUBLISHED.read_text().splitlines())
    now = {row.code: row.name for row in CODES.values()}
    assert {code: now.get(code) for code in published} == published, "the catalogue is append-only"
    assert now == published, f"add the new codes to {PUBLISHED.name}: others rely on them from now on"


def test_codes_are_in_the_order_of_their_numbers() -> None:
    assert list(CODES) == sorted(CODES)


def test_names_are_unique_kebab_case() -> None:
    names = [row.name for row in CODES.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []


def test_reasons_are_one_lower_case_line() -> None:
    wrong = [row.code for row in CODES.values() if not re.fullmatch(r"[a-z][^\n]{10,78}[^.\n]", row.why)]
    assert wrong == []


def test_number_and_name_find_the_same_row_in_any_case() -> None:
    assert entry("RG302") == entry("rg302") == entry("too-few-reviewers") == entry("Too-Few-Reviewers")


@pytest.mark.parametrize("text", ["", "RG", "RG999", "302", "reviewers"])
def test_anything_else_is_a_key_error(text: str) -> None:
    with pytest.raises(KeyError, match=re.escape(repr(text))):
        entry(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("302", "RG302"), ("RG3O2", "RG302"), ("too-few-reviewer", "RG302"), ("embargo", "RG420"), ("7", "RG007")],
)
def test_a_slip_of_the_pen_finds_its_code_first(text: str, code: str) -> None:
    assert find(text)[0].code == code


def test_nonsense_finds_nothing() -> None:
    assert find("zzzzzzzz") == ()
    assert find("") == ()


def test_only_notes_and_the_five_narrow_codes_can_be_waived() -> None:
    errors = {row.code for row in CODES.values() if row.waivable and row.severity is not Severity.NOTE}
    assert errors == {"RG107", "RG111", "RG412", "RG414", "RG424"}
    assert all(row.waivable for row in CODES.values() if row.severity is Severity.NOTE)


def test_failures_to_judge_and_the_trust_base_are_never_lowered() -> None:
    lowerable = {row.code for row in CODES.values() if row.lowerable}
    assert lowerable.isdisjoint({"RG203", "RG308", "RG415"})
    assert [code for code in lowerable if code.startswith("RG0")] == []


def test_a_note_has_nothing_to_be_lowered_to() -> None:
    assert [row.code for row in CODES.values() if row.lowerable and row.severity is Severity.NOTE] == []


def test_every_code_that_the_program_mentions_is_in_the_catalogue() -> None:
    mentioned = {
        (code, path.relative_to(ROOT).as_posix())
        for path in ROOT.rglob("*.py")
        for code in re.findall(r"\bRG\d{3}\b", path.read_text("utf-8"))
    }
    assert {(code, path) for code, path in mentioned if code not in CODES} == set()
