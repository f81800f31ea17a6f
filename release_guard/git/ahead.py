"""What a judged push is going to ask git, begun before the judge is imported: git works while Python does.

It only saves time: what was begun with other words than it is asked for in the end is asked for anew.
"""

from collections.abc import Sequence

from release_guard.git import held, push_range
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine, is_zero

#: A push of more refs than this has more to wait for.
_FEW = 20


def begin(git: Git, lines: Sequence[RefLine], remote: str) -> None:
    """Begin for a push of *lines* to a place on another machine, which is called *remote* here.

    Of a ref that the destination doesn't have yet the destination itself must be asked, and then other ranges count.
    """
    git.ready()
    if len(lines) > _FEW or any(line.creates for line in lines if not line.deletes):
        return
    tips = tuple(dict.fromkeys(line.new for line in lines if not line.deletes))
    olds = tuple(dict.fromkeys(line.old for line in lines if not is_zero(line.old)))
    found = [git.read(oid, 0) for oid in (*tips, *olds)]
    if all(one is not None and one.type == "commit" for one in found):
        push_range.begin(git, tips, olds)
        held.begin(git, lines, remote)
