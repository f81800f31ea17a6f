"""Remembers for a while who can read a destination, what it is called today, and which hosts are git hosts.

One small text file in the user's cache folder: a kind, a name, a word and a moment per line. It is a convenience:
where it can't be read or written there is no cache and no error. "Unknown" is never remembered.
"""

import os
import time
from collections.abc import Callable, Mapping

from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer

#: How long an answer counts, in seconds. Private is short: a repository made public must be noticed soon.
PUBLIC_SECONDS = 86_400
PRIVATE_SECONDS = 300
#: How long a host counts as a git host after it answered as one.
HOST_SECONDS = 30 * 86_400

_PLACE, _NAME, _HOST, _KIND = "place", "name", "host", "kind"
_INTERNAL, _GIT = "internal", "git"
#: By kind of line and its word; "" stands for every other word.
_AGES = {
    (_PLACE, _INTERNAL): PRIVATE_SECONDS,
    **{(_PLACE, visibility.word): PRIVATE_SECONDS for visibility in Visibility},
    (_PLACE, Visibility.PUBLIC.word): PUBLIC_SECONDS,
    (_NAME, ""): PUBLIC_SECONDS,
    (_HOST, _GIT): HOST_SECONDS,
    (_KIND, ""): HOST_SECONDS,
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
        entries = self._fresh()
        found = entries.get((_PLACE, str(destination)))
        if found is None:
            return None
        place = _place(entries.get((_NAME, str(destination)), ("", 0.0))[0])
        return Answer(_visibility(found[0]), "cache", internal=found[0] == _INTERNAL, place=place)

    def put(
        self,
        destination: Destination,
        visibility: Visibility,
        *,
        internal: bool = False,
        place: "Destination | None" = None,
    ) -> None:
        """Remember what a host has just said of *destination*, and of its name today where that is another one."""
        word = _INTERNAL if internal else visibility.word
        self._change({(_PLACE, str(destination)): word, (_NAME, str(destination)): str(place) if place else ""})

    def forget(self, destination: Destination) -> None:
        """Drop what is remembered: the visibility was changed, or was seen to be another one.

        Other spellings of the name go with it, because most hosts take no notice of case, and so do its earlier names.
        """
        entries, name = self._fresh(), str(destination).lower()
        names = {key[1] for key, (word, _) in entries.items() if key[0] == _NAME and word.lower() == name}
        gone = {key for key in entries if key[0] in (_PLACE, _NAME) and (key[1].lower() == name or key[1] in names)}
        self._change(dict.fromkeys(gone, ""))

    def knows_host(self, host: str) -> bool:
        """Whether *host* has answered as a git host does: a repository shown, or a question for a name."""
        return (_HOST, host) in self._fresh()

    def kind(self, host: str) -> str:
        """The forge that *host* gave itself away as, "" where it hasn't."""
        return self._fresh().get((_KIND, host), ("", 0.0))[0]

    def meet_host(self, host: str, kind: str = "") -> None:
        """Remember that *host* has just answered as a git host does, and which forge it runs where that showed."""
        self._change({(_HOST, host): _GIT, **({(_KIND, host): kind} if kind else {})})

    def places(self) -> "tuple[tuple[str, Visibility], ...]":
        """The destinations that are remembered now."""
        found = self._fresh()
        return tuple((name, _visibility(word)) for (kind, name), (word, _) in found.items() if kind == _PLACE)

    def _fresh(self) -> _Entries:
        """The entries that still count; lines that make no sense, or come from the future, don't."""
        now = self._seconds()
        entries: _Entries = {}
        for line in self._lines():
            kind, name, word, moment = line if len(line) == 4 else ("", "", "", "")
            at = _seconds_of(moment)
            if word and 0 <= at <= now < at + _AGES.get((kind, word), _AGES.get((kind, ""), 0)):
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

    def _change(self, words: "Mapping[tuple[str, str], str]") -> None:
        """Set each key to its word; "" drops it."""
        if not self.folder or not all(text.isprintable() for (_, name), word in words.items() for text in (name, word)):
            return
        entries = self._fresh()
        for key, word in words.items():
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


def _place(name: str) -> "Destination | None":
    """The place on a git host that is called *name* ("git.example:8443/acme/digits")."""
    try:
        return parse(f"https://{name}") if name else None
    except DestinationError:
        return None


def _visibility(word: str) -> Visibility:
    """An internal repository is no wider than private until a policy says so."""
    return Visibility.PRIVATE if word == _INTERNAL else Visibility.parse(word)


def _seconds_of(moment: str) -> int:
    """The moment that a line names, -1 where it names none."""
    return int(moment) if moment.isascii() and moment.isdecimal() and len(moment) < 16 else -1


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return
