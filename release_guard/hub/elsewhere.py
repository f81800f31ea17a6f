"""What of a release is public already at its other targets on the Hub: code here and weights there work together.

Asked only where the Hub may be asked at all, so never inside a git hook. Patterns among the targets name no place that
could be looked at, and what the token can't see is public to nobody that we know of.
"""

import time
from collections.abc import Callable, Iterable, Iterator

from release_guard.content import files, names, pairs
from release_guard.hub import bucket_files, listing
from release_guard.hub.api import Hub, MissingError
from release_guard.model.attempt import Item
from release_guard.model.category import Category
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility

#: A file that names more places than this is asked about in the first of them.
AT_MOST = 50
#: Seconds for which a run believes what it saw of another target.
BELIEVED_FOR = 60.0
_LIGHT = frozenset({Category.DOCUMENTATION, Category.PAPER})


def completing(hub: Hub, here: Destination, targets: Iterable[str], items: Iterable[Item]) -> frozenset[Category]:
    """The parts of a modifiable system that are public at another target and that *items* lack. Raises ``HostError``.

    Parts that *items* bring themselves are left out, so that knowing more never makes a release look smaller.
    """
    found = tuple(items)
    if not pairs.is_half(found):
        return pairs.NOTHING
    shown = {category for place in _places(here, targets) for category in _public_parts(hub, place)}
    return pairs.completing(found, frozenset(shown))


class Elsewhere:
    """What one run knows of the other targets of its releases: a long upload asks in each of its requests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[Destination, tuple[float, frozenset[Category]]] = {}

    def shown(self, hub: Hub, here: Destination, targets: Iterable[str]) -> frozenset[Category]:
        """What is public at *targets* on the Hub besides *here*. Raises ``HostError``."""
        found = [self._parts(hub, place) for place in _places(here, targets)]
        return frozenset(category for parts in found for category in parts)

    def _parts(self, hub: Hub, place: Destination) -> frozenset[Category]:
        known = self._seen.get(place)
        if known is None or self._clock() - known[0] > BELIEVED_FOR:
            known = self._seen[place] = self._clock(), _public_parts(hub, place)
        return known[1]

    def forget(self) -> None:
        """Something was published, or went away."""
        self._seen.clear()


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
