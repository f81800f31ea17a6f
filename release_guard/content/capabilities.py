"""Capabilities that files hint at: dependencies, card and heading of a page, architectures, models that code loads.

A hint raises the level that a policy asks for (its ``[capabilities]``) and asks the authors a question; it is no
judgement. Only capabilities that the paper's product hazard is about (section 2.1) are looked for, only in files made
to say such things, and every hint can name its reason. The words themselves are in ``markers``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from release_guard.content import markers, names
from release_guard.content.rows import File
from release_guard.model.attempt import Item
from release_guard.model.lean import NamedTuple

_DEPENDENCIES = (
    r"[\w.-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|environment[\w.-]*\.ya?ml|pipfile"
    r"|conda\.ya?ml"
)
_CARDS = frozenset(("readme.md", "modelcard.md", "model_card.md"))
_CONFIGS = frozenset(("config.json", "model_index.json", "adapter_config.json"))
#: No file made to say such things is longer; what is longer isn't read.
_LONGEST = 256 << 10
#: The heading of a page stands near its beginning.
_HEADING_WITHIN = 4 << 10

#: Every capability that some file may hint at.
NAMES = frozenset((*markers.PACKAGES, *markers.TAGS, *markers.ARCHITECTURES))


class Hint(NamedTuple):
    """A capability, the file that hints at it, the word that does, and its line (0 where none is known)."""

    capability: str
    path: str
    word: str
    line: int = 0

    @property
    def reason(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''} names {self.word!r}"


def tells(path: str) -> bool:
    """Whether a file called *path* is made to say such things; no other is worth reading for hints."""
    name = names.base(path)
    return name in _CARDS or name in _CONFIGS or re.fullmatch(_DEPENDENCIES, name) is not None


def hints(files: Iterable[File]) -> frozenset[str]:
    """The names of the capabilities that *files* hint at, as policies write them."""
    return frozenset(hint.capability for hint in explained(files))


def explained(files: Iterable[File]) -> tuple[Hint, ...]:
    """The same with their reasons, in order: for messages, and for the questions of ``init``."""
    return tuple(sorted({hint for file in files if not file.removed for hint in _of(file)}))


def of_loaded(items: Iterable[Item]) -> frozenset[str]:
    """The capabilities of the models that references lead to, told by their names; what is gone says nothing."""
    loaded = [_plain(item.path) for item in items if item.reference and not item.removed]
    known = ((name, word) for name, words in markers.LOADED.items() for word in words.split())
    return frozenset(name for name, word in known if any(word in one for one in loaded))


def _of(file: File) -> Iterator[Hint]:
    name = names.base(file.path)
    if not file.head or file.size > _LONGEST:
        return
    text = file.head.decode("utf-8", "replace")
    if re.fullmatch(_DEPENDENCIES, name):
        yield from _matching(file.path, text, _packages(text), markers.PACKAGES)
        yield from _matching(file.path, text, _keywords(text), markers.TAGS)
    elif name in _CARDS:
        yield from _matching(file.path, text, _card(text), markers.TAGS)
        yield from _heading(file.path, text)
    elif name in _CONFIGS:
        classes = _architectures(text)
        yield from _matching(file.path, text, classes, markers.ARCHITECTURES)
        yield from _families(file.path, text, classes)


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _matching(path: str, text: str, words: Iterable[str], table: Mapping[str, str]) -> Iterator[Hint]:
    meant = _meanings(tuple(table.items()))
    for word in words:
        if _plain(word) in meant:
            yield Hint(meant[_plain(word)], path, word, _line(text, word))


@lru_cache(maxsize=8)
def _meanings(table: "tuple[tuple[str, str], ...]") -> dict[str, str]:
    return {_plain(word): capability for capability, known in table for word in known.split()}


def _line(text: str, word: str) -> int:
    return text.count("\n", 0, max(0, text.find(word))) + 1


def _families(path: str, text: str, classes: Iterable[str]) -> Iterator[Hint]:
    for word in classes:
        for capability, ends in markers.FAMILIES.items():
            if word.lower().endswith(ends):
                yield Hint(capability, path, word, _line(text, word))


def _heading(path: str, text: str) -> Iterator[Hint]:
    """What the first heading says that the project does; a detector of deepfakes makes none."""
    found = re.search(r"^(?:#[ \t]+|[ \t]*<h1[^<>\n]{0,200}>)([^\n]{1,200})", text[:_HEADING_WITHIN], re.MULTILINE)
    if found is None or re.search(markers.OPPOSITE, found[1], re.IGNORECASE):
        return
    for capability, pattern in markers.HEADING.items():
        said = re.search(pattern, found[1], re.IGNORECASE)
        if said is not None:
            yield Hint(capability, path, said[0], text.count("\n", 0, found.start()) + 1)
    words = re.findall(r"[\w.-]*\w", found[1].partition(":")[0])
    yield from _matching(path, text, ("-".join(words), *words[:1]), markers.PACKAGES)


def _keywords(text: str) -> list[str]:
    """The keywords under which a package wants to be found."""
    found = re.search(r"^[ \t]*keywords\s*=\s*(\[[^\]]{0,2000}\]|[^\n]{1,500})", text, re.MULTILINE)
    return re.findall(r"[\w-]*\w", found[1]) if found else []


def _packages(text: str) -> list[str]:
    """The names that stand where a dependency stands: at the start of a line, of a quoted string or of a list entry."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    found = (
        re.findall(r"(?:^\s*(?:-\s+)?|[\"'])([A-Za-z][\w.-]*)|/([\w.-]+?)(?:\.git)?(?:@|$)", line) for line in lines
    )
    return [name or repository for pairs in found for name, repository in pairs]


def _card(text: str) -> list[str]:
    """Tags and pipeline of a model card: its front matter, never its prose (a card may well say what it is not for)."""
    if not text.startswith("---"):
        return []
    front = text[3:].partition("\n---")[0]
    tagged = re.search(r"^tags:\s*(\[[^\]]*\]|(?:\s*-\s.*)+)", front, re.MULTILINE)
    words = re.findall(r"[\w-]*\w", tagged[1].replace("\n- ", "\n")) if tagged else []
    pipeline = re.search(r"^pipeline_tag:\s*[\"']?([\w-]+)", front, re.MULTILINE)
    return [*words, pipeline[1]] if pipeline else words


def _architectures(text: str) -> list[str]:
    """The classes and the kind of model that a config names."""
    keys = r"\"(?:_class_name|model_type|architectures?|model)\"\s*:\s*(?:\[([^\]]{0,2000})\]|\"([\w.-]+)\")"
    found = re.findall(keys, text)
    return [word for several, one in found for word in (re.findall(r"[\w.-]+", several) or [one])]
