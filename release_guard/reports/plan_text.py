"""A release plan as a picture in a terminal: plain characters, so that any terminal and any log can show it."""

from release_guard.model.plan import Plan, State
from release_guard.reports.text import clean
from release_guard.reports.timeline import Timeline, timeline

#: How a bar is drawn: what is out, what may go, what will be, as far as dates tell, and what hangs on more than dates.
_OUT, _OPEN, _SURE, _UNSURE = "#", "=", "-", "."
_LONGEST = 24
_LEGEND = "# out   = may go now   - on that day   . not before that day   ^ today"


def picture(plan: Plan, width: int = 100) -> str:
    """*plan* drawn *width* columns wide: months, a bar for each stage, and a mark for today."""
    drawn = timeline(plan)
    names = [clean(bar.step.stage.id)[:_LONGEST] for bar in drawn.bars]
    margin = max(map(len, names), default=0) + 2
    room = max(20, width - margin)
    lines = [_marks(drawn, room)]
    lines += [_bar(bar.start, _stroke(bar.step.state, sure=bar.step.sure), room) for bar in drawn.bars]
    lines.append(f"{' ' * _column(drawn.today, room)}^")
    labels = ("", *names, "")
    body = "".join(f"{label:<{margin}}{line}".rstrip() + "\n" for label, line in zip(labels, lines, strict=True))
    return f"{body}{' ' * margin}{_LEGEND}\n"


def _stroke(state: State, *, sure: bool) -> str:
    if state is State.WAITING:
        return _SURE if sure else _UNSURE
    return _OUT if state is State.OUT else _OPEN


def _bar(start: float, stroke: str, room: int) -> str:
    column = _column(start, room)
    return " " * column + stroke * (room - column)


def _marks(drawn: Timeline, room: int) -> str:
    """The names of the months where they begin; one that would touch another is left out."""
    line = ""
    for mark in drawn.marks:
        column = _column(mark.at, room)
        if column >= len(line) + (1 if line else 0) and column + len(mark.label) <= room:
            line = f"{line:<{column}}{mark.label}"
    return line


def _column(at: float, room: int) -> int:
    return min(room - 1, int(at * room))
