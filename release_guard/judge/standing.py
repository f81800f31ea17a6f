"""What each recorded word still counts for here, and why the others don't: the judge's view of every record.

For people who look after records (``review list``, ``review record``); a verdict comes from ``decide`` alone.
"""

from typing import NamedTuple

from release_guard.judge import override
from release_guard.judge.case import Case
from release_guard.judge.decide import weigh
from release_guard.judge.reviews import APPROVALS, Approval
from release_guard.judge.rules.records import RENEW, stands
from release_guard.judge.steps import fewest
from release_guard.model.attempt import Item
from release_guard.model.category import BOUND_BY_BYTES, Category
from release_guard.model.finding import Finding
from release_guard.model.policy import Slot
from release_guard.model.record import Record


class Reason(NamedTuple):
    """Why a record counts less than it says: the code of the catalogue that the judge would name, and the words."""

    code: str
    message: str


class Standing(NamedTuple):
    """A record's worth for one attempt.

    ``counts`` is false where nothing of it is heard. ``content`` is what an approval counts for, an objection holds;
    ``partly`` is the part of it of which some new bytes were not reviewed.
    """

    record: Record
    counts: bool
    content: frozenset[Category] = frozenset()
    partly: frozenset[Category] = frozenset()
    reasons: tuple[Reason, ...] = ()


def standings(case: Case) -> tuple[Standing, ...]:
    """The standing of every record, in the order of their file names."""
    return tuple(_standing(case, record) for record in sorted(case.facts.records, key=lambda record: record.file))


def _standing(case: Case, record: Record) -> Standing:
    if record.kind == "override":
        return _override(case, record)
    if record.kind != "review":
        return _word(case, record)
    if record.decision == "disapprove":
        return _objection(case, record)
    approval = next((one for one in case.approvals if one.record is record), None)
    if record.decision in APPROVALS and approval is not None:
        return _approval(case, approval)
    what = "it says not yet, which counts for nothing" if record.decision == "defer" else "no answers can be read"
    return Standing(record, counts=False, reasons=(Reason("RG301", what),))


def _approval(case: Case, approval: Approval) -> Standing:
    record = approval.record
    reasons = [Reason(fault.code, fault.message) for fault in approval.faults]
    if not reasons and case.signed and not case.rules.roster.authentic(record):
        reasons.append(Reason("RG308", f"the policy asks for a signature by {record.by} that it knows"))
    if reasons:
        return Standing(record, counts=False, reasons=tuple(reasons))
    concerned = [item for item in case.attempt.items if _concerned(item, record)]
    unbound = [item for item in concerned if not _bound(item, record)]
    lost = {item.category for item in unbound} - {item.category for item in concerned if _bound(item, record)}
    speaks = (one for one in record.scope.content if approval.counts_for(frozenset({one}), record.scope.visibility))
    content = frozenset(speaks) - lost
    reasons += [Reason("RG311", f"condition {one.id} is open: {one.text}") for one in approval.open_conditions]
    if approval.stale_capabilities:
        reasons.append(Reason("RG304", f"the code can do more now: {', '.join(sorted(approval.stale_capabilities))}"))
    if unbound:
        paths = dict.fromkeys(item.path for item in unbound)
        reasons.append(Reason("RG304", f"it was of other bytes than {', '.join(paths)}"))
    partly = content & {item.category for item in unbound}
    return Standing(record, bool(content), content, partly, tuple(reasons))


def _concerned(item: Item, record: Record) -> bool:
    """Whether *item* is new, in the scope of *record*, and of a kind that a review binds one by one."""
    if item.already or item.companion or item.category not in record.scope.content:
        return False
    return item.reference or item.category in BOUND_BY_BYTES


def _bound(item: Item, record: Record) -> bool:
    if item.reference:
        return bool(record.bound.references & {item.sha256, item.path})
    return item.sha256 in record.bound.artifacts


def _objection(case: Case, record: Record) -> Standing:
    if stands(case, record):
        return Standing(record, counts=True, content=record.scope.content)
    return Standing(record, counts=False, reasons=(Reason("RG307", "it was taken back, or is about another place"),))


def _word(case: Case, record: Record) -> Standing:
    if any(word is record for word in case.words.heard):
        return Standing(record, counts=True)
    place = record.path or record.file
    found = [Reason(one.code, one.message) for one in case.words.findings if one.path == place]
    return Standing(record, counts=False, reasons=tuple(found))


def _override(case: Case, record: Record) -> Standing:
    """Whether it lets anything through at all; which content that is, only a push can tell."""
    if override.lives(case, record):
        return Standing(record, counts=True)
    ended = record.until is None or record.until <= case.facts.moment
    what = "it has ended" if ended else "it lasts too long, or is by nobody who may break the glass"
    return Standing(record, counts=False, reasons=(Reason("RG506", what),))


def mendable(case: Case) -> tuple[Finding, ...]:
    """What keeps reviews from counting that their own authors could mend by renewing them, each once."""
    found = (ruling.finding for ruling in weigh(case).rulings)
    near = (one for one in found if one is not None and one.fix.startswith(RENEW))
    return tuple(dict.fromkeys(near))


def missing(case: Case) -> tuple[Slot, ...]:
    """The fewest people who must still review for the wanted visibility."""
    return tuple(fewest([ruling.needs for ruling in weigh(case).rulings if ruling.needs]))
