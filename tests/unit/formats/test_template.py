"""What ``init`` writes: complete where everything was answered, marked where not."""

from itertools import pairwise
from pathlib import Path

import pytest
import tomli

from release_guard.formats.considerations import is_formal, parse
from release_guard.formats.template import least_level, render
from release_guard.model.considerations import Considerations
from release_guard.model.finding import Problem

GOOD = Path(__file__).parents[2] / "examples" / "considerations" / "good"


def problems(text: str, level: int) -> list[Problem]:
    result = parse(text.encode(), "release-considerations.toml")
    assert isinstance(result, Considerations)
    return [problem for problem in result.problems if problem.from_level <= level]


def codes(text: str, level: int = 1) -> dict[str, int]:
    found = [problem.finding.code for problem in problems(text, level)]
    return {code: found.count(code) for code in found}


@pytest.mark.parametrize("path", sorted(GOOD.glob("*.toml")), ids=lambda path: path.stem)
def test_answers_survive_being_written_and_raise_no_problem(path: Path) -> None:
    text = path.read_text("utf-8")
    level = int(text[len("# judged at level ")])
    answers = tomli.loads(text)
    written = render(answers, level=level)
    assert tomli.loads(written) == answers
    assert problems(written, level) == []


def test_nothing_answered_gives_a_file_whose_every_place_is_marked() -> None:
    written = render({})
    assert set(codes(written)) == {"RG105", "RG107"}
    assert {problem.finding.message for problem in problems(written, 1) if problem.finding.code == "RG105"} == {
        "release.synthetic_media is missing: whether it generates or alters media"
    }
    assert not any(is_formal(problem) for problem in problems(written, 4))
    assert "[access_ratchet" not in written


@pytest.mark.parametrize(
    ("level", "section"), [(2, "access_ratchet"), (2, "mitigation"), (2, "benefit"), (3, "expert"), (3, "rollback")]
)
def test_section_is_written_from_the_level_that_asks_for_it(level: int, section: str) -> None:
    heading = f"[{section}]"
    assert heading not in render({}, level=level - 1)
    assert heading in render({}, level=level)


def test_hazard_brings_the_sections_of_level_two_and_a_threat() -> None:
    written = render({"hazards": {"data": {"present": "unknown"}}})
    assert "[[threat]]" in written
    assert "[access_ratchet]" in written
    assert set(codes(written, 2)) == {"RG105", "RG107"}


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, 1),
        ({"hazards": {"product": {"present": "no"}}}, 1),
        ({"hazards": {"product": {"present": "yes"}}}, 2),
        ({"release": {"synthetic_media": True}, "content": {"release": ["source-code"]}}, 1),
        ({"release": {"synthetic_media": True}, "content": {"release": ["trained-model"]}}, 2),
        ({"release": {"synthetic_media": False}, "content": {"release": ["trained-model"]}}, 1),
    ],
)
def test_least_level_follows_hazards_and_media(answers: dict[str, object], level: int) -> None:
    assert least_level(answers) == level


def test_guesses_are_listed_until_somebody_confirms_them() -> None:
    answers = tomli.loads((GOOD / "smallest.toml").read_text("utf-8"))
    written = render({**answers, "unconfirmed": ["release.title", "hazards.data"]})
    assert codes(written) == {"RG114": 1}


def test_answers_are_written_as_the_texts_they_are() -> None:
    answers = tomli.loads((GOOD / "smallest.toml").read_text("utf-8"))
    answers["release"]["title"] = 'a "quoted" \\ title\twith\ncontrol \x1b and é'
    assert tomli.loads(render(answers)) == answers


@pytest.mark.parametrize("answers", [{"relase": {}}, {"release": {"titel": "x"}}, {"threat": [{"nope": 1}]}])
def test_answer_to_no_question_is_refused_rather_than_lost(answers: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no question .*(relase|titel|nope)"):
        render(answers)


def test_written_file_is_readable_text() -> None:
    for level in (1, 2, 3, 4):
        lines = render({}, level=level).split("\n")
        assert max(len(line) for line in lines if " = {" not in line) <= 120
        assert not any(first == "" == second for first, second in pairwise(lines))
        assert all(line == line.rstrip() for line in lines)
