"""Whether a commit has reached a place that git pushes to, and who can read it there: what a stage record says.

Places on the Hub are asked through ``wiring.publish``.
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from release_guard.git import config, remotes
from release_guard.git.plumbing import Git
from release_guard.model.destination import Destination, DestinationError
from release_guard.ports import Answer, HostError
from release_guard.wiring import places


class Remote(NamedTuple):
    """A name in this repository, and the address that it pushes to."""

    name: str
    url: str


def remote_of(git: Git, place: Destination) -> Remote | None:
    """The remote that pushes to *place*; None where this repository has none."""
    base = os.path.abspath(git.folder)
    return next((one for one in _remotes(git) if _place(one.url, base) == place), None)


def _remotes(git: Git) -> Iterator[Remote]:
    for name in os.fsdecode(git.ask("remote")[1]).splitlines():
        for url in os.fsdecode(git.ask("remote", "get-url", "--push", "--all", "--", name)[1]).splitlines():
            yield Remote(name, url)


def _place(url: str, base: str) -> Destination | None:
    try:
        return remotes.destination(url, base)
    except DestinationError:
        return None


def has_arrived(git: Git, remote: Remote, commit: str) -> bool:
    """Whether *commit* is reachable from a ref of *remote* now. Raises ``HostError`` where it can't be asked."""
    status, listed = git.ask("ls-remote", "--", remote.url)
    if status:
        raise HostError(
            f"{remotes.redact(remote.url)} doesn't tell what it holds",
            fix=f"git ls-remote {remote.name}, which says why",
        )
    oids = dict.fromkeys(line.split("\t", 1)[0] for line in os.fsdecode(listed).splitlines())
    here = [oid for oid, found in zip(oids, git.find(list(oids)), strict=True) if found]
    return any(git.ask("merge-base", "--is-ancestor", commit, oid)[0] == 0 for oid in here)


def visibility_of(git: Git, remote: Remote, place: Destination) -> Answer:
    """Who can read *place* now, by the rules of this machine or by its host."""
    return places.host(git, places.Push(remote.name, remote.url, place, ()), config.read(git)).visibility_of(place)
