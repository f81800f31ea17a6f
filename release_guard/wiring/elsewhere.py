"""What of a release is public at its other targets, as far as this machine has seen lately: a hook asks nobody for it.

Code here and weights there make a modifiable system together (RG416). A place counts where a policy or the cache calls
it public; what it holds is told by its kind on the Hub, else by the branch that was fetched from it last. Tracking refs
can be out of date or forged, but here they can only make a verdict stricter.
"""

from collections.abc import Iterable, Iterator

from release_guard.content import files, pairs
from release_guard.git import known_remotes
from release_guard.git.plumbing import Git
from release_guard.hosts.visibility import VisibilityOf
from release_guard.model.attempt import Item
from release_guard.model.category import Category
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
    found = tuple(items)
    if not pairs.is_half(found):
        return pairs.NOTHING
    shown = {category for place in _public(host, here, targets) for category in _parts(git, place)}
    return pairs.completing(found, frozenset(shown))


def at_forges(top: str, here: Destination, targets: Iterable[str]) -> frozenset[Category]:
    """What the repository at *top* and this machine know to be public at those of *targets* that aren't on the Hub.

    For uploads: the Hub itself tells of its own places.
    """
    from release_guard.git import config
    from release_guard.wiring import places

    others = [target for target in targets if not target.startswith("hf:")]
    if not others:
        return pairs.NOTHING
    with Git(top) as git:
        host = places.host(git, places.Push("", "", here, ()), config.read(git))
        return frozenset(category for place in _public(host, here, others) for category in _parts(git, place))


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
