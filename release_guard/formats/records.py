"""Reads ``release-records/*.toml``: bytes to one person's word, or to every reason why it can't be taken as one.

Half a record can mean the opposite of the whole, so a record with any fault counts for nothing (RG005): a warning, for
a missing approval is noticed by itself. Where it may be an objection it is an error, so that nobody's "no" is lost by
a slip of the keyboard. Signatures are checked in the evidence room; what a record counts for is the judge's question.
``record_text`` writes records.
"""

import datetime as dt
import re

from release_guard.formats import record_rules, shapes, toml_source
from release_guard.formats.fields_check import RECORDS as CODES
from release_guard.formats.fields_check import Place, check
from release_guard.formats.shapes import Table
from release_guard.formats.values import shown
from release_guard.model.category import Category
from release_guard.model.considerations import Unreadable
from release_guard.model.fields import Field
from release_guard.model.fields_records import KINDS, RECORD, SCHEMA
from release_guard.model.finding import Finding, Problem, Severity
from release_guard.model.record import BadSignature, Bound, Condition, Record, Scope, Signature
from release_guard.model.visibility import Visibility

CODE = "RG005"

#: No person's word takes more; one that is larger is refused unread.
MAX_BYTES = 256 * 1024

#: Words that no objection is without.
_OBJECTING = rb"(?i)disapprov|[\"']defer[\"']"


def parse(data: bytes, path: str, *, signature: "Signature | BadSignature | None" = None) -> "Record | Unreadable":
    """Read one record; never raises. *signature* is what is known of the ``.sig`` file beside it."""
    answer = _read(data, path)
    return _weighed(answer, data) if isinstance(answer, Unreadable) else answer._replace(signature=signature)


def _read(data: bytes, path: str) -> "Record | Unreadable":
    if len(data) > MAX_BYTES:
        message = f"the record has {len(data)} bytes; more than {MAX_BYTES} are not read"
        fix = "keep long material in documents that the record names"
        return Unreadable((Problem(Finding(CODE, message, path, fix=fix)),), path)
    document = toml_source.read(data, path, unparsable=CODE)
    if isinstance(document, Unreadable):
        return document
    problems = _problems(document.table, Place(path, document.lines))
    if problems:
        return Unreadable(tuple(sorted(problems, key=lambda problem: problem.finding.line)), path)
    return _record(document.table, path)


def unread(data: bytes, path: str, message: str, fix: str) -> Finding:
    """The finding for a record that isn't even tried: an error where it may be somebody's \"no\"."""
    problem = Problem(Finding(CODE, message, path, fix=fix))
    return _weighed(Unreadable((problem,), path), data).findings[0].finding


def _weighed(unreadable: Unreadable, data: bytes) -> Unreadable:
    """The same reasons as warnings; the first of them as an error where the record may be somebody's "no"."""
    findings = [problem.finding._replace(severity=Severity.WARNING) for problem in unreadable.findings]
    if re.search(_OBJECTING, data):
        message = f"{findings[0].message}; it may be an objection, so nothing passes until it can be read"
        findings[0] = findings[0]._replace(message=message, severity=None)
    return unreadable._replace(findings=tuple(Problem(finding) for finding in findings))


def _problems(table: Table, place: Place) -> "list[Problem]":
    """All problems; without a known version or kind nothing else can be said, so those stand alone."""
    if table.get("schema") != SCHEMA:
        said = f"schema is {shown(table['schema'])}; this version reads {SCHEMA}" if "schema" in table else ""
        fix = f'write schema = "{SCHEMA}" as the first line, or update release-guard for a newer one'
        return [place.problem(CODE, "schema", said or "schema is missing", fix)]
    if table.get("kind") not in KINDS:
        said = f"kind is {shown(table['kind'])}, which is none of: " if "kind" in table else "kind is missing; one of: "
        return [place.problem(CODE, "kind", said + ", ".join(KINDS), 'write kind = "review", or which it is')]
    return [*check(table, _fields(table), place, CODES), *record_rules.faults(table, place)]


def _fields(table: Table) -> "tuple[Field, ...]":
    """The keys to ask for: a decision that has no business here must not ask for what belongs to one."""
    if table["kind"] == "review" or "decision" not in table:
        return RECORD
    return tuple(field._replace(level=0) if field.when and field.when.key == "decision" else field for field in RECORD)


def _record(table: Table, path: str) -> Record:
    """The record in a table that has no faults."""
    day = shapes.day(table, "date")
    assert day is not None  # the check of keys asks for it
    return Record(
        kind=shapes.text(table, "kind"),
        file=path.rpartition("/")[2],
        by=shapes.text(table, "by"),
        date=day,
        role=shapes.text(table, "role"),
        recorded_by=shapes.text(table, "recorded_by"),
        name=shapes.text(table, "name"),
        affiliation=shapes.text(table, "affiliation"),
        expires=shapes.day(table, "expires"),
        decision=shapes.text(table, "decision"),
        rationale=shapes.text(table, "rationale"),
        supersedes=shapes.text(table, "supersedes"),
        scope=_scope(shapes.table(table, "scope")),
        conditions=tuple(_condition(row) for row in shapes.tables(table, "condition")),
        bound=_bound(shapes.table(table, "bound")),
        confirms=shapes.text(table, "confirms"),
        evidence=shapes.text(table, "evidence"),
        statement=shapes.text(table, "statement"),
        stage=shapes.text(table, "stage"),
        destination=shapes.text(table, "destination"),
        visibility=_visibility(table),
        reason=shapes.text(table, "reason"),
        until=_until(table),
        attempt=shapes.text(table, "attempt"),
        withdraws=shapes.text(table, "withdraws"),
        path=path,
    )


def _visibility(table: Table) -> Visibility:
    return Visibility.parse(shapes.text(table, "visibility") or Visibility.PRIVATE.word)


def _until(table: Table) -> "dt.datetime | None":
    return shapes.time(table, "until")


def _scope(table: Table) -> Scope:
    return Scope(
        content=shapes.categories(table, "content"),
        visibility=_visibility(table),
        targets=shapes.texts(table, "targets"),
        release=shapes.text(table, "release"),
    )


def _condition(row: Table) -> Condition:
    return Condition(
        id=shapes.text(row, "id"),
        text=shapes.text(row, "text"),
        content=shapes.categories(row, "content"),
        confirmer=shapes.texts(row, "confirmer"),
    )


def _bound(table: Table) -> Bound:
    artifacts = shapes.tables(table, "artifact")
    return Bound(
        sections=_words(shapes.table(table, "sections")),
        artifacts={shapes.text(row, "sha256"): Category(shapes.text(row, "category")) for row in artifacts},
        capabilities=frozenset(shapes.texts(table, "capabilities")),
        references=frozenset(shapes.texts(table, "references")),
        mitigation=_words(shapes.table(table, "mitigation")),
        policy=shapes.text(table, "policy"),
        paths={shapes.text(row, "sha256"): path for row in artifacts if (path := shapes.text(row, "path"))},
    )


def _words(table: Table) -> "dict[str, str]":
    return {key: value for key, value in table.items() if isinstance(value, str)}
