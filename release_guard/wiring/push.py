"""Stage two of a push: gather what it brings, judge it, say the verdict on stderr. A hook changes nothing anywhere."""

import os
import sys
from collections.abc import Sequence

from release_guard import gate
from release_guard.git import pre_push
from release_guard.git.config import Settings
from release_guard.git.held import Advertisement, LocalAdvertiser
from release_guard.git.plumbing import Git
from release_guard.git.refs import is_zero
from release_guard.git.source import GitSource
from release_guard.hosts.visibility import VisibilityOf
from release_guard.judge import catalogue
from release_guard.model.attempt import Item
from release_guard.model.category import HEAVY, Category
from release_guard.model.decision import Decision, Outcome, worst
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.ports import Answer, PortError
from release_guard.reports import text
from release_guard.wiring import ledger, machine
from release_guard.wiring.places import Push


def judge(git: Git, push: Push, answer: Answer, host: VisibilityOf, settings: Settings) -> int:
    """Judge *push* on its way to a place that isn't private; the exit code of the hook."""
    setting = machine.setting(settings)
    if answer.place is not None:
        setting = setting._replace(noted=(*setting.noted, _renamed(push.destination, answer.place)))
    found = sources(git, push, host, answer.place)
    judged = _judged_at_once(found, answer, setting)
    if any(decision.outcome is Outcome.BLOCK for decision in judged):
        from release_guard.wiring import upstream

        judged = _judged(upstream.without_public(git, push.destination, found), answer, setting) or judged
    decisions = ledger.keep(_with_unpushed(git, found, judged), "push", setting.moment)
    return _told(tuple(map(_unseen, decisions)) if push.partial and not push.covered else decisions)


def _with_unpushed(git: Git, found: Sequence[GitSource], judged: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions, the first of them with a word on records that lie here and aren't pushed."""
    if not judged or not os.path.isdir(os.path.join(git.folder, "release-records")):
        return judged
    from release_guard.wiring import unpushed

    pushed = [record.path for source in found for record in source.evidence().records]
    told = tuple(map(catalogue.graded, unpushed.findings(git, pushed)))
    return (judged[0]._replace(findings=(*judged[0].findings, *told)), *judged[1:])


def _judged_at_once(found: Sequence[GitSource], answer: Answer, setting: gate.Setting) -> tuple[Decision, ...]:
    """The decisions; the destination's history is looked through only where one would change by that.

    With fewer files that are new nothing is judged more strictly, so what is allowed without a word stays so.
    """
    for source in found:
        source.thorough = False
    judged = _judged(found, answer, setting)
    if not any(_is_held_by_weight(decision) for decision in judged):
        return judged
    for source in found:
        source.thorough = True
    return _judged(found, answer, setting)


def _is_held_by_weight(decision: Decision) -> bool:
    """Whether something is to be said of *decision*, and it has heavy files that count as new."""
    spoken = decision.outcome is not Outcome.ALLOW or bool(decision.findings)
    return spoken and any(item.category in HEAVY and not item.already for item in decision.attempt.items)


def _judged(found: Sequence[GitSource], answer: Answer, setting: gate.Setting) -> tuple[Decision, ...]:
    return tuple(decision for source in found for decision in gate.judge(source, answer, setting))


def sources(git: Git, push: Push, host: VisibilityOf, today: Destination | None = None) -> tuple[GitSource, ...]:
    """The attempts that *push* holds, as the gate asks for them; *today* is the host's own name for the place."""
    advertiser = _Advertiser(git, push, host)
    found = pre_push.gather(push.lines, push.name, push.destination, git, advertiser, old_known=not push.partial)
    here = today or push.destination
    for source in found:
        source.destination = here
        source.elsewhere = lambda targets, items: _elsewhere(git, host, here, targets, items)
    return found


def _elsewhere(
    git: Git, host: VisibilityOf, here: Destination, targets: Sequence[str], items: Sequence[Item]
) -> frozenset[Category]:
    """Imported only where there is another target at all."""
    if len(targets) < 2:
        return frozenset()
    from release_guard.wiring import elsewhere

    return elsewhere.completing(git, host, here, targets, items)


def _renamed(old: Destination, today: Destination) -> Finding:
    fix = f"git remote set-url with the address of {today}"
    return Finding("RG406", f"{old} is called {today} now, and is judged under that name", str(old), fix=fix)


def not_judged(error: PortError, place: str) -> int:
    """Say that *error* kept us from judging a push to *place*: that blocks it."""
    finding = Finding(error.code, str(error), place)
    sys.stderr.write("".join(f"{text.clean(line)}\n" for line in text.findings((finding,))))
    sys.stderr.write(f"release-guard: not judged, so blocked; more: release-guard explain {error.code}\n")
    return Outcome.NOT_JUDGED.exit_code


def _told(decisions: Sequence[Decision]) -> int:
    """Show every decision that has something to say; a push is refused by the strictest of them."""
    spoken = [decision for decision in decisions if _has_words(decision)]
    sys.stderr.write(text.render(spoken))
    binding = worst(tuple(decision.outcome for decision in decisions if decision.enforced))
    return binding.exit_code if binding in (Outcome.BLOCK, Outcome.LOWER, Outcome.NOT_JUDGED) else 0


def _has_words(decision: Decision) -> bool:
    return decision.outcome is not Outcome.ALLOW or bool(decision.release) or bool(decision.findings)


def _unseen(decision: Decision) -> Decision:
    message = "only one ref of this push could be seen from here; others weren't judged"
    fix = "release-guard install, which puts the whole gate in place"
    return decision._replace(findings=(*decision.findings, catalogue.graded(Finding("RG507", message, fix=fix))))


class _Advertiser:
    """Asks the destination what it holds, but over the network only where the push itself doesn't tell enough."""

    def __init__(self, git: Git, push: Push, host: VisibilityOf) -> None:
        self._local = LocalAdvertiser()
        self._host = host
        olds = [line.old for line in push.lines if not line.deletes]
        self._needed = push.partial or any(is_zero(old) for old in olds) or None in git.find(olds)

    def advertised(self, destination: Destination) -> Advertisement | None:
        if destination.is_local:
            return self._local.advertised(destination)
        if not self._needed and not self._host.has_looked(destination):
            return None
        return self._host.look(destination).advertisement
