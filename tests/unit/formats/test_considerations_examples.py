"""Every file in examples/considerations is one test: good ones have no problem at their level, bad ones say which."""

import re
from pathlib import Path

import pytest

from release_guard.formats.considerations import is_formal, parse
from release_guard.model.considerations import Considerations, Unreadable
from release_guard.model.finding import Finding, Problem, Severity

EXAMPLES = Path(__file__).parents[2] / "examples" / "considerations"
CONFORMANCE = Path(__file__).parents[2] / "conformance" / "considerations"
GOOD = sorted((EXAMPLES / "good").glob("*.toml"))
BAD = sorted((EXAMPLES / "bad").glob("*.toml"))
LEVELS = {"bird-tagger": 1, "mnist": 1, "staged-text-generator": 3, "support-tone-adapter": 2}
LEVELS |= {"voice-cloning": 3, "voice-demo-space": 3}


def errors_at(path: Path, level: int) -> list[Finding]:
    answers = parse(path.read_bytes(), path.name)
    problems = answers.findings if isinstance(answers, Unreadable) else answers.problems
    counting = [problem.finding for problem in problems if problem.from_level <= level]
    return [finding for finding in counting if finding.severity is not Severity.NOTE]


def level_of(text: str) -> int:
    found = re.match(r"# judged at level (\d)", text)
    assert found is not None
    return int(found[1])


def expected(text: str) -> list[tuple[str, int]]:
    """Pairs of code and line, from the comments ``# <- RG106`` (this line) and ``# <- file: RG105`` (no line)."""
    pairs: list[tuple[str, int]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        marked = re.search(r"# <- (file: )?((?:RG\d{3} ?)+)", line)
        if marked is not None:
            pairs += [(code, 0 if marked[1] else number) for code in marked[2].split()]
    return pairs


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_example_has_no_problem_at_its_level(path: Path) -> None:
    assert errors_at(path, level_of(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_example_says_each_problem_at_its_line(path: Path) -> None:
    text = path.read_text("utf-8")
    wanted = expected(text)
    found = errors_at(path, level_of(text))
    assert wanted
    assert sorted((finding.code, finding.line) for finding in found) == sorted(wanted)
    assert all(finding.fix and finding.message and finding.path == path.name for finding in found)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_message_is_one_clean_line(path: Path) -> None:
    for finding in errors_at(path, 4):
        for text in (finding.message, finding.fix):
            assert text.isprintable() or not text.isascii()
            assert "\n" not in text
            assert text[0] == text[0].lower() or text.startswith("RG")


@pytest.mark.parametrize("name", LEVELS)
def test_conformance_file_is_complete_for_its_level(name: str) -> None:
    assert errors_at(CONFORMANCE / f"{name}.toml", LEVELS[name]) == []


@pytest.mark.parametrize("name", ["patient-notes", "patient-notes-owner-alone"])
def test_file_with_a_hazard_and_level_one_answers_is_incomplete_at_level_two(name: str) -> None:
    path = CONFORMANCE / f"{name}.toml"
    assert errors_at(path, 1) == []
    assert {finding.code for finding in errors_at(path, 2)} == {"RG105"}


def test_commit_time_fails_on_form_and_leaves_completeness_for_later() -> None:
    formal = {path.stem: any(is_formal(problem) for problem in _problems(path)) for path in BAD}
    assert formal["key-with-a-typo"]
    assert formal["word-outside-the-list"]
    assert formal["revocable-and-public"]
    assert formal["string-not-closed"]
    assert formal["version-of-the-future"]
    assert not formal["key-missing"]
    assert not formal["placeholder-left"]
    assert not formal["guesses-not-confirmed"]
    assert not formal["copied-answer-at-level-two"]


def _problems(path: Path) -> tuple[Problem, ...]:
    answers = parse(path.read_bytes(), path.name)
    return answers.findings if isinstance(answers, Unreadable) else answers.problems


@pytest.mark.parametrize("name", ["one-word-answers-at-level-two", "copied-answer-at-level-two"])
def test_short_and_copied_answers_of_level_one_sections_are_notes_at_level_one(name: str) -> None:
    path = EXAMPLES / "bad" / f"{name}.toml"
    answers = parse(path.read_bytes(), path.name)
    assert isinstance(answers, Considerations)
    at_one = [problem.finding for problem in answers.problems if problem.from_level == 1]
    assert at_one
    assert {finding.severity for finding in at_one} == {Severity.NOTE}
    heavier = {
        problem.finding._replace(severity=Severity.NOTE) for problem in answers.problems if problem.from_level == 2
    }
    assert {*at_one} <= heavier
