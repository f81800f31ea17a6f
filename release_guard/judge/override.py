"""Break-glass: a recorded, dated way past the verdict, for these bytes and this place alone (judge.md)."""

from datetime import datetime, time, timedelta, timezone

from release_guard.judge.case import Case
from release_guard.judge.ruling import Ruling
from release_guard.judge.words import latest_day
from release_guard.model.people import canonical_id, is_agent
from release_guard.model.record import BadSignature, Record

#: Nothing breaks the glass over these: an objection stands, and private considerations stay private.
UNBREAKABLE = frozenset({"RG307", "RG313", "RG415"})


def in_force(case: Case, rulings: tuple[Ruling, ...]) -> Record | None:
    """The override that lets this attempt pass, if there is one and nothing stands that it can't reach."""
    if any(ruling.finding is not None and ruling.finding.code in UNBREAKABLE for ruling in rulings):
        return None
    return next((record for record in case.facts.records if record.kind == "override" and _holds(case, record)), None)


def _holds(case: Case, record: Record) -> bool:
    return (
        bool(case.attempt.digest)
        and record.attempt == case.attempt.digest
        and record.destination == str(case.destination)
        and lives(case, record)
    )


def lives(case: Case, record: Record) -> bool:
    """Whether an override has a reason, is in time, and is by somebody who may, whatever content it is for."""
    return bool(record.reason.strip()) and _may(case, record) and _in_time(case, record)


def _may(case: Case, record: Record) -> bool:
    allowed = case.rules.override_by
    if is_agent(record.by) or is_agent(record.recorded_by) or isinstance(record.signature, BadSignature):
        return False
    return allowed is None or canonical_id(record.by) in allowed


def _in_time(case: Case, record: Record) -> bool:
    """Not ended, not dated ahead, and never longer than the hours that the policy allows after its own day."""
    hours = timedelta(hours=min(24, case.rules.override_hours))
    if (
        record.until is None
        or record.until <= case.facts.moment
        or record.date > latest_day(case.facts) + timedelta(days=1)
    ):
        return False
    end_of_day = datetime.combine(record.date, time.min, timezone.utc) + timedelta(days=2)
    return record.until - case.facts.moment <= hours and record.until <= end_of_day + hours
