"""What a project's own papers say of it: title, summary and licence out of README, pyproject.toml and LICENSE.

Pure text to text; every answer is a guess that somebody has to confirm. Reading the files is left to ``guess``.
"""

import re
from collections.abc import Iterator

from release_guard.formats.placeholders import is_placeholder

#: Longer ones are no titles, and no summaries.
_TITLE, _SUMMARY = 80, 240

_MARKUP = re.compile(
    r"<!--.*?-->|!\[[^\]]*\]\([^)]*\)|\[!\[.*?\]\([^)]*\)\]\([^)]*\)|<(?!h1\b|/h1)[^>]{1,300}>|:[a-z0-9_+-]{2,30}:",
    re.DOTALL | re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)|\[([^\]]+)\]\[[^\]]*\]")
_FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}##?\s+(.+?)\s*#*\s*$", re.MULTILINE)
_CODE = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1", re.DOTALL | re.MULTILINE)
_LEGAL = re.compile(r"licen[cs]e|copyright|all rights reserved", re.IGNORECASE)
_HTML_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL | re.IGNORECASE)
_UNDERLINED = re.compile(r"^([^\s#<>=-].*)\r?\n(?:={3,}|-{3,})\s*$", re.MULTILINE)
_SENTENCE = re.compile(r"(.{12,}?[.!?])(?:\s|$)", re.DOTALL)

#: The words by which a licence text is known, in the order in which they are tried, and its SPDX id.
_LICENCES = (
    ("responsible ai", "openrail"),
    ("openrail", "openrail"),
    ("apache license version 2.0", "apache-2.0"),
    ("gnu affero general public license version 3", "agpl-3.0"),
    ("gnu lesser general public license version 3", "lgpl-3.0"),
    ("gnu general public license version 3", "gpl-3.0"),
    ("gnu general public license version 2", "gpl-2.0"),
    ("mozilla public license version 2.0", "mpl-2.0"),
    ("attribution-noncommercial-sharealike 4.0", "cc-by-nc-sa-4.0"),
    ("attribution-noncommercial 4.0", "cc-by-nc-4.0"),
    ("attribution-sharealike 4.0", "cc-by-sa-4.0"),
    ("attribution 4.0 international", "cc-by-4.0"),
    ("cc0 1.0", "cc0-1.0"),
    ("neither the name of", "bsd-3-clause"),
    ("redistributions of source code must retain", "bsd-2-clause"),
    ("permission is hereby granted, free of charge", "mit"),
    ("mit license", "mit"),
    ("this is free and unencumbered software", "unlicense"),
)


def title(readme: str) -> str:
    """The first heading of a README (Markdown, HTML or reStructuredText) as plain text, or ""."""
    text = _prose(readme)
    found = [match for pattern in (_HEADING, _HTML_HEADING, _UNDERLINED) if (match := pattern.search(text))]
    first = min(found, key=lambda match: match.start(), default=None)
    plain = _plain(first[1]) if first else ""
    return plain if len(plain) <= _TITLE and not is_placeholder(plain) else ""


def summary(readme: str) -> str:
    """The first sentence of prose in a README, or ""."""
    for paragraph in _paragraphs(_prose(readme)):
        sentence = _SENTENCE.match(paragraph)
        words = _plain(sentence[1] if sentence else "")
        if len(words.split()) >= 4 and len(words) <= _SUMMARY and not _LEGAL.search(words):
            return words
    return ""


def _prose(readme: str) -> str:
    """A README without its front matter, code, badges and tags."""
    return _MARKUP.sub("", _CODE.sub("", _FRONT.sub("", readme)))


def _paragraphs(text: str) -> Iterator[str]:
    """Pieces of running text: no headings, lists, tables, quotes or code."""
    for block in re.split(r"\n\s*\n", text):
        if block.strip() and not re.match(r"\s*(?:[#>|=*+~<`-]|\d+[.)]|\.\. |\[|:|    )", block):
            yield block.strip()


def _plain(text: str) -> str:
    linked = _LINK.sub(lambda match: match[1] or match[2], text)
    bare = re.sub(r"<[^>]{1,300}>|[`*]+|(?<!\w)_+|_+(?!\w)", "", linked)
    shown = "".join(char if char.isprintable() else " " for char in bare)
    return " ".join(shown.split()).strip("# ")


def front_matter(readme: str, key: str) -> str:
    """A plain value of the YAML block that model cards begin with, or ""."""
    block = _FRONT.match(readme)
    found = re.search(rf"^{key}:[ \t]*[\"']?([\w.+-]+)[\"']?[ \t]*$", block[1], re.MULTILINE) if block else None
    return found[1] if found else ""


def project(pyproject: str, key: str) -> str:
    """A text under ``[project]`` of a pyproject.toml, or ""; a file that is no TOML says nothing."""
    import tomli

    try:
        table = tomli.loads(pyproject)
    except (ValueError, RecursionError):
        return ""
    section = table.get("project")
    value = section.get(key) if isinstance(section, dict) else None
    if key == "license" and isinstance(value, dict):
        value = value.get("text")
    return " ".join(value.split()) if isinstance(value, str) and len(value) <= _SUMMARY else ""


def licence(text: str) -> str:
    """The id of the licence whose text this is, or ""."""
    words = " ".join(re.sub(r"[,*#=-]{2,}|,", " ", text[:20_000]).lower().split())
    return next((spdx for known, spdx in _LICENCES if known.replace(",", "") in words), "")
