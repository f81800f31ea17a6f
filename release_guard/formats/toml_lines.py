"""Which line of a TOML text holds which key: found when somebody first asks, which is where something is wrong.

How the lines are found is for ``toml_scan``.
"""

from collections.abc import Iterator, Mapping

#: Deeper than any of our files; a scan stops there rather than follow hostile nesting.
MAX_DEPTH = 32

#: Stands in a path for a key that can't be written in a dotted name; no bare key holds a line break.
UNNAMED = "\n"


class Lines(Mapping[str, int]):
    """1-based lines by dotted key (``timing.stage.1.tier``, array elements by index), scanned when first asked for."""

    __slots__ = ("_found", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, int] | None = None

    def _lines(self) -> "dict[str, int]":
        if self._found is None:
            from release_guard.formats.toml_scan import scan

            self._found = scan(self._text)
        return self._found

    def __getitem__(self, key: str) -> int:
        return self._lines()[key]

    def __iter__(self) -> "Iterator[str]":
        return iter(self._lines())

    def __len__(self) -> int:
        return len(self._lines())

    def __repr__(self) -> str:
        return f"Lines({self._lines()!r})"


def line_of(lines: "Mapping[str, int]", key: str) -> int:
    """The line of a dotted key, or of the nearest table that holds it; 0 where neither is known."""
    while key:
        if key in lines:
            return lines[key]
        key = key.rpartition(".")[0]
    return 0


def join(prefix: str, part: str) -> str:
    """*part* below *prefix* in a dotted name."""
    return f"{prefix}.{part}" if prefix else part
