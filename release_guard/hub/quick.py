"""The requests that need no judge, told before it is imported: reads, upkeep, and content for a private place.

Whatever isn't told here is for `guard`, which has the last word on all else.
"""

from release_guard.hub import bodies, reach, wire
from release_guard.hub.actions import Upkeep
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
        return state.is_private and (not wire.needs_body(outgoing.method, where.path) or _is_read(outgoing, limit))
    if wire.needs_body(outgoing.method, where.path):
        return False
    action = wire.classify(outgoing.method, where.path, where.query, None)
    return action is None or (isinstance(action, Upkeep) and action.what != "delete")


def _is_read(outgoing: Outgoing, limit: int) -> bool:
    """Whether the body is JSON, line by line; what its words mean is for `wire`."""
    body = outgoing.body or b""
    try:
        bodies.check_type(outgoing.content_type)
        return len(body) <= limit and all(True for _ in bodies.read_lines(body))
    except bodies.BodyError:
        return False
