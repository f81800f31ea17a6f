"""How people, levels and content of a policy are said to people."""

from collections import Counter
from collections.abc import Iterable

from release_guard.judge.asked import EARNED, JUDGED, People
from release_guard.model.category import Category
from release_guard.model.policy import Slot
from release_guard.model.visibility import Visibility


def slots(places: Iterable[Slot]) -> str:
    """Places for people in words: "1 outside domain-expert + 2 other people"."""
    return " + ".join(_slot(slot, number) for slot, number in Counter(places).items()) or "nobody can: never"


def _slot(slot: Slot, number: int) -> str:
    if slot.role == "owner":
        return "the owner's decision"
    words = "outside " if slot.external else "other " if slot.role == "any" else ""
    noun = ("person" if number == 1 else "people") if slot.role == "any" else slot.role
    return f"{number} {words}{noun}"


def people(wanted: frozenset[People] | None) -> str:
    """Sets of people in words: what ``asked.people`` gives."""
    if wanted is None:
        return "never"
    if not wanted:
        return "nobody"
    return ", and ".join(f"{slots(places)}{', signed' if signed else ''}" for places, signed in sorted(wanted))


def levels(numbers: Iterable[int]) -> str:
    """Levels in words: "level 2", "levels 1 to 3", "every level"."""
    found = sorted(numbers)
    if found == [1, 2, 3, 4]:
        return "every level"
    if len(found) == 1:
        return f"level {found[0]}"
    if found == list(range(found[0], found[-1] + 1)):
        return f"levels {found[0]} to {found[-1]}"
    return f"levels {', '.join(map(str, found))}"


def content(categories: Iterable[Category]) -> str:
    """Categories in words."""
    found = frozenset(categories)
    if found >= frozenset(JUDGED):
        return "everything"
    missing = frozenset(JUDGED) - found
    if len(missing) == 1:
        return f"everything but {next(iter(missing))}"
    return ", ".join(sorted(found))


def visibilities(found: Iterable[Visibility]) -> str:
    """Visibilities in words, the narrowest first: "public", "gated-auto or wider"."""
    seen = sorted(found)
    if len(seen) > 1 and seen == [one for one in EARNED if one >= seen[0]]:
        return f"{seen[0].word} or wider"
    return " or ".join(one.word for one in seen)
