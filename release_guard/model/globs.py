"""Glob patterns over slash-separated names: ``*`` within a segment, ``**`` across segments (formats.md).

Patterns come with what is judged, so no pattern may take long: one with more than two wildcards isn't handed to ``re``,
whose time grows with a power of their number, but followed in all ways at once.
"""

import re
from functools import lru_cache

_REGEX = {"**/": "(?:.*/)?", "/**": "(?:/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_FEW = 2


@lru_cache(maxsize=1024)
def _tokens(pattern: str) -> "tuple[str, ...]":
    return tuple(filter(None, re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", pattern)))


@lru_cache(maxsize=1024)
def _regex(pattern: str) -> "re.Pattern[str]":
    return re.compile("".join(_REGEX.get(part) or re.escape(part) for part in _tokens(pattern)), re.DOTALL)


def matches(pattern: str, name: str) -> bool:
    """Whether *name* matches *pattern* as a whole; a name with glob characters of its own matches itself."""
    if pattern == name:
        return True
    if "*" not in pattern and "?" not in pattern:
        return False
    if pattern.count("*") <= _FEW:
        return _regex(pattern).fullmatch(name) is not None
    return _walk(_tokens(pattern), name)


def matches_any(patterns: "tuple[str, ...]", name: str) -> bool:
    """Whether *name* matches at least one of *patterns*."""
    return any(matches(pattern, name) for pattern in patterns)


def _walk(tokens: "tuple[str, ...]", name: str) -> bool:
    """Match all ways at once: bit *n* of ``open_`` says that the tokens so far can end before character *n*."""
    whole, slashes = (2 << len(name)) - 1, _at("/", name)
    open_ = 1
    for part in tokens:
        if part == "/**":
            return bool(open_ & (slashes | 1 << len(name)))
        if part == "**":
            open_ = whole & -(open_ & -open_)  # from the lowest on, everything
        elif part == "**/":
            open_ |= (slashes << 1) & -(open_ & -open_) & ~(open_ & -open_)
        elif part == "*":
            open_ = _within_segments(open_, slashes, len(name))
        elif part == "?":
            open_ = (open_ & ~slashes) << 1 & whole
        else:
            open_ = (open_ & _at(part, name)) << len(part)
        if not open_:
            return False
    return bool(open_ >> len(name) & 1)


def _at(text: str, name: str) -> int:
    """The places where *text* stands in *name*, as bits."""
    found, place = 0, name.find(text)
    while place >= 0:
        found |= 1 << place
        place = name.find(text, place + 1)
    return found


def _within_segments(open_: int, slashes: int, length: int) -> int:
    """*open_*, and each place that follows one of it within the same segment."""
    reached, start = 0, 0
    while start <= length:
        ahead = slashes >> start
        end = start + (ahead & -ahead).bit_length() - 1 if ahead else length
        inside = open_ >> start & ((2 << (end - start)) - 1)
        reached |= ((2 << (end - start)) - 1 & -(inside & -inside)) << start if inside else 0
        start = end + 1
    return reached
