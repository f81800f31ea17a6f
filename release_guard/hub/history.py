"""The commits behind the refs of a repository on the Hub, and whose they are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from release_guard.hub.api import Hub
from release_guard.model.destination import Destination
from release_guard.ports import HostError, TreeError

#: A history beyond this is no longer looked through commit by commit; nor are the accounts beyond that one gathered.
COMMITS_AT_MOST, ACCOUNTS_AT_MOST = 2000, 50_000
_HEX = frozenset("0123456789abcdef")


class LongHistoryError(TreeError):
    """There are more commits than can be looked through."""


class Commit(NamedTuple):
    """A commit, the one before it in the Hub's list ("" where there is none), and the accounts of its authors."""

    oid: str
    parent: str = ""
    authors: tuple[str, ...] = ()


def behind(hub: Hub, place: Destination, oids: Iterable[str]) -> dict[str, Commit]:
    """Every commit behind the tips *oids*, by oid. Raises ``HostError``, ``TreeError`` and ``LongHistoryError``."""
    found: dict[str, Commit] = {}
    for oid in dict.fromkeys(oids):
        if oid not in found:
            found.update((one.oid, one) for one in commits(hub, place, oid) if one.oid not in found)
        if len(found) > COMMITS_AT_MOST:
            message = f"{place} has more than {COMMITS_AT_MOST} revisions, too many to look through"
            raise LongHistoryError(message, f"drop the earlier ones: release-guard publish {place} --squash")
    return found


def commits(hub: Hub, place: Destination, revision: str) -> list[Commit]:
    """The commits behind *revision*, newest first, one more than are looked through. Raises as ``behind`` does."""
    found: list[Commit] = []
    for one in _listed(hub, place, revision):
        if found:
            found[-1] = found[-1]._replace(parent=one.oid)
        found.append(one)
        if len(found) > COMMITS_AT_MOST:
            break
    if not found:
        raise TreeError(f"{place} has no revision {revision!r}")
    return found


def accounts(hub: Hub, place: Destination, oids: Iterable[str]) -> tuple[str, ...]:
    """The accounts behind all commits of the tips *oids*, also of those who changed nothing but records."""
    found: dict[str, None] = {}
    count = 0
    for oid in dict.fromkeys(oids):
        for one in _listed(hub, place, oid):
            found.update(dict.fromkeys(one.authors))
            count += 1
            if count > ACCOUNTS_AT_MOST:
                raise LongHistoryError(f"{place} has so many revisions that nobody can say whose they are")
    return tuple(found)


def authors(history: Mapping[str, Commit], states: Mapping[str, int], nothing: int) -> tuple[str, ...]:
    """The accounts behind the commits that change anything but records, each once.

    *states* tells what each commit holds beside records, as a number; *nothing* is that of an empty one.
    """
    changing = (one for oid, one in history.items() if states.get(oid) != states.get(one.parent, nothing))
    return tuple(dict.fromkeys(name for one in changing for name in one.authors))


def oid_of(text: object) -> str:
    """*text* as the id of a commit. Raises ``ValueError``."""
    if not isinstance(text, str) or len(text) not in (40, 64) or not _HEX.issuperset(text):
        raise ValueError(text)
    return text


def _listed(hub: Hub, place: Destination, revision: str) -> Iterator[Commit]:
    said = hub.pages(f"/api/{place.kind}/{place.path}/commits/{quote(revision, safe='')}", place)
    return (_commit(one, place) for one in said)


def _commit(said: Any, place: Destination) -> Commit:
    try:
        return Commit(oid_of(said["id"]), "", tuple(_users(said)))
    except (KeyError, TypeError, ValueError):
        raise HostError(f"the Hub's list of the commits of {place} can't be understood") from None


def _users(said: Any) -> Iterable[str]:
    found = said.get("authors")
    for author in found if isinstance(found, list) else ():
        name = author.get("user") if isinstance(author, dict) else None
        if isinstance(name, str) and name:
            yield name
