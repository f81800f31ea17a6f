"""A release plan as it stands today: what is out, what may go, what waits for what (formats.md, [timing])."""

from datetime import date
from enum import Enum

from release_guard.model.considerations import Stage
from release_guard.model.lean import NamedTuple
from release_guard.model.record import Record


class State(Enum):
    """Where a stage stands. ``OUT``: a stage record says so; ``OPEN``: its time has come; ``WAITING``: it hasn't."""

    OUT = "out"
    OPEN = "open"
    WAITING = "waiting"


class Step(NamedTuple):
    """One stage of the plan; a release without stages has a single step.

    ``targets`` are the places of the file that the stage speaks of, in canonical form, patterns among them. ``begins``
    is the day of its first record, today where it is open, else the first day on which it can open as far as dates
    tell; ``sure`` is false where that day also hangs on an event or on another stage. ``waits_for`` says in words what
    keeps it closed, ``to_do`` the next thing to do. ``records`` say that it went out, oldest first; ``due`` are the
    places, named in full, to which it hasn't gone yet, or goes again.
    """

    stage: Stage
    state: State
    targets: tuple[str, ...]
    begins: date
    sure: bool = True
    waits_for: str = ""
    to_do: str = ""
    records: tuple[Record, ...] = ()
    due: tuple[str, ...] = ()


class Plan(NamedTuple):
    """The timing of one release on the day ``today``; ``review_by`` is when people are to look at it again."""

    release: str
    title: str
    path: str
    mode: str
    today: date
    steps: tuple[Step, ...]
    review_by: date | None = None


def is_pattern(place: str) -> bool:
    """Whether *place* may stand for several places."""
    return "*" in place or "?" in place
