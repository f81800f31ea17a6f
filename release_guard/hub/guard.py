"""The guard inside a program: what happens to each request that may write to the Hub (hub.md, "When to decide").

One request at a time is decided; the bytes themselves go out without it. Out of scope, it makes no sound.
"""

from threading import RLock

from release_guard.hub import actions as acts
from release_guard.hub import buckets, making, reach, sending, storing, whole, wire
from release_guard.hub.actions import HubAction
from release_guard.hub.api import Hub
from release_guard.hub.bodies import BODY_LIMIT
from release_guard.hub.outgoing import Ask, Outgoing, Pass, Rewrite
from release_guard.hub.session import Session, Tools
from release_guard.hub.source import Brought, HubSource
from release_guard.hub.state import State, States, owner
from release_guard.hub.verdicts import concerned, of
from release_guard.judge import catalogue
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility

#: Stands for the place of a request that names none.
NOWHERE = Destination("hf", "unknown/place", "models")
#: Words after an id that only bring content; behind any other the visibility itself may be changed.
_CONTENT = ("commit", "preupload", "batch")


class Guard:
    """Implements ``outgoing.Handler`` with what *tools* bring; no body of more than *limit* bytes is read.

    One of them serves a whole program. *states* is what is known of places already.
    """

    def __init__(self, tools: Tools, limit: int = BODY_LIMIT, states: States | None = None) -> None:
        self._session = Session(tools, states)
        self._limit = limit
        self._lock = RLock()

    def handle(self, outgoing: Outgoing, ask: Ask) -> Pass | Rewrite:
        """Decide about one request; *ask* reaches the Hub with the caller's token. Raises ``ReleaseBlocked``."""
        where = reach.address(outgoing.url)
        if where is None:
            return Pass()
        said = outgoing.method, where.path, where.query, outgoing.body, outgoing.content_type
        action = wire.classify(*said, limit=self._limit)
        if action is None:
            return Pass()
        hub = Hub(ask, reach.endpoint(outgoing.url, where), at_once=1)
        with self._lock, self._session.asking(hub):
            return self._decide(_with_owner(action, hub), hub, outgoing)

    def _decide(self, action: HubAction, hub: Hub, outgoing: Outgoing) -> Pass | Rewrite:
        session = self._session
        match action:
            case acts.StageBytes(objects=()):
                return self._leave(hub, action, outgoing)
            case acts.CreateRepo() | acts.CreateBucket():
                return making.make(session, hub, action, outgoing)
            case acts.Duplicate():
                return making.copy(session, hub, action, outgoing)
            case acts.StageFiles() | acts.StageBytes() | acts.CopyBytes() | acts.Commit():
                sending.send(session, hub, action)
            case acts.BucketWrite():
                buckets.write(session, hub, action)
            case acts.ChangeVisibility() | acts.ChangeGate() | acts.Move():
                whole.open_up(session, hub, action)
            case _:
                self._beside(hub, action)
        return Pass()

    def _leave(self, hub: Hub, action: acts.StageBytes, outgoing: Outgoing) -> Pass:
        """Leave to store bytes that nobody names passes; what is stored with it is judged file by file."""
        if outgoing.file is None:
            return Pass(digests=storing.asks_for_digests(self._session, hub, action))
        storing.keep(self._session, hub, action, outgoing.file)
        return Pass()

    def _beside(self, hub: Hub, action: HubAction) -> None:
        """What brings no content that could be seen here: most of it passes."""
        match action:
            case acts.Unknown():
                self._unknown(hub, action)
            case acts.GitPush():
                reason = "what git pushes can't be seen from inside a program"
                self._unknown(hub, acts.Unknown("git push", str(action.target), "RG011", reason, action.target))
            case acts.RemoteRun():
                self._remote(action)
            case acts.Upkeep(what="delete"):
                self._session.forget_all()

    def _unknown(self, hub: Hub, action: acts.Unknown) -> None:
        """Refuse what nobody can judge, where anything is judged; at a private place it is only told."""
        session, place = self._session, action.target or NOWHERE
        state = session.states.now(hub, place) if action.target else State(place, missing=True)
        around = session.around(state, hub if state.info is not None else None)
        source = HubSource(around, Brought())
        if not concerned(source):
            return
        what = f"{action.method} {action.path}: {action.reason}"
        if state.is_private and (action.code == "RG011" or any(word in action.path.split("/") for word in _CONTENT)):
            session.say(f"note: {action.code}: {what}; {place} is private, so it passes")
            return
        fix = "update release-guard, or do it on the web page"
        verdict = of(source, Visibility.PUBLIC, (Finding(action.code, what, str(place), fix=fix),))
        verdict = session.concluded(verdict)
        if not verdict.is_clear:
            session.refuse(verdict)

    def _remote(self, action: acts.RemoteRun) -> None:
        """Warn of code that gets secrets and runs where no guard stands."""
        session = self._session
        if (action.secrets or action.what == "webhook") and concerned(
            HubSource(session.around(State(NOWHERE, missing=True)), Brought())
        ):
            names = ", ".join(action.secrets) or "its own"
            what = f"a {action.what} gets secrets ({names}), and no guard stands where it runs"
            entry = catalogue.entry("RG433")
            session.say(f"warning: {entry.code} {entry.name}: {what}")


def _with_owner(action: HubAction, hub: Hub) -> HubAction:
    """*action* with the caller's name where it means their own account; as it is where the Hub doesn't tell it."""
    if not acts.owner_unknown(action):
        return action
    name = owner(hub)
    return acts.with_owner(action, name) if name else action
