"""Break-glass: a recorded, dated way past the verdict, for these bytes and this place alone (judge.md).

Where a requirement asks for signatures, an override needs one too: else whoever may push could write one in the name of
somebody who may break the glass, and need no reviewer at all.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone

from release_guard.judge.case import Case
from release_guard.judge.ruling import Ruling
from release_guard.judge.words import latest_day
from release_guard.model.finding import Finding, Severity
from release_guard.model.people import canonical_id, is_agent
from release_guard.model.record import BadSignature, Record

#: Nothing breaks the glass over these: an objection stands, and private considerations stay private.
UNBREAKABLE = frozenset({"RG307", "RG313", "RG415"})


def in_force(case: Case, rulings: tuple[Ruling, ...]) -> Record | None:
    """The override that lets this attempt pass, if there is one and nothing stands that it can't reach."""
    if any(ruling.finding is not None and ruling.finding.code in UNBREAKABLE for ruling in rulings):
        return None
    return next((record for record in _here(case) if _of_this(case, record) and doubt(case, record) is None), None)


def refused(case: Case) -> Iterator[Finding]:
    """Why the overrides for this place that haven't ended don't count for this attempt."""
    for record in _here(case):
        if _ended(case, record):
            continue
        found = doubt(case, record)
        if found is None and not _of_this(case, record):
            found = "RG304", "it is for other content than this"
        if found is not None:
            place = record.path or record.file
            message = f"this override doesn't count: {found[1]}"
            yield Finding(found[0], message, place, fix=_AGAIN, severity=Severity.WARNING)


_AGAIN = "release-guard override --target DEST --reason TEXT, by somebody who may"


def _here(case: Case) -> Iterator[Record]:
    """The overrides that name this place."""
    place = str(case.destination)
    return (record for record in case.facts.records if record.kind == "override" and record.destination == place)


def _of_this(case: Case, record: Record) -> bool:
    return bool(case.attempt.digest) and record.attempt == case.attempt.digest


def doubt(case: Case, record: Record) -> "tuple[str, str] | None":
    """Why an override counts for nothing, whatever content it is for: a code and words. None where it counts."""
    return _of_person(case, record) or _of_time(case, record)


def _of_person(case: Case, record: Record) -> "tuple[str, str] | None":
    if not record.reason.strip():
        return "RG506", "it gives no reason"
    if is_agent(record.by) or is_agent(record.recorded_by):
        return "RG316", f"{record.recorded_by or record.by} is a program, and only a person can break the glass"
    if isinstance(record.signature, BadSignature):
        return "RG308", f"its signature doesn't hold: {record.signature.reason}"
    allowed = case.rules.override_by
    if allowed is not None and canonical_id(record.by) not in allowed:
        return "RG306", f"the policy lets {', '.join(sorted(allowed)) or 'nobody'} break the glass, not {record.by}"
    unproven = case.rules.roster.doubt(record, case.words.today) if case.signed else ""
    return ("RG308", f"the policy asks for signatures here, and it {unproven}") if unproven else None


def _of_time(case: Case, record: Record) -> "tuple[str, str] | None":
    """Not ended, not dated ahead, and never longer than the hours that the policy allows after its own day."""
    if record.until is None or _ended(case, record):
        return "RG506", "it has ended"
    if record.date > latest_day(case.facts) + timedelta(days=1):
        return "RG315", f"it is dated {record.date}, which hasn't come"
    number = min(24, case.rules.override_hours)
    hours = timedelta(hours=number)
    end_of_day = datetime.combine(record.date, time.min, timezone.utc) + timedelta(days=2)
    if record.until - case.facts.moment > hours or record.until > end_of_day + hours:
        return "RG506", f"it lasts longer than the {number} hours that the policy allows"
    return None


def _ended(case: Case, record: Record) -> bool:
    return record.until is None or record.until <= case.facts.moment
