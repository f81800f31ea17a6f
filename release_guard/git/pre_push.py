"""A push, as the attempts that it holds: one for each group of refs whose tips bring the same files of ours.

Deletions publish nothing, and tips whose commits the destination has bring nothing: both make no attempt. A ref that is
set back behind answers or records is one, though: the next push would be judged as if nobody had spoken.
"""

from collections.abc import Sequence

from release_guard.git import push_range
from release_guard.git.held import Advertiser, Held, look
from release_guard.git.plumbing import Git
from release_guard.git.refs import FrameworkPush, HookInputError, RefLine
from release_guard.git.source import GitSource, Tips
from release_guard.git.tree import Outline, outline
from release_guard.model.destination import Destination


def gather(
    lines: Sequence[RefLine],
    remote: str,
    destination: Destination,
    git: Git,
    advertiser: Advertiser,
    *,
    old_known: bool = True,
) -> tuple[GitSource, ...]:
    """The attempts of one run of a pre-push hook; none where the push publishes nothing new.

    *remote* is the hook's first argument and *destination* the place that its second one names. *old_known* is false
    for lines out of ``framework_line``. Raises ``TreeError`` where the pushed objects can't be read here.
    """
    published: dict[str, list[RefLine]] = {}
    for line in lines:
        if not line.deletes:
            published.setdefault(line.new, []).append(line)
    if not published:
        return ()
    held = look(git, lines if old_known else (), remote, destination, advertiser.advertised(destination))
    there = frozenset(held.oids)
    groups: dict[Outline, list[RefLine]] = {}
    for tip in _of_interest(git, published, there):
        groups.setdefault(outline(git, tip), []).extend(published[tip])
    if len(published) == 1 and groups:
        _begin(git, next(iter(published)), held)
    return tuple(_source(git, destination, held, found, group, there) for found, group in groups.items())


def _begin(git: Git, tip: str, held: Held) -> None:
    """Have git begin to list what one *tip* changes, while others look at our own files in it."""
    commit = git.find([f"{tip}^{{commit}}"])[0]
    if commit is not None:
        push_range.begin_changes(git, [commit.oid], held.oids)


def _of_interest(git: Git, published: dict[str, list[RefLine]], held: frozenset[str]) -> list[str]:
    """The tips that are no commit of the destination, nor a short tag of one, or that take away what people said.

    Tags of files and folders stay in.
    """
    commits = git.find([f"{tip}^{{commit}}" for tip in published])
    new = push_range.new_commits(git, [commit.oid for commit in commits if commit], sorted(held))
    return [
        tip
        for (tip, lines), commit in zip(published.items(), commits, strict=True)
        if commit is None or commit.oid in new or _sets_back(git, lines, held) or push_range.has_long_tag(git, tip)
    ]


def _sets_back(git: Git, lines: Sequence[RefLine], held: frozenset[str]) -> bool:
    """Whether one of *lines* puts a commit without some of our files in the place of one that has them."""
    replaced = dict.fromkeys(line.old for line in lines if line.old in held)
    if not replaced:
        return False
    now = frozenset(outline(git, lines[0].new).entries)
    return any(frozenset(outline(git, old).entries) - now for old in replaced)


def _source(
    git: Git, destination: Destination, held: Held, found: Outline, lines: Sequence[RefLine], there: frozenset[str]
) -> GitSource:
    oids = tuple(dict.fromkeys(line.new for line in lines))
    replaced = tuple(dict.fromkeys(line.old for line in lines if line.old in there))
    label = f"{lines[0].remote} {lines[0].new[:7]}"
    if len(lines) > 1:
        label += f" and {len(lines) - 1} more ref{'s' if len(lines) > 2 else ''}"
    tips = Tips(oids, found, lines[0].remote, label, replaced)
    return GitSource(git, destination, tips, held, lambda: push_range.new_blobs(git, oids, held.oids))


def framework_line(push: FrameworkPush, git: Git) -> RefLine:
    """The one ref that pre-commit or prek let their hooks know of.

    What the destination had there they guess from tracking refs, so it isn't taken from them. Raises
    ``HookInputError`` where the source that was typed stands for no object here.
    """
    tip = git.find([push.tip])[0]
    if tip is None:
        raise HookInputError(f"{push.tip[:80]!r} is nothing that could be pushed from here")
    return RefLine(push.tip, tip.oid, push.remote_ref or push.tip, "0" * len(tip.oid))
