"""Stage two of a push that a server receives: gather what it brings, judge it, say the verdict in few lines."""

import os
import sys
from collections.abc import Iterator

from release_guard import gate
from release_guard.gate import Setting
from release_guard.git import pre_receive, push_words, shown_refs
from release_guard.git.plumbing import Git
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding, Severity
from release_guard.ports import PortError
from release_guard.reports import server as report
from release_guard.wiring import ledger, machine
from release_guard.wiring.server import Received

_HOLDS = (Outcome.BLOCK, Outcome.LOWER, Outcome.NOT_JUDGED)


def judge(git: Git, push: Received, prefix: str) -> int:
    """Judge *push* to a repository that isn't private; the exit code of the hook."""
    setting = machine.setting(push.settings.settings, push.policy)
    setting = setting._replace(noted=(*setting.noted, *_nameless(push)))
    decisions = ledger.keep(_decisions(git, push, setting), "server", setting.moment)
    _tell(push, decisions, prefix)
    binding = report.outcome(decisions)
    return binding.exit_code if binding in _HOLDS else 0


def _decisions(git: Git, push: Received, setting: Setting) -> Iterator[Decision]:
    shown = shown_refs.shown(git, os.environ.get("GIT_NAMESPACE", ""))
    for source in pre_receive.gather(push.lines, push.destination, git, shown):
        yield from gate.judge(source, push.answer, setting)
    deleted = pre_receive.without_default(push.lines, push.destination, git, shown)
    if deleted is not None:
        message = f"{deleted.label}, and with it the answers and records by which the next push would be judged"
        fix = "push the new default branch first, then on the server: git symbolic-ref HEAD refs/heads/NEW"
        finding = Finding("RG112", message, str(push.destination), fix=fix)
        yield from gate.judge(deleted, push.answer, setting._replace(noted=(*setting.noted, finding)))


def _nameless(push: Received) -> tuple[Finding, ...]:
    """A server that didn't say its name: then no target of a considerations file can name this repository."""
    if not push.destination.is_local:
        return ()
    message = "the server didn't tell the hook the name of this repository, so it goes by its folder"
    fix = "on the server: git config release-guard.destination HOST/OWNER/NAME"
    return (Finding("RG003", message, str(push.destination), fix=fix, severity=Severity.WARNING),)


def _tell(push: Received, decisions: tuple[Decision, ...], prefix: str) -> None:
    """Show the decisions that have something to say, and who pushed where that was signed."""
    options = push_words.options(os.environ)
    whole = push_words.VERBOSE in options
    spoken = [one for one in decisions if one.outcome is not Outcome.ALLOW or one.release or one.findings]
    signed = push_words.signature(os.environ) if spoken or whole else ""
    said = [f"{name!r} is no push option of release-guard" for name in push_words.unknown(options)[:3]]
    said += [signed] if signed else []
    if whole:
        count = f"{len(push.lines)} ref{'s' if len(push.lines) > 1 else ''}"
        said.append(f"{count} pushed by {push.pusher or 'somebody'}; who can read it was told by: {push.answer.how}")
    sys.stderr.write(report.render(spoken, said=said, prefix=prefix, whole=whole))


def not_judged(error: PortError, prefix: str) -> int:
    """Say that *error* kept us from judging the push: that refuses it."""
    sys.stderr.write(report.refusal(Finding(error.code, str(error), fix=error.fix), prefix=prefix))
    return Outcome.NOT_JUDGED.exit_code
