"""How widely the parents of a release can be seen now: the Hub is asked, with the caller's own token (judge.md).

What the token doesn't see nobody can tell apart from what isn't there, so it stays unknown. Parents elsewhere than on
the Hub aren't asked about.
"""

from collections.abc import Iterable, Iterator

from release_guard.hub.api import Hub
from release_guard.hub.state import States
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility


class Parents:
    """What one run knows of parents. Each is asked about once while its *states* are believed."""

    def __init__(self, states: States) -> None:
        self._states = states
        self._hidden: set[Destination] = set()

    def seen(self, hub: Hub, names: Iterable[str]) -> dict[str, Visibility]:
        """The visibility of each of *names* (as in ``derived_from``) that could be learned. Never raises."""
        found = ((name, self._visibility(hub, place)) for name, place in _places(names))
        return {name: visibility for name, visibility in found if visibility is not None}

    def _visibility(self, hub: Hub, place: Destination) -> Visibility | None:
        if place in self._hidden:
            return None
        state = self._states.now(hub, place)
        if state.info is None:
            self._hidden.add(place)
            return None
        return state.info.visibility


def _places(names: Iterable[str]) -> Iterator[tuple[str, Destination]]:
    for name in names:
        try:
            place = parse(name)
        except DestinationError:
            continue
        if place.is_hub:
            yield name, place
