"""What a gate on the Hub doesn't hold back (hub docs, "Gated models"): one that opens by itself lets in whoever clicks,
and members of the organisation that owns the repository never meet it.
"""

from release_guard.model.attempt import Attempt
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility


def findings(attempt: Attempt, ceiling: Visibility, given: Visibility | None) -> tuple[Finding, ...]:
    """What there is to say of the gate behind which *attempt* goes out as *given*, or would (None: it is blocked)."""
    found = []
    if opens_by_itself(attempt, ceiling):
        message = f"its gate lets in whoever clicks; what is cleared is {ceiling.word}, where somebody decides"
        severity = Severity.NOTE if given is Visibility.GATED_MANUAL else None
        found.append(Finding("RG417", message, str(attempt.destination), fix=_manual(attempt), severity=severity))
    elif given is Visibility.GATED_MANUAL and attempt.gate_opens:
        message = "its gate lets in whoever clicks as it is set now; gated-manual needs one that somebody opens"
        found.append(Finding("RG417", message, str(attempt.destination), fix=_manual(attempt), severity=Severity.NOTE))
    if given in (Visibility.GATED_MANUAL, Visibility.GATED_AUTO):
        message = f"if {attempt.destination.namespace} is an organisation, its members pass the gate without asking"
        found.append(Finding("RG434", message, str(attempt.destination)))
    return tuple(found)


def steps(attempt: Attempt, ceiling: Visibility) -> tuple[str, ...]:
    """What can be done at once where only the gate is too wide."""
    return (_manual(attempt),) if opens_by_itself(attempt, ceiling) else ()


def opens_by_itself(attempt: Attempt, ceiling: Visibility) -> bool:
    """Whether a click-through stands where somebody is to decide."""
    return attempt.wanted is Visibility.GATED_AUTO and ceiling is Visibility.GATED_MANUAL


def _manual(attempt: Attempt) -> str:
    """The command that has somebody open the gate: ``publish`` sets it while the place is private."""
    if attempt.now in (None, Visibility.PRIVATE):
        return f"release-guard publish {attempt.destination}"
    return f"release-guard lower {attempt.destination} --to gated-manual"
