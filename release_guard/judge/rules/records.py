"""Rules about people's words: objections that stand, reviews that are missing, and records that don't count."""

from collections.abc import Iterable

from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.judge.people import Gap, Seating, candidates, key_of, owner_decided, seat, unfilled
from release_guard.judge.reviews import APPROVALS, Approval
from release_guard.judge.ruling import Ruling, hold, remark
from release_guard.judge.steps import request
from release_guard.model.category import Category
from release_guard.model.finding import Finding, Severity
from release_guard.model.people import canonical_id
from release_guard.model.policy import Requirement, Slot
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility

TYPE_CHECKING = False
if TYPE_CHECKING:
    from release_guard.judge.shortage import Shortage

#: The command that asks a reviewer for an earlier word again; only they can give it.
ASK_AGAIN = "release-guard review request --to"

#: So many records that a push takes away are told one by one.
_TOLD_SINGLY = 10
#: The words besides reviews by which something opens.
_OPENING = frozenset({"confirmation", "stage", "withdrawal"})

#: What is missing: a requirement and its empty places, with each gap and what was reached without it.
_Missing = dict[tuple[Requirement, tuple[Slot, ...]], list[tuple[Gap, Visibility]]]


def objections(case: Case) -> Iterable[Ruling]:
    """A "no" holds until the same person, or the release-board, takes it back; deleting its file doesn't."""
    for record in sorted(case.facts.records, key=lambda record: record.file):
        if not stands(case, record):
            continue
        held = tuple(group for group in case.heavy_or_code if _objects_to(record, group))
        if held or record.dropped:
            whole = None if record.dropped else held  # else the next push would find no objection any more
            yield hold(whole, _objection(record), f"talk to {record.by}: {_how_to_lift(record)}")


def stands(case: Case, record: Record) -> bool:
    """Whether *record* is an objection about this release and place that nobody has lifted."""
    if record.kind != "review" or record.decision != "disapprove" or not about_this(case, record):
        return False
    return not _lifted(case, record)


def about_this(case: Case, record: Record) -> bool:
    """Whether *record* speaks of this place and this release."""
    if record.scope.targets and not case.destination.matches(record.scope.targets):
        return False
    release = case.file.name if case.file is not None else ""
    return not record.scope.release or not release or record.scope.release == release


def _objects_to(record: Record, group: Group) -> bool:
    return not record.scope.content or bool(record.scope.content & (group.parts | {group.category}))


def _objection(record: Record) -> Finding:
    place = record.path or record.file
    if not record.at_tip:
        where = "at the destination" if record.at_destination else "in the history that this push brings"
        message = f"{record.by} said no {where}; that the record isn't at the tip of this push doesn't end it"
        return Finding("RG313", message, place, fix=_how_to_lift(record))
    said = f": {record.rationale}" if record.rationale else ""
    return Finding("RG307", f"{record.by} ({record.role}) said no{said}", place, fix=_how_to_lift(record))


def _how_to_lift(record: Record) -> str:
    return f"they can take it back with: release-guard review withdraw {record.file} --by {record.by}"


def _lifted(case: Case, objection: Record) -> bool:
    person = canonical_id(objection.by)
    if any(_takes_back(word, objection, person) for word in case.words.heard):
        return True
    return any(_supersedes(case, record, objection, person) for record in case.facts.records)


def _takes_back(word: Record, objection: Record, person: str) -> bool:
    names_it = word.kind == "withdrawal" and word.withdraws == objection.file
    return names_it and canonical_id(word.by) == person and word.date >= objection.date


def _supersedes(case: Case, record: Record, objection: Record, person: str) -> bool:
    if record.kind != "review" or record.decision not in APPROVALS or record.supersedes != objection.file:
        return False
    if record.date < objection.date or not _speaks(case, record):
        return False
    by = canonical_id(record.by)
    board = record.role == "release-board" and case.rules.roster.gives(by, "release-board")
    return by == person or (board and by not in case.words.own)


def _speaks(case: Case, record: Record) -> bool:
    """Whether the word itself is sound: a person's, of today or earlier, signed where signatures are asked for."""
    fatal = {"RG316", "RG315", "RG308"}
    approval = next((one for one in case.approvals if one.record is record), None)
    if approval is None or any(fault.code in fatal for fault in approval.faults):
        return False
    return not case.signed or case.rules.roster.authentic(record, case.words.today)


def removed(case: Case) -> Iterable[Ruling]:
    """Records are only ever added: one that the push takes away or changes still speaks, and the verdict says so."""
    gone = [record for record in case.facts.records if record.dropped and not stands(case, record)]
    for number, record in enumerate(gone):
        if number < _TOLD_SINGLY:
            what = "changes" if record.altered else "takes away"
            message = f"this push {what} a record; what it said at the destination still counts"
            place = record.path or record.file
            fix = f"put it back: git log -1 --format=%h --diff-filter=D -- {place} names the commit to revert"
            yield remark(Finding("RG313", message, place, fix=fix, severity=Severity.WARNING))
    if len(gone) > _TOLD_SINGLY:
        message = f"{len(gone) - _TOLD_SINGLY} more records are taken away or changed; what they said still counts"
        yield remark(Finding("RG313", message, "release-records/", severity=Severity.WARNING))


def people(case: Case) -> Iterable[Ruling]:
    """Each layer is judged alone: enough people, of the right roles, for every part of the content."""
    if case.file is None:
        return
    for layer in case.rules.judged:
        seatings = [(group, seat(case, layer, group)) for group in case.heavy_or_code]
        short = [(group, seating) for group, seating in seatings if _is_short(case, seating)]
        for group, seating in short:
            yield Ruling(seating.reached, f"{layer.origin}: {_asked(case, seating.gaps, group)}", (group,))
        yield from _told(case, [(gap, seating.reached) for _, seating in short for gap in seating.gaps])


def _is_short(case: Case, seating: Seating) -> bool:
    return not seating.uncovered and seating.reached < case.attempt.wanted


def _told(case: Case, gaps: list[tuple[Gap, Visibility]]) -> Iterable[Ruling]:
    """What is said of the gaps: the reviews whose authors could mend them, else what each requirement still lacks.

    The same is said once for all groups, so these rulings narrow no group beyond what was reached without them.
    """
    missing: _Missing = {}
    for gap, reached in gaps:
        mendable = _mendable(case, gap)
        for finding in mendable:
            yield Ruling(reached, finding.message, (gap.group,), finding, (finding.fix,))
        if not mendable:
            missing.setdefault((gap.asked, gap.empty), []).append((gap, reached))
    for (asked, empty), alike in missing.items():
        plain = [one for one in alike if not _said_by_another(one[0].group, asked, empty, missing)]
        if plain:
            yield _missing(case, [gap for gap, _ in plain], max(reached for _, reached in plain))


def _said_by_another(group: Group, asked: Requirement, empty: tuple[Slot, ...], missing: _Missing) -> bool:
    """Whether whoever fills what another requirement lacks for *group* fills these places too."""
    return any(
        group is gap.group and (other, slots) != (asked, empty) and _covers(slots, empty) and not _covers(empty, slots)
        for (other, slots), gaps in missing.items()
        for gap, _ in gaps
    )


def _covers(more: tuple[Slot, ...], fewer: tuple[Slot, ...]) -> bool:
    particular = [slot for slot in fewer if slot != Slot("any")]
    return len(more) >= len(fewer) and all(more.count(slot) >= particular.count(slot) for slot in particular)


def _mendable(case: Case, gap: Gap) -> list[Finding]:
    """The reviews that would close *gap* if only their one fault were mended; empty where more is needed."""
    found = candidates(case, gap.asked, gap.group, gap.visibility)
    near = [(approval, fault) for approval in case.approvals if (fault := near_miss(case, gap, approval)) is not None]
    slots = tuple(slot for slot in gap.asked.people if slot.role != "owner")
    if not near or (any(slot.role == "owner" for slot in gap.empty) and not owner_decided(case)):
        return []
    if unfilled(case, slots, [*found, *(approval for approval, _ in near)]):
        return []
    last = {approval.person: finding for approval, finding in sorted(near, key=lambda one: one[0].record.date)}
    return [finding for _, finding in near if finding in last.values()]


def near_miss(case: Case, gap: Gap, approval: Approval) -> Finding | None:
    """Why a review that was meant for this doesn't count, where its own author could mend that; else None."""
    record, where = approval.record, approval.record.path or approval.record.file
    if any(not fault.renewable for fault in approval.faults):
        return None
    if approval.faults and approval.faults[0].code == "RG312" and not _is_target(case):
        return None  # that place isn't named by the answers themselves, and renewing a review won't change it
    if approval.faults:
        return Finding(approval.faults[0].code, approval.faults[0].message, where, fix=_ask_again(approval))
    if not gap.group.parts <= record.scope.content:
        missing = ", ".join(sorted(str(part) for part in gap.group.parts - record.scope.content))
        return Finding("RG312", f"it doesn't speak of {missing}", where, fix=_ask_again(approval))
    if record.scope.visibility < gap.visibility:
        message = f"it allows {record.scope.visibility.word}, not {gap.visibility.word}"
        return Finding("RG312", message, where, fix=_ask_again(approval))
    held = approval.holding(gap.group.parts)
    if held:
        message = f"its condition {held[0].id} is open: {held[0].text}"
        subject = f"condition:{record.file}#{held[0].id}"
        fix = f"once it is met, {record.by} runs: release-guard confirm {subject} --evidence URL --statement TEXT"
        return Finding("RG311", message, where, fix=fix)
    return _other_content(case, gap, approval, where)


def _is_target(case: Case) -> bool:
    return case.file is not None and case.destination.matches(case.file.targets)


def _other_content(case: Case, gap: Gap, approval: Approval, where: str) -> Finding | None:
    number = next(i for i, one in enumerate(case.approvals) if one is approval)
    if gap.group.binders is not None and number not in gap.group.binders:
        heavy = [item.path for item in gap.group.items if item.category is not Category.SOURCE_CODE]
        message = f"it was of other bytes than {heavy[0] if heavy else gap.group.shown}"
        return Finding("RG304", message, where, fix=_ask_again(approval))
    if not approval.counts_for(gap.group.parts, gap.visibility):
        names = ", ".join(sorted(approval.stale_capabilities))
        return Finding("RG304", f"the code can do more now: {names}", where, fix=_ask_again(approval))
    doubt = case.rules.roster.doubt(approval.record, case.words.today) if gap.asked.signed else ""
    if doubt:
        message = f"the policy asks for a signature by {approval.record.by}, and this {doubt}"
        return Finding("RG308", message, where, fix=_ask_again(approval))
    return None


def _ask_again(approval: Approval) -> str:
    return f"{ASK_AGAIN} {approval.record.by}"


def _missing(case: Case, gaps: list[Gap], at_most: Visibility) -> Ruling:
    """One ruling for the same places of one requirement, left empty for several groups."""
    gap = gaps[0]
    groups = tuple(one.group for one in gaps)
    others = tuple(slot for slot in gap.empty if slot.role != "owner")
    steps: tuple[str, ...] = ()
    if len(others) < len(gap.empty):
        path = case.file.path if case.file is not None else "release-considerations.toml"
        steps = (f'edit {path}: [decision] outcome = "go", accountable = the owner',)
    found = candidates(case, gap.asked, gap.group, gap.visibility)
    message = _asked(case, (gap,), *groups)
    short = _short(case, gap)
    if short is not None:
        message, steps = f"{message}; nobody can meet that: {short.what}", (*steps, _listing(case, gap, short))
    fix = steps[0] if steps else request(others[0])
    finding = Finding("RG302" if found else "RG301", message, gap.layer.path, gap.asked.line, fix)
    return Ruling(at_most, message, groups, finding, steps, others)


def _short(case: Case, gap: Gap) -> "Shortage | None":
    """What keeps everybody on the policies' lists from meeting a requirement of this release."""
    from release_guard.judge.shortage import shortage

    return shortage(gap.asked.people, case.rules.roster, signed=gap.asked.signed, barred=case.words.own)


def _listing(case: Case, gap: Gap, short: "Shortage") -> str:
    """The edit after which somebody could meet it, in every policy that lists reviewers."""
    lists = [layer for layer in case.facts.layers if layer.trusted and layer.policy.reviewers] or [gap.layer]
    paths = dict.fromkeys(layer.path or "release-policy.toml" for layer in lists)
    return f"edit {' and '.join(paths)}: add {short.add}"


def _asked(case: Case, gaps: tuple[Gap, ...], *groups: Group) -> str:
    """What the first of *gaps* asks for, in words; the system that parts make together needs no mention beside them."""
    gap = gaps[0]
    names = sorted({str(group.category) for group in groups})
    single = [name for name in names if name != Category.MODIFIABLE_SYSTEM] or names
    want, empty = _in_words(gap.asked.people), _in_words(gap.empty)
    what = f"level {case.number} asks for {want} for {', '.join(single)} to be {gap.visibility.word}"
    return what if len(gap.empty) == len(gap.asked.people) else f"{what}; still missing: {empty}"


def _in_words(slots: tuple[Slot, ...]) -> str:
    words = [_slot_in_words(slot) for slot in slots]
    return " and ".join(
        f"{words.count(word)} x {word}" if words.count(word) > 1 else word for word in dict.fromkeys(words)
    )


def _slot_in_words(slot: Slot) -> str:
    if slot.role == "owner":
        return "the owner's decision"
    if slot.role == "any":
        return "another person from outside" if slot.external else "another person"
    return f"a person in the role {slot.role}{' from outside' if slot.external else ''}"


def doubtful(case: Case) -> Iterable[Ruling]:
    """Reviews that can't count whatever else happens, and words that weren't heard, each said once."""
    for approval in case.approvals:
        where = approval.record.path or approval.record.file
        withdrawn = case.words.withdrawn(approval.record)  # said first, and all that there is to say of it
        weight = Severity.NOTE if withdrawn else Severity.WARNING
        for fault in approval.faults[:1] if withdrawn else approval.faults:
            if not fault.renewable and about_this(case, approval.record):
                yield remark(Finding(fault.code, f"this review doesn't count: {fault.message}", where, severity=weight))
    for finding in case.words.findings:
        yield remark(finding._replace(severity=Severity.WARNING))


def twice(case: Case) -> Iterable[Ruling]:
    """One person has one voice, however often they review, under however many spellings; and so has one key."""
    people: dict[str, Approval] = {}
    keys: dict[str, Approval] = {}
    for approval in case.approvals:
        if approval.faults:
            continue
        key = key_of(approval)
        first, same_key = people.setdefault(approval.person, approval), keys.setdefault(key, approval)
        by = approval.record.by
        if first is not approval and first.record.by != by:
            yield _counted_once(approval, f"{by} and {first.record.by} are one person and count once")
        elif key and same_key.person != approval.person:
            message = f"{by} and {same_key.record.by} sign with one key: whoever has it is one person and counts once"
            yield _counted_once(approval, message)


def _counted_once(approval: Approval, message: str) -> Ruling:
    return remark(Finding("RG309", message, approval.record.path or approval.record.file, severity=Severity.NOTE))


def unsigned(case: Case) -> Iterable[Ruling]:
    """What no key proves is a claim by whoever recorded it; the verdict says so, of approvals and of other words."""
    if not case.heavy_or_code:
        return
    approved = [approval.record for approval in case.approvals if not approval.faults]
    counted = [*approved, *(word for word in case.words.heard if word.kind in _OPENING)]
    plain = [record for record in counted if record.signature is None]
    if plain:
        message = f"{_in_numbers(plain)}, unsigned: a claim by whoever recorded it"
        yield remark(Finding("RG314", message, "release-records/"))
    strange = [one for one in counted if one.signature is not None and not _is_authentic(case, one)]
    if strange:
        message = f"{_in_numbers(strange)}, signed by a key that no policy gives them: as good as unsigned"
        yield remark(Finding("RG314", message, "release-records/"))


def _is_authentic(case: Case, record: Record) -> bool:
    return case.rules.roster.authentic(record, case.words.today)


def _in_numbers(records: list[Record]) -> str:
    """ "2 approvals and 1 confirmation"."""
    kinds = ["approval" if record.kind == "review" else record.kind for record in records]
    counted = ((kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))
    return " and ".join(f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in counted)


RULES = (objections, removed, people, doubtful, twice, unsigned)
