"""New places on the Hub: private first. A place that exists is judged when somebody begins to work with it.

The Hub answers the making of a place that exists with 409 and ignores what was asked of its visibility; clients swallow
that (``exist_ok``), so what counts is who sees it now.
"""

from release_guard.content.files import File
from release_guard.hub import bodies
from release_guard.hub.actions import Addition, CreateBucket, CreateRepo, Duplicate
from release_guard.hub.announced import AnnouncedSource
from release_guard.hub.api import Hub
from release_guard.hub.covering import our_files
from release_guard.hub.outgoing import Outgoing, Pass, Rewrite
from release_guard.hub.session import Session, lowered, reasons
from release_guard.hub.source import Brought
from release_guard.hub.state import State
from release_guard.hub.verdicts import Verdict, at_best, of, rules
from release_guard.hub.whole import judged_copy
from release_guard.model.decision import Outcome
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import PortError

_NO_ANSWERS = "nothing says yet what it is: no release-considerations.toml speaks for it"
_OTHER_PLACE = (
    "choose another repository (hub_model_id), or a private one (hub_private_repo=True); to change files of this one, "
    "call upload_file or upload_folder alone: they are judged by what they bring"
)


def make(session: Session, hub: Hub, action: CreateRepo | CreateBucket, outgoing: Outgoing) -> Pass | Rewrite:
    """Judge everything that the answers release, whose bytes nobody has seen, on its way to a new place."""
    session.states.forget(action.target)  # somebody may have made or deleted it since
    state = session.states.now(hub, action.target)
    additions = action.additions if isinstance(action, CreateRepo) else ()
    brought = _brought(additions)
    if state.info is not None:
        if not session.in_command:  # there the files come next, and are judged before their bytes move
            _reopened(session, hub, state, brought)
        return Pass()
    if action.wanted is Visibility.PRIVATE:
        return Pass()
    state = State(state.place, missing=True, reason=state.reason, protected=action.protected)
    source = AnnouncedSource(session.around(state), brought)
    if not source.has_answers and source.around.problem is None:
        return _without_answers(session, source, outgoing)
    verdict = of(source, action.wanted or Visibility.PUBLIC)
    verdict = session.concluded(verdict)
    return Pass() if verdict.is_clear else _made_private(session, state.place, verdict, outgoing)


def copy(session: Session, hub: Hub, action: Duplicate, outgoing: Outgoing) -> Pass | Rewrite:
    """Judge a copy inside the Hub by everything that its source holds."""
    wanted = action.wanted or Visibility.PUBLIC
    if wanted is Visibility.PRIVATE or session.states.now(hub, action.target).info is not None:
        return Pass()
    source = session.states.now(hub, action.source)
    if source.missing:
        return Pass()
    verdict = judged_copy(session, hub, source, action.target, wanted, protected=action.protected)
    verdict = session.concluded(verdict)
    return Pass() if verdict.is_clear else _made_private(session, action.target, verdict, outgoing)


def _without_answers(session: Session, source: AnnouncedSource, outgoing: Outgoing) -> Pass | Rewrite:
    """Private first, as long as the policies want to hear of this place at all."""
    place = source.destination
    try:
        said = rules(source)
    except PortError:
        said = None
    if said is not None and said.destinations and not place.matches(said.destinations):
        return Pass()
    if said is not None and not said.enforced:
        session.say(f"would make {place} private, but the policy only advises: {_NO_ANSWERS}")
        return Pass()
    session.made_private(place)
    session.say_lowered(place, Visibility.PRIVATE, _NO_ANSWERS)
    return Rewrite(bodies.as_private(outgoing.body or b""))


def _made_private(session: Session, place: Destination, verdict: Verdict, outgoing: Outgoing) -> Rewrite:
    if verdict.outcome is not Outcome.LOWER:
        session.refuse(verdict)
    session.made_private(place)
    session.say_lowered(place, Visibility.PRIVATE, reasons(verdict.decisions))
    return Rewrite(bodies.as_private(outgoing.body or b""))


def _reopened(session: Session, hub: Hub, state: State, brought: Brought) -> None:
    """Refuse the work with a place that others see before it begins, unless something is reviewed and not there yet."""
    if state.is_private:
        return
    source = AnnouncedSource(session.around(state, hub), brought)
    verdict = at_best(source, new_only=True)
    if verdict.is_clear:
        session.advise(verdict)
        return
    verdict = session.concluded(verdict)
    if verdict.outcome is not Outcome.LOWER:
        session.refuse(verdict, _OTHER_PLACE)
    findings = lowered(hub, state, verdict.visibility)
    session.forget(state.place)
    if findings:
        firm = brought._replace(firm="; ".join(finding.message for finding in findings))
        session.refuse(session.concluded(of(AnnouncedSource(source.around, firm), None, findings)), _OTHER_PLACE)
    session.say_lowered(state.place, verdict.visibility, reasons(verdict.decisions))


def _brought(additions: tuple[Addition, ...]) -> Brought:
    """The files of the first commit, which some clients send along."""
    files = tuple(File(one.path, one.size or 0, one.data or b"", sha256=one.sha256) for one in additions)
    return Brought(files, our_files((one.path, one.data) for one in additions if one.data is not None))
