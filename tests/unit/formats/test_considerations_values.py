"""What the reader hands to the judge, and how it treats answers that it can't understand."""

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from release_guard.formats.considerations import parse
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations, Mitigation, Stage, Threat, Unreadable, Withheld

GOOD = Path(__file__).parents[2] / "examples" / "considerations" / "good"


def answers(name: str, *changes: tuple[str, str]) -> Considerations:
    text = (GOOD / f"{name}.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    result = parse(text.encode(), "a.toml", origin="commit 1a2b3c4", name="tides")
    assert isinstance(result, Considerations)
    return result


def test_every_answer_of_a_staged_release_is_read() -> None:
    read = answers("level-three-staged")
    assert (read.name, read.path, read.origin) == ("tides", "a.toml", "commit 1a2b3c4")
    assert (read.title, read.owner, read.authors) == (
        "Portrait relighter",
        "yara@studio.example",
        ("yara@studio.example",),
    )
    assert (read.contact, read.modalities, read.synthetic_media) == ("abuse@studio.example", ("image",), True)
    assert read.targets == ("hf:models/studio/relight", "github.com/studio/relight")
    assert read.summary.startswith("Changes where")
    assert read.hazards == {"product": "yes", "data": "no", "attention": "no"}
    assert read.threats == (Threat("composite", "product", "high", "moderate"),)
    assert read.mitigations == (Mitigation("mark", "hidden_watermarks", "in_place", ("composite",)),)
    assert read.released == {Category.SOURCE_CODE, Category.TRAINED_MODEL}
    assert read.withheld == (Withheld(Category.TRAINING_DATA, "Faces."),)
    assert (read.timing.mode, read.timing.review_by) == ("staged", date(2027, 3, 1))
    assert read.timing.stages == (
        Stage("code", frozenset({Category.SOURCE_CODE}), "public"),
        Stage(
            "weights",
            frozenset({Category.TRAINED_MODEL}),
            "ask-for-access",
            after="code",
            min_observation_days=30,
            event="The detector is out",
            event_confirmer=("lindqvist@uni.example",),
        ),
    )
    assert (read.tier, read.licence) == ("ask-for-access", "openrail")
    assert (read.decision.outcome, read.decision.accountable) == ("go", "yara@studio.example")
    assert read.lines["timing.stage.1.tier"] == read.line("timing.stage.1.tier") > 0


def test_embargo_is_read() -> None:
    timing = answers("timed-with-embargo").timing
    assert timing.not_before == datetime(2026, 12, 1, 8, tzinfo=timezone.utc)
    assert timing.embargo_start == date(2026, 11, 1)
    assert timing.triggers == ("The port authority has announced it",)
    assert answers("evented").timing.event_confirmer == ("press@port.example",)
    assert answers("periodic").timing.interval_days == 30


def test_extras_of_a_release_are_read() -> None:
    read = answers("several-releases-and-a-past")
    assert (read.level, read.paths, read.public_since) == (1, ("models/tides/**", "train.py"), date(2025, 11, 1))
    (parent,) = answers("derived-from-a-parent").parents
    assert (parent.repo, parent.relation, parent.claims) == ("hf:models/port/gauges", "finetune", ())
    assert answers("private-answers").private_digest == "sha256:" + "0f" * 32


def test_answer_that_cannot_be_understood_counts_as_the_gravest() -> None:
    read = answers(
        "level-three-staged", ('present = "no"', 'present = "nope"'), ('severity = "high"', 'severity = "meh"')
    )
    assert read.hazards == {"product": "yes", "data": "unknown", "attention": "unknown"}
    assert read.threats[0].severity == "critical"
    assert answers("smallest", ("synthetic_media = false", "synthetic_media = 0")).synthetic_media is True
    assert answers("smallest", ('outcome = "go"', 'outcome = "Go!"')).decision.outcome == ""


@pytest.mark.parametrize("schema", ["3", "[]", "{}", '"release-policy/1"', '"release-considerations/10"', "true"])
def test_unknown_schema_is_never_guessed_at(schema: str) -> None:
    text = (GOOD / "smallest.toml").read_text("utf-8").replace('"release-considerations/1"', schema)
    result = parse(text.encode(), "a.toml")
    assert isinstance(result, Unreadable)
    assert [problem.finding.code for problem in result.findings] == ["RG103"]


def test_one_slip_gives_one_finding() -> None:
    read = answers("smallest", ("contact =", "contract ="))
    (problem,) = [problem for problem in read.problems if problem.from_level == 1]
    assert problem.finding.message == "release.contract is not a key of this format; did you mean contact?"
    assert problem.finding.fix == "write contact in place of contract"


def test_target_given_as_a_url_is_answered_with_the_canonical_form_and_without_its_password() -> None:
    url = "https://ada:hunter2@GitHub.com/harbour/tides.git"
    read = answers("smallest", ("github.com/harbour/tides", url))
    (problem,) = [problem for problem in read.problems if problem.finding.code == "RG106"]
    assert problem.finding.fix == 'write "github.com/harbour/tides"'
    assert "hunter2" not in repr(problem)


def test_choice_is_never_suggested_when_it_is_missing() -> None:
    read = answers("smallest", ('data = { present = "no", ', "data = { "))
    (problem,) = [problem for problem in read.problems if problem.from_level == 1]
    assert problem.finding.fix == "add present = one of no, yes, unknown under [hazards.data]"


def test_wrong_shapes_everywhere_are_reported_and_never_raise() -> None:
    keys = "release hazards access_ratchet threat benefit mitigation expert content derived_from timing distribution"
    for value in ("1", '"x"', "[1]", "[[]]", "[{}]", "{}", "{ x = { y = [1] } }", "true", "2026-01-01"):
        text = 'schema = "release-considerations/1"\n'
        text += "".join(
            f"{key} = {value}\n" for key in (*keys.split(), "disagreement", "rollback", "decision", "private")
        )
        read = parse(text.encode(), "a.toml")
        assert isinstance(read, Considerations)
        assert any(problem.from_level == 1 for problem in read.problems)
