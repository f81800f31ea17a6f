"""What each recorded review is worth: whether it counts at all, for which content, and why not.

judge.md, "People", "Records" and "Unsigned records"; formats.md, "What a review is bound to". Whether enough people
have reviewed is left to ``people``; what an objection holds is left to ``objections``.
"""

from datetime import date, timedelta

from release_guard.judge.layers import Rules
from release_guard.judge.words import Words
from release_guard.model.attempt import Facts
from release_guard.model.category import Category
from release_guard.model.considerations import BOUND_SECTIONS, Considerations
from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id, is_agent
from release_guard.model.record import BadSignature, Condition, Record, Scope
from release_guard.model.visibility import Visibility

APPROVALS = frozenset({"approve", "approve-with-conditions"})
#: Code and programs change daily: an approval of them is bound to what they can do, not to their bytes.
_BOUND_BY_CAPABILITY = frozenset({Category.SOURCE_CODE, Category.RUNNABLE_SYSTEM, Category.MODIFIABLE_SYSTEM})
_DAY = timedelta(days=1)
_STATUS = {"not_applicable": 0, "planned": 1, "in_place": 2}


class Fault(NamedTuple):
    """Why a review doesn't count: a catalogue code, the words, and whether its author could mend it by renewing."""

    code: str
    message: str
    renewable: bool = False


class Approval(NamedTuple):
    """An approving review. ``faults`` void it altogether; ``open_conditions`` void it for their content."""

    record: Record
    person: str
    faults: tuple[Fault, ...]
    open_conditions: tuple[Condition, ...]
    stale_capabilities: frozenset[str]

    def counts_for(self, parts: frozenset[Category], visibility: Visibility) -> bool:
        """Whether it speaks for all of *parts* at *visibility*; bytes and signature are asked elsewhere."""
        return (
            not self.faults
            and self.record.scope.visibility >= visibility
            and parts <= self.record.scope.content
            and not (self.open_conditions and self.holding(parts))
            and not (self.stale_capabilities and parts & _BOUND_BY_CAPABILITY)
        )

    def holding(self, parts: frozenset[Category]) -> tuple[Condition, ...]:
        """The open conditions that touch one of *parts*."""
        return tuple(condition for condition in self.open_conditions if condition.content & parts)


def approvals(facts: Facts, rules: Rules, file: Considerations, words: Words) -> tuple[Approval, ...]:
    """Every approving review with what speaks against it, in the order of their file names."""
    found = [record for record in facts.records if record.kind == "review" and record.decision in APPROVALS]
    found.sort(key=lambda record: (record.file, record.at_tip))
    said_no = _objections_here(facts, words)
    return tuple(_approval(record, facts, rules, file, words, said_no) for record in found)


def _objections_here(facts: Facts, words: Words) -> dict[str, list[Record]]:
    """Person to the objections about this place that they haven't taken back."""
    found: dict[str, list[Record]] = {}
    for record in facts.records:
        here = not record.scope.targets or facts.attempt.destination.matches(record.scope.targets)
        if record.kind == "review" and record.decision == "disapprove" and here and not words.withdrawn(record):
            found.setdefault(canonical_id(record.by), []).append(record)
    return found


def _approval(
    record: Record,
    facts: Facts,
    rules: Rules,
    file: Considerations,
    words: Words,
    said_no: dict[str, list[Record]],
) -> Approval:
    person = canonical_id(record.by)
    faults = (
        *_person(record, person, rules, words.own),
        *_dates(record, words.today, rules),
        *_place(record, facts, file),
        *_sections(record, file),
        *_last_word(record, said_no.get(person, [])),
    )
    if words.withdrawn(record):
        faults = (Fault("RG304", "its reviewer withdrew it"), *faults)
    return Approval(
        record,
        person,
        faults,
        open_conditions=tuple(condition for condition in record.conditions if not words.meets(condition, record)),
        stale_capabilities=facts.attempt.capabilities - record.bound.capabilities,
    )


def _person(record: Record, person: str, rules: Rules, own: frozenset[str]) -> list[Fault]:
    faults = []
    if is_agent(record.by) or is_agent(record.recorded_by):
        faults.append(Fault("RG316", f"{record.recorded_by or record.by} is a program; a person must record it"))
    if person in own:
        faults.append(Fault("RG303", f"{record.by} is an owner or author of this release"))
    if isinstance(record.signature, BadSignature):
        faults.append(Fault("RG308", f"its signature doesn't hold: {record.signature.reason}"))
    elif owner := rules.roster.owner_of_key(record):
        faults.append(Fault("RG308", f"it is signed by {owner}'s key, in the name of {record.by}"))
    if not rules.roster.gives(person, record.role):
        faults.append(Fault("RG306", _without_role(record, listed=rules.roster.knows(person))))
    return faults


def _without_role(record: Record, *, listed: bool) -> str:
    if listed:
        return f"the policy doesn't give {record.by} the role {record.role}"
    return f"{record.by} isn't on the policy's list of reviewers"


def _dates(record: Record, today: date, rules: Rules) -> list[Fault]:
    if record.date > today + _DAY:
        return [Fault("RG315", f"it is dated {record.date}, which hasn't come")]
    if record.expires is not None and record.expires < today:
        return [Fault("RG305", f"it expired on {record.expires}", renewable=True)]
    limit = rules.review_age_days
    if limit and record.date + timedelta(days=limit) < today:
        return [Fault("RG305", f"it is older than the {limit} days that the policy allows", renewable=True)]
    return []


def _place(record: Record, facts: Facts, file: Considerations) -> list[Fault]:
    destination = facts.attempt.destination
    faults = []
    if not destination.matches(record.scope.targets):
        named = ", ".join(record.scope.targets) or "no target"
        faults.append(Fault("RG312", f"it is about {named}, not {destination}", renewable=True))
    if record.scope.release != file.name and (record.scope.release or facts.several):
        named = record.scope.release or "none by name"
        faults.append(Fault("RG312", f"it is about release {named}, not {file.name or file.title}", renewable=True))
    return faults


def _sections(record: Record, file: Considerations) -> list[Fault]:
    if record.bound.sections != file.digests and (changed := _changed(record, file)):
        return [Fault("RG304", f"since then the answers changed in {', '.join(changed)}", renewable=True)]
    now = {mitigation.id: mitigation.status for mitigation in file.mitigations}
    weaker = [
        name
        for name, seen in record.bound.mitigation.items()
        if _STATUS.get(now.get(name, ""), -1) < _STATUS.get(seen, 2)
    ]
    if weaker:
        return [Fault("RG304", f"since then mitigation {', '.join(sorted(weaker))} became weaker", renewable=True)]
    return []


def _last_word(record: Record, said_no: list[Record]) -> list[Fault]:
    """Who said no afterwards no longer approves, even where the release-board lifts the objection itself."""
    for objection in said_no:
        same_day = objection.date == record.date and record.supersedes != objection.file
        if (same_day or objection.date > record.date) and _meet(objection.scope, record.scope):
            return [Fault("RG304", f"its reviewer said no afterwards ({objection.file})", renewable=True)]
    return []


def _meet(objection: Scope, approval: Scope) -> bool:
    """Whether both speak of some of the same content and of the same release."""
    if objection.release and approval.release and objection.release != approval.release:
        return False
    return not objection.content or bool(objection.content & approval.content)


def _changed(record: Record, file: Considerations) -> list[str]:
    return [name for name in BOUND_SECTIONS if record.bound.sections.get(name) != file.digests.get(name)]
