"""One difference between two policies, and which way it goes."""

from enum import Enum

from release_guard.model.lean import NamedTuple


class Direction(str, Enum):
    """Which way a change goes: ``OTHER`` is stricter in one respect and looser in another, or neither."""

    STRICTER = "stricter"
    LOOSER = "looser"
    OTHER = "different"

    def __str__(self) -> str:
        return self.value


class Change(NamedTuple):
    """One thing that differs: what it is about, how it was, how it is, all in words."""

    direction: Direction
    about: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.about}: {self.old} -> {self.new}"


def direction(*, stricter: bool, looser: bool) -> Direction:
    """The way of a change that may be both, or neither."""
    if stricter == looser:
        return Direction.OTHER
    return Direction.STRICTER if stricter else Direction.LOOSER
