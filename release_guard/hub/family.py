"""Who comes from whom on the Hub: the repositories that say, in their cards, that they are made from another one.

Only what the Hub lists can be found: copies elsewhere, private ones of others, and those whose card is silent aren't.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from release_guard.hub.api import Hub
from release_guard.model.destination import Destination

#: A family beyond this is cut off, and whoever asks is told.
AT_MOST = 500
_FIELDS = ("tags", "cardData")


def children(hub: Hub, place: Destination) -> Iterator[Destination]:
    """The models on the Hub whose cards name the model *place* as what they are made from. Raises ``HostError``."""
    if place.kind != "models":
        return
    query = urlencode([("filter", f"base_model:{place.path}"), *(("expand", field) for field in _FIELDS)])
    for entry in hub.pages(f"/api/models?{query}", place):
        name = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(name, str) and name.count("/") == 1 and _names(entry, place.path):
            yield Destination("hf", name, "models")


def descendants(hub: Hub, place: Destination) -> tuple[Destination, ...]:
    """*place*'s children, their children and so on, each once, ``AT_MOST`` of them. Raises ``HostError``."""
    found: dict[Destination, None] = {place: None}
    todo = [place]
    while todo and len(found) <= AT_MOST:
        for child in children(hub, todo.pop(0)):
            if child not in found and len(found) <= AT_MOST:
                found[child] = None
                todo.append(child)
    return tuple(found)[1:]


def _names(entry: dict[str, Any], parent: str) -> bool:
    """Whether an entry of the list says so itself: a Hub that doesn't know the filter lists everything."""
    tags, card = entry.get("tags"), entry.get("cardData")
    said = card.get("base_model") if isinstance(card, dict) else None
    named = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    tagged = [tag.rpartition(":")[2] for tag in tags or () if isinstance(tag, str) and tag.startswith("base_model:")]
    return any(isinstance(one, str) and one.lower() == parent.lower() for one in (*named, *tagged))
