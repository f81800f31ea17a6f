"""Reads ``release-policy.toml``: bytes to one layer of policy, or to every reason why it can't be one.

A policy with a fault is refused whole: nobody can tell which rule was meant. What layers mean together, and whether a
waiver or a lowered code is allowed, is the judge's question; where layers come from is the evidence room's.
"""

from collections.abc import Iterator
from datetime import date

from release_guard.formats import extends as outer
from release_guard.formats import policy_rules, shapes, toml_source
from release_guard.formats.extends import Extends
from release_guard.formats.fields_check import POLICIES as CODES
from release_guard.formats.fields_check import Place, check
from release_guard.formats.shapes import Table
from release_guard.formats.toml_lines import line_of
from release_guard.formats.toml_source import Document
from release_guard.formats.values import shown
from release_guard.model.considerations import Unreadable
from release_guard.model.fields_policy import POLICY, SCHEMA
from release_guard.model.finding import Problem, Severity
from release_guard.model.place import PlaceRule
from release_guard.model.policy import Cap, Key, Policy, Requirement, Reviewer, Slot, Waiver
from release_guard.model.visibility import Visibility

UNPARSABLE = "RG004"
INVALID = "RG202"


def parse(data: bytes, path: str, origin: str = "") -> "Policy | Unreadable":
    """Read one layer; never raises. Not TOML is RG004, a wrong content RG202; *origin* says where it came from."""
    document = _sound(data, path, origin)
    return document if isinstance(document, Unreadable) else build(document)


def extends(data: bytes, path: str, origin: str = "") -> "Extends | Unreadable | None":
    """The outer layer that the policy in *data* names; None where it names none."""
    document = _sound(data, path, origin)
    if isinstance(document, Unreadable):
        return document
    return outer.read(shapes.table(document.table, "extends"))


def build(document: Document) -> Policy:
    """The policy in a document that has no faults."""
    table, lines = document
    limits, override = shapes.table(table, "limits"), shapes.table(table, "override")
    scope, on_exceed = shapes.table(table, "scope"), shapes.table(table, "on_exceed")
    usual = Policy("")
    return Policy(
        name=shapes.text(table, "name"),
        mode=shapes.text(table, "mode") or usual.mode,
        independence=shapes.text(table, "independence") or usual.independence,
        ledger=shapes.text(table, "ledger") or usual.ledger,
        repositories=shapes.text(scope, "repositories") or usual.repositories,
        destinations=shapes.texts(scope, "destinations"),
        namespaces=shapes.texts(scope, "namespaces"),
        internal=Visibility.parse(shapes.text(scope, "internal") or usual.internal.word),
        places=tuple(_place(row) for row in shapes.tables(table, "place")),
        on_exceed_hub=shapes.text(on_exceed, "hub") or usual.on_exceed_hub,
        existing_public=shapes.text(on_exceed, "existing_public") or usual.existing_public,
        review_age_days=shapes.number(limits, "review_age_days"),
        embargo_days=shapes.number(limits, "embargo_days"),
        lower_severity=_severities(shapes.table(limits, "lower_severity")),
        capabilities=_levels(shapes.table(table, "capabilities")),
        requirements=tuple(
            _requirement(row, line_of(lines, f"requirement.{index}"))
            for index, row in enumerate(shapes.tables(table, "requirement"))
        ),
        caps=tuple(_cap(row, line_of(lines, f"cap.{index}")) for index, row in enumerate(shapes.tables(table, "cap"))),
        reviewers=tuple(_reviewer(row) for row in shapes.tables(table, "reviewer")),
        waivers=tuple(
            _waiver(row, line_of(lines, f"waiver.{index}")) for index, row in enumerate(shapes.tables(table, "waiver"))
        ),
        override_by=shapes.texts(override, "allowed_by") if override else None,
        override_hours=shapes.number(override, "max_hours") or usual.override_hours,
    )


def _sound(data: bytes, path: str, origin: str) -> "Document | Unreadable":
    """The document, if nothing is wrong with it; every problem names *origin* where it is no file of the repository."""
    document = toml_source.read(data, path, unparsable=UNPARSABLE)
    if not isinstance(document, Unreadable):
        problems = tuple(_problems(document.table, Place(path, document.lines)))
        if not problems:
            return document
        document = Unreadable(tuple(sorted(problems, key=lambda problem: problem.finding.line)), path)
    return _from(document, origin)


def _from(unreadable: Unreadable, origin: str) -> Unreadable:
    if not origin:
        return unreadable
    named = (
        problem._replace(finding=problem.finding._replace(message=f"{origin}: {problem.finding.message}"))
        for problem in unreadable.findings
    )
    return unreadable._replace(findings=tuple(named))


def _problems(table: Table, place: Place) -> "Iterator[Problem]":
    if table.get("schema") != SCHEMA:
        said = f"schema is {shown(table['schema'])}; this version reads {SCHEMA}" if "schema" in table else ""
        fix = f'write schema = "{SCHEMA}" as the first line, or update release-guard for a newer one'
        yield place.problem(INVALID, "schema", said or "schema is missing", fix)
        return
    yield from check(table, POLICY, place, CODES)
    yield from policy_rules.faults(table, place)


def _place(row: Table) -> PlaceRule:
    return PlaceRule(shapes.text(row, "match"), Visibility.parse(shapes.text(row, "visibility")))


def _severities(table: Table) -> "dict[str, Severity]":
    return {code: Severity[word.upper()] for code, word in table.items() if isinstance(word, str)}


def _levels(table: Table) -> "dict[str, int]":
    return {name: level for name, level in table.items() if isinstance(level, int)}


def _requirement(row: Table, line: int) -> Requirement:
    return Requirement(
        level=shapes.number(row, "level"),
        start=Visibility.parse(shapes.text(row, "from")),
        people=tuple(slot for entry in shapes.tables(row, "people") for slot in _slots(entry)),
        content=shapes.categories(row, "content") if "content" in row else None,
        signed=row.get("signed") is True,
        line=line,
    )


def _slots(row: Table) -> "tuple[Slot, ...]":
    """One place for each of ``count`` people."""
    return (Slot(shapes.text(row, "role"), row.get("external") is True),) * (shapes.number(row, "count") or 1)


def _cap(row: Table, line: int) -> Cap:
    at_most = Visibility.parse(shapes.text(row, "at_most"))
    return Cap(shapes.number(row, "level"), shapes.categories(row, "content"), at_most, line)


def _reviewer(row: Table) -> Reviewer:
    return Reviewer(
        id=shapes.text(row, "id"),
        roles=frozenset(shapes.texts(row, "roles")),
        external=row.get("external") is True,
        keys=tuple(_key(key) for key in shapes.tables(row, "keys")),
    )


def _key(row: Table) -> Key:
    """A key without its comment; the days are the first, the last, and the one on which it was revoked."""
    text = " ".join(shapes.text(row, "key").split()[:2])
    return Key(text, shapes.day(row, "from"), shapes.day(row, "until"), shapes.day(row, "revoked"))


def _waiver(row: Table, line: int) -> Waiver:
    until = shapes.day(row, "until")
    return Waiver(
        code=shapes.text(row, "code"),
        target=shapes.text(row, "target"),
        paths=shapes.texts(row, "paths"),
        who=shapes.text(row, "who"),
        reason=shapes.text(row, "reason"),
        until=until or date.min,
        sha256=shapes.text(row, "sha256"),
        max_bytes=shapes.number(row, "max_bytes"),
        line=line,
    )
