"""What git's configuration says to release-guard, and which of it counts.

Only the machine's owner and the user speak here: a repository's own configuration, a linked worktree's and ``-c`` are
read, so that one can be told, and count for nothing (judge.md, policy layers: RG203).
"""

import os
from collections.abc import Sequence

from release_guard.git.plumbing import Git
from release_guard.model.lean import NamedTuple

_COUNT = ("system", "global")
_LIST = ("config", "--show-scope", "--null", "--get-regexp", r"^release-guard\.")


class Ignored(NamedTuple):
    """A value that doesn't count, with the scope it was set in ("local", "worktree", "command")."""

    scope: str
    key: str
    value: str


class Settings(NamedTuple):
    """The values that count, outermost scope first, and those that don't.

    ``private`` holds canonical destination patterns (``release-guard.private``), ``policy`` absolute paths of policy
    files (``release-guard.policy``; a leading ``~`` is the user's home), ``scopes`` where each of those is set.
    ``folder`` is where git works, "" where it wasn't asked.
    """

    private: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    scopes: tuple[str, ...] = ()
    folder: str = ""


def begin(git: Git) -> None:
    """Have git begin with what ``read`` will ask for."""
    git.ahead(_LIST)


def read(git: Git) -> Settings:
    """Read all scopes with one process. Raises ``TreeError`` where git can't read its configuration."""
    status, output = git.ask(*_LIST)
    if status not in (0, 1):
        raise git.failure(_LIST, status)
    return parse(output)._replace(folder=git.folder)


def parse(output: bytes, counting: Sequence[str] = _COUNT) -> Settings:
    """Read what ``git config --show-scope --null`` printed: scope NUL key LF value NUL, a bare key without LF.

    *counting* are the scopes that count.
    """
    fields = output.decode("utf-8", "surrogateescape").split("\0")
    private: list[str] = []
    policy: list[str] = []
    ignored: list[Ignored] = []
    scopes: list[str] = []
    for scope, entry in zip(fields[::2], fields[1::2], strict=False):
        key, _, value = entry.partition("\n")
        if key not in ("release-guard.private", "release-guard.policy") or not value:
            continue
        if scope not in counting:
            ignored.append(Ignored(scope, key, value))
        elif key == "release-guard.private":
            private.append(value)
        else:
            policy.append(os.path.expanduser(value))
            scopes.append(scope)
    return Settings(tuple(private), tuple(policy), tuple(ignored), tuple(scopes))
