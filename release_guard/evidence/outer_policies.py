"""The policies that a policy extends, outermost first, each with the bytes that its pin names.

Files are read where they are; what lives in git or behind an address comes from the cache, so that no judgement ever
waits for a network. ``policy update`` walks the same way with a *fetch* that fills the cache.
"""

import os
from collections.abc import Callable

from release_guard.evidence import policy_cache
from release_guard.model.lean import NamedTuple
from release_guard.ports import PolicyError, PolicyFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from release_guard.formats.extends import Extends

#: How many outer policies may stand behind one another.
MAX_DEPTH = 8

#: The readers refuse files above one MiB; one byte more lets them see that a file is.
READ_AT_MOST = (1 << 20) + 1

#: Brings the bytes of what isn't in the cache yet. Raises ``PolicyError``.
Fetch = Callable[["Extends"], bytes]


class _Home(NamedTuple):
    """Where a policy lies, by which relative sources in it are understood: a folder, a fetched one, or neither."""

    folder: str = ""
    outer: "Extends | None" = None


def outward(
    file: PolicyFile,
    *,
    cache: str = "",
    inside_repository: bool = False,
    beside: "Extends | None" = None,
    fetch: Fetch | None = None,
) -> tuple[PolicyFile, ...]:
    """The policies that *file* extends, outermost first, without *file* itself.

    A relative source is beside the policy that names it; *inside_repository* it means nothing, because no other machine
    could follow it, unless *beside* says in which repository and at which commit *file* stands. A file that isn't a
    valid policy extends nothing; reading it will say why. Raises ``PolicyError`` where a layer can't be had, has other
    bytes than pinned, comes back to itself, or stands behind too many.
    """
    chain: list[PolicyFile] = []
    home = _Home(outer=beside) if inside_repository else _Home(os.path.dirname(file.path))
    seen: set[object] = set() if inside_repository else {_identity_of_file(file.path)}
    inner = file
    while (stated := _named(inner)) is not None:
        if len(chain) == MAX_DEPTH:
            raise PolicyError(f"{file.origin} extends more than {MAX_DEPTH} policies in a row", f"edit {file.path}")
        named = _understood(stated, inner, home)
        if (identity := _identity(named)) in seen:
            message = f"{inner.origin} extends {named.shown}, which comes back to itself"
            raise PolicyError(message, f"take [extends] out of {inner.path}")
        seen.add(identity)
        inner, home = _outer(named, inner, cache or policy_cache.folder(), fetch)
        chain.append(inner)
    return tuple(reversed(chain))


def read(path: str, origin: str) -> PolicyFile:
    """The policy file at *path*; *origin* names it in messages. Raises ``PolicyError``."""
    found = os.path.abspath(path)
    try:
        descriptor = os.open(found, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return PolicyFile(f"{origin} ({found})", found, policy_cache.whole(descriptor, READ_AT_MOST))
        finally:
            os.close(descriptor)
    except OSError as error:
        message = f"{origin} can't be read: {found}: {error.strerror}"
        raise PolicyError(message, "put the file there, or remove the setting that names it") from error


def _named(file: PolicyFile) -> "Extends | None":
    if b"extends" not in file.data:  # spares nearly every policy a second reading, and a private push its reader
        return None
    from release_guard.formats import policy
    from release_guard.model.considerations import Unreadable

    named = policy.extends(file.data, file.path)
    return None if isinstance(named, Unreadable) else named


def _understood(named: "Extends", inner: PolicyFile, home: _Home) -> "Extends":
    """*named* with a source that means the same everywhere on this machine."""
    from release_guard.formats import extends

    if home.outer is not None:
        found = extends.resolved(named, home.outer)
    elif home.folder:
        found = placed(named, home.folder)
    else:
        found = None if extends.is_relative(named.source) else named
    if found is None:
        message = f"{inner.origin} extends {named.shown}, a path that no other machine can follow"
        raise PolicyError(message, f"write a git repository or an absolute path under [extends] of {inner.path}")
    return found


def placed(named: "Extends", folder: str) -> "Extends":
    """*named* with an absolute path, where it is on this machine and stands in a policy in *folder*."""
    from release_guard.formats import extends

    if not extends.is_file(named.source):
        return named
    return named._replace(source=os.path.join(folder, os.path.expanduser(extends.local_path(named.source))))


def _outer(named: "Extends", inner: PolicyFile, cache: str, fetch: Fetch | None) -> tuple[PolicyFile, _Home]:
    from release_guard.formats.extends import Kind

    origin = f"the policy {named.shown}, which {inner.origin} extends"
    if named.kind is not Kind.FILE:
        copy = policy_cache.place(cache, named.sha256)
        return PolicyFile(origin, copy, _copy(named, origin, cache, fetch)), _Home(outer=named)
    file = read(place(named), origin)
    if policy_cache.digest(file.data) != named.sha256:
        fix = f"read what changed there, then write its new sha256: release-guard policy update --latest {inner.path}"
        raise PolicyError(f"{origin} has other bytes than the pinned ones", fix)
    return file, _Home(os.path.dirname(file.path))


def _copy(named: "Extends", origin: str, cache: str, fetch: Fetch | None) -> bytes:
    try:
        return policy_cache.read(cache, named.sha256, origin, READ_AT_MOST)
    except PolicyError:
        if fetch is None:
            raise
    data = fetch(named)
    if policy_cache.digest(data) != named.sha256:
        message = f"{origin} has other bytes than the pinned ones: their sha256 is {policy_cache.digest(data)}"
        raise PolicyError(message, "ask whoever pinned it; release-guard policy update --latest shows what is there")
    policy_cache.keep(cache, data)
    return data


def place(named: "Extends") -> str:
    """The path of an outer policy: a file, or a folder together with the path inside it."""
    from release_guard.formats.extends import local_path

    path = os.path.expanduser(local_path(named.source))
    return os.path.join(path, named.path) if named.path and os.path.isdir(path) else path


def _identity(named: "Extends") -> object:
    from release_guard.formats.extends import Kind

    return _identity_of_file(place(named)) if named.kind is Kind.FILE else (named.source, named.rev, named.path)


def _identity_of_file(path: str) -> object:
    return os.path.realpath(path)
