"""Content on its way to the Hub: announced, stored, committed. Judged before the bytes move, and when they count.

To a private place everything passes. A first call takes the decision of an upload; the commit looks at the very bytes.
"""

from typing import NamedTuple

from release_guard.content.files import File
from release_guard.hub.actions import Commit, CopyBytes, StageBytes, StageFiles
from release_guard.hub.api import Hub
from release_guard.hub.session import Session, lowered, reasons
from release_guard.hub.source import Brought, HubSource, Surroundings
from release_guard.hub.uploads import Upload
from release_guard.hub.verdicts import Verdict, at_best, of
from release_guard.model.decision import Outcome
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility

#: Whatever else there is to say, these hold before the answers of the upload can be read.
_CERTAIN = frozenset({"RG415", "RG430"})
_PULL_REQUESTS = "refs/pr"


class StoreFile(NamedTuple):
    """One file that is about to be stored with ``leave``: no request tells of it."""

    leave: StageBytes
    file: File


_Sent = StageFiles | StageBytes | CopyBytes | Commit | StoreFile


def send(session: Session, hub: Hub, action: _Sent) -> None:
    """Judge what *action* brings. Raises ``ReleaseBlocked``."""
    match action:
        case StageFiles():
            _stage(session, hub, action)
        case StageBytes() | CopyBytes():
            _store(session, hub, action)
        case Commit():
            _commit(session, hub, action)
        case StoreFile():
            _keep(session, hub, action)


def _stage(session: Session, hub: Hub, action: StageFiles) -> None:
    """Judge what is announced by names, sizes and samples: the best that it could be."""
    upload = _upload(session, hub, action.target, _PULL_REQUESTS if action.is_pull_request else action.revision)
    if upload is None:
        return
    brought = upload.stage(action)
    _settle(session, hub, action, upload, brought)


def _store(session: Session, hub: Hub, action: StageBytes | CopyBytes) -> None:
    """Judge what is announced once its digests are told."""
    upload = _upload(session, hub, action.target, _revision(session, action))
    if upload is not None:
        _settle(session, hub, action, upload, upload.store(action))


def _keep(session: Session, hub: Hub, action: StoreFile) -> None:
    """Judge one file by its digest, as those of a batch are."""
    upload = _upload(session, hub, action.leave.target, _revision(session, action.leave))
    if upload is not None:
        _settle(session, hub, action, upload, upload.keep(action.file, pull_request=action.leave.is_pull_request))


def _commit(session: Session, hub: Hub, action: Commit) -> None:
    """Judge a commit in full: this is when its content is published. What only deletes publishes nothing."""
    if not action.additions and not action.renames:
        return
    key = _PULL_REQUESTS if action.is_pull_request else action.revision
    upload = _upload(session, hub, action.target, key)
    if upload is None:
        return
    _settle(session, hub, action, upload, upload.commit(action))
    upload = session.uploads.get((upload.around.state.place, key), upload)
    upload.committed(action)
    if upload.is_over:
        session.uploads.pop((upload.around.state.place, key), None)


def _revision(session: Session, action: StageBytes | CopyBytes) -> str:
    """The upload that stored bytes belong to; where they don't say it, the one that goes to the same place."""
    if isinstance(action, StageBytes) and action.is_pull_request:
        return _PULL_REQUESTS
    revision = action.revision.removeprefix("refs/heads/") if isinstance(action, StageBytes) else ""
    known = [name for place, name in session.uploads if place == action.target]
    return revision or (known[-1] if known else "main")


def _upload(session: Session, hub: Hub, place: Destination, revision: str) -> Upload | None:
    """The upload to *revision* of *place*; None where it needs no judging: private, or nothing that we can see.

    A place that the Hub doesn't show to the caller takes no content from them either.
    """
    state = session.states.now(hub, place)
    if state.is_private or state.missing:
        return None
    key = (state.place, revision)
    if key in session.uploads:
        session.uploads[key].fresh = False
    else:
        session.uploads[key] = Upload(session.around(state, hub))
    return session.uploads[key]


def _settle(session: Session, hub: Hub, action: _Sent, upload: Upload, brought: Brought) -> None:
    """Let *action* pass, or lower its place first, or refuse it. An upload that was refused may begin anew."""
    verdict = _judged(action, upload, brought)
    if not verdict.is_clear and not upload.fresh:
        key = next(key for key, one in session.uploads.items() if one is upload)
        session.forget(key[0])
        state = session.states.now(hub, key[0])
        if state.is_private:
            return
        upload = session.uploads[key] = upload.renewed(session.around(state, hub))
        brought = _again(action, upload)
        verdict = _judged(action, upload, brought)
    if isinstance(action, Commit) or not verdict.is_clear:
        verdict = session.concluded(verdict)
    else:
        session.advise(verdict)
    if not verdict.is_clear:
        held(session, hub, upload.around, brought, verdict, _reviewed_here(upload.around.state.place, verdict))


def _again(action: _Sent, upload: Upload) -> Brought:
    match action:
        case Commit():
            return upload.commit(action)
        case StageFiles():
            return upload.stage(action)
        case StoreFile():
            return upload.keep(action.file, pull_request=action.leave.is_pull_request)
        case _:
            return upload.store(action)


def _judged(action: _Sent, upload: Upload, brought: Brought) -> Verdict:
    source = HubSource(upload.around, brought)
    if not isinstance(action, Commit):
        verdict = at_best(source)
        # what the upload's own answers may still clear isn't refused before they can be read
        return Verdict(()) if upload.awaits_answers() and not verdict.codes & _CERTAIN else verdict
    verdict = of(source)
    changed = upload.changed(action) if not verdict.is_clear else ()
    return of(source, None, (_changed(changed),)) if changed else verdict


def _changed(paths: tuple[str, ...]) -> Finding:
    message = f"{', '.join(paths[:3])}: other bytes than those that were announced and judged"
    return Finding("RG408", message, paths[0], fix="wait until nothing writes to these files, then upload again")


def held(session: Session, hub: Hub, around: Surroundings, brought: Brought, verdict: Verdict, first: str) -> None:
    """Lower the place, where the verdict says so or where it was to be private from the start; else refuse.

    *first* is the first thing that can be done about a refusal, "" where the verdict's own steps say it.
    """
    state, lowers = around.state, verdict.outcome is Outcome.LOWER
    if not lowers and not session.was_just_made(state.place):
        session.forget(state.place)
        session.refuse(verdict, first)
    findings = lowered(hub, state, verdict.visibility if lowers else Visibility.PRIVATE)
    session.forget(state.place)
    if findings:
        firm = brought._replace(firm="; ".join(finding.message for finding in findings))
        session.refuse(session.concluded(of(HubSource(around, firm), None, findings)))
    shown = session.states.now(hub, state.place).visibility
    session.say_lowered(state.place, Visibility.PRIVATE if shown is None else shown, reasons(verdict.decisions))


def _reviewed_here(place: Destination, verdict: Verdict) -> str:
    """How files are reviewed that are on no Hub yet, where reviews are all that is missing."""
    steps = [step for one in verdict.decisions for step in one.next_steps]
    if not steps or not all(step.startswith("release-guard review") for step in steps):
        return ""
    command = (
        f"release-guard review record --folder DIR --target {place} --role ROLE --decision approve --rationale TEXT"
    )
    return f"let a reviewer look at the files and run: {command}"
