"""What one policy asks more, and what less, than another: in words, and without any release.

Requirements and caps are compared by what they come to at each level, for each category and visibility, so that the
same rules written in another way are no change. Which releases it matters to is found by judging them.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from release_guard.judge import policy_words as words
from release_guard.judge.asked import EARNED, JUDGED, LEVELS, People, covers, people
from release_guard.judge.change import Change, Direction, direction
from release_guard.judge.compare_keys import changes
from release_guard.model.category import Category
from release_guard.model.lean import NamedTuple
from release_guard.model.policy import Policy
from release_guard.model.visibility import Visibility

_Wanted = frozenset[People] | None


class _Cell(NamedTuple):
    """Some content on its way to one visibility."""

    level: int
    category: Category
    visibility: Visibility


def compare(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Every change from *old* to *new*: what must be reviewed first, then the other keys."""
    return (*_asked(old, new), *changes(old, new))


def _asked(old: Policy, new: Policy) -> Iterator[Change]:
    """What must be reviewed, with everything that changes alike in one line."""
    changed: dict[tuple[_Wanted, _Wanted], list[_Cell]] = {}
    for cell in map(_Cell._make, product(LEVELS, JUDGED, EARNED)):
        before, after = people(old, *cell), people(new, *cell)
        if before != after:
            changed.setdefault((before, after), []).append(cell)
    for (before, after), cells in changed.items():
        for about in _regions(cells):
            yield Change(_way(before, after), about, words.people(before), words.people(after))
    if bool(old.requirements) != bool(new.requirements):
        states = {True: "states who must review", False: "leaves that to other layers, or to the built-in policy"}
        yield Change(Direction.OTHER, "requirements", states[bool(old.requirements)], states[bool(new.requirements)])


def _way(old: _Wanted, new: _Wanted) -> Direction:
    """Which way a change goes. The owner's place decides only where nothing else does: every release needs a "go"."""
    for before, after in ((_without_owner(old), _without_owner(new)), (old, new)):
        stricter, looser = _within(before, after), _within(after, before)
        if not (stricter and looser):
            return direction(stricter=stricter, looser=looser)
    return Direction.OTHER


def _without_owner(wanted: _Wanted) -> _Wanted:
    if wanted is None:
        return None
    others = ((tuple(slot for slot in places if slot.role != "owner"), signed) for places, signed in wanted)
    return frozenset((places, signed) for places, signed in others if places)


def _within(fewer: _Wanted, more: _Wanted) -> bool:
    """Whether whoever meets *more* meets *fewer*; nobody meets None."""
    if more is None or fewer is None:
        return more is None
    return all(any(covers(other, one) for other in more) for one in fewer)


def _regions(cells: Iterable[_Cell]) -> Iterator[str]:
    """*cells* in as few words as they allow: content with the same levels and visibilities together."""
    at: dict[Category, dict[int, frozenset[Visibility]]] = {}
    for cell in cells:
        levels = at.setdefault(cell.category, {})
        levels[cell.level] = levels.get(cell.level, frozenset()) | {cell.visibility}
    alike: dict[tuple[frozenset[Visibility], frozenset[int]], list[Category]] = {}
    for category, levels in at.items():
        for seen in dict.fromkeys(levels.values()):
            numbers = frozenset(level for level, other in levels.items() if other == seen)
            alike.setdefault((seen, numbers), []).append(category)
    for (seen, numbers), categories in alike.items():
        yield f"{words.content(categories)} at {words.levels(numbers)}, to be {words.visibilities(seen)}"
