"""What other public repositories show of a push already: a typing error mended in one's fork of a model is no release.

Asked only where a push would be held, and only of remotes on the known public hosts, as a stranger and over TLS: what
they show then, anybody can download. Tracking refs aren't believed (``git.held``), nor is a host inside a company,
which may show to its own network what nobody else can see.
"""

import time
from collections.abc import Iterator, Sequence

from release_guard.git import known_remotes, remotes
from release_guard.git.plumbing import Git
from release_guard.git.source import GitSource
from release_guard.hosts import places as known
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.wiring import places

#: Nobody waits for more remotes than this, nor longer for all of them together.
AT_MOST = 3
SECONDS = 6.0


def without_public(git: Git, destination: Destination, sources: Sequence[GitSource]) -> tuple[GitSource, ...]:
    """*sources* without what other remotes show to strangers; empty where they show nothing of it.

    Raises ``TreeError`` where something isn't here.
    """
    end = time.monotonic() + SECONDS
    shown = frozenset(oid for url in _others(git, destination) for oid in _shown(git, url, end - time.monotonic()))
    here = [found.oid for found in git.find(sorted(shown)) if found is not None]
    return tuple(source.without(here) for source in sources) if here else ()


def _others(git: Git, destination: Destination) -> list[str]:
    """The https addresses of other remotes on public hosts, the first few."""
    return list(dict.fromkeys(_public(git, destination)))[:AT_MOST]


def _public(git: Git, destination: Destination) -> Iterator[str]:
    for _, url in known_remotes.fetched(git):
        place = known_remotes.place(git, url)
        twin = remotes.https_twin(url) or ""
        other = place is not None and place != destination and known.is_public_host(place.host)
        if other and _is_tls(twin):
            yield twin


def _shown(git: Git, url: str, seconds: float) -> tuple[str, ...]:
    """The oids that *url* shows to a stranger; none where it is hidden, moved elsewhere or not reached in *seconds*."""
    if seconds <= 0:
        return ()
    from release_guard.hosts import probe
    from release_guard.hosts.web import host_of

    look = probe.look(url, places.reach(git, url)._replace(seconds=seconds), lambda _: False)
    public = look.answer.visibility is Visibility.PUBLIC and not look.answer.missing
    if not public or look.advertisement is None or not _is_tls(look.url) or not known.is_public_host(host_of(look.url)):
        return ()
    return tuple(look.advertisement.refs.values())


def _is_tls(url: str) -> bool:
    return url.startswith("https://")
