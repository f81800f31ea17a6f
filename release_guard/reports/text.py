"""The verdict as text for people: what happened, each finding with its place, its reason and one fix, the next step.

Everything that came from a repository is shown without control characters. Streams and colours are left to callers.
"""

from collections.abc import Iterable

from release_guard.judge import catalogue
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility

_NAME = "release-guard"
_VERDICTS = {
    Outcome.ALLOW: "allowed",
    Outcome.OVERRIDDEN: "overridden",
    Outcome.LOWER: "lowered",
    Outcome.BLOCK: "blocked",
    Outcome.NOT_JUDGED: "not judged, so blocked",
}


def render(decisions: Iterable[Decision], *, tried: bool = True) -> str:
    """The whole report of several decisions, each ending in a newline.

    *tried* is false where nobody tried to publish anything, so that nothing was kept back either.
    """
    return "".join(one(decision, tried=tried) for decision in decisions)


def one(decision: Decision, *, tried: bool = True) -> str:
    """One decision: verdict, destination and count; the findings; the verdict again with the smallest next step."""
    return _said(decision, findings(decision.findings), tried=tried)


def short(decisions: Iterable[Decision], *, tried: bool = True) -> str:
    """Verdict and next step of each decision; the findings stand elsewhere."""
    return "".join(_said(decision, [], tried=tried) for decision in decisions)


def _said(decision: Decision, found: list[str], *, tried: bool) -> str:
    lines = [f"{_NAME}: {headline(decision)}", *found]
    if decision.outcome is not Outcome.ALLOW:
        lines.append(f"{_NAME}: {closing(decision, tried=tried)}")
    return "".join(f"{clean(line)}\n" for line in lines)


def headline(decision: Decision) -> str:
    """Verdict, destination and how much was found: "blocked: github.com/acme/digits (public), 3 findings"."""
    attempt = decision.attempt
    verdict = _VERDICTS[decision.outcome]
    if not decision.enforced and decision.outcome is not Outcome.ALLOW:
        verdict = f"would be {verdict} (the policy only advises)"
    place = f"{attempt.destination} ({_asked(decision)})"
    release = f' "{decision.release}"' if decision.release else ""
    level = f", level {decision.level}" if decision.level is not None else ""
    return f"{verdict}:{release} to {place}{level}, {_count(decision.findings)}"


def _asked(decision: Decision) -> str:
    wanted = decision.attempt.wanted
    if decision.outcome is Outcome.LOWER and decision.visibility is not None:
        return f"{wanted.word} asked, {decision.visibility.word} given"
    return wanted.word


def _count(found: tuple[Finding, ...]) -> str:
    notes = sum(1 for finding in found if finding.severity is Severity.NOTE)
    others = len(found) - notes
    parts = [f"{others} finding{'' if others == 1 else 's'}"] if others or not notes else []
    return " and ".join([*parts, *([f"{notes} note{'' if notes == 1 else 's'}"] if notes else [])])


def findings(found: Iterable[Finding]) -> list[str]:
    """Each finding with its fix; the reason behind a code is told once."""
    lines: list[str] = []
    told: set[str] = set()
    for finding in found:
        lines.extend(_finding(finding, told))
    return lines


def _finding(finding: Finding, told: set[str]) -> list[str]:
    entry = catalogue.entry(finding.code)
    lines = [f"{place(finding)}: {finding.code} {entry.name}: {finding.message}"]
    if finding.severity is Severity.NOTE:
        return lines
    if finding.code not in told:
        told.add(finding.code)
        lines.append(f"    why: {entry.why}")
    if finding.fix:
        lines.append(f"    fix: {finding.fix}")
    return lines


def place(finding: Finding) -> str:
    """Where to look: ``path:line``, the path alone, or the tool's own name where there is no place."""
    if not finding.path:
        return _NAME
    path = f"./{finding.path}" if finding.path.startswith((":", "#")) else finding.path  # CI obeys "::..." in a log
    return f"{path}:{finding.line}" if finding.line else path


def closing(decision: Decision, *, tried: bool = True) -> str:
    """The verdict once more, and the smallest next step."""
    held = "nothing was published" if tried else "a push would be held"
    said = {
        Outcome.BLOCK: held if decision.enforced else "it goes on, because the policy only advises",
        Outcome.NOT_JUDGED: held,
        Outcome.OVERRIDDEN: "it goes on because somebody broke the glass; the findings above stay open",
        Outcome.LOWER: f"it goes out as {(decision.visibility or Visibility.PRIVATE).word}",
        Outcome.ALLOW: "it may go out",
    }[decision.outcome]
    return f"{_VERDICTS[decision.outcome]}; {said}.{_next(decision)}"


def _next(decision: Decision) -> str:
    if not decision.next_steps:
        return ""
    first, others = decision.next_steps[0], len(decision.next_steps) - 1
    more = f" (and {others} more: release-guard status)" if others else ""
    return f" Next: {first}{more}"


def clean(text: str) -> str:
    """*text* on one line and without control characters; what isn't printable shows as ``?``."""
    return "".join(char if char.isprintable() else "?" for char in text.replace("\n", " ").replace("\t", " "))
