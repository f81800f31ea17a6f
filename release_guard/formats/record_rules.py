"""What must hold inside a record beyond the types of its keys: names that can be compared, keys that need others."""

import re
from collections.abc import Callable, Iterator

from release_guard.formats import shapes, values
from release_guard.formats.fields_check import Place, answers, sample
from release_guard.formats.shapes import Table
from release_guard.model.fields_records import APPROVALS, NEEDED_BY_APPROVALS, RECORD
from release_guard.model.finding import Problem
from release_guard.model.people import is_agent

CODE = "RG005"

_CONFIRMS = r"event|trigger:\d{1,4}|stage:\S+|condition:[^\s/]+\.toml#\S+"
_FILE = r"[^\s/]+\.toml"
_INDEX = r"\.\d+"
_FIELDS = {field.key: field for field in RECORD}


def faults(table: Table, place: Place) -> "Iterator[Problem]":
    """Every fault of a record that its table of keys can't tell; what has the wrong type is passed over."""
    for answer in answers(table, RECORD):
        find = _FAULTS.get(re.sub(_INDEX, "", answer.key))
        fault = find(answer.value) if find and isinstance(answer.value, str) and answer.value else None
        if fault is not None:
            yield place.problem(CODE, answer.key, f"{answer.key} {fault[0]}", fault[1])
    if table.get("decision") in APPROVALS:
        yield from _needed(table, place)
    yield from _same_condition_twice(table, place)
    yield from _same_bytes_twice(table, place)


def _person(value: str) -> "values.Fault | None":
    if values.is_person(value) or is_agent(value):
        return None
    return (
        f"is {values.shown(value)}; names are compared, so one e-mail address or handle is needed",
        'write only the address or handle, such as "abara@uni.example"',
    )


def _file(value: str) -> "values.Fault | None":
    if re.fullmatch(_FILE, value):
        return None
    return f"is {values.shown(value)}, which is no record's file name", "write the bare name of a .toml file"


def _confirms(value: str) -> "values.Fault | None":
    if re.fullmatch(_CONFIRMS, value):
        return None
    return (
        f"is {values.shown(value)}, which names nothing that can be confirmed",
        'write "event", "stage:<id>", "trigger:<number>" or "condition:<record file>#<id>"',
    )


def _one_place(value: str) -> "values.Fault | None":
    if "*" not in value and "?" not in value:
        return None
    return "is a pattern; this record is about one place", "write the one destination in full"


def _name(value: str) -> "values.Fault | None":
    if not re.search(r"\s", value):
        return None
    return f"is {values.shown(value)}; others refer to it, so it can't hold spaces", "write it as one word"


def _bytes(value: str) -> "values.Fault | None":
    """A sha256; of a reference the commit, a place with its commit, or a URL."""
    if re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{40}|hf:\S+|[a-z0-9+]+://\S+", value):
        return None
    return "is neither a sha256 nor a revision nor a URL", "write 64 hexadecimal digits, as sha256sum prints them"


_FAULTS: "dict[str, Callable[[str], values.Fault | None]]" = {
    "by": _person,
    "recorded_by": _person,
    "supersedes": _file,
    "withdraws": _file,
    "confirms": _confirms,
    "destination": _one_place,
    "stage": _name,
    "condition.id": _name,
    "bound.artifact.sha256": _bytes,
}


def _needed(table: Table, place: Place) -> "Iterator[Problem]":
    """What an approval can't do without: an objection may lack it, so the table of keys doesn't ask for it."""
    for name, keys in NEEDED_BY_APPROVALS.items():
        inner = shapes.table(table, name)
        fields = {field.key: field for field in _FIELDS[name].fields}
        for key in keys:
            if inner and inner.get(key) in (None, "", [], {}):
                path = f"{name}.{key}"
                message = f"{path} is missing: {fields[key].about}"
                yield place.problem(CODE, path, message, f"add {sample(path, fields[key])}")


def _same_condition_twice(table: Table, place: Place) -> "Iterator[Problem]":
    seen: set[str] = set()
    for index, row in enumerate(shapes.tables(table, "condition")):
        name, path = shapes.text(row, "id"), f"condition.{index}.id"
        if name and name in seen:
            yield place.problem(CODE, path, f"{path} is {values.shown(name)} a second time", "give it an id of its own")
        seen.add(name)


def _same_bytes_twice(table: Table, place: Place) -> "Iterator[Problem]":
    """The same bytes may stand at several paths, but they are one thing."""
    seen: dict[str, str] = {}
    for index, row in enumerate(shapes.tables(shapes.table(table, "bound"), "artifact")):
        digest, category = shapes.text(row, "sha256"), shapes.text(row, "category")
        if digest and seen.setdefault(digest, category) != category:
            path = f"bound.artifact.{index}.category"
            message = f"{path} calls bytes {category} that are {seen[digest]} further up"
            yield place.problem(CODE, path, message, "keep one category for them")
