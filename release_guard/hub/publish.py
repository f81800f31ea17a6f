"""Changes who sees a repository on the Hub: private first, the gate while it is private, one raise, and a look back.

What may be seen is for the judge. Every step goes into the journal before it is done, and no step makes the repository
wider than what was judged: killed anywhere, it is at most as wide as that, and the next run looks first (``settle``).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from release_guard.hub import listing
from release_guard.hub.api import Hub, Info, RefusedError
from release_guard.hub.journal import BEGIN, END, Journal
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility

_GATES: dict[Visibility, object] = {
    Visibility.GATED_MANUAL: "manual",
    Visibility.GATED_AUTO: "auto",
    Visibility.PUBLIC: False,
}
#: How often a setting is sent that the Hub doesn't show afterwards.
_TRIES = 3
#: Answers of a Hub that doesn't know the newer word for a setting.
_NOT_UNDERSTOOD = (400, 422)

Settings = Mapping[str, object]


class Done(NamedTuple):
    """What the Hub shows after a change; ``findings`` are empty where it is what was meant."""

    info: Info
    findings: tuple[Finding, ...] = ()


class _Set(NamedTuple):
    """The Hub after a setting was sent, and its last refusal, "" where it gave none."""

    info: Info
    refusal: str


def publish(hub: Hub, before: Info, to: Visibility, refs: Mapping[str, str], journal: Journal) -> Done:
    """Make the repository as visible as *to*, which is cleared for what *refs* hold.

    Raises ``HostError`` where the Hub can't be asked how it stands: then the run isn't ended in the journal.
    """
    journal.write(BEGIN, command="publish", place=str(before.place), was=before.visibility.word, to=to.word)
    done = _gated_while_private(hub, before, to, journal)
    if not done.findings:
        done = _raised(hub, done.info, to, refs, journal)
    journal.note(END, shows=done.info.visibility.word)
    return done


def _gated_while_private(hub: Hub, before: Info, to: Visibility, journal: Journal) -> Done:
    """The gate is closed, and seen to be closed, before anybody can come to it."""
    place, gate = before.place, _GATES[to]
    if not before.private or not gate or before.gate == gate:
        return Done(before)
    journal.write("gate", gate=gate)
    found = _set(hub, place, ({"gated": gate},), lambda info: info.gate == gate)
    if found.info.gate == gate:
        return Done(found.info)
    reason = found.refusal or f"it shows {found.info.gate!r} afterwards"
    message = f"the gate ({gate}) isn't set: {reason}; nothing was raised, {place} is {found.info.visibility.word}"
    return Done(found.info, (Finding("RG405", message, str(place), fix=_again(place)),))


def _raised(hub: Hub, now: Info, to: Visibility, refs: Mapping[str, str], journal: Journal) -> Done:
    place = now.place
    if listing.refs(hub, place) != refs:
        return Done(now, (_changed(place, "nothing was raised"),))
    gate: Settings = {"gated": _GATES[to]} if Visibility.GATED_MANUAL in place.holds else {}
    wider: tuple[Settings, ...] = ({"visibility": "public", **gate}, {"private": False, **gate})
    journal.write("raise", to=to.word)
    found = _set(hub, place, wider if now.private else (gate,), lambda info: info.visibility >= to)
    if found.info.visibility > to:
        return _taken_back(hub, found.info, to, journal)
    if found.info.visibility < to:
        reason = found.refusal or "the Hub accepted it and shows something else"
        message = f"{to.word} was asked for, and it is {found.info.visibility.word}: {reason}"
        return Done(found.info, (Finding("RG405", message, str(place), fix=_again(place)),))
    if listing.refs(hub, place) != refs:
        back = _narrowed(hub, found.info, now.visibility, journal)
        shows = f"{place} is {back.info.visibility.word} again"
        return back._replace(findings=(_changed(place, shows), *back.findings))
    return Done(found.info)


def _taken_back(hub: Hub, now: Info, to: Visibility, journal: Journal) -> Done:
    """The Hub shows more than it was told to: private at once."""
    back = _narrowed(hub, now, Visibility.PRIVATE, journal)
    message = (
        f"{to.word} was asked for, and the Hub showed {now.visibility.word}; it is {back.info.visibility.word} now"
    )
    return back._replace(findings=(Finding("RG405", message, str(now.place), fix=_again(now.place)), *back.findings))


def lower(hub: Hub, before: Info, to: Visibility, journal: Journal) -> Done:
    """Make the repository no more visible than *to*. Raises ``HostError`` as ``publish`` does."""
    journal.note(BEGIN, command="lower", place=str(before.place), was=before.visibility.word, to=to.word)
    done = _narrowed(hub, before, to, journal)
    journal.note(END, shows=done.info.visibility.word)
    return done


def _narrowed(hub: Hub, now: Info, to: Visibility, journal: Journal) -> Done:
    """Settings, then a look; where private can't be had, a gate at least, because the bytes are out already."""
    place = now.place
    journal.note("lower", to=to.word)
    private: tuple[Settings, ...] = ({"visibility": "private"}, {"private": True})
    settings = private if to is Visibility.PRIVATE else ({"gated": _GATES[to]},)
    found = _set(hub, place, settings, lambda info: info.visibility <= to)
    if found.info.visibility <= to:
        return Done(found.info)
    shown = found.info
    if Visibility.GATED_MANUAL in place.holds and shown.visibility > Visibility.GATED_MANUAL:
        journal.note("lower", to=Visibility.GATED_MANUAL.word)
        shown = _set(hub, place, ({"gated": "manual"},), lambda info: info.visibility <= Visibility.GATED_MANUAL).info
    return Done(shown, (_not_lowered(place, to, found.refusal, shown.visibility),))


def _not_lowered(place: Destination, to: Visibility, refusal: str, shown: Visibility) -> Finding:
    now = f"it is {shown.word} now"
    if refusal:
        message = f"{to.word} could not be set: {refusal}; {now}"
        return Finding("RG404", message, str(place), fix="let somebody with the rights do it, or make room; then again")
    message = f"the Hub accepted {to.word} and shows something else; {now}"
    return Finding("RG405", message, str(place), fix="set it on the repository's settings page, and look again")


def settle(hub: Hub, info: Info, journal: Journal) -> Done | None:
    """Finish what a run that was killed left behind: nothing may be wider than that run was to make it.

    None where there is nothing to finish. Only a change that this journal shows as begun is taken back: what somebody
    else did is theirs.
    """
    run = journal.unfinished
    begun = [line for line in run if line.get("step") in ("raise", "lower")]
    if not begun:
        return None
    try:
        limit = Visibility.parse(str(begun[-1].get("to")))
    except ValueError:
        return None
    if info.visibility <= limit:
        journal.note(END, shows=info.visibility.word)
        return None
    done = _narrowed(hub, info, limit if begun[-1]["step"] == "lower" else Visibility.PRIVATE, journal)
    if not done.findings:
        journal.note(END, shows=done.info.visibility.word)
    return done


def squash(hub: Hub, place: Destination, branches: tuple[str, ...], journal: Journal) -> None:
    """Make the present state of each of *branches* its only commit. Raises ``RefusedError``; it can't be undone."""
    journal.write(BEGIN, command="squash", place=str(place))
    for branch in branches:
        journal.write("squash", branch=branch)
        hub.squash(place, branch, "Drop earlier revisions")
    journal.note(END)


def _set(hub: Hub, place: Destination, settings: tuple[Settings, ...], reached: Callable[[Info], bool]) -> _Set:
    """Send *settings*, of which each is the older word for the one before, and look what the Hub shows then.

    Sent again where it isn't what was meant; whether an answer came doesn't matter, what is seen does.
    """
    words = list(settings)
    for again in range(_TRIES):
        refusal, status = "", 0
        try:
            hub.tell(place, words[0])
        except RefusedError as error:
            refusal, status = str(error), error.status
        info = hub.info(place)
        if reached(info) or again == _TRIES - 1:
            break
        if status in _NOT_UNDERSTOOD and len(words) > 1:
            del words[0]
        elif refusal and not hub.is_busy(status):
            break
        hub.wait(again)
    return _Set(info, refusal)


def _changed(place: Destination, shows: str) -> Finding:
    message = f"somebody changed {place} since it was judged; {shows}"
    return Finding("RG408", message, str(place), fix=_again(place))


def _again(place: Destination) -> str:
    return f"release-guard publish {place}"
