"""Every attempt of the conformance table gets its one right verdict."""

from pathlib import Path
from typing import Any

import pytest

from release_guard.judge.decide import decide
from tests.support.attempts import facts_of, load

FOLDER = Path(__file__).parents[2] / "conformance"
ATTEMPTS = load(FOLDER / "attempts.toml")


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[str(attempt["name"]) for attempt in ATTEMPTS])
def test_attempt_gets_its_one_right_verdict(attempt: dict[str, Any]) -> None:
    decision = decide(facts_of(attempt, FOLDER))
    right = attempt["verdict"]
    found = {
        "outcome": str(decision.outcome),
        "ceiling": decision.ceiling.word,
        "level": decision.level,
        "visibility": decision.visibility.word if decision.visibility is not None else None,
    }
    assert {key: found[key] for key in right} == right, (attempt["because"], decision.findings)


def test_table_is_whole() -> None:
    assert len(ATTEMPTS) >= 21
