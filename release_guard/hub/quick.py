"""The requests that need no judge, told before it is imported: reads, upkeep, and content for a private place.

Whatever isn't told here is for `guard`, which has the last word on all else.
"""

from release_guard.hub import reach, wire
from release_guard.hub.actions import Unknown, Upkeep
from release_guard.hub.api import Hub
from release_guard.hub.bodies import BODY_LIMIT
from release_guard.hub.outgoing import Ask, Outgoing
from release_guard.hub.state import States


def passes(outgoing: Outgoing, ask: Ask, states: States, limit: int = BODY_LIMIT) -> bool:
    """Whether *outgoing* may go out as it is. *states* are those of the guard itself; *limit* is that of a body.

    Content for a private place that can't be read isn't told here, so that somebody says a word of it.
    """
    where = reach.address(outgoing.url)
    if where is None:
        return True
    place = wire.content_for(outgoing.method, where.path)
    if place is not None:
        state = states.now(Hub(ask, reach.endpoint(outgoing.url, where), at_once=1), place)
        return state.is_private and _is_read(outgoing, where, limit)
    if wire.needs_body(outgoing.method, where.path):
        return False
    action = wire.classify(outgoing.method, where.path, where.query, None)
    return action is None or (isinstance(action, Upkeep) and action.what != "delete")


def _is_read(outgoing: Outgoing, where: reach.Address, limit: int) -> bool:
    said = outgoing.method, where.path, where.query, outgoing.body, outgoing.content_type
    return not isinstance(wire.classify(*said, limit=limit), Unknown)
