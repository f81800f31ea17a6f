"""Finds the policy files of this machine, and the outer ones that a policy names; all of it works without a network.

A layer that is named and can't be read is an error, never a layer less: it may be the one that says no. What a policy
says is for ``formats.policy``; layers of the repository come with the push.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from release_guard.ports import PolicyError, PolicyFile

if TYPE_CHECKING:
    from release_guard.formats.policy import Extends

#: The machine owner's policy; it need not exist.
SYSTEM = "/etc/release-guard/policy.toml"

#: The readers refuse files above one MiB; one byte more lets them see that a file is.
_READ_AT_MOST = (1 << 20) + 1

#: How many outer policies may stand behind one another.
MAX_DEPTH = 8


def layers(
    configured: Sequence[str], environment: str = "", *, system: str = SYSTEM, cache: str = ""
) -> tuple[PolicyFile, ...]:
    """The machine's policy files, outermost first, each behind the ones that it extends.

    *configured* are the paths of git config ``release-guard.policy`` at system and global level, *environment* is
    ``RELEASE_GUARD_POLICY``. Raises ``PolicyError`` where one that is named can't be read.
    """
    files = [read(system, "the machine's policy")] if os.path.lexists(system) else []
    files += [read(path, "the policy of git config release-guard.policy") for path in configured]
    if environment:
        files.append(read(environment, "the policy of RELEASE_GUARD_POLICY"))
    found: dict[str, PolicyFile] = {}
    for file in files:
        for each in (*outward(file, cache=cache), file):
            found.setdefault(each.path, each)
    return tuple(found.values())


def read(path: str, origin: str) -> PolicyFile:
    """The policy file at *path*; *origin* names it in messages. Raises ``PolicyError``."""
    place = os.path.abspath(path)
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return PolicyFile(f"{origin} ({place})", place, _all(descriptor))
        finally:
            os.close(descriptor)
    except OSError as error:
        message = f"{origin} can't be read: {place}: {error.strerror}"
        raise PolicyError(message, "put the file there, or remove the setting that names it") from error


def outward(file: PolicyFile, *, cache: str = "", inside_repository: bool = False) -> tuple[PolicyFile, ...]:
    """The policies that *file* extends, outermost first, without *file* itself.

    Files are read where they are, relative ones beside *file* (refused *inside_repository*, whose files can't know
    this machine's folders). Sources in git come from *cache*, which ``policy update`` fills. Each must have the bytes
    that its pin names. A file that isn't a valid policy extends nothing; reading it will say why. Raises
    ``PolicyError``.
    """
    chain: list[PolicyFile] = []
    inner, local = file, not inside_repository
    while (named := _named(inner)) is not None:
        if len(chain) == MAX_DEPTH:
            raise PolicyError(f"{file.origin} extends more than {MAX_DEPTH} policies in a row", f"edit {file.path}")
        outer = _outer(named, inner, cache or default_cache(), local=local)
        local = local and _is_file(named.source)
        chain.append(outer)
        inner = outer
    return tuple(reversed(chain))


def default_cache() -> str:
    """The folder in which fetched policies lie, each under its sha256."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "release-guard", "policies")


def _all(descriptor: int) -> bytes:
    """The whole file; of one that is too large enough for its reader to refuse it."""
    data = b""
    while len(data) < _READ_AT_MOST and (piece := os.read(descriptor, _READ_AT_MOST - len(data))):
        data += piece
    return data


def _named(file: PolicyFile) -> "Extends | None":
    if b"extends" not in file.data:  # spares nearly every policy a second reading, and a private push its reader
        return None
    from release_guard.formats import policy

    named = policy.extends(file.data, file.path)
    return named if isinstance(named, policy.Extends) else None


def _is_file(source: str) -> bool:
    from release_guard.formats import policy_rules

    return policy_rules.is_file(source)


def _outer(named: "Extends", inner: PolicyFile, cache: str, *, local: bool) -> PolicyFile:
    origin = f"the policy {named.source}, which {inner.origin} extends"
    if _is_file(named.source):
        file = read(_place(named, inner, local=local), origin)
        fix = f"read what changed there, then write its new sha256 under [extends] of {inner.path}"
    else:
        file = _cached(named, origin, cache)
        fix = "release-guard policy update"
    from hashlib import sha256

    if sha256(file.data).hexdigest() != named.sha256:
        raise PolicyError(f"{origin} has other bytes than the pinned ones", fix)
    return file


def _place(named: "Extends", inner: PolicyFile, *, local: bool) -> str:
    """The path of an outer policy: a file, or a folder together with the path inside it."""
    place = named.source.removeprefix("file://").removeprefix("file:")
    place = os.path.expanduser(place)
    if not os.path.isabs(place):
        if not local:
            message = f"{inner.origin} extends {named.source}, a path that no other machine can follow"
            raise PolicyError(message, f"write a git repository or an absolute path under [extends] of {inner.path}")
        place = os.path.join(os.path.dirname(inner.path), place)
    return os.path.join(place, named.path) if named.path and os.path.isdir(place) else place


def _cached(named: "Extends", origin: str, cache: str) -> PolicyFile:
    place = os.path.join(cache, f"{named.sha256}.toml")
    if not os.path.lexists(place):
        raise PolicyError(f"{origin} is not on this machine yet", "release-guard policy update")
    return read(place, origin)
