"""What goes into a bucket: it has no history and no pull requests, so its one batch publishes.

A batch tells names and no digests, so no review can be of what a bucket gets. Weights and data go to a private one, and
`publish` reads them there.
"""

from release_guard.content import names
from release_guard.content.files import File
from release_guard.hub.actions import BucketWrite, StageBytes
from release_guard.hub.api import Hub
from release_guard.hub.outgoing import LocalFile
from release_guard.hub.sending import held
from release_guard.hub.session import Session
from release_guard.hub.source import Brought, HubSource
from release_guard.hub.uploads import UNTOLD
from release_guard.hub.verdicts import Verdict, of
from release_guard.model.category import BOUND_BY_BYTES
from release_guard.model.decision import Outcome
from release_guard.model.destination import Destination


def write(session: Session, hub: Hub, action: BucketWrite) -> None:
    """Judge the files that a bucket gets, by the names that they are to have. Raises ``ReleaseBlocked``."""
    files = tuple(File(one.path, 1 if names.document(one.path) else UNTOLD, b"") for one in action.files)
    _judge(session, hub, action.target, files, stored=True)


def keep(session: Session, hub: Hub, action: StageBytes, local: LocalFile) -> None:
    """Judge one file before its bytes move, by its name here and its beginning. Raises ``ReleaseBlocked``."""
    _judge(session, hub, action.target, (File(local.name, local.size, local.head),), stored=False)


def _judge(session: Session, hub: Hub, place: Destination, files: tuple[File, ...], *, stored: bool) -> None:
    state = session.states.now(hub, place)
    if not files or state.is_private or state.missing:
        return
    around, brought = session.around(state), Brought(files)
    verdict = of(HubSource(around, brought))
    if stored or not (verdict.is_clear or _is_light(verdict)):
        verdict = session.concluded(verdict)
    if not verdict.is_clear and (stored or not _is_light(verdict)):
        step = f"make the bucket private, upload, and raise it: release-guard publish {state.place}"
        held(session, hub, around, brought, verdict, step)


def _is_light(verdict: Verdict) -> bool:
    """Whether it brings neither weights nor data: then the name that it is to have may say more, as for a card."""
    judged = verdict.outcome in (Outcome.BLOCK, Outcome.LOWER)
    return judged and not any(category in BOUND_BY_BYTES for one in verdict.decisions for category in one.by_category)
