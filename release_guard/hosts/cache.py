"""Remembers for a while who can read a destination, and which hosts have answered as git hosts do.

One small text file in the user's cache folder: a kind, a name, a word and a moment per line. It is a convenience:
where it can't be read or written there is no cache and no error. "Unknown" is never remembered.
"""

import os
import time
from collections.abc import Callable

from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer

#: How long an answer counts, in seconds. Private is short: a repository made public must be noticed soon.
PUBLIC_SECONDS = 86_400
PRIVATE_SECONDS = 300
#: How long a host counts as a git host after it answered as one.
HOST_SECONDS = 30 * 86_400

_PLACE, _HOST, _GIT = "place", "host", "git"
_AGES = {(_PLACE, visibility.word): PRIVATE_SECONDS for visibility in Visibility} | {
    (_PLACE, Visibility.PUBLIC.word): PUBLIC_SECONDS,
    (_HOST, _GIT): HOST_SECONDS,
}
_LIMIT = 1 << 20

#: (kind, name) -> (word, moment in seconds since 1970)
_Entries = dict[tuple[str, str], tuple[str, float]]


def default_folder() -> str:
    """``release-guard`` in the XDG cache folder; "" where there is no home to keep anything in."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.environ.get("HOME", "")
        base = os.path.join(home, ".cache") if os.path.isabs(home) else ""
    return os.path.join(base, "release-guard") if base else ""


class Cache:
    """The answers kept in *folder* ("" keeps none); *seconds* tells the time since 1970."""

    def __init__(self, folder: "str | None" = None, seconds: "Callable[[], float]" = time.time) -> None:
        self.folder = default_folder() if folder is None else folder
        self._seconds = seconds

    @property
    def path(self) -> str:
        return os.path.join(self.folder, "visibility")

    def get(self, destination: Destination) -> "Answer | None":
        """What was last seen of *destination*, as long as it counts."""
        found = self._fresh().get((_PLACE, str(destination)))
        return None if found is None else Answer(Visibility.parse(found[0]), "cache")

    def put(self, destination: Destination, visibility: Visibility) -> None:
        """Remember what a host has just said of *destination*."""
        self._change((_PLACE, str(destination)), visibility.word)

    def forget(self, destination: Destination) -> None:
        """Drop what is remembered: the visibility was changed, or was seen to be another one."""
        self._change((_PLACE, str(destination)), "")

    def knows_host(self, host: str) -> bool:
        """Whether *host* has answered as a git host does: a repository shown, or a question for a name."""
        return (_HOST, host) in self._fresh()

    def meet_host(self, host: str) -> None:
        """Remember that *host* has just answered as a git host does."""
        self._change((_HOST, host), _GIT)

    def places(self) -> "tuple[tuple[str, Visibility], ...]":
        """The destinations that are remembered now."""
        found = self._fresh()
        return tuple((name, Visibility.parse(word)) for (kind, name), (word, _) in found.items() if kind == _PLACE)

    def _fresh(self) -> _Entries:
        """The entries that still count; lines that make no sense, or come from the future, don't."""
        now = self._seconds()
        entries: _Entries = {}
        for line in self._lines():
            kind, name, word, moment = line if len(line) == 4 else ("", "", "", "")
            at = _seconds_of(moment)
            if 0 <= at <= now < at + _AGES.get((kind, word), 0):
                entries[kind, name] = (word, at)
        return entries

    def _lines(self) -> "list[list[str]]":
        if not self.folder:
            return []
        try:
            with os.fdopen(os.open(self.path, os.O_RDONLY), "rb") as file:
                text = file.read(_LIMIT).decode("utf-8", "replace")
        except OSError:
            return []
        return [line.split("\t") for line in text.split("\n")]

    def _change(self, key: "tuple[str, str]", word: str) -> None:
        if not self.folder or not key[1].isprintable():
            return
        entries = self._fresh()
        entries.pop(key, None)
        if word:
            entries[key] = (word, int(self._seconds()))
        lines = [f"{kind}\t{name}\t{said}\t{int(moment)}\n" for (kind, name), (said, moment) in entries.items()]
        self._write("".join(lines).encode())

    def _write(self, data: bytes) -> None:
        beside = f"{self.path}.{os.getpid()}"
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
            os.replace(beside, self.path)
        except OSError:
            _remove(beside)


def _seconds_of(moment: str) -> int:
    """The moment that a line names, -1 where it names none."""
    return int(moment) if moment.isascii() and moment.isdecimal() and len(moment) < 16 else -1


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return
