"""One setting of a place on the Hub: sent, and looked for afterwards. What the Hub shows then counts, not its answer.

The words are those of huggingface_hub's ``update_repo_settings`` and ``update_bucket_settings``. For kernels no client
has such a call; the one of the other kinds is tried, and the Hub says what became of it.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from release_guard.hub.api import Hub, Info, RefusedError
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility

Settings = Mapping[str, object]

#: The word for each gate.
GATES: dict[Visibility, object] = {
    Visibility.GATED_MANUAL: "manual",
    Visibility.GATED_AUTO: "auto",
    Visibility.PUBLIC: False,
}
#: How often a setting is sent that the Hub doesn't show afterwards.
_TRIES = 3
#: Answers of a Hub that doesn't know the newer word for a setting.
_NOT_UNDERSTOOD = (400, 422)
_NOT_ALLOWED = (401, 403)


class Sent(NamedTuple):
    """The Hub after a setting was sent; ``refusal`` and ``status`` of its last answer, "" and 0 where it took it."""

    info: Info
    refusal: str = ""
    status: int = 0


def seen_by(place: Destination, whom: str) -> tuple[Settings, ...]:
    """The setting by which *place* becomes "private", "protected" or "public", in each word that the Hub has had for
    it, the newest first. A bucket knows the older one alone, and the older one knows nothing of "protected".
    """
    newer: Settings = {"visibility": whom}
    older: Settings = {"private": whom != "public"}
    if whom == "protected":
        return (newer,)
    return (older,) if place.kind == "buckets" else (newer, older)


def send(
    hub: Hub,
    place: Destination,
    settings: tuple[Settings, ...],
    reached: Callable[[Info], bool],
    *,
    heard: bool = False,
) -> Sent:
    """Send *settings*, of which each is the older word for the one before, and look what the Hub shows then.

    Sent again where that isn't what was meant. With *heard* the Hub must also have accepted it, for what can't be seen:
    a protected Space looks like a private one. Raises ``HostError`` where the Hub can't be asked.
    """
    words = list(settings)
    for again in range(_TRIES):
        refusal, status = "", 0
        try:
            hub.tell(place, words[0])
        except RefusedError as error:
            refusal, status = str(error), error.status
        found = Sent(hub.info(place), refusal, status)
        if (reached(found.info) and not (heard and refusal)) or again == _TRIES - 1:
            break
        if status in _NOT_UNDERSTOOD and len(words) > 1:
            del words[0]
        elif refusal and not hub.is_busy(status):
            break
        hub.wait(again)
    return found


def advice(hub: Hub, sent: Sent, again: str) -> str:
    """What helps where a setting wasn't taken; *again* is the command that tries it once more."""
    place = sent.info.place
    by_hand = f"open {hub.endpoint}/{page(place)}/settings and set it there"
    if place.kind == "kernels":
        return f"{by_hand}: no client of the Hub can, for kernels"
    if sent.status in _NOT_ALLOWED and "storage" in sent.refusal:
        return f"make room in the private storage of {place.namespace}, then: {again}"
    if sent.status in _NOT_ALLOWED:
        return f"sign in with a token that may change its settings (hf auth login), or ask {place.namespace}: {again}"
    if sent.refusal and hub.is_busy(sent.status):
        return f"wait a few minutes, then: {again}"
    return f"{by_hand}, then look: release-guard check --at {place}"


def page(place: Destination) -> str:
    """The path of the page of *place*, from the root of the Hub."""
    return place.path if place.kind == "models" else f"{place.kind}/{place.path}"
