"""A place as a whole that somebody would see more of: its settings made wider, a copy of it, another owner.

What it holds in all its revisions is judged. A gate or a setting is not rewritten under the caller's hands: either it
may be as wide as that, or it stays as it is.
"""

from release_guard.content.files import File
from release_guard.gate import judge
from release_guard.hub.actions import ChangeGate, ChangeVisibility, Move
from release_guard.hub.api import Hub, Info
from release_guard.hub.listed import ListedSource
from release_guard.hub.listing import Listing, over_all
from release_guard.hub.session import Session
from release_guard.hub.source import Brought, HubSource, Surroundings, seen
from release_guard.hub.state import State
from release_guard.hub.uploads import UNTOLD
from release_guard.hub.verdicts import Verdict, concerned, of
from release_guard.judge import catalogue
from release_guard.model.attempt import Attempt, Context
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility, of_hub
from release_guard.ports import Answer, Evidence, HostError, PortError

_AS_IT_IS = "a setting is either cleared or left as it is"
_NEW = Answer(None, "new", missing=True)


class _Whole(ListedSource):
    """Everything that is listed, on its way to be seen at the place of *to* (the same, or a copy of it)."""

    def __init__(self, hub: Hub, listing: Listing, project: Evidence, to: State, firm: str) -> None:
        super().__init__(hub, listing, project)
        self.destination, self._to, self._firm = to.place, to, firm

    def standing(self) -> Evidence | None:
        """A copy has nothing to go by but what comes with it."""
        return super().standing() if self.destination == self._listing.place else None

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        found = super().attempt(context, wanted, answer)
        return found._replace(items=tuple(seen(self._to, found.items)), now_unknown=self._firm)


def open_up(session: Session, hub: Hub, action: ChangeVisibility | ChangeGate | Move) -> None:
    """Judge what *action* would show. Raises ``ReleaseBlocked``."""
    if isinstance(action, Move):
        _move(session, hub, action)
    else:
        _change(session, hub, action)


def _change(session: Session, hub: Hub, action: ChangeVisibility | ChangeGate) -> None:
    """Judge a setting that lets more people see what is there. Any other one passes."""
    session.forget(action.target)  # what was believed until now may be minutes old
    state = session.states.now(hub, action.target)
    to = None if state.missing else _after(action, state.info)
    wider = to is not None and _is_wider(action, state, to)
    if to is not None and wider:
        shown = State(state.place, protected=isinstance(action, ChangeVisibility) and action.protected)
        verdict = _judged(session, hub, state, shown, to, _AS_IT_IS)
        verdict = session.concluded(verdict)
        if not verdict.is_clear:
            session.refuse(verdict)
    if action.opens_to_members and concerned(HubSource(session.around(state), Brought())):
        message = f"from now on the members of {state.place.namespace} pass the gate of {state.place} without asking"
        session.say(f"note: RG434 {catalogue.entry('RG434').name}: {message}")
    session.forget(action.target, state.place, opening=wider)


def _move(session: Session, hub: Hub, action: Move) -> None:
    """Judge what others see under a new owner's name; its visibility stays."""
    state = session.states.now(hub, action.source)
    if state.info is not None and not state.is_private and action.target.namespace != action.source.namespace:
        shown = State(action.target, protected=state.protected)
        verdict = _judged(session, hub, state, shown, state.visibility, _AS_IT_IS)
        verdict = session.concluded(verdict)
        if not verdict.is_clear:
            session.refuse(verdict)
    session.forget(action.source, action.target, state.place)


def judged_copy(
    session: Session, hub: Hub, source: State, target: Destination, wanted: Visibility, *, protected: bool
) -> Verdict:
    """The verdict on all that *source* holds on its way to *target*, which isn't there yet."""
    return _judged(session, hub, source, State(target, protected=protected), wanted, "")


def _judged(session: Session, hub: Hub, state: State, to: State, wanted: Visibility | None, firm: str) -> Verdict:
    """The verdict on all that the place of *state* holds, at the place of *to* (how that is known doesn't matter)."""
    around = session.around(state)
    answer = state.answer if to.place == state.place else _NEW
    if state.place.kind == "buckets":
        return of(_bucket(hub, around, to.place, firm), wanted)
    try:
        if around.problem is not None:
            raise around.problem
        source = _Whole(hub, over_all(hub, state.place), around.project, to, firm)
    except PortError as error:
        failed = around._replace(state=state._replace(place=to.place), problem=error)
        return of(HubSource(failed, Brought(firm=firm)), wanted)
    return Verdict(judge(source, answer, around.setting, wanted))


def _bucket(hub: Hub, around: Surroundings, target: Destination, firm: str) -> HubSource:
    """All that a bucket holds; its listing tells no sha256."""
    place = around.state.place
    here = around._replace(state=around.state._replace(place=target))
    try:
        entries = tuple(hub.pages(f"/api/buckets/{place.path}/tree?recursive=true", place))
        files = tuple(_entry(one) for one in entries if one.get("type") == "file")
    except HostError as error:
        return HubSource(here._replace(problem=error), Brought(firm=firm))
    except (AttributeError, KeyError, TypeError):
        problem = HostError(f"the Hub's list of the files of {place} can't be understood")
        return HubSource(here._replace(problem=problem), Brought(firm=firm))
    return HubSource(here, Brought(files, firm=firm, label=str(place)))


def _entry(said: "dict[str, object]") -> File:
    size = said.get("size")
    return File(str(said["path"]), size if isinstance(size, int) else UNTOLD, b"")


def _after(action: ChangeVisibility | ChangeGate, info: Info | None) -> Visibility | None:
    """How the place can be seen after *action*; None where that says nothing of it."""
    if isinstance(action, ChangeGate):
        if action.wanted is None:
            return None
        return Visibility.PRIVATE if info is not None and info.private else action.wanted
    if action.wanted is Visibility.PRIVATE:
        return Visibility.PRIVATE
    if action.gate is not None:
        return action.gate
    return Visibility.PUBLIC if info is None else of_hub(private=False, gated=info.gate)


def _is_wider(action: ChangeVisibility | ChangeGate, state: State, to: Visibility) -> bool:
    if state.visibility is None:
        return to is not Visibility.PRIVATE
    shows_files = isinstance(action, ChangeVisibility) and action.wanted is Visibility.PUBLIC and not action.protected
    return to > state.visibility or (shows_files and state.protected)
