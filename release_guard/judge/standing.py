"""What each recorded word still counts for here, and why the others don't: the judge's view of every record.

For people who look after records (``review list``, ``review record``); a verdict comes from ``decide`` alone.
"""

from release_guard.judge import override
from release_guard.judge.case import Case
from release_guard.judge.decide import weigh
from release_guard.judge.reviews import APPROVALS, Approval
from release_guard.judge.rules.records import ASK_AGAIN, stands
from release_guard.judge.steps import fewest
from release_guard.model.attempt import Item
from release_guard.model.category import BOUND_BY_BYTES, Category
from release_guard.model.considerations import Timing
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id
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
    if not reasons and case.signed and (doubt := case.rules.roster.doubt(record, case.words.today)):
        reasons.append(
            Reason("RG308", f"the policy asks for a signature by {record.by} that it knows, and this {doubt}")
        )
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
    return Standing(record, counts=False, reasons=(Reason("RG307", _why_it_ended(case, record)),))


def _why_it_ended(case: Case, record: Record) -> str:
    if case.words.withdrawn(record):
        return "it was taken back"
    lifting = (one for one in case.facts.records if one.supersedes == record.file)
    by = next((one.by for one in lifting), "")
    return f"{by} lifted it" if by else "it is about another place or release"


def _word(case: Case, record: Record) -> Standing:
    if any(word is record for word in case.words.heard):
        return _stranger(case, record) or Standing(record, counts=True)
    place = record.path or record.file
    found = [Reason(one.code, one.message) for one in case.words.findings if one.path == place]
    return Standing(record, counts=False, reasons=tuple(found))


def _stranger(case: Case, record: Record) -> Standing | None:
    """The standing of a confirmation by somebody who isn't asked; None where they are, or where anyone is."""
    may = confirmers(case, record.confirms) if record.kind == "confirmation" else ()
    if not may or canonical_id(record.by) in map(canonical_id, may):
        return None
    code = "RG311" if record.confirms.startswith("condition:") else "RG421"
    message = f"{record.by} isn't among those who may confirm this: {', '.join(dict.fromkeys(may))}"
    return Standing(record, counts=False, reasons=(Reason(code, message),))


def confirmers(case: Case, subject: str) -> tuple[str, ...]:
    """Who may confirm *subject*, as records spell it; empty: anybody but owners and authors."""
    kind, _, name = subject.partition(":")
    timing = case.file.timing if case.file is not None else Timing()
    if kind == "stage":
        return next((stage.event_confirmer for stage in timing.stages if stage.id == name), ())
    if kind == "event":
        return timing.event_confirmer
    review, _, condition = name.rpartition("#")
    conditions = ((one, each) for one in case.facts.records if one.file == review for each in one.conditions)
    return next(((one.by, *each.confirmer) for one, each in conditions if each.id == condition), ())


def _override(case: Case, record: Record) -> Standing:
    """Whether it lets anything through at all; which content that is, only a push can tell."""
    found = override.doubt(case, record)
    return Standing(record, counts=found is None, reasons=() if found is None else (Reason(*found),))


def mendable(case: Case) -> tuple[Finding, ...]:
    """What keeps reviews from counting that their own authors could mend by renewing them, each once."""
    found = (ruling.finding for ruling in weigh(case).rulings)
    near = (one for one in found if one is not None and one.fix.startswith(ASK_AGAIN))
    return tuple(dict.fromkeys(near))


def missing(case: Case) -> tuple[Slot, ...]:
    """The fewest people who must still review for the wanted visibility."""
    return tuple(fewest([ruling.needs for ruling in weigh(case).rulings if ruling.needs]))
