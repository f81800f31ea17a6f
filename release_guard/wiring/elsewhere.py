"""What of a release is public at its other targets, as far as this machine has seen lately: a hook asks nobody for it.

Code here and weights there make a modifiable system together (RG416). A place counts where a policy or the cache calls
it public; what it holds is told by its kind on the Hub, else by the branch that was fetched from it last. Tracking refs
can be out of date or forged, but here they can only make a verdict stricter.
"""

from collections.abc import Iterable, Iterator

from release_guard.content import files
from release_guard.git import known_remotes
from release_guard.git.plumbing import Git
from release_guard.hosts.visibility import VisibilityOf
from release_guard.model.attempt import Item
from release_guard.model.category import MODIFIABLE_PARTS, Category
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility

_BY_KIND = {"models": Category.TRAINED_MODEL, "datasets": Category.TRAINING_DATA}
#: A file that names more places than this is looked at in the first of them.
_AT_MOST = 50
_BRANCHES = ("HEAD", "main", "master")


def completing(
    git: Git, host: VisibilityOf, here: Destination, targets: Iterable[str], items: Iterable[Item]
) -> frozenset[Category]:
    """The parts of a modifiable system that are public at another of *targets* and that *items* lack.

    Parts that *items* bring themselves are left out, so that knowing more never makes a release look smaller.
    """
    brought = {item.category for item in items if not item.companion}
    code, heavy = Category.SOURCE_CODE in brought, bool(brought & MODIFIABLE_PARTS)
    if code == heavy:
        return frozenset()
    shown = {category for place in _public(host, here, targets) for category in _parts(git, place)}
    if heavy:
        return frozenset(shown & {Category.SOURCE_CODE})
    return frozenset() if Category.SOURCE_CODE in shown else frozenset(shown & MODIFIABLE_PARTS)


def _public(host: VisibilityOf, here: Destination, targets: Iterable[str]) -> Iterator[Destination]:
    exact = [target for target in dict.fromkeys(targets) if "*" not in target]
    for target in exact[:_AT_MOST]:
        try:
            place = parse(target)
        except DestinationError:
            continue
        seen = host.without_asking(place) if place != here else None
        if seen is not None and seen.visibility is Visibility.PUBLIC:
            yield place


def _parts(git: Git, place: Destination) -> Iterator[Category]:
    if place.is_hub and place.kind in _BY_KIND:
        yield _BY_KIND[place.kind]
        return
    for path in _last_seen(git, place):
        category = files.quick(path)
        if category is not None:
            yield category


def _last_seen(git: Git, place: Destination) -> Iterator[str]:
    """The paths of the default branch of *place* as it was fetched last; none where no remote leads there."""
    names = [name for name, url in known_remotes.fetched(git) if known_remotes.place(git, url) == place]
    refs = git.find([f"refs/remotes/{name}/{branch}^{{commit}}" for name in names for branch in _BRANCHES])
    tip = next((one for one in refs if one is not None), None)
    if tip is not None:
        for path in git.pipe(("ls-tree", "-r", "-z", "--name-only", "--full-tree", tip.oid), end=b"\0"):
            yield path.decode("utf-8", "surrogateescape")
