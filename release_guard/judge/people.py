"""Are enough people, of the right kinds, behind some content at some visibility? (judge.md, "People")

Requirement by requirement: within one each place needs another person, and it never matters who is seated first.
"""

from collections.abc import Sequence

from release_guard.judge.asked import applies, speaking
from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.judge.reviews import Approval
from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Requirement, Slot
from release_guard.model.visibility import Visibility

#: From this level the release-board itself must have approved, whatever the policies ask (judge.md, "Level").
BOARD_LEVEL = 4
BOARD = Requirement(BOARD_LEVEL, Visibility.GATED_MANUAL, (Slot("release-board"),))
_WIDEST_FIRST = (Visibility.PUBLIC, Visibility.GATED_AUTO, Visibility.GATED_MANUAL)


class Gap(NamedTuple):
    """A requirement that isn't met for a group: by which layer, at which visibility, and the places left empty."""

    layer: Layer
    asked: Requirement
    group: Group
    visibility: Visibility
    empty: tuple[Slot, ...]


class Seating(NamedTuple):
    """How wide one layer lets a group go, and what is missing for the wanted visibility."""

    reached: Visibility
    gaps: tuple[Gap, ...]
    uncovered: bool = False


def seat(case: Case, layer: Layer, group: Group) -> Seating:
    """The widest visibility at which every requirement of *layer* for *group* is met; worked out once."""
    key = (id(layer), id(group))
    if key not in case.seatings:
        case.seatings[key] = _seat_all(case, layer, group)
    seating = case.seatings[key]
    assert isinstance(seating, Seating)
    return seating


def _seat_all(case: Case, layer: Layer, group: Group) -> Seating:
    asked = tuple(
        requirement for requirement in layer.policy.requirements if applies(requirement, case.number, group.category)
    )
    if layer.policy.requirements and not asked:
        return Seating(Visibility.PRIVATE, (), uncovered=True)
    if case.number >= BOARD_LEVEL:
        asked += (BOARD,)
    wanted_gaps: tuple[Gap, ...] = ()
    for visibility in _WIDEST_FIRST:
        missing = (_gap(case, layer, one, group, visibility) for one in speaking(asked, visibility))
        gaps = tuple(gap for gap in missing if gap is not None)
        if not gaps:
            return Seating(visibility, wanted_gaps)
        if visibility is case.attempt.wanted:
            wanted_gaps = gaps
    return Seating(Visibility.PRIVATE, wanted_gaps)


def candidates(case: Case, asked: Requirement, group: Group, visibility: Visibility) -> list[Approval]:
    """The approvals that may fill a place of *asked* for *group* at *visibility*."""
    roster = case.rules.roster
    of_these = case.approvals if group.binders is None else [case.approvals[number] for number in sorted(group.binders)]
    return [
        approval
        for approval in of_these
        if approval.counts_for(group.parts, visibility) and (not asked.signed or roster.authentic(approval.record))
    ]


def _gap(case: Case, layer: Layer, asked: Requirement, group: Group, visibility: Visibility) -> Gap | None:
    if not asked.people:
        return Gap(layer, asked, group, visibility, (Slot("any"),))
    owner_missing = tuple(slot for slot in asked.people if slot.role == "owner" and not owner_decided(case))
    slots = tuple(slot for slot in asked.people if slot.role != "owner")
    found = candidates(case, asked, group, visibility) if slots else ()
    empty = owner_missing + unfilled(case, slots, found)
    return Gap(layer, asked, group, visibility, empty) if empty else None


def owner_decided(case: Case) -> bool:
    """Whether the owner stands for the "go": that fills an owner's place. Where there is none, RG115 holds it all."""
    if case.file is None or case.file.decision.outcome != "go":
        return case.file is not None
    return canonical_id(case.file.decision.accountable) == canonical_id(case.file.owner)


def unfilled(case: Case, slots: Sequence[Slot], found: Sequence[Approval]) -> tuple[Slot, ...]:
    """The places that stay empty when as many as can be are filled, each by another person (maximum matching)."""
    if not slots:
        return ()
    people = _people(found)
    if all(slot == Slot("any") for slot in slots):
        return tuple(slots[len(people) :])
    seated: dict[str, int] = {}
    ordered = sorted(range(len(slots)), key=lambda i: (slots[i].role == "any", not slots[i].external))
    left = [i for i in ordered if not _seat(case, slots, i, people, seated, set())]
    return tuple(slots[i] for i in left)


def _people(found: Sequence[Approval]) -> dict[str, frozenset[str]]:
    """Person to the roles in which they approved."""
    people: dict[str, frozenset[str]] = {}
    for approval in found:
        people[approval.person] = people.get(approval.person, frozenset()) | {approval.record.role}
    return people


def _seat(
    case: Case,
    slots: Sequence[Slot],
    i: int,
    people: dict[str, frozenset[str]],
    seated: dict[str, int],
    tried: set[str],
) -> bool:
    """Find somebody for place *i*, asking those already seated to move where that helps (Kuhn's augmenting path)."""
    for person, roles in people.items():
        if person in tried or not _suits(case, slots[i], person, roles):
            continue
        tried.add(person)
        if person not in seated or _seat(case, slots, seated[person], people, seated, tried):
            seated[person] = i
            return True
    return False


def _suits(case: Case, slot: Slot, person: str, roles: frozenset[str]) -> bool:
    if slot.external and not case.rules.roster.external(person):
        return False
    return slot.role == "any" or slot.role in roles
