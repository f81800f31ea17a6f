"""The outer layer that a policy names: a file, a file in a git repository, or an https address (formats.md, extends).

What is fetched over a network is pinned: in git by commit and sha256, by address by sha256. Reading and fetching are
left to others; here stands what a source may be, what one that is relative means, and how it may be shown.
"""

import posixpath
import re
from collections.abc import Iterator
from enum import Enum

from release_guard.formats import shapes
from release_guard.formats.shapes import Table
from release_guard.model.lean import NamedTuple

#: A commit by its whole name, in SHA-1 or SHA-256: a branch moves, and a short name may come to mean another one.
COMMIT = r"[0-9a-f]{40}|[0-9a-f]{64}"

_SCHEMES = ("https", "http", "ssh", "git", "file", "git+ssh", "ssh+git")
_HELPER = r"[A-Za-z0-9+.-]+::"


class Kind(Enum):
    """Where an outer policy lives. A file is read in place; the others come from the cache, which a command fills."""

    FILE = "a file"
    GIT = "a git repository"
    URL = "an address"


class Extends(NamedTuple):
    """An outer layer that a policy names: ``rev`` is empty where *source* is no git repository."""

    source: str
    sha256: str
    rev: str = ""
    path: str = ""

    @property
    def kind(self) -> Kind:
        if self.rev:
            return Kind.GIT
        if is_file(self.source):
            return Kind.FILE
        return Kind.URL if is_address(self) else Kind.GIT

    @property
    def shown(self) -> str:
        """The source as people may see it: without user, password, query and fragment, and without odd characters."""
        text = f"{without_user(self.source)} at {self.rev[:12]}" if self.rev else without_user(self.source)
        return f"{text}, {self.path}" if self.path else text


def read(row: Table) -> "Extends | None":
    """The table ``[extends]``; None where nothing is named."""
    return Extends(*(shapes.text(row, key) for key in ("source", "sha256", "rev", "path"))) if row else None


def is_file(source: str) -> bool:
    """Whether a source that no commit pins is a file on this machine."""
    return source.startswith("file:") or ("://" not in source and ":" not in source.partition("/")[0])


def is_address(named: Extends) -> bool:
    """Whether a source is one file behind an address: no repository, of which ``path`` would name the file."""
    web = named.source.startswith(("https://", "http://"))
    return web and not named.rev and not named.path and not without_user(named.source).rstrip("/").endswith(".git")


def is_relative(source: str) -> bool:
    """Whether *source* means something only where the policy that names it lies."""
    return is_file(source) and not source.startswith(("file:", "/", "~"))


def local_path(source: str) -> str:
    """The path that a source on this machine names."""
    return source.removeprefix("file://").removeprefix("file:")


def resolved(named: Extends, outer: Extends) -> "Extends | None":
    """What *named* means in the policy that was had from *outer*; None where it means nothing there.

    A relative source is a file beside that policy: in its repository at its commit, or at its address.
    """
    if not is_relative(named.source):
        return named
    if named.rev:
        return None
    inside = posixpath.normpath(posixpath.join(named.source, named.path))
    if outer.kind is Kind.GIT:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(outer.path), inside))
        return None if path.startswith("..") else named._replace(source=outer.source, rev=outer.rev, path=path)
    if outer.kind is Kind.URL:
        from urllib.parse import urljoin

        return named._replace(source=urljoin(outer.source, inside), path="")
    return None


def without_user(source: str) -> str:
    """*source* without user, password, query and fragment; what can't be printed becomes ``?``."""
    scheme, mark, rest = source.partition("://")
    if mark:
        authority, slash, path = rest.partition("/")
        source = f"{scheme}://{authority.rpartition('@')[2]}{slash}{re.split('[?#]', path)[0]}"
    elif not is_file(source):
        source = source.rpartition("@")[2] if "@" in source.partition("/")[0] else source
    return "".join(char if char.isprintable() else "?" for char in source)


def faults(row: Table) -> "Iterator[tuple[str, str, str]]":
    """(key, message, fix) of all that is wrong with the table ``[extends]``; secrets in it are never repeated."""
    named = read(row)
    if named is None or not named.source:
        return
    if (said := source_fault(named)) is not None:
        yield ("extends.source", *said)
        return
    if named.kind is not Kind.GIT:
        return
    if not named.rev:
        yield "extends.rev", "is missing: the commit that is pinned", "release-guard policy update --latest writes it"
    elif not re.fullmatch(COMMIT, named.rev):
        fix = "write what `git rev-parse` prints for it, or let `release-guard policy update --latest` write it"
        yield "extends.rev", "is no whole commit id; branches and short names can come to mean another commit", fix
    if not named.path:
        yield "extends.path", "is missing: the file in that repository", "add path under [extends]"


def source_fault(named: Extends) -> "tuple[str, str] | None":
    """What is wrong with the source of *named*, and what helps; None where nothing is. Secrets are never repeated."""
    source = named.source
    if any(not char.isprintable() for char in source) or source != source.strip() or source.startswith("-"):
        return "is no address", "write a path, an https address or the address of a git repository"
    if re.match(_HELPER, source):
        return "runs a program to get at the policy", "write an https or ssh address, or a path"
    scheme, mark, rest = source.partition("://")
    if mark and scheme not in _SCHEMES:
        return "is reached in a way that isn't known here", "write an https or ssh address, or a path"
    if _has_secret(scheme if mark else "ssh", rest.partition("/")[0] if mark else source.partition("/")[0]):
        return "holds a user or password that everybody could read", "take it out: git asks its own credential helper"
    if scheme == "http" and named.kind is Kind.URL:
        return "is reached without encryption", "write https:// in place of http://"
    return None


def _has_secret(scheme: str, authority: str) -> bool:
    """Whether there is more before the host than the user that ssh needs."""
    user, mark, _ = authority.rpartition("@")
    return bool(mark) and (scheme in ("http", "https") or ":" in user)
