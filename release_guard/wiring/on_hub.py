"""A decision about what is on the Hub already, said of that place: nothing here is a push, and nothing moves."""

from release_guard.judge import catalogue
from release_guard.judge.steps import said_of
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility


def said_there(decision: Decision) -> Decision:
    """*decision* with its commands said of what is on the Hub, not of a commit here.

    What could only be "lowered" to private is held: it is there already, and nobody outside would see more of it.
    """
    place = decision.attempt.destination
    held = decision.outcome is Outcome.LOWER and decision.visibility is Visibility.PRIVATE
    found = (_held(decision, one) if held and one.code == "RG403" else one for one in decision.findings)
    gate = _no_gate(decision) if held else ()
    squash = f"release-guard publish {place} --squash (drops earlier revisions for good; it asks first)"
    rewriting = {one.fix for one in decision.findings if one.code == "RG413"}
    told = decision._replace(
        outcome=Outcome.BLOCK if held else decision.outcome,
        visibility=None if held else decision.visibility,
        findings=tuple(_there(one, squash) for one in (*found, *gate)),
        next_steps=tuple(squash if step in rewriting else step for step in decision.next_steps),
    )
    return said_of(told, f"--at {place}")


def _held(decision: Decision, lowered: Finding) -> Finding:
    message = f"{decision.attempt.wanted.word} isn't cleared; the widest that is, is {decision.ceiling.word}"
    return catalogue.graded(Finding("RG401", message, lowered.path))


def _no_gate(decision: Decision) -> tuple[Finding, ...]:
    """A gate is cleared, and this kind of place can't have one."""
    place, ceiling = decision.attempt.destination, decision.ceiling
    if ceiling in place.holds:
        return ()
    message = f"{ceiling.word} is cleared, but {place.kind} on the Hub know only private and public"
    fix = "put the weights or data into a model or dataset repository behind a gate, and load them from there"
    return (Finding("RG418", message, str(place), fix=fix, severity=Severity.WARNING),)


def _there(finding: Finding, squash: str) -> Finding:
    """Nothing is pushed, so nobody can rewrite a history before it is; on the Hub there is *squash* for that."""
    if finding.code == "RG402":
        return finding._replace(message=finding.message.replace("; goes out as ", "; the widest that is cleared, is "))
    if finding.code != "RG413":
        return finding
    message = finding.message.replace("the history that is pushed", "earlier revisions, which become visible with it")
    return finding._replace(message=message, fix=squash)
