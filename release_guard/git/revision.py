"""Attempts that nobody pushes: a commit or a range of commits, for reviews, for ``check`` and for CI."""

from collections.abc import Iterable, Iterator
from itertools import chain

from release_guard.git import push_range
from release_guard.git.held import Advertiser, Held, look
from release_guard.git.plumbing import Git
from release_guard.git.push_range import Blob
from release_guard.git.source import GitSource, Tips
from release_guard.git.tree import outline
from release_guard.model.destination import Destination
from release_guard.ports import TreeError


def at_revision(
    git: Git,
    revision: str,
    destination: Destination,
    advertiser: Advertiser,
    *,
    whole: bool = False,
    unseen: bool = False,
) -> GitSource:
    """What a push of *revision* ("HEAD", a tag, an oid) would bring to *destination*, its history included.

    With *whole* all its files count, also those that the destination holds already: what a reviewer looks at. With
    *unseen* its history does too, as when a private place becomes public. What the destination holds is told by
    *advertiser*, else as last seen; where nobody has seen it, it is taken to be empty.
    Raises ``TreeError`` where there is no such commit.
    """
    commit = commit_of(git, revision)
    held = look(git, (), "", destination, advertiser.advertised(destination))
    seen = [one.oid for one in git.find([held.tip] if held.tip else []) if one is not None]
    oids = () if unseen else held.oids or tuple(seen)
    held = held._replace(oids=oids, empty=held.empty or not held.tip, unseen=unseen)
    tips = Tips((commit,), outline(git, commit), revision, f"{revision} {commit[:7]}")

    def blobs() -> Iterator[Blob]:
        files = push_range.new_blobs(git, [f"{commit}^{{tree}}"], []) if whole else ()
        return _once(chain(files, push_range.new_blobs(git, [commit], held.oids)))

    return GitSource(git, destination, tips, held, blobs)


def _once(blobs: Iterable[Blob]) -> Iterator[Blob]:
    seen: set[tuple[str, str]] = set()
    for blob in blobs:
        if (blob.oid, blob.path) not in seen:
            seen.add((blob.oid, blob.path))
            yield blob


def over_range(git: Git, text: str, destination: Destination) -> GitSource:
    """What *text*, "A..B", adds for a *destination* that holds A: its policy and records are the trust base.

    An end that isn't named is HEAD. Raises ``TreeError`` where *text* is no range, or a commit of it isn't here.
    """
    first, dots, last = text.partition("..")
    if not dots or last.startswith("."):
        raise TreeError(f"{text!r} is no range of commits; write it as A..B")
    base, tip = commit_of(git, first or "HEAD"), commit_of(git, last or "HEAD")
    tips = Tips((tip,), outline(git, tip), last or "HEAD", f"{text} {tip[:7]}", replaced=(base,))
    held = Held((base,), "", base)
    return GitSource(git, destination, tips, held, lambda: push_range.new_blobs(git, [tip], [base]))


def commit_of(git: Git, revision: str) -> str:
    """The oid of the commit that *revision* stands for. Raises ``TreeError`` where there is none."""
    found = git.find([f"{revision}^{{commit}}"])[0]
    if found is None:
        fix = "git commit first; or, in a shallow clone, git fetch --unshallow"
        raise TreeError(f"{revision[:80]!r} is no commit here", fix)
    return found.oid
