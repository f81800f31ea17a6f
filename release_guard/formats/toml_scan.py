"""A scanner for the lines of a TOML document that a real parser has already accepted.

It answers with the line or with nothing, never with a guess: where it can't follow the text it stops and keeps what
it has. Reading values is the parser's work (``toml_source``).
"""

import re
from contextlib import suppress

from release_guard.formats.toml_lines import MAX_DEPTH, UNNAMED, join

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_INLINE_BLANK = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = r'"(?:[^"\\\n]|\\.)*"'
_LITERAL = r"'[^'\n]*'"
_QUOTED_KEY = re.compile(f"{_BASIC}|{_LITERAL}")
_STRING = re.compile(
    rf"""\"{{3}}(?:[^"\\]|\\.|"(?!""))*\"{{3,5}}|'{{3}}(?:[^']|'(?!''))*'{{3,5}}|{_BASIC}|{_LITERAL}""", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}\r\n#]+")
_UNPLAIN = re.compile(r'[."]')


class _Lost(Exception):  # noqa: N818 - a way out of the scan, not a failure
    """The scanner can't follow the text any further."""


def scan(text: str) -> "dict[str, int]":
    """The line of every key, table header and array element in *text*, a valid TOML document.

    Keys that hold a dot or a quotation mark are left out, with all below them. Never raises.
    """
    scanner = _Scanner(text)
    with suppress(_Lost, RecursionError):
        scanner.document()
    return scanner.lines


class _Scanner:
    """A cursor over the text; every method reads one thing and leaves the cursor behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[str, int] = {}
        self._line = 1
        self._counted = 0
        self._counts: dict[str, int] = {}

    def document(self) -> None:
        prefix = ""
        while self._skip(_BLANK):
            if self._take("[["):
                prefix = self._array_header()
            elif self._take("["):
                prefix = self._header("]")
            else:
                self._pair(prefix, 0)

    def _skip(self, pattern: "re.Pattern[str]") -> bool:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at < len(self.text)

    def _take(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def _need(self, pattern: "re.Pattern[str]") -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _Lost
        self.at = match.end()
        return match[0]

    def _here(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def _note(self, path: str, line: int) -> None:
        if UNNAMED not in path:
            self.lines.setdefault(path, line)

    def _key(self) -> "list[str]":
        """A dotted key; a part that can't stand in a dotted name is the empty string."""
        parts: list[str] = []
        while True:
            self._skip(_INLINE_BLANK)
            quoted = self.text[self.at : self.at + 1] in ('"', "'")
            part = self._need(_QUOTED_KEY if quoted else _BARE_KEY)
            parts.append(_unquote(part) if quoted else part)
            self._skip(_INLINE_BLANK)
            if not self._take("."):
                return parts
            if len(parts) > MAX_DEPTH:
                raise _Lost

    def _header(self, closing: str) -> str:
        self._skip(_INLINE_BLANK)
        line = self._here()
        parts = self._key()
        if not self._take(closing):
            raise _Lost
        path = self._resolve(parts)
        self._note(path, line)
        return path

    def _resolve(self, parts: "list[str]") -> str:
        """The path that a header means: below an array of tables, its latest element."""
        path = ""
        for part in parts:
            if path in self._counts:
                path = f"{path}.{self._counts[path]}"
            path = join(path, part)
        return f"{path}.{self._counts[path]}" if path in self._counts else path

    def _array_header(self) -> str:
        line = self._here()
        parts = self._key()
        if not self._take("]]"):
            raise _Lost
        path = join(self._resolve(parts[:-1]), parts[-1])
        if UNNAMED in path:
            return UNNAMED
        self._counts[path] = self._counts.get(path, -1) + 1
        self._note(path, line)
        path = f"{path}.{self._counts[path]}"
        self._note(path, line)
        return path

    def _pair(self, prefix: str, depth: int) -> None:
        line = self._here()
        path = prefix
        for part in self._key():
            path = join(path, part)
            self._note(path, line)
        if not self._take("="):
            raise _Lost
        self._skip(_INLINE_BLANK)
        self._value(path, depth)

    def _value(self, path: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise _Lost
        if self._take("["):
            self._array(path, depth)
        elif self._take("{"):
            self._inline_table(path, depth)
        elif self.text[self.at : self.at + 1] in ('"', "'"):
            self._need(_STRING)
        else:
            self._need(_SCALAR)

    def _array(self, path: str, depth: int) -> None:
        index = 0
        while self._skip(_BLANK) and not self._take("]"):
            element = join(path, str(index))
            self._note(element, self._here())
            self._value(element, depth + 1)
            self._skip(_BLANK)
            self._take(",")
            index += 1

    def _inline_table(self, path: str, depth: int) -> None:
        while self._skip(_BLANK) and not self._take("}"):
            self._pair(path, depth + 1)
            self._skip(_BLANK)
            self._take(",")


def _unquote(quoted: str) -> str:
    """The text of a quoted key, or ``UNNAMED`` where it can't stand in a dotted name."""
    text = quoted[1:-1]
    if quoted[0] == '"' and "\\" in text:
        return UNNAMED
    return UNNAMED if not text or _UNPLAIN.search(text) else text
