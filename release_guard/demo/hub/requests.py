"""One request, as the parts of the Hub read it; and the table that says which part answers it.

The id and the revision are taken from the path as it was sent, and decoded only then: ``refs%2Fpr%2F7`` is one segment.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import parse_qs, unquote

from release_guard.demo.hub.accounts import Who
from release_guard.demo.hub.answers import Answer, Refused
from release_guard.demo.hub.repos import Kind

if TYPE_CHECKING:
    from release_guard.demo.hub.world import World

_SEGMENTS = {
    "kind": "(?P<kind>models|datasets|spaces|kernels)",
    "prefix": "(?P<prefix>datasets/|spaces/|kernels/)?",
    "spaces": "(?P<kind>spaces)",
    "rest": "(?P<rest>.+)",
    "secret": "(?P<secret>secrets|variables)",
}


class Request(NamedTuple):
    """What somebody asks; ``args`` are the named segments of the path, decoded, and no header here holds a token."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    who: Who
    args: Mapping[str, str] = {}
    #: Settings that the Hub is told to accept and forget (a fault).
    forgotten: frozenset[str] = frozenset()

    @property
    def kind(self) -> Kind:
        return cast("Kind", self.args.get("kind") or (self.args.get("prefix") or "models").rstrip("/"))

    @property
    def id(self) -> str:
        return f"{self.args['owner']}/{self.args['name']}"

    @property
    def place(self) -> str:
        """The path as the address of something in storage."""
        return self.path.lstrip("/")

    @property
    def name(self) -> str:
        """Who asks; refuses a stranger."""
        if self.who.name is None:
            raise Refused(401, "Invalid username or password.")
        return self.who.name

    def first(self, name: str) -> str | None:
        """The first value of a query parameter."""
        return self.query.get(name, [None])[0]

    def flag(self, name: str) -> bool:
        """Whether a query parameter is set; clients write 1, true or True."""
        return (self.first(name) or "").lower() in ("1", "true")

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; none at all counts as an empty one."""
        return _object(self.body or b"{}")

    def lines(self) -> list[dict[str, Any]]:
        """The body as JSON objects, one a line (application/x-ndjson)."""
        return [_object(line) for line in self.body.splitlines() if line.strip()]

    def form(self) -> dict[str, list[str]]:
        """The body as a form, or as JSON where a client sends that."""
        if "json" in self.headers.get("content-type", ""):
            return {name: value if isinstance(value, list) else [value] for name, value in self.json().items()}
        return parse_qs(self.body.decode("utf-8", "replace"))


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Refused(400, f"Invalid JSON: {error}") from None
    if not isinstance(value, dict):
        raise Refused(400, "Invalid JSON: an object is expected")
    return value


class Route(NamedTuple):
    """Which requests a function answers. Names in the pattern stand for what ``_SEGMENTS`` says, or for one segment."""

    method: str
    pattern: str
    answer: "Callable[[World, Request], Answer]"

    def args(self, method: str, path: str) -> dict[str, str] | None:
        """The named segments of *path* where this route is the one; HEAD is asked like GET."""
        if method != self.method and (method, self.method) != ("HEAD", "GET"):
            return None
        found = _compiled(self.pattern).fullmatch(path)
        return {name: unquote(value or "") for name, value in found.groupdict().items()} if found else None


def _compiled(pattern: str) -> "re.Pattern[str]":
    if pattern not in _PATTERNS:
        parts = re.split(r"\{(\w+)\}", pattern)
        parts[::2] = map(re.escape, parts[::2])
        parts[1::2] = [_SEGMENTS.get(name, f"(?P<{name}>[^/]+?)") for name in parts[1::2]]
        _PATTERNS[pattern] = re.compile("".join(parts))
    return _PATTERNS[pattern]


_PATTERNS: "dict[str, re.Pattern[str]]" = {}
