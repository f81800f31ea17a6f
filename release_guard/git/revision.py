"""Attempts that nobody pushes: a commit or a range of commits, for reviews, for ``check`` and for CI."""

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from release_guard.git import push_range
from release_guard.git.held import Advertiser, Held, look
from release_guard.git.plumbing import Git
from release_guard.git.push_range import Blob
from release_guard.git.source import GitSource, Tips
from release_guard.git.tree import OURS, outline
from release_guard.model.destination import Destination
from release_guard.ports import TreeError

_UNSHALLOW = "fetch all of the history: git fetch --unshallow; on GitHub fetch-depth: 0, on GitLab GIT_DEPTH: 0"


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

    Where A has gone on since B left it, the answers and records are those that merging B into A would give: a branch
    that lags behind takes nothing away, and brings no older answers back. An end that isn't named is HEAD. Raises
    ``TreeError`` where *text* is no range, or a commit of it isn't here.
    """
    first, dots, last = text.partition("..")
    if not dots or last.startswith("."):
        raise TreeError(f"{text!r} is no range of commits; write it as A..B")
    base, tip = commit_of(git, first or "HEAD"), commit_of(git, last or "HEAD")
    found = outline(git, tip if _continues(git, base, tip) else _merged(git, base, tip))
    tips = Tips((tip,), found, last or "HEAD", f"{text} {tip[:7]}", replaced=(base,))
    held = Held((base,), "", base)
    return GitSource(git, destination, tips, held, lambda: push_range.new_blobs(git, [tip], [base]))


def _continues(git: Git, base: str, tip: str) -> bool:
    """Whether *tip* has *base* in its history. ``TreeError`` where the clone is too shallow to tell all that is new."""
    status, _ = git.ask("merge-base", "--is-ancestor", base, tip)
    if _is_shallow(git):
        path = os.fsdecode(git.run("rev-parse", "--git-path", "shallow")).rstrip("\n")
        cut = Path(git.folder, path).read_text("ascii").split()
        if status or push_range.new_commits(git, [tip], [base]).intersection(cut):
            raise TreeError("this clone is shallow, and what is new reaches beyond what it holds", _UNSHALLOW)
    return status == 0


def _merged(git: Git, base: str, tip: str) -> str:
    """The tree that merging *tip* into *base* gives, as far as it concerns our files (git-merge-tree(1), git 2.38)."""
    arguments = ("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", base, tip)
    status, output = git.ask(*arguments)
    tree, *torn = os.fsdecode(output).rstrip("\0").split("\0")
    ours = [path for path in torn if path.split("/", 1)[0] in OURS]
    if status not in (0, 1) or not tree or ours:
        what = f"both sides changed {ours[0]}" if ours else "the two can't be merged here"
        raise TreeError(f"{base[:7]} has gone on since {tip[:7]} left it, and {what}", f"git merge {base[:7]}")
    return tree


def _is_shallow(git: Git) -> bool:
    return git.run("rev-parse", "--is-shallow-repository").strip() == b"true"


def commit_of(git: Git, revision: str) -> str:
    """The oid of the commit that *revision* stands for. Raises ``TreeError`` where there is none."""
    found = git.find([f"{revision}^{{commit}}"])[0]
    if found is None:
        fix = _UNSHALLOW if _is_shallow(git) else "git commit first, or git fetch"
        raise TreeError(f"{revision[:80]!r} is no commit here", fix)
    return found.oid
