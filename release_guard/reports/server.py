"""The verdict as a git server's hook says it: few lines, because hosts cut what is longer, and each to be read alone.

The full text is ``text``; here reasons are left to ``release-guard explain``, and what doesn't fit is counted.
"""

from collections.abc import Iterable, Iterator, Sequence

from release_guard.model.decision import Decision, Outcome, worst
from release_guard.model.finding import Finding, Severity
from release_guard.reports import text

#: Lines of a short report, and of the whole one that ``git push -o release-guard.verbose`` asks for.
SHORT, WHOLE = 20, 400
#: Characters of a line, its prefix left out; paths may have four thousand.
_WIDE = 400


def render(decisions: Sequence[Decision], *, said: Sequence[str] = (), prefix: str = "", whole: bool = False) -> str:
    """The report on *decisions*, the strictest first, then the sentences *said*; every line begins with *prefix*."""
    blocks = [_block(decision, whole=whole) for decision in sorted(decisions, key=_strictness, reverse=True)]
    notes = [f"release-guard: {sentence}" for sentence in said]
    most = (WHOLE if whole else SHORT) - len(notes)
    return lines((*_fitting(blocks, most), *notes), prefix)


def refusal(finding: Finding, *, prefix: str = "") -> str:
    """The report where nothing could be judged, and *finding* says why."""
    closing = f"release-guard: not judged, so refused; more: release-guard explain {finding.code}"
    return lines((*text.findings((finding,)), closing), prefix)


def lines(told: Iterable[str], prefix: str) -> str:
    """*told* as lines that nothing in them can break, each with *prefix*."""
    return "".join(f"{prefix}{text.clean(line)[:_WIDE]}\n" for line in told)


def _strictness(decision: Decision) -> bool:
    return decision.enforced and decision.outcome is not Outcome.ALLOW


def _block(decision: Decision, *, whole: bool) -> list[str]:
    findings = tuple(_named(finding) for finding in decision.findings)
    allowed = decision.outcome is Outcome.ALLOW
    found = text.findings(findings) if whole else list(_brief(findings, notes=not allowed))
    head = f"release-guard: {text.headline(decision)}"
    return [head, *found, *([] if allowed else [f"release-guard: {text.closing(decision)}"])]


def _named(finding: Finding) -> Finding:
    """*finding* without the folders of the server: a policy goes by the name of its file."""
    if not finding.path.startswith("/"):
        return finding
    return finding._replace(path=f"the server's {finding.path.rpartition('/')[2]}")


def _brief(findings: Iterable[Finding], *, notes: bool) -> Iterator[str]:
    """Place, code and fix; the reasons, and the notes on what passes, are for the whole report."""
    for line in text.findings(one for one in findings if notes or one.severity is not Severity.NOTE):
        if not line.startswith("    why: "):
            yield line


def _fitting(blocks: Sequence[list[str]], most: int) -> list[str]:
    """As many lines as fit: of a block that doesn't its first ones and its last, and how many more there are."""
    if sum(map(len, blocks)) <= most:
        return [line for block in blocks for line in block]
    kept: list[str] = []
    for block in blocks:
        room = most - 1 - len(kept)
        if len(block) <= room:
            kept += block
        elif room >= 3:
            kept += [*block[: room - 1], block[-1]]
        else:
            break
    left = sum(map(len, blocks)) - len(kept)
    more = f"release-guard: {left} more lines: git push -o release-guard.verbose, or release-guard check"
    return [*kept, more]


def outcome(decisions: Iterable[Decision]) -> Outcome:
    """What happens to the whole push: the strictest of what is enforced."""
    return worst(tuple(decision.outcome for decision in decisions if decision.enforced))
