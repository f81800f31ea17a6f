"""What people said against a release stays visible after it stopped holding anything: dissent is kept, and shown.

What a standing objection holds is ``records``' to say; here is only told what was lifted, taken back, or put off.
"""

from collections.abc import Iterable

from release_guard.judge.case import Case
from release_guard.judge.reviews import APPROVALS
from release_guard.judge.rules.records import about_this, stands
from release_guard.judge.ruling import Ruling, remark
from release_guard.model.finding import Finding
from release_guard.model.people import canonical_id
from release_guard.model.record import Record


def voices(case: Case) -> tuple[Record, ...]:
    """The reviews of this release that said no or not yet and hold nothing now, in the order of their days.

    A "not yet" is over once the same person approves or takes it back; a "no" is shown for good.
    """
    said = (one for one in case.facts.records if one.kind == "review" and one.decision in ("disapprove", "defer"))
    found = [one for one in said if about_this(case, one) and not stands(case, one) and not _is_over(case, one)]
    each = {(one.date, one.file): one for one in found}
    return tuple(each[key] for key in sorted(each))


def _is_over(case: Case, record: Record) -> bool:
    if record.decision == "disapprove":
        return False
    person = canonical_id(record.by)
    approved = (one.record for one in case.approvals if one.person == person and not one.faults)
    return case.words.withdrawn(record) or any(one.date >= record.date for one in approved)


def in_words(case: Case, record: Record) -> str:
    """Who said what, when and why, and how it ended."""
    what = "no" if record.decision == "disapprove" else "not yet"
    why = f": {record.rationale}" if record.rationale else ""
    return f"{record.by} ({record.role}) said {what} on {record.date}{why}{_end(case, record)}"


def _end(case: Case, record: Record) -> str:
    if record.decision != "disapprove":
        return ""
    if case.words.withdrawn(record):
        return " (taken back since)"
    lifting = (one for one in case.facts.records if one.supersedes == record.file and one.decision in APPROVALS)
    by = next((one.by for one in lifting), "")
    return f" (lifted since by {by})" if by else ""


def on_record(case: Case) -> Iterable[Ruling]:
    """Where something is judged, whoever reads the verdict also reads who saw it otherwise."""
    for record in voices(case) if case.heavy_or_code else ():
        where = record.path or record.file
        yield remark(Finding("RG318", in_words(case, record), where))


RULES = (on_record,)
