"""What of a release is public already at its other targets on the Hub: code here and weights there work together.

Asked only where the Hub may be asked at all, so never inside a git hook. Patterns among the targets name no place that
could be looked at, and what the token can't see is public to nobody that we know of.
"""

from collections.abc import Iterable, Iterator

from release_guard.content import files, names
from release_guard.hub import bucket_files, listing
from release_guard.hub.api import Hub, MissingError
from release_guard.model.attempt import Item
from release_guard.model.category import MODIFIABLE_PARTS, Category
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility

#: A file that names more places than this is asked about in the first of them.
AT_MOST = 50
_LIGHT = frozenset({Category.DOCUMENTATION, Category.PAPER})


def completing(hub: Hub, here: Destination, targets: Iterable[str], items: Iterable[Item]) -> frozenset[Category]:
    """The parts of a modifiable system that are public at another target and that *items* lack. Raises ``HostError``.

    Parts that *items* bring themselves are left out, so that knowing more never makes a release look smaller.
    """
    brought = {item.category for item in items if not item.companion}
    code, heavy = Category.SOURCE_CODE in brought, bool(brought & MODIFIABLE_PARTS)
    if code == heavy:
        return frozenset()
    out = {category for place in _places(here, targets) for category in _public_parts(hub, place)}
    if heavy:
        return frozenset(out & {Category.SOURCE_CODE})
    return frozenset() if Category.SOURCE_CODE in out else frozenset(out & MODIFIABLE_PARTS)


def _places(here: Destination, targets: Iterable[str]) -> Iterator[Destination]:
    exact = [target for target in dict.fromkeys(targets) if target.startswith("hf:") and "*" not in target]
    for target in exact[:AT_MOST]:
        try:
            place = parse(target)
        except DestinationError:
            continue
        if place != here:
            yield place


def _public_parts(hub: Hub, place: Destination) -> frozenset[Category]:
    """What *place* shows to everybody, told by the names of its files."""
    try:
        if hub.info(place).visibility is not Visibility.PUBLIC:
            return frozenset()
    except MissingError:
        return frozenset()
    if place.kind == "buckets":
        paths = [one.path for one in bucket_files.entries(hub, place)]
    else:
        paths = [one.path for one in listing.at_revision(hub, place).versions]
    return frozenset(filter(None, (_category(place, path) for path in paths)))


def _category(place: Destination, path: str) -> Category | None:
    found = files.quick(path)
    if place.kind == "datasets" and found not in _LIGHT and not names.ours(path):
        return Category.TRAINING_DATA
    return found
