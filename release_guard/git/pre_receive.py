"""A push as the repository sees it that receives it: the attempts that it holds, and the default branch if it goes.

What the repository shows now is what the destination holds; the new objects lie in git's quarantine, which git's own
variables lead to. New commits and tags are gathered as in ``pre_push``.
"""

from collections.abc import Sequence

from release_guard.git import pre_push, tree
from release_guard.git.held import Refs, look
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine
from release_guard.git.source import GitSource, Tips
from release_guard.model.destination import Destination


class _Told:
    """Implements ``held.Advertiser`` with what is known already."""

    def __init__(self, refs: Refs) -> None:
        self._refs = refs

    def advertised(self, destination: Destination) -> Refs:  # noqa: ARG002 - it is the only place that is asked for
        return self._refs


def gather(lines: Sequence[RefLine], destination: Destination, git: Git, shown: Refs) -> tuple[GitSource, ...]:
    """The attempts of one push to *destination*, which shows *shown* until now. Raises ``TreeError``."""
    return pre_push.gather(_with_default(lines, destination, git, shown), "", destination, git, _Told(shown))


def _with_default(lines: Sequence[RefLine], destination: Destination, git: Git, shown: Refs) -> Sequence[RefLine]:
    """*lines*; one that creates the branch that HEAD names puts it in the place of what was the default branch so far.

    Where HEAD names no branch that is there, another one counts as the default branch, until that one is pushed: it
    must not come without the answers and objections that stood on the other.
    """
    if not any(line.remote == shown.head and line.creates for line in lines):
        return lines
    tip = look(git, (), "", destination, shown).tip
    return [line._replace(old=tip) if tip and line.remote == shown.head else line for line in lines]


def without_default(lines: Sequence[RefLine], destination: Destination, git: Git, shown: Refs) -> GitSource | None:
    """The default branch as it stands, where *lines* delete it and a considerations file with it; else None.

    That publishes nothing, but the next push would be judged as if nobody had ever answered, objected or set a policy.
    """
    gone = [line.remote for line in lines if line.deletes and line.remote in shown.refs]
    if not gone:
        return None
    held = look(git, (), "", destination, shown)
    if held.branch not in gone:
        return None
    found = tree.outline(git, held.tip)
    if not any(found.named(name) for name in (tree.CONSIDERATIONS, tree.CONSIDERATIONS_FOLDER)):
        return None
    tips = Tips((held.tip,), found, held.branch, f"{held.branch.removeprefix('refs/heads/')} would be deleted")
    return GitSource(git, destination, tips, held, lambda: iter(()))
