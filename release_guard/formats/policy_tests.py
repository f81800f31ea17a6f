"""Reads ``release-policy-tests.toml``: bytes to examples of releases, or to every reason why they can't be run.

What an example's facts are is for ``policy_examples``; judging them is left to the judge.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from release_guard.formats import shapes, toml_source
from release_guard.formats.fields_check import POLICIES as CODES
from release_guard.formats.fields_check import Place, check
from release_guard.formats.shapes import Table
from release_guard.formats.toml_lines import line_of
from release_guard.formats.values import shown
from release_guard.model import destination
from release_guard.model.considerations import Unreadable
from release_guard.model.fields_policy_tests import SCHEMA, TESTS
from release_guard.model.finding import Problem

_CODE = "RG202"


class Expected(NamedTuple):
    """What the policy must say; what isn't stated may be anything. ``codes`` must be among the findings."""

    outcome: str
    ceiling: str = ""
    visibility: str = ""
    level: int = 0
    codes: tuple[str, ...] = ()


class Example(NamedTuple):
    """One example: its ``table`` as it was written, the ``moment`` at which it is judged, and the right verdict."""

    name: str
    because: str
    table: Table
    moment: datetime
    expected: Expected
    line: int


class Suite(NamedTuple):
    """All examples of one file, and the ``policy`` that it names ("" for the one beside it)."""

    policy: str
    examples: tuple[Example, ...]


def parse(data: bytes, path: str) -> "Suite | Unreadable":
    """Read one table; never raises. All mistakes are told together."""
    document = toml_source.read(data, path, unparsable="RG004")
    if isinstance(document, Unreadable):
        return document
    table, place = document.table, Place(path, document.lines)
    problems = tuple(_problems(table, place))
    if problems:
        return Unreadable(tuple(sorted(problems, key=lambda problem: problem.finding.line)), path)
    moment = shapes.time(table, "now")
    assert moment is not None, "the table of keys asks for it"
    rows = enumerate(shapes.tables(table, "attempt"))
    examples = tuple(_example(row, moment, line_of(document.lines, f"attempt.{index}")) for index, row in rows)
    return Suite(shapes.text(table, "policy"), examples)


def _example(row: Table, moment: datetime, line: int) -> Example:
    verdict = shapes.table(row, "verdict")
    outcome, ceiling, seen = (shapes.text(verdict, key) for key in ("outcome", "ceiling", "visibility"))
    expected = Expected(outcome, ceiling, seen, shapes.number(verdict, "level"), shapes.texts(verdict, "codes"))
    name, because = shapes.text(row, "name"), shapes.text(row, "because")
    return Example(name, because, row, shapes.time(row, "now") or moment, expected, line)


def _problems(table: Table, place: Place) -> "Iterator[Problem]":
    if table.get("schema") != SCHEMA:
        said = f"schema is {shown(table['schema'])}; this version reads {SCHEMA}" if "schema" in table else ""
        fix = f'write schema = "{SCHEMA}" as the first line, or update release-guard for a newer one'
        yield place.problem(_CODE, "schema", said or "schema is missing", fix)
        return
    yield from check(table, TESTS, place, CODES)
    seen: set[str] = set()
    for index, row in enumerate(shapes.tables(table, "attempt")):
        for key, message, fix in _faults(row, seen):
            yield place.problem(_CODE, f"attempt.{index}.{key}", f"attempt.{index}.{key} {message}", fix)


def _faults(row: Table, seen: "set[str]") -> "Iterator[tuple[str, str, str]]":
    name = shapes.text(row, "name")
    if name and name in seen:
        yield "name", f"is {shown(name)}, as an earlier one is", "give each example a name of its own"
    seen.add(name)
    if "considerations" in row and "level" in row:
        yield "level", "stands beside considerations, whose answers say the level", "delete one of them"
    place = shapes.text(row, "destination")
    if "*" in place or "?" in place:
        yield "destination", f"is {shown(place)}, a pattern", "name one place"
    elif place and _unknown(place):
        yield "destination", f"is {shown(place)}, which names no place", 'write "hf:models/namespace/name"'


def _unknown(text: str) -> bool:
    try:
        destination.parse(text)
    except destination.DestinationError:
        return True
    return False
