"""Turns the bytes of one of our TOML files into a table with lines, or into the list of reasons why not.

Refused here, for every kind of file: what is too large, not UTF-8 or not TOML; numbers and times that would not mean
the same everywhere (floats, huge integers, times without an offset); nesting that no honest file has. What the keys
mean is for the readers of each format.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timezone
from itertools import islice

import tomli

from release_guard.formats.toml_lines import MAX_DEPTH, UNNAMED, Lines, join, line_of
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding, Problem
from release_guard.model.lean import Any, NamedTuple

#: No honest file of ours comes near; larger ones are refused unread.
MAX_BYTES = 1 << 20

#: Integers beyond this have no exact form in canonical JSON (RFC 8785, section 3.2.2.3).
MAX_INTEGER = (1 << 53) - 1

#: So many unfit values are reported at once.
_MOST = 200

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


_LONGEST = 80


class Document(NamedTuple):
    """A parsed file: its ``table``, and ``lines`` from dotted key to 1-based line (arrays by index)."""

    table: "dict[str, Any]"
    lines: "Mapping[str, int]"


def read(data: bytes, path: str, *, unparsable: str = "RG102") -> "Document | Unreadable":
    """Read one file; every reason against it is reported together, under the code *unparsable*.

    A byte order mark and CRLF line ends are accepted. Never raises.
    """
    text = _decode(data)
    if not isinstance(text, str):
        return _unreadable([text], path, unparsable)
    try:
        table = tomli.loads(text)
    except (ValueError, RecursionError) as error:
        return _unreadable([_syntax(error, text)], path, unparsable)
    lines = Lines(text)
    reasons = [_Reason(message, fix, line_of(lines, key)) for message, fix, key in islice(_unfit(table), _MOST)]
    return _unreadable(reasons, path, unparsable) if reasons else Document(table, lines)


class _Reason(NamedTuple):
    message: str
    fix: str
    line: int = 0


def _unreadable(reasons: "list[_Reason]", path: str, code: str) -> Unreadable:
    found = (Finding(code, reason.message, path, reason.line, reason.fix) for reason in reasons)
    return Unreadable(tuple(Problem(finding) for finding in found), path)


def _decode(data: bytes) -> "str | _Reason":
    if len(data) > MAX_BYTES:
        return _Reason(
            f"the file has {len(data)} bytes; more than {MAX_BYTES} are not read",
            "keep the answers here and move long material into documents that they name",
        )
    if data.startswith(_LFS_POINTER):
        return _Reason(
            "git LFS holds this file: what is committed is only a pointer to it",
            "run `git lfs untrack` for the pattern that matches it, then `git add --renormalize` and commit the file",
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _Reason("the file is saved as UTF-16", "save it as UTF-8")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _Reason(f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8", line)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return _Reason("the file holds a NUL character, as binary files do", "write the answers as plain text", line)
    return text


def _syntax(error: Exception, text: str) -> _Reason:
    if isinstance(error, RecursionError):
        return _Reason("arrays or keys are nested far too deeply", "keep to the keys of the format, which nest little")
    if _is_link(text):
        return _Reason(
            "the content is only a path, as in a symbolic link; links are not followed",
            "commit the file itself in place of the link",
        )
    if not isinstance(error, tomli.TOMLDecodeError):
        return _Reason("a number is too long to be read", f"use a number up to {MAX_INTEGER}")
    message = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if place is None:
        at_end = " (at end of document)"
        line = text.count("\n") + 1 if message.endswith(at_end) else 0
        return _Reason(f"not TOML: {_plain(message.removesuffix(at_end))}", "correct the file as TOML", line)
    what = f"not TOML: {_plain(message[: place.start()])}, at column {place[2]}"
    return _Reason(what, "correct the line; texts stand in quotation marks, lists in [ ]", int(place[1]))


def _is_link(text: str) -> bool:
    return len(text) < 4096 and not any(char in text for char in "\n=[]\"'# ") and text.endswith(".toml")


def _plain(message: str) -> str:
    message = "".join(char if char.isprintable() else "?" for char in message[:200])
    return message[:1].lower() + message[1:]


def _unfit(table: "dict[str, Any]") -> "Iterator[tuple[str, str, str]]":
    """(message, fix, key) of every value that can't be used, in the order of the file."""
    todo: list[tuple[str, Any, int]] = [("", table, 0)]
    while todo:
        key, value, depth = todo.pop()
        if depth > MAX_DEPTH:
            yield f"{_label(key)} is nested more than {MAX_DEPTH} deep", "keep to the keys of the format", key
        elif isinstance(value, dict):
            todo.extend((_join(key, name), child, depth + 1) for name, child in reversed(value.items()))
        elif isinstance(value, list):
            todo.extend((f"{key}.{index}", value[index], depth + 1) for index in reversed(range(len(value))))
        else:
            yield from _unfit_scalar(key, value)


def _join(prefix: str, name: str) -> str:
    return join(prefix, name if name and "." not in name and '"' not in name else UNNAMED)


def _label(key: str) -> str:
    label = key[:200].replace(UNNAMED, '"..."')
    label = "".join(char if char.isprintable() else "?" for char in label)
    return label if len(label) <= _LONGEST else f"{label[:_LONGEST]}..."


def _unfit_scalar(key: str, value: object) -> "Iterator[tuple[str, str, str]]":
    label = _label(key)
    if isinstance(value, float):
        yield (
            f"{label} is the fractional number {value}; those don't read the same everywhere",
            "use a whole number",
            key,
        )
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            yield f"{label} is too large a number", f"use a number up to {MAX_INTEGER}", key
    elif isinstance(value, time):
        yield f"{label} is a time without a date", "write date, time and offset: 2026-12-01T09:00:00+00:00", key
    elif isinstance(value, datetime):
        if value.tzinfo is None:
            yield f"{label} has no offset from UTC", f"write {value.isoformat()}+00:00, or your own offset", key
        elif not _has_utc(value):
            yield f"{label} lies outside the calendar", "write a date that can come", key


def _has_utc(moment: datetime) -> bool:
    try:
        moment.astimezone(timezone.utc)
    except OverflowError:
        return False
    return True
