"""Whether anybody at all could fill the places of a requirement, as the lists of reviewers stand; and who is missing.

Whether they have reviewed is another question (``people``).
"""

from collections.abc import Sequence

from release_guard.judge.roster import Roster
from release_guard.model.lean import NamedTuple
from release_guard.model.policy import Reviewer, Slot

_NOBODY: frozenset[str] = frozenset()


class Shortage(NamedTuple):
    """What is missing, in words, and what an entry must say that would help."""

    what: str
    add: str


def shortage(
    places: Sequence[Slot], roster: Roster, *, signed: bool, barred: frozenset[str] = _NOBODY
) -> Shortage | None:
    """What keeps everybody from filling *places*; None where enough people could.

    The owner's place is nobody else's. *barred* are people who may not review here: owners and authors.
    """
    slots = [slot for slot in places if slot.role != "owner"]
    if not slots:
        return None
    if not roster.lists:
        return _without_list(slots, signed=signed)
    people = [person for person in able(roster, signed=signed) if person.id not in barred]
    for slot in dict.fromkeys(slots):
        number = sum(_suits(person, slot) for person in people)
        if number < slots.count(slot):
            asked = f"{slots.count(slot)} x {_words(slot)} asked for, {number} on the list"
            return Shortage(f"{asked}{_kind(signed=signed, barred=barred)}", _entry(slot, signed=signed))
    seated: dict[int, int] = {}
    if all(_seat(slots, number, people, seated, set()) for number in range(len(slots))):
        return None
    anyone = sum(any(_suits(person, slot) for slot in slots) for person in people)
    short = f"{len(slots)} people asked for, {anyone} on the list could be{_kind(signed=signed, barred=barred)}"
    return Shortage(short, _entry(slots[0], signed=signed))


def _without_list(slots: list[Slot], *, signed: bool) -> Shortage | None:
    """Without a list anybody may review; but only a list says who is from outside, and which keys are whose."""
    outside = next((slot for slot in slots if slot.external), None)
    if outside is not None:
        said = "somebody from outside is asked for, and only a [[reviewer]] can be known to be"
        return Shortage(said, _entry(outside, signed=signed))
    said = "signatures are asked for, and no [[reviewer]] has a key"
    return Shortage(said, _entry(slots[0], signed=signed)) if signed else None


def able(roster: Roster, *, signed: bool) -> list[Reviewer]:
    """Those who stand in every list, with what all lists give them; where *signed*, only those with a key in each."""
    shared = set.intersection(*(set(people) for people in roster.lists)) if roster.lists else set()
    found = []
    for name in sorted(shared):
        entries = [people[name] for people in roster.lists]
        if not signed or all(entry.keys for entry in entries):
            roles = frozenset.intersection(*(entry.roles for entry in entries))
            external = all(entry.external for entry in entries)
            found.append(entries[0]._replace(id=name, roles=roles, external=external))
    return found


def _seat(slots: list[Slot], number: int, people: list[Reviewer], seated: dict[int, int], tried: set[int]) -> bool:
    """Seat one, asking others to move where that helps (Kuhn's augmenting path)."""
    for index, person in enumerate(people):
        if index in tried or not _suits(person, slots[number]):
            continue
        tried.add(index)
        if index not in seated or _seat(slots, seated[index], people, seated, tried):
            seated[index] = number
            return True
    return False


def _suits(person: Reviewer, slot: Slot) -> bool:
    return (person.external or not slot.external) and (slot.role == "any" or slot.role in person.roles)


def _words(slot: Slot) -> str:
    return f"{'external ' if slot.external else ''}{'person' if slot.role == 'any' else slot.role}"


def _kind(*, signed: bool, barred: frozenset[str]) -> str:
    return f"{' with a key' if signed else ''}{' beside owners and authors' if barred else ''}"


def _entry(slot: Slot, *, signed: bool) -> str:
    """What a [[reviewer]] must say to fill *slot*."""
    roles = "" if slot.role == "any" else f'roles = ["{slot.role}"]'
    parts = [roles, "external = true" if slot.external else "", "keys" if signed else ""]
    said = " and ".join(part for part in parts if part)
    return f"a [[reviewer]] with {said}" if said else "a [[reviewer]]"
