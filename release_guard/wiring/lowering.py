"""Lowers a repository on a forge: whom to ask there, by which address, with which token."""

from typing import NamedTuple

from release_guard.git import known_remotes, remotes
from release_guard.git.plumbing import Git
from release_guard.hosts import lowering
from release_guard.hosts.asking import Asker
from release_guard.hosts.cache import Cache
from release_guard.hosts.lowering import Done, Standing
from release_guard.hosts.visibility import https_twin
from release_guard.model.destination import Destination
from release_guard.ports import TreeError
from release_guard.wiring import places

#: Words that every place on a forge knows beside those of its kind.
GATED = ("gated-manual", "gated-auto")


class Ready(NamedTuple):
    """A repository that can be lowered, and what asks its host."""

    standing: Standing
    asker: Asker
    cache: Cache


def ready(git: Git, place: Destination, named: str) -> Ready:
    """How *place* stands, which the person called *named*: its URL, if that was one, else a remote's, is asked.

    Raises ``HostError`` where it can't be seen or no token is at hand.
    """
    address = named if "://" in named else _remote(git, place)
    url = remotes.https_twin(address) or https_twin(place)
    cache = Cache()
    asker = places.asker(git, url, address)
    return Ready(lowering.standing(asker, place, url, cache), asker, cache)


def _remote(git: Git, place: Destination) -> str:
    """The address of a remote here that is *place*, "" where there is none or no repository."""
    try:
        return known_remotes.leading_to(git, place)[1]
    except TreeError:
        return ""


def lost(found: Ready, word: str) -> tuple[str, ...]:
    """What a lowering to *word* takes from people, and what it can't take back."""
    seen = found.standing.seen
    return (
        *found.standing.forge.lost(seen, word),
        "clones, caches, package registries and archives keep what they have: that can't be undone",
    )


def lower(found: Ready, word: str) -> Done:
    """Make it as narrow as *word*, and look what its host shows."""
    return lowering.lower(found.standing, word, found.asker, found.cache)
