"""Are enough people, of the right kinds, behind some content at some visibility? (judge.md, "People")

Requirement by requirement: within one each place needs another person, and it never matters who is seated first.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from release_guard.judge.asked import applies, speaking
from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.judge.reviews import Approval
from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Requirement, Slot
from release_guard.model.record import Signature
from release_guard.model.visibility import Visibility

#: From this level the release-board itself must have approved, whatever the policies ask (judge.md, "Level").
BOARD_LEVEL = 4
BOARD = Requirement(BOARD_LEVEL, Visibility.GATED_MANUAL, (Slot("release-board"),))
#: In so many ways shared keys are given to one of their holders; an honest project has no shared key at all.
_MOST_READINGS = 256
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
    roster, today = case.rules.roster, case.words.today
    of_these = case.approvals if group.binders is None else [case.approvals[number] for number in sorted(group.binders)]
    return [
        approval
        for approval in of_these
        if approval.counts_for(group.parts, visibility)
        and (not asked.signed or roster.authentic(approval.record, today))
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
    """The places that stay empty when as many as can be are filled, each by another person (maximum matching).

    One key has one voice too: where several people sign with it, only one of them is seated by it, whoever helps most.
    """
    if not slots:
        return ()
    readings = (_unfilled(case, slots, kept) for kept in _one_voice_a_key(found))
    return min(readings, key=len)


def key_of(approval: Approval) -> str:
    """The key that signed it; "" where none did."""
    signature = approval.record.signature
    return signature.key if isinstance(signature, Signature) else ""


def _one_voice_a_key(found: Sequence[Approval]) -> Iterator[Sequence[Approval]]:
    """*found*, once for each way to say whose voice every shared key is; the other approvals by it are left out."""
    holders: dict[str, list[str]] = {}
    for approval in found:
        if key := key_of(approval):
            holders.setdefault(key, []).append(approval.person)
    shared = {key: sorted(frozenset(people)) for key, people in holders.items() if len(frozenset(people)) > 1}
    if not shared:
        yield found
        return
    for chosen in islice(product(*shared.values()), _MOST_READINGS):
        voice = dict(zip(shared, chosen, strict=True))
        yield [one for one in found if voice.get(key_of(one), one.person) == one.person]


def _unfilled(case: Case, slots: Sequence[Slot], found: Sequence[Approval]) -> tuple[Slot, ...]:
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
