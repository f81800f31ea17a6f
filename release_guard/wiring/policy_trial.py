"""Judges the examples of a table under a policy, with the judge that judges pushes, and compares the verdicts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from release_guard.formats import policy_examples, policy_tests
from release_guard.formats.policy_tests import Example, Expected, Suite
from release_guard.judge.decide import decide
from release_guard.model.considerations import Unreadable
from release_guard.model.decision import Decision
from release_guard.model.finding import Finding
from release_guard.model.policy import Layer
from release_guard.ports import PolicyError

#: The table of a repository, and the policy beside it.
TABLE, POLICY = "release-policy-tests.toml", "release-policy.toml"
_READ_AT_MOST = (1 << 20) + 1


class Table(NamedTuple):
    """A table that was read: its ``path``, its examples, and the path of the policy that it is about."""

    path: str
    suite: Suite
    policy: str


class Result(NamedTuple):
    """One example, what was decided, and each difference as (what, expected, found); none: it passed."""

    example: Example
    decision: Decision
    differences: tuple[tuple[str, str, str], ...]


def read(path: str) -> "Table | tuple[Finding, ...]":
    """The table at *path*, or what is wrong with it. Raises ``PolicyError`` where it can't be read."""
    suite = policy_tests.parse(_bytes(path), os.path.relpath(path))
    if isinstance(suite, Unreadable):
        return tuple(problem.finding for problem in suite.findings)
    return Table(path, suite, os.path.join(os.path.dirname(path), suite.policy or POLICY))


def run(table: Table, layers: tuple[Layer, ...]) -> tuple[Result, ...]:
    """Judge every example under *layers*. Raises ``PolicyError`` where a file that one names can't be read."""
    return tuple(_result(example, judged(table, example, layers)) for example in table.suite.examples)


def judged(table: Table, example: Example, layers: tuple[Layer, ...]) -> Decision:
    """The decision on one example. Raises ``PolicyError`` where a file that it names can't be read."""
    folder = os.path.dirname(table.path)
    return decide(policy_examples.facts(example, layers, lambda name: _bytes(os.path.join(folder, name))))


def _bytes(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(_READ_AT_MOST)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise PolicyError(
            f"{os.path.relpath(path)} can't be read: {reason}", "correct the name, or add the file"
        ) from None


def _result(example: Example, decision: Decision) -> Result:
    return Result(example, decision, tuple(_differences(example.expected, decision)))


def _differences(expected: Expected, decision: Decision) -> Iterator[tuple[str, str, str]]:
    seen = decision.visibility.word if decision.visibility is not None else "nowhere"
    pairs = (
        ("outcome", expected.outcome, str(decision.outcome)),
        ("ceiling", expected.ceiling, decision.ceiling.word),
        ("visibility", expected.visibility, seen),
        ("level", str(expected.level or ""), str(decision.level)),
    )
    yield from ((what, wanted, found) for what, wanted, found in pairs if wanted and wanted != found)
    codes = {finding.code for finding in decision.findings}
    yield from (("finding", code, "not found") for code in expected.codes if code not in codes)
