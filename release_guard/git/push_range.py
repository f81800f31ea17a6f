"""What a push makes reachable that the destination doesn't hold: commits, files and their authors.

Every commit counts, not only the tips: a file added and deleted again is published all the same. Objects that are
missing here are an error and never fetched. What the files are is left to ``items``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from release_guard.git.plumbing import Git
from release_guard.git.tree import RECORDS


class Blob(NamedTuple):
    """One new file: its blob id, its size in bytes, and one path at which it stands ("" for a ref to a bare blob)."""

    oid: str
    size: int
    path: str


_FORMAT = "--batch-check=%(objecttype) %(objectsize) %(objectname) %(rest)"


def new_blobs(git: Git, tips: Sequence[str], held: Sequence[str]) -> Iterator[Blob]:
    """The files reachable from *tips* and not from *held*, each once; memory stays flat.

    Near the boundary a file that *held* had in an older commit alone may be listed again; ``held_before`` tells these.
    """
    pieces = git.pipe(
        ("rev-list", "--objects", "--stdin"), ("cat-file", "--buffer", _FORMAT), stdin=_selection(tips, held)
    )
    for piece in pieces:
        if piece.startswith(b"blob "):
            _, size, oid, path = piece.split(b" ", 3)
            yield Blob(oid.decode("ascii"), int(size), path.decode("utf-8", "surrogateescape"))


def new_commits(git: Git, tips: Sequence[str], held: Sequence[str]) -> frozenset[str]:
    """The commits reachable from *tips* and not from *held*."""
    return frozenset(git.run("rev-list", "--stdin", stdin=_selection(tips, held)).decode("ascii").split())


def authors(git: Git, tips: Sequence[str], held: Sequence[str]) -> tuple[str, ...]:
    """The git authors' addresses of new commits that change anything but records, each once, in order.

    Whoever merges counts only where the merge holds something that none of its parents has.
    """
    selection = _selection(tips, held)
    paths = ("--", ":(top)", f":(exclude,top){RECORDS}")
    single = ("rev-list", "--full-history", "--no-merges", "--format==%ae", "--stdin", *paths)
    merges = ("rev-list", "--merges", "--stdin")
    mixed = ("diff-tree", "--stdin", "-c", "-r", "--raw", "--format==%ae", *paths)
    found = [line for line in git.pipe(single, stdin=selection) if line.startswith(b"=")]
    author = b""
    for line in git.pipe(merges, mixed, stdin=selection):
        if line.startswith(b"="):
            author = line
        elif line.startswith(b"::"):
            found.append(author)
    return tuple(sorted({line[1:].decode("utf-8", "replace") for line in found} - {""}))


def held_before(git: Git, held: Sequence[str], blobs: Iterable[Blob]) -> frozenset[str]:
    """The oids of those *blobs* that a commit of *held* has at the same path: a revert publishes nothing new.

    This walks the history of those paths, so it is asked for weights and data alone.
    """
    wanted = [blob for blob in blobs if blob.path and "\n" not in blob.path]
    if not wanted or not held:
        return frozenset()
    paths = {f":(top,literal){blob.path}" for blob in wanted}
    selection = "".join([f"{line}\n" for line in (*held, "--", *paths)]).encode("utf-8", "surrogateescape")
    listed = git.pipe(("rev-list", "--objects", "--full-history", "--stdin"), stdin=selection)
    seen = {line.partition(b" ")[0].decode("ascii") for line in listed}
    return frozenset([blob.oid for blob in wanted if blob.oid in seen])


def _selection(tips: Sequence[str], held: Sequence[str]) -> bytes:
    return "".join([*(f"{tip}\n" for tip in tips), *(f"^{oid}\n" for oid in held)]).encode("ascii")
