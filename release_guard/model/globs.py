"""Glob patterns over slash-separated names: ``*`` within a segment, ``**`` across segments (formats.md)."""

import re
from functools import lru_cache


@lru_cache(maxsize=1024)
def _regex(pattern: str) -> "re.Pattern[str]":
    parts = re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", pattern)
    translated = {"**/": "(?:.*/)?", "/**": "(?:/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(translated.get(part) or re.escape(part) for part in parts), re.DOTALL)


def matches(pattern: str, name: str) -> bool:
    """Whether *name* matches *pattern* as a whole; a name with glob characters of its own matches itself."""
    return pattern == name or (("*" in pattern or "?" in pattern) and _regex(pattern).fullmatch(name) is not None)


def matches_any(patterns: "tuple[str, ...]", name: str) -> bool:
    """Whether *name* matches at least one of *patterns*."""
    return any(matches(pattern, name) for pattern in patterns)
