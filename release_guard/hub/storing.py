"""Bytes that go to storage by xet, of which no request tells: one file at a time, before it moves.

huggingface_hub hands them to an extension in Rust, whose requests nobody sees from Python; `stack_xet` tells what is
handed over. Of a repository's files the names were judged before, and their digests are here, hours before the commit
tells them.
"""

from release_guard.content.files import File
from release_guard.hub import buckets, sending
from release_guard.hub.actions import StageBytes
from release_guard.hub.api import Hub
from release_guard.hub.outgoing import LocalFile
from release_guard.hub.sending import StoreFile
from release_guard.hub.session import Session
from release_guard.hub.source import Brought, HubSource
from release_guard.hub.verdicts import concerned, of
from release_guard.ports import TreeError


def asks_for_digests(session: Session, hub: Hub, action: StageBytes) -> bool:
    """Whether what is stored next for the place of *action* is to be told file by file: others will see it."""
    state = session.states.now(hub, action.target)
    if state.is_private or state.missing:
        return False
    return concerned(HubSource(session.around(state), Brought()))


def keep(session: Session, hub: Hub, action: StageBytes, local: LocalFile) -> None:
    """Judge one file on its way to storage. Raises ``ReleaseBlocked``."""
    if action.target.kind == "buckets":
        buckets.keep(session, hub, action, local)
        return
    try:
        file = File(local.name, local.size, local.head, local.digest())
    except OSError as error:
        _unreadable(session, hub, action, TreeError(f"{local.name} can't be read: {error.strerror}"))
    else:
        sending.send(session, hub, StoreFile(action, file))


def _unreadable(session: Session, hub: Hub, action: StageBytes, problem: TreeError) -> None:
    around = session.around(session.states.now(hub, action.target))
    session.refuse(of(HubSource(around._replace(problem=problem), Brought())))
