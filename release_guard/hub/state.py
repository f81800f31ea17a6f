"""What the Hub says of a place now, asked with the caller's own token and remembered for a while.

Private is believed for minutes, anything wider for the life of the program, and nothing past a change that we made or
saw. What goes on its way to be opened is asked about every time until that has surely happened. No token is kept: the
question itself brings it along.
"""

import time
from collections.abc import Callable

from release_guard.hub.api import Hub, Info, MissingError
from release_guard.model.destination import Destination
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, HostError

#: Seconds for which a place is taken to be private still.
PRIVATE_FOR = 300.0
#: Seconds after which a setting that was let through has arrived, or never will.
_ON_ITS_WAY = 60.0


class State(NamedTuple):
    """What is known of a place. ``place`` has its present name, also where an older one was asked for.

    ``info`` is None where the place is ``missing`` (or hidden from whoever asks), or couldn't be looked at: then
    ``reason`` says why. A Space that is ``protected`` hides its files and shows its app to everybody.
    """

    place: Destination
    info: Info | None = None
    missing: bool = False
    reason: str = ""
    protected: bool = False

    @property
    def visibility(self) -> Visibility | None:
        """Who sees the most open part of it; None where that isn't known."""
        if self.info is None:
            return None
        return Visibility.PUBLIC if self.protected else self.info.visibility

    @property
    def is_private(self) -> bool:
        """Whether the Hub itself says so."""
        return self.visibility is Visibility.PRIVATE

    @property
    def gate_opens(self) -> bool:
        """Whether its gate lets in whoever clicks, be it in use or not."""
        return self.info is not None and self.info.gate == "auto"

    @property
    def answer(self) -> Answer:
        """The same as the gate's port wants it."""
        if self.info is None:
            return Answer(None, "Hub API", self.reason, missing=self.missing)
        return self.info.answer._replace(visibility=self.visibility)


class States:
    """The states of all places that one program has to do with; *clock* counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[Destination, tuple[float, State]] = {}
        self._opening: dict[Destination, float] = {}
        self._changes = 0

    def now(self, hub: Hub, place: Destination) -> State:
        """The state of *place*: the one that is remembered, else the Hub's word. Never raises."""
        known = self._known.get(place)
        if known is not None and (not known[1].is_private or self._clock() - known[0] < PRIVATE_FOR):
            return known[1]
        changes = self._changes
        state = asked(hub, place)
        if state.info is None or changes != self._changes:
            return state  # another thread knows better than this answer
        if not (state.is_private and (self._is_opening(place) or self._is_opening(state.place))):
            self._known[place] = self._clock(), state
        return state

    def opening(self, *places: Destination) -> None:
        """Somebody is about to let more people see *places*: an answer from before that moment isn't kept."""
        self.forget(*places)
        self._opening.update(dict.fromkeys(places, self._clock()))

    def _is_opening(self, place: Destination) -> bool:
        return self._clock() - self._opening.get(place, float("-inf")) < _ON_ITS_WAY

    def forget_all(self) -> None:
        """Ask anew about every place."""
        self._changes += 1
        self._known.clear()

    def forget(self, *places: Destination) -> None:
        """Ask anew about *places*, under whatever name they were asked for."""
        self._changes += 1
        for name, (_, state) in tuple(self._known.items()):
            if name in places or state.place in places:
                del self._known[name]


def asked(hub: Hub, place: Destination) -> State:
    """The state of *place* as the Hub tells it now. Never raises."""
    try:
        info = hub.info(place)
    except MissingError as error:
        return State(place, missing=True, reason=str(error))
    except HostError as error:
        return State(place, reason=str(error))
    hides = place.kind == "spaces" and info.private
    return State(info.place, info, protected=hides and hub.shown_as(info.place) == "protected")


def owner(hub: Hub) -> str:
    """The account that the caller's token belongs to; "" where the Hub doesn't say."""
    from release_guard.hub.actions import CALLER

    try:
        said = hub.read("/api/whoami-v2", Destination("hf", CALLER))
    except HostError:
        return ""
    name = said.get("name") if isinstance(said, dict) else None
    return name if isinstance(name, str) else ""
