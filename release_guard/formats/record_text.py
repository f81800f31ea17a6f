"""Writes records: the text of ``release-records/*.toml``, and the name under which each is kept.

``parse(render(record))`` gives the record back, save for what isn't in the file: signature and place.
"""

from release_guard.formats import toml_text
from release_guard.formats.fields_check import holds
from release_guard.model.fields_records import RECORD, SCHEMA
from release_guard.model.record import Bound, Condition, Record, Scope

_LONGEST_NAME = 40


def render(record: Record) -> str:
    """The file's text, in the order of formats.md; the same record always gives the same text."""
    table = _table(record)
    return toml_text.document(
        {field.key: table[field.key] for field in RECORD if field.key in table and holds(field.only, table)}, RECORD
    )


def file_name(record: Record) -> str:
    """``<date>-<person>-<role>-<6 hex>.toml``: sorted by day, telling who, and never the name of another record.

    The person is the part before the ``@``; a record without a role has its kind there; the digits are of its text.
    """
    from hashlib import sha256

    digits = sha256(render(record).encode()).hexdigest()[:6]
    person = _slug(record.by.partition("@")[0] or record.by) or "someone"
    return f"{record.date.isoformat()}-{person}-{_slug(record.role or record.kind)}-{digits}.toml"


def _slug(text: str) -> str:
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())
    return "-".join(part for part in kept.split("-") if part)[:_LONGEST_NAME].strip("-")


def _table(record: Record) -> dict[str, object]:
    """Everything that the record says; keys that its kind doesn't have are dropped by the caller."""
    return {
        "schema": SCHEMA,
        "kind": record.kind,
        "by": record.by,
        "name": record.name,
        "role": record.role,
        "affiliation": record.affiliation,
        "recorded_by": record.recorded_by,
        "date": record.date,
        "expires": record.expires,
        "decision": record.decision,
        "rationale": record.rationale,
        "supersedes": record.supersedes,
        "confirms": record.confirms,
        "evidence": record.evidence,
        "statement": record.statement,
        "stage": record.stage,
        "destination": record.destination,
        "visibility": record.visibility.word,
        "reason": record.reason,
        "until": record.until,
        "attempt": record.attempt,
        "withdraws": record.withdraws,
        "scope": _scope(record.scope),
        "condition": [_condition(condition) for condition in record.conditions],
        "bound": _bound(record.bound),
    }


def _scope(scope: Scope) -> dict[str, object]:
    if scope == Scope():
        return {}
    return {
        "release": scope.release,
        "content": sorted(category.value for category in scope.content),
        "visibility": scope.visibility.word,
        "targets": list(scope.targets),
    }


def _condition(condition: Condition) -> dict[str, object]:
    return {
        "id": condition.id,
        "text": condition.text,
        "content": sorted(category.value for category in condition.content),
        "confirmer": list(condition.confirmer),
    }


def _bound(bound: Bound) -> dict[str, object]:
    artifacts = [
        {"path": bound.paths.get(digest, ""), "sha256": digest, "category": category.value}
        for digest, category in bound.artifacts.items()
    ]
    return {
        "policy": bound.policy,
        "capabilities": sorted(bound.capabilities),
        "references": sorted(bound.references),
        "mitigation": dict(sorted(bound.mitigation.items())),
        "sections": dict(bound.sections),
        "artifact": sorted(artifacts, key=lambda row: (row["path"], row["sha256"])),
    }
