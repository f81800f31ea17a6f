"""What two policies differ in, as people read it: what becomes stricter, what looser, what is only different."""

from collections.abc import Sequence

from release_guard.judge.change import Change, Direction
from release_guard.reports.text import clean

_LONG = 90
_HEADS = {Direction.STRICTER: "Stricter:", Direction.LOOSER: "Looser:", Direction.OTHER: "Different:"}


def as_rows(changes: Sequence[Change]) -> str:
    """The changes under their headings; one line where there are none."""
    if not changes:
        return "No rule changes.\n"
    parts = [_part(way, [change for change in changes if change.direction is way]) for way in Direction]
    return "".join(parts)


def _part(way: Direction, changes: Sequence[Change]) -> str:
    if not changes:
        return ""
    return f"{_HEADS[way]}\n" + "".join(f"  {clean(line)}\n" for change in changes for line in _lines(change))


def _lines(change: Change) -> tuple[str, ...]:
    """One line, or two where one would be long."""
    return (str(change),) if len(str(change)) <= _LONG else (change.about, f"    {change.old} -> {change.new}")


def summary(changes: Sequence[Change]) -> str:
    """How many go which way: "2 stricter, 1 looser"."""
    numbers = ((way, sum(change.direction is way for change in changes)) for way in Direction)
    return ", ".join(f"{number} {way}" for way, number in numbers if number) or "no rule changes"


def as_json(changes: Sequence[Change]) -> list[dict[str, str]]:
    """The changes for programs."""
    return [{"direction": str(one.direction), "about": one.about, "old": one.old, "new": one.new} for one in changes]
