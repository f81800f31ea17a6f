"""Who comes from whom on the Hub: what says of itself that it is made from another place there.

A model says so in its card (``base_model``), and any repository in its answers (``derived_from``). Only what the Hub
lists can be found: copies elsewhere, private ones of others, and those that say nothing aren't.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from release_guard.formats import considerations as answers
from release_guard.hub.api import Hub
from release_guard.model.considerations import Considerations
from release_guard.model.destination import Destination
from release_guard.ports import HostError

#: A family beyond this is cut off, and whoever asks is told.
AT_MOST = 500
_ANSWERS = "release-considerations.toml"
#: Kinds whose lists tell file names, and so which of them hold answers.
_LISTED = ("models", "datasets", "spaces")


class Member(NamedTuple):
    """A place of the family, and in words why it belongs to it."""

    place: Destination
    why: str


class Family(NamedTuple):
    """Everything that was found, each place once, in the order of generations.

    ``cut`` is true where there is more; ``unseen`` holds what couldn't be looked at, with its reason.
    """

    members: tuple[Member, ...]
    cut: bool = False
    unseen: tuple[str, ...] = ()


class Declared(NamedTuple):
    """A repository whose own answers say that it is made from *parents*."""

    place: Destination
    parents: tuple[str, ...]


def children(hub: Hub, place: Destination) -> Iterator[Destination]:
    """The models on the Hub whose cards name the model *place* as what they are made from. Raises ``HostError``."""
    if place.kind != "models":
        return
    query = urlencode([("filter", f"base_model:{place.path}"), ("expand", "tags"), ("expand", "cardData")])
    for entry in hub.pages(f"/api/models?{query}", place):
        child = _place("models", entry)
        if child is not None and _names(entry, place.path):
            yield child


def declared(hub: Hub, namespace: str) -> Iterator[Declared]:
    """The repositories of *namespace* whose answers say what they are made from. Raises ``HostError``."""
    for kind in _LISTED:
        query = urlencode([("author", namespace), ("expand", "siblings"), ("expand", "sha")])
        for entry in hub.pages(f"/api/{kind}?{query}", Destination("hf", namespace, kind)):
            place = _place(kind, entry)
            if place is not None and _has_answers(entry):
                text = hub.file(place, str(entry.get("sha") or "main"), _ANSWERS)
                read = answers.parse(text, _ANSWERS)
                if isinstance(read, Considerations) and read.parents:
                    yield Declared(place, tuple(parent.repo for parent in read.parents))


def family(hub: Hub, roots: Iterable[Member]) -> Family:
    """*roots*, their children, the children of those and so on, ``AT_MOST`` of them. Never raises ``HostError``."""
    unseen: list[str] = []
    found = {root.place: root for root in roots}
    claims = _claims(hub, {place.namespace for place in found}, unseen)
    todo = list(found)
    while todo and len(found) <= AT_MOST:
        parent = todo.pop(0)
        for child, why in (*_carded(hub, parent, unseen), *_claimed(claims, parent)):
            if child not in found and len(found) <= AT_MOST:
                found[child] = Member(child, why)
                todo.append(child)
    return Family(tuple(found.values())[:AT_MOST], len(found) > AT_MOST, tuple(dict.fromkeys(unseen)))


def _claims(hub: Hub, namespaces: Iterable[str], unseen: list[str]) -> list[Declared]:
    return [claim for namespace in sorted(namespaces) for claim in _claims_in(hub, namespace, unseen)]


def _claims_in(hub: Hub, namespace: str, unseen: list[str]) -> Iterator[Declared]:
    try:
        yield from declared(hub, namespace)
    except HostError as error:
        unseen.append(f"what {namespace} has on the Hub, and what that is made from: {error}")


def _carded(hub: Hub, parent: Destination, unseen: list[str]) -> list[tuple[Destination, str]]:
    try:
        return [(child, f"its card names {parent.path}") for child in children(hub, parent)]
    except HostError as error:
        unseen.append(f"the models that are made from {parent}: {error}")
        return []


def _claimed(claims: Iterable[Declared], parent: Destination) -> list[tuple[Destination, str]]:
    return [(one.place, f"its answers name {parent}") for one in claims if parent.matches(one.parents)]


def _place(kind: str, entry: Any) -> Destination | None:
    name = entry.get("id") if isinstance(entry, dict) else None
    return Destination("hf", name, kind) if isinstance(name, str) and name.count("/") == 1 else None


def _has_answers(entry: dict[str, Any]) -> bool:
    files = entry.get("siblings")
    return any(isinstance(one, dict) and one.get("rfilename") == _ANSWERS for one in files or ())


def _names(entry: dict[str, Any], parent: str) -> bool:
    """Whether an entry of the list says so itself: a Hub that doesn't know the filter lists everything."""
    tags, card = entry.get("tags"), entry.get("cardData")
    said = card.get("base_model") if isinstance(card, dict) else None
    named = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    tagged = [tag.rpartition(":")[2] for tag in tags or () if isinstance(tag, str) and tag.startswith("base_model:")]
    return any(isinstance(one, str) and one.lower() == parent.lower() for one in (*named, *tagged))
