"""Writes a table as TOML text in the order of its table of keys; reading it back gives the same table.

For files that the tool writes whole. Files that people wrote are edited elsewhere, with their comments.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from release_guard.model.fields import Field, Kind

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def document(table: "Mapping[str, object]", fields: "tuple[Field, ...]") -> str:
    """The text of a whole file; every key of *table* must be in *fields*. Empty values are left out."""
    return "\n".join(_body(table, fields, "")) + "\n"


def value(thing: object) -> str:
    """One value as TOML: texts, numbers, flags, dates, times, lists, and tables within a line."""
    if isinstance(thing, str):
        return quoted(thing)
    if isinstance(thing, bool):
        return "true" if thing else "false"
    if isinstance(thing, int):
        return str(thing)
    if isinstance(thing, (date, datetime)):
        return thing.isoformat()
    if isinstance(thing, Mapping):
        inner = ", ".join(f"{_key(name)} = {value(item)}" for name, item in thing.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(thing, (list, tuple)):
        return f"[{', '.join(value(item) for item in thing)}]"
    raise TypeError(f"{type(thing).__name__} has no form in TOML here")


def quoted(text: str) -> str:
    """A text as a basic TOML string on one line."""
    return f'"{"".join(_escaped(letter) for letter in text)}"'


def _escaped(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _key(name: str) -> str:
    return name if name and _BARE.issuperset(name) else quoted(name)


def _body(table: "Mapping[str, object]", fields: "tuple[Field, ...]", prefix: str) -> "Iterator[str]":
    """The lines of a table: plain keys first, as TOML wants it, then the tables below it."""
    present = [field for field in fields if table.get(field.key) not in (None, "", (), [], {})]
    for field in present:
        if not _has_header(field, table[field.key]):
            yield f"{field.key} = {value(table[field.key])}"
    for field in present:
        if _has_header(field, table[field.key]):
            yield from _tables(field, table[field.key], f"{prefix}{field.key}")


def _has_header(field: Field, thing: object) -> bool:
    return field.kind is Kind.TABLE and isinstance(thing, (Mapping, list, tuple))


def _tables(field: Field, thing: object, name: str) -> "Iterator[str]":
    header, rows = (f"[[{name}]]", thing) if isinstance(thing, (list, tuple)) else (f"[{name}]", [thing])
    for row in rows:
        if isinstance(row, Mapping):
            yield from ("", header)
            yield from _body(row, field.fields, f"{name}.")
