"""The remotes of a repository with their addresses, as git rewrites them (``insteadOf``, ``pushInsteadOf``)."""

import os
from collections.abc import Iterator

from release_guard.git import remotes
from release_guard.git.plumbing import Git
from release_guard.model.destination import Destination, DestinationError


def pushed(git: Git) -> Iterator[tuple[str, str]]:
    """Every remote with the first address that git pushes to. Raises ``TreeError`` outside a repository."""
    return _addresses(git, "--push")


def fetched(git: Git) -> Iterator[tuple[str, str]]:
    """Every remote with the first address that git fetches from. Raises ``TreeError`` outside a repository."""
    return _addresses(git)


def leading_to(git: Git, destination: Destination) -> tuple[str, str]:
    """The name of the remote that is pushed to *destination* and its address; both "" where there is none."""
    for name, url in pushed(git):
        if place(git, url) == destination:
            return name, url
    return "", ""


def place(git: Git, url: str) -> Destination | None:
    """The place that the address *url* leads to from here, None where it names none."""
    try:
        return remotes.destination(url, os.path.abspath(git.folder))
    except DestinationError:
        return None


def _addresses(git: Git, *options: str) -> Iterator[tuple[str, str]]:
    for name in git.run("remote").decode("utf-8", "surrogateescape").split("\n"):
        status, urls = git.ask("remote", "get-url", *options, "--", name) if name else (1, b"")
        if status == 0:
            yield name, urls.decode("utf-8", "surrogateescape").split("\n")[0]
