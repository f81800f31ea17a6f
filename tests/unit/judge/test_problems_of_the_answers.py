"""What is wrong with the answers reaches the person whole: nothing is merged that needs its own edit."""

from datetime import datetime, timezone
from pathlib import Path

from release_guard.formats import presets
from release_guard.formats.considerations import parse
from release_guard.judge.decide import decide
from release_guard.model.attempt import Attempt, Facts, Item
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.destination import parse as place
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility

GOOD = Path(__file__).parents[2] / "examples" / "considerations" / "good"


def judged(name: str, *changes: tuple[str, str]) -> tuple[Finding, ...]:
    text = (GOOD / f"{name}.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = parse(text.encode(), "release-considerations.toml")
    assert isinstance(file, Considerations)
    attempt = Attempt(place(file.targets[0]), Visibility.PUBLIC, (Item("train.py", Category.SOURCE_CODE),))
    moment = datetime(2026, 11, 23, tzinfo=timezone.utc)
    return decide(Facts(attempt, file, moment, built_in=presets.policy("solo"))).findings


def test_two_missing_answers_of_one_section_are_both_shown() -> None:
    shown = judged(
        "smallest", ('title = "Tide gauge reader"\n', ""), ('contact = "https://harbour.example/report"\n', "")
    )
    messages = [finding.message for finding in shown if finding.code == "RG105"]
    assert [message.split(" ")[0] for message in messages] == ["release.title", "release.contact"]


def test_short_answer_is_a_note_at_level_one_and_one_error_at_level_two() -> None:
    short = ('rationale = "Small harbours can read their gauges without buying sensors."', 'rationale = "Fine."')
    (note,) = [finding for finding in judged("smallest", short) if finding.code == "RG107"]
    assert note.severity is Severity.NOTE
    short = ('rationale = "The mark makes the misuse visible."', 'rationale = "Fine."')
    (error,) = [finding for finding in judged("level-three-staged", short) if finding.code == "RG107"]
    assert error.severity is Severity.ERROR
