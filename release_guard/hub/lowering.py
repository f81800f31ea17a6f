"""Makes a place on the Hub less visible: settings, then a look; and finishes what a run that was killed left behind.

Nothing here asks whether it may: narrower is always allowed.
"""

from typing import NamedTuple

from release_guard.hub import setting
from release_guard.hub.api import Hub, Info
from release_guard.hub.journal import BEGIN, END, Journal
from release_guard.hub.setting import Sent
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility


class Done(NamedTuple):
    """What the Hub shows after a change; ``findings`` are empty where it is what was meant."""

    info: Info
    findings: tuple[Finding, ...] = ()


def lower(hub: Hub, before: Info, to: Visibility, journal: Journal) -> Done:
    """Make the place no more visible than *to*.

    Raises ``HostError`` where the Hub can't be asked how it stands: then the run isn't ended in the journal.
    """
    journal.note(BEGIN, command="lower", place=str(before.place), was=before.visibility.word, to=to.word)
    done = narrowed(hub, before, to, journal)
    journal.note(END, shows=done.info.visibility.word)
    return done


def protect(hub: Hub, before: Info, journal: Journal) -> Done:
    """Hide the files of a Space and let its app run on for everybody. Raises ``HostError`` as ``lower`` does."""
    place = before.place
    journal.note(BEGIN, command="lower", place=str(place), was=before.visibility.word, to=Visibility.PRIVATE.word)
    journal.note("lower", to=Visibility.PRIVATE.word, protected=True)
    sent = setting.send(hub, place, setting.seen_by(place, "protected"), lambda info: info.private, heard=True)
    journal.note(END, shows=sent.info.visibility.word)
    if sent.info.private and not sent.refusal:
        return Done(sent.info)
    return Done(sent.info, (_not_lowered(hub, sent, "protected"),))


def narrowed(hub: Hub, now: Info, to: Visibility, journal: Journal) -> Done:
    """Lower within a run; where private can't be had, a gate at least, because the bytes are out already."""
    place = now.place
    journal.note("lower", to=to.word)
    private = to is Visibility.PRIVATE
    settings = setting.seen_by(place, "private") if private else ({"gated": setting.GATES[to]},)
    space = private and place.kind == "spaces"
    sent = setting.send(hub, place, settings, lambda info: info.visibility <= to, heard=space)
    if sent.info.visibility <= to and not (space and (sent.refusal or hub.shown_as(place) == "protected")):
        return Done(sent.info)
    shown = sent.info
    if Visibility.GATED_MANUAL in place.holds and shown.visibility > Visibility.GATED_MANUAL:
        journal.note("lower", to=Visibility.GATED_MANUAL.word)
        gate = ({"gated": "manual"},)
        shown = setting.send(hub, place, gate, lambda info: info.visibility <= Visibility.GATED_MANUAL).info
    return Done(shown, (_not_lowered(hub, sent._replace(info=shown), to.word),))


def _not_lowered(hub: Hub, sent: Sent, to: str) -> Finding:
    place = sent.info.place
    again = f"release-guard lower {place}{'' if to == Visibility.PRIVATE.word else f' --to {to}'}"
    fix = setting.advice(hub, sent, again)
    open_app = place.kind == "spaces" and sent.info.private
    now = (
        "its files are hidden now, and its app may still be open"
        if open_app
        else f"it is {sent.info.visibility.word} now"
    )
    if sent.refusal:
        return Finding("RG404", f"{to} could not be set: {sent.refusal}; {now}", str(place), fix=fix)
    message = f"the Hub accepted {to} and shows something else; {now}"
    return Finding("RG405", message, str(place), fix=fix)


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
    done = narrowed(hub, info, limit if begun[-1]["step"] == "lower" else Visibility.PRIVATE, journal)
    if not done.findings:
        journal.note(END, shows=done.info.visibility.word)
    return done
