"""Attempts that nobody pushes: a commit's whole tree, or a range of commits, for ``check`` and for CI."""

from collections.abc import Sequence

from release_guard.git import push_range
from release_guard.git.held import Advertiser, Held, look
from release_guard.git.plumbing import Git
from release_guard.git.source import GitSource, Tips
from release_guard.git.tree import outline
from release_guard.model.destination import Destination
from release_guard.ports import TreeError


def at_revision(git: Git, revision: str, destination: Destination, advertiser: Advertiser) -> GitSource:
    """Every file of *revision* ("HEAD", a tag, an oid) on its way to *destination*; its history isn't looked at.

    Raises ``TreeError`` where there is no such commit.
    """
    (commit,) = _commits(git, revision)
    held = look(git, (), "", destination, advertiser.advertised(destination))
    tree = f"{commit}^{{tree}}"
    tips = Tips((commit,), outline(git, commit), revision, f"{revision} {commit[:7]}")
    return GitSource(git, destination, tips, held, lambda: push_range.new_blobs(git, [tree], []))


def over_range(git: Git, text: str, destination: Destination) -> GitSource:
    """What *text*, "A..B", adds for a *destination* that holds A: its policy and records are the trust base.

    An end that isn't named is HEAD. Raises ``TreeError`` where *text* is no range, or a commit of it isn't here.
    """
    first, dots, last = text.partition("..")
    if not dots or last.startswith("."):
        raise TreeError(f"{text!r} is no range of commits; write it as A..B")
    base, tip = _commits(git, first or "HEAD", last or "HEAD")
    tips = Tips((tip,), outline(git, tip), last or "HEAD", f"{text} {tip[:7]}", replaced=(base,))
    held = Held((base,), "", base)
    return GitSource(git, destination, tips, held, lambda: push_range.new_blobs(git, [tip], [base]))


def _commits(git: Git, *revisions: str) -> Sequence[str]:
    found = git.find([f"{revision}^{{commit}}" for revision in revisions])
    for revision, one in zip(revisions, found, strict=True):
        if one is None:
            raise TreeError(f"{revision[:80]!r} is no commit here; in a shallow clone, fetch the whole history first")
    return [one.oid for one in found if one is not None]
