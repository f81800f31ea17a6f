"""One question to a host: its API first, where a token is at hand, then a stranger's look (git.md, "Visibility").

A host of which nobody knows what it runs is looked at first: its answer gives the forge away. Who remembers the answer,
and what comes before any question, is left to ``visibility``.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from release_guard.hosts import api, kinds
from release_guard.hosts.api import Told
from release_guard.hosts.cache import Cache
from release_guard.hosts.forge import INTERNAL, PRIVATE, Forge
from release_guard.hosts.places import is_public_host
from release_guard.hosts.probe import Look
from release_guard.hosts.tokens import at_hand
from release_guard.hosts.web import Reach, host_of
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, HostError


class Looker(Protocol):
    """Takes a stranger's look; *known* says that the host's API has hidden the repository already."""

    def __call__(self, destination: Destination, *, known: bool) -> Look: ...


class Asker(NamedTuple):
    """What is needed to ask with a token: the network, the environment, the folder where git and clients run.

    ``configured`` holds the forge by host, as git's configuration names it. ``address`` is what git was told, which may
    hold a name and a token; "" where only the twin is known.
    """

    reach: Reach
    environ: Mapping[str, str]
    folder: str = "."
    configured: Mapping[str, str] = {}
    address: str = ""

    def answer(self, destination: Destination, url: str, cache: Cache, look: Looker) -> Answer:
        """Who can read *destination*, whose https or http address is *url*; never raises for what a host does."""
        kind = kinds.named(destination.host, self.configured, self.environ) or cache.kind(destination.host)
        told = self.told(kind, destination, url)
        if told.seen is not None:
            return _answer(told, destination, kind)
        found = look(destination, known=told.hidden)
        if not kind and found.kind and found.answer.visibility is not Visibility.PUBLIC:
            told = self.told(found.kind, destination, url)
            if told.seen is not None:
                return _answer(told, destination, found.kind)
        return _by_stranger(found, destination, url, told)

    def told(self, kind: str, destination: Destination, url: str) -> Told:
        """What the API of the forge *kind* says of *destination*; nothing where no forge is known."""
        forge = kinds.FORGES.get(kind)
        try:
            place = api.place(forge, url, destination.path) if forge is not None else None
        except HostError as error:
            return Told(reason=str(error))
        if forge is None or place is None:
            return Told()
        return api.ask(place, at_hand(forge, self.address or url, self.environ, self.folder), self.reach)


def _answer(told: Told, destination: Destination, kind: str) -> Answer:
    assert told.seen is not None
    internal = told.seen.visibility == INTERNAL and not anybody_joins(destination, kinds.FORGES[kind])
    narrow = internal or told.seen.visibility == PRIVATE
    return Answer(
        Visibility.PRIVATE if narrow else Visibility.PUBLIC,
        f"{kinds.FORGES[kind].NAME} API",
        host_moment=told.moment,
        internal=internal,
        place=_renamed(f"https://{destination.host}/{told.seen.path}", destination),
    )


def anybody_joins(destination: Destination, forge: Forge) -> bool:
    """Whether "internal" keeps nobody out: an account on gitlab.com or codeberg.org is to be had in a minute.

    On GitHub the word is about the members of one enterprise.
    """
    return forge is not kinds.FORGES["github"] and is_public_host(destination.host)


def _by_stranger(found: Look, destination: Destination, url: str, told: Told) -> Answer:
    """A stranger's answer, with the reason why the API had none; a public repository's new name shows in its URL."""
    answer = found.answer
    if answer.visibility is None and told.reason and told.credential is not None:
        answer = answer._replace(reason=f"{answer.reason}; {told.reason}")
    moved = answer.visibility is Visibility.PUBLIC and not answer.missing and host_of(found.url) == host_of(url)
    return answer._replace(place=_renamed(found.url, destination)) if moved else answer


def _renamed(name: str, destination: Destination) -> Destination | None:
    """The place at the URL *name* where it is another one than *destination*, not only in another case."""
    try:
        place = parse(name)
    except DestinationError:
        return None
    return place if str(place).lower() != str(destination).lower() else None
