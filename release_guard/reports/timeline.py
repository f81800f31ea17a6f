"""A release plan laid out along time, for every picture of it: one bar a stage, marks at the beginning of months.

Positions are fractions of the width, 0 at the first day shown and 1 at the last. How a bar is drawn is left to the
pictures: ``plan_text`` in a terminal, ``plan_svg`` on a page.
"""

from datetime import date, timedelta
from typing import NamedTuple

from release_guard.model.plan import Plan, Step

_AT_LEAST = timedelta(days=28)
#: At most so many months are marked; of more, every second, third, ... is.
_MARKS = 6


class Bar(NamedTuple):
    """One stage from the day it begins, at *start*, to the end of the picture."""

    step: Step
    start: float


class Mark(NamedTuple):
    """A day with a name: the first of a month, or today."""

    at: float
    label: str


class Timeline(NamedTuple):
    """The picture: bars in the order of the plan, marks from left to right, and where today is."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    today: float


def timeline(plan: Plan) -> Timeline:
    """Lay *plan* out; the days shown reach a little past the last beginning, and to the review where it is near."""
    days = [plan.today, *(step.begins for step in plan.steps)]
    first, last = min(days), max(days)
    span = max(last - first, _AT_LEAST)
    first, last = first - span / 20, last + span / 4

    def at(day: date) -> float:
        return (day - first) / (last - first)

    marks = tuple(Mark(at(day), day.strftime("%Y-%m")) for day in _months(first, last))
    return Timeline(tuple(Bar(step, at(step.begins)) for step in plan.steps), marks, at(plan.today))


def _months(first: date, last: date) -> list[date]:
    """The first days of months between *first* and *last*, thinned out evenly."""
    days, day = [], first.replace(day=1)
    while (day := _next_month(day)) <= last:
        days.append(day)
    step = -(-len(days) // _MARKS) or 1
    return days[::step]


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
