"""Reading and rewriting the JSON bodies of requests to the Hub.

A body that can be read in two ways isn't read: `BodyError` says why, and `wire` turns it into an action that nobody
lets pass unseen. json is imported when a body is read, because this module is imported inside other people's programs.
"""

from collections.abc import Iterator
from typing import Any

from release_guard.model.visibility import Visibility

#: The most that is read of one body, in bytes: about what the Hub itself takes for one commit.
BODY_LIMIT = 1 << 30


class BodyError(ValueError):
    """A body is no answer to what it is asked; the message says why. ``code`` is the catalogue code for it."""

    def __init__(self, message: str, code: str = "RG007") -> None:
        super().__init__(message)
        self.code = code


def check_type(content_type: str) -> None:
    """Raise `BodyError` for a content type that lets a server read other things than JSON in UTF-8."""
    kind, _, parameters = content_type.lower().partition(";")
    if kind.strip() and "json" not in kind and kind.strip() not in ("text/plain", "application/octet-stream"):
        raise BodyError(f"a body of type {kind.strip()[:60]!r} isn't JSON")
    charset = parameters.partition("charset=")[2].strip().strip('"')
    if charset and charset not in ("utf-8", "utf8", "us-ascii"):
        raise BodyError(f"a body in {charset[:40]!r} isn't read: send UTF-8")


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object that *body* is. Raises `BodyError`."""
    return _object(body, "the body")


def read_lines(body: bytes) -> Iterator[dict[str, Any]]:
    """The JSON objects of *body*, one a line (ndjson); blank lines are left out. Raises `BodyError`."""
    for number, line in enumerate(body.split(b"\n"), 1):
        if line.strip():
            yield _object(line, f"line {number} of the body")


def _object(text: bytes, where: str) -> dict[str, Any]:
    import json

    try:
        value = json.loads(text.decode())
    except (ValueError, RecursionError):
        raise BodyError(f"{where} is no JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise BodyError(f"{where} is no JSON object")
    return value


def text(fields: dict[str, Any], key: str) -> str:
    """The string at *key*, "" where it is absent or null. Raises `BodyError` for anything else."""
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BodyError(f"{key!r} isn't a string")
    return value


def objects(fields: dict[str, Any], key: str) -> tuple[dict[str, Any], ...]:
    """The objects in the list at *key*, none where it is absent or null. Raises `BodyError` for anything else."""
    value = fields.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BodyError(f"{key!r} isn't a list of objects")
    return tuple(value)


def size(fields: dict[str, Any]) -> int | None:
    """The number of bytes at ``size``; None where the client leaves it out. Raises `BodyError` for anything else."""
    value = fields.get("size")
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise BodyError("'size' isn't a number of bytes")


def sha256(fields: dict[str, Any], key: str) -> str:
    """The sha256 at *key*, as 64 lower-case hex digits. Raises `BodyError`."""
    value = text(fields, key).lower()
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise BodyError(f"{key!r} isn't a sha256, so the bytes can't be told apart from others")
    return value


def unpacked(encoded: str) -> bytes:
    """The bytes of *encoded*, base64 in its one strict form. Raises `BodyError`.

    Decoders differ in what they forgive, so what doesn't encode back to itself could be other bytes to the server.
    """
    from binascii import a2b_base64, b2a_base64

    try:
        data = a2b_base64(encoded)
    except ValueError:
        raise BodyError("a file's content is no base64") from None
    if b2a_base64(data, newline=False) != encoded.encode():
        raise BodyError("a file's content is base64 that can be read in two ways")
    return data


def visibility(fields: dict[str, Any]) -> tuple[Visibility | None, bool]:
    """The visibility that a body asks for, and whether that is a protected Space.

    Clients from 1.8 on say ``visibility``, older ones ``private``; of both, the wider counts. None: neither is said.
    A word that isn't known counts as public.
    """
    word, private = fields.get("visibility"), fields.get("private")
    if word is None and private is None:
        return None, False
    closed = word in (None, "private") and private in (None, True)
    return (Visibility.PRIVATE, False) if closed else (Visibility.PUBLIC, word == "protected" and private is not False)


def as_private(body: bytes) -> bytes:
    """The body of a create or duplicate request, asking for private and otherwise as it was. Raises `BodyError`.

    It is said in the words that the client used; where it used none, with ``private``, which the Hub takes from every
    generation of clients.
    """
    import json

    fields = read_object(body) if body.strip() else {}
    said = [key for key in ("visibility", "private") if fields.get(key) is not None] or ["private"]
    fields.update({key: "private" if key == "visibility" else True for key in said})
    return json.dumps(fields).encode()
