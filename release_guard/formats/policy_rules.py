"""What must hold inside a policy beyond the types of its keys: rules that could never work, or would work unseen."""

import re
from collections.abc import Iterator

from release_guard.formats import extends, shapes
from release_guard.formats.fields_check import Place
from release_guard.formats.shapes import Table
from release_guard.formats.values import shown
from release_guard.model.finding import Problem
from release_guard.model.people import canonical_id, is_agent

CODE = "RG202"

_CODE = r"RG\d{3}"
_KEY = r"(?:ssh|ecdsa|sk)-[a-z0-9@.-]+ AAAA[A-Za-z0-9+/]+={0,2}(?: .*)?"
_NAMESPACE = r"[A-Za-z0-9][A-Za-z0-9._-]*"


def faults(table: Table, place: Place) -> "Iterator[Problem]":
    """Every fault of a policy that its table of keys can't tell; what has the wrong type is passed over."""
    for key, message, fix in _found(table):
        yield place.problem(CODE, key, f"{key} {message}", fix)


def _found(table: Table) -> "Iterator[tuple[str, str, str]]":
    """(key, message, fix) of every fault."""
    yield from extends.faults(shapes.table(table, "extends"))
    for index, name in enumerate(shapes.texts(shapes.table(table, "scope"), "namespaces")):
        if not re.fullmatch(_NAMESPACE, name):
            yield f"scope.namespaces.{index}", f"is {shown(name)}, no name of a Hub account", "write the bare name"
    for code in shapes.table(shapes.table(table, "limits"), "lower_severity"):
        if not re.fullmatch(_CODE, code):
            yield f"limits.lower_severity.{code}", "is no code of the catalogue", "write a code such as RG107"
    for index, row in enumerate(shapes.tables(table, "requirement")):
        if row.get("content") == []:
            yield (
                f"requirement.{index}.content",
                "is empty, so the requirement would never apply",
                "name categories, or delete it for all",
            )
        yield from _people(shapes.tables(row, "people"), f"requirement.{index}.people")
    yield from _reviewers(shapes.tables(table, "reviewer"))
    for index, row in enumerate(shapes.tables(table, "waiver")):
        code = shapes.text(row, "code")
        if code and not re.fullmatch(_CODE, code):
            yield f"waiver.{index}.code", f"is {shown(code)}, no code of the catalogue", "write a code such as RG412"


def _people(rows: "list[Table]", path: str) -> "Iterator[tuple[str, str, str]]":
    for index, row in enumerate(rows):
        if shapes.text(row, "role") != "owner":
            continue
        if row.get("external") is True:
            yield f"{path}.{index}.external", "can't be asked of the owner, who is inside", "delete external"
        if shapes.number(row, "count") > 1:
            yield f"{path}.{index}.count", "can't be asked of the owner, who is one person", "delete count"


def _reviewers(rows: "list[Table]") -> "Iterator[tuple[str, str, str]]":
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        name = shapes.text(row, "id")
        first = seen.setdefault(canonical_id(name), index)
        if name and first != index:
            yield f"reviewer.{index}.id", f"is {shown(name)}, who stands in the roster already", "keep one entry"
        if is_agent(name):
            yield f"reviewer.{index}.id", f"is {shown(name)}; an agent's review never counts", "name a person"
        for number, key in enumerate(shapes.tables(row, "keys")):
            yield from _key(key, f"reviewer.{index}.keys.{number}")


def _key(row: Table, path: str) -> "Iterator[tuple[str, str, str]]":
    text = shapes.text(row, "key")
    if text and not re.fullmatch(_KEY, text):
        yield f"{path}.key", "is no public SSH key", "write the first two words of the .pub file"
    since, until = shapes.day(row, "from"), shapes.day(row, "until")
    if since and until and until < since:
        yield f"{path}.until", f"is {until}, before the key's first day", "write a later day"
