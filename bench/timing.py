"""Timing several pieces of work side by side: in turns, many times, told by medians and their spread."""

import time
from collections.abc import Callable, Mapping
from statistics import median, quantiles
from typing import NamedTuple


def _nothing() -> None:
    """Where no preparation is needed."""


class Work(NamedTuple):
    """Something to time; ``prepare`` runs before each time and isn't timed."""

    run: Callable[[], object]
    prepare: Callable[[], object] = _nothing


class Sample(NamedTuple):
    """The seconds of every round, in order."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles: half of all rounds lie about as near to the median."""
        if len(self.seconds) < 2:
            return 0.0
        low, _, high = quantiles(self.seconds, n=4)
        return (high - low) / 2

    def minus(self, other: "Sample") -> "Sample":
        """What this adds to *other*, round by round, so that a slow moment of the machine falls on both."""
        return Sample(tuple(one - two for one, two in zip(self.seconds, other.seconds, strict=True)))


class Row(NamedTuple):
    """One line of the table: a time, what it is compared with, and whether the target is met.

    ``ratio`` is this time over that of ``against``; ``met`` is None where the line is there for comparison only.
    ``peak`` is the most memory that it took, in bytes, 0 where nobody looked.
    """

    target: str
    what: str
    sample: Sample
    against: str = ""
    ratio: float | None = None
    wanted: str = ""
    met: bool | None = None
    peak: int = 0


def side_by_side(work: Mapping[str, Work], rounds: int, warm_up: int = 3) -> dict[str, Sample]:
    """Time every piece of *work* once a round, beginning with another one each time."""
    names = list(work)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(-warm_up, rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            work[name].prepare()
            start = time.perf_counter()
            work[name].run()
            seconds = time.perf_counter() - start
            if number >= 0:
                taken[name].append(seconds)
    return {name: Sample(tuple(seconds)) for name, seconds in taken.items()}
