"""The requests that need no judge, told before it is imported: reads, upkeep, and content for a private place.

Whatever isn't told here is for `guard`, which has the last word on all else.
"""

from release_guard.hub import reach, wire
from release_guard.hub.actions import Upkeep
from release_guard.hub.api import Hub
from release_guard.hub.outgoing import Ask, Outgoing
from release_guard.hub.state import States


def passes(outgoing: Outgoing, ask: Ask, states: States) -> bool:
    """Whether *outgoing* may go out as it is; no body is looked at. *states* are those of the guard itself."""
    where = reach.address(outgoing.url)
    if where is None:
        return True
    place = wire.content_for(outgoing.method, where.path)
    if place is not None:
        return states.now(Hub(ask, reach.endpoint(outgoing.url, where), at_once=1), place).is_private
    if wire.needs_body(outgoing.method, where.path):
        return False
    action = wire.classify(outgoing.method, where.path, where.query, None)
    return action is None or (isinstance(action, Upkeep) and action.what != "delete")
