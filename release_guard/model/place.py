"""What a policy or git's configuration says of who can read a place: all that a push to a private one needs to know."""

from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility


class PlaceRule(NamedTuple):
    """What a policy says of the visibility of some destinations."""

    match: str
    visibility: Visibility
