"""Raises what a place on the Hub shows: the gate first, while it is private, then one raise, and a look back.

What may be seen is for the judge. Every step goes into the journal before it is done, and no step makes the place
wider than what was judged: killed anywhere, it is at most as wide as that, and the next run looks first
(``lowering.settle``).
"""

from collections.abc import Mapping

from release_guard.hub import listing, setting
from release_guard.hub.api import Hub, Info
from release_guard.hub.journal import BEGIN, END, Journal
from release_guard.hub.lowering import Done, lower, narrowed, settle
from release_guard.hub.setting import Settings
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility

__all__ = ["Done", "again", "lower", "publish", "settle", "squash"]


def publish(hub: Hub, before: Info, to: Visibility, marks: Mapping[str, str], journal: Journal) -> Done:
    """Make the place as visible as *to*, which is cleared for what it held at *marks* (``listing.marks``).

    Raises ``HostError`` where the Hub can't be asked how it stands: then the run isn't ended in the journal.
    """
    journal.write(BEGIN, command="publish", place=str(before.place), was=before.visibility.word, to=to.word)
    done = _gated_while_private(hub, before, to, journal)
    if not done.findings:
        done = _raised(hub, done.info, to, marks, journal)
    journal.note(END, shows=done.info.visibility.word)
    return done


def _gated_while_private(hub: Hub, before: Info, to: Visibility, journal: Journal) -> Done:
    """The gate is closed, and seen to be closed, before anybody can come to it."""
    place, gate = before.place, setting.GATES[to]
    if not before.private or not gate or before.gate == gate:
        return Done(before)
    journal.write("gate", gate=gate)
    sent = setting.send(hub, place, ({"gated": gate},), lambda info: info.gate == gate)
    if sent.info.gate == gate:
        return Done(sent.info)
    reason = sent.refusal or f"it shows {sent.info.gate!r} afterwards"
    message = f"the gate ({gate}) isn't set: {reason}; nothing was raised, {place} is {sent.info.visibility.word}"
    return Done(sent.info, (Finding("RG405", message, str(place), fix=setting.advice(hub, sent, again(place))),))


def _raised(hub: Hub, now: Info, to: Visibility, marks: Mapping[str, str], journal: Journal) -> Done:
    place = now.place
    if listing.marks(hub, place) != marks:
        return Done(now, (_changed(place, "nothing was raised"),))
    gate: Settings = {"gated": setting.GATES[to]} if Visibility.GATED_MANUAL in place.holds else {}
    wider = tuple({**words, **gate} for words in setting.seen_by(place, "public"))
    journal.write("raise", to=to.word)
    sent = setting.send(hub, place, wider if now.private else (gate,), lambda info: info.visibility >= to)
    if sent.info.visibility > to:
        return _taken_back(hub, sent.info, to, journal)
    if sent.info.visibility < to:
        reason = sent.refusal or "the Hub accepted it and shows something else"
        message = f"{to.word} was asked for, and it is {sent.info.visibility.word}: {reason}"
        return Done(sent.info, (Finding("RG405", message, str(place), fix=setting.advice(hub, sent, again(place))),))
    if listing.marks(hub, place) != marks:
        back = narrowed(hub, sent.info, now.visibility, journal)
        shows = f"{place} is {back.info.visibility.word} again"
        return back._replace(findings=(_changed(place, shows), *back.findings))
    return Done(sent.info)


def _taken_back(hub: Hub, now: Info, to: Visibility, journal: Journal) -> Done:
    """The Hub shows more than it was told to: private at once."""
    back = narrowed(hub, now, Visibility.PRIVATE, journal)
    message = (
        f"{to.word} was asked for, and the Hub showed {now.visibility.word}; it is {back.info.visibility.word} now"
    )
    return back._replace(findings=(Finding("RG405", message, str(now.place), fix=again(now.place)), *back.findings))


def squash(hub: Hub, place: Destination, branches: tuple[str, ...], journal: Journal) -> None:
    """Make the present state of each of *branches* its only commit. Raises ``RefusedError``; it can't be undone."""
    journal.write(BEGIN, command="squash", place=str(place))
    for branch in branches:
        journal.write("squash", branch=branch)
        hub.squash(place, branch, "Drop earlier revisions")
    journal.note(END)


def _changed(place: Destination, shows: str) -> Finding:
    message = f"somebody changed {place} since it was judged; {shows}"
    return Finding("RG408", message, str(place), fix=again(place))


def again(place: Destination) -> str:
    """The command that judges and publishes *place* once more."""
    return f"release-guard publish {place}"
