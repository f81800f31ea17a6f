"""A release plan as an SVG picture: for a model card, a pull request or a web page; readable in black and white."""

from xml.sax.saxutils import escape

from release_guard.model.plan import Plan, State, Step
from release_guard.reports.text import clean
from release_guard.reports.timeline import Bar, timeline

_WIDTH, _LEFT, _TOP, _ROW, _BAR = 960, 220, 76, 46, 26
_ROOM = _WIDTH - _LEFT - 20
_FONT = "font-family='system-ui, sans-serif'"
#: Fill and outline of a bar: what is out is solid, what may go is light, what waits is hollow.
_LOOKS = {
    State.OUT: "fill='#2f5d8a' stroke='#2f5d8a'",
    State.OPEN: "fill='#a9cbe8' stroke='#2f5d8a'",
    State.WAITING: "fill='#ffffff' stroke='#8a8a8a'",
}


def picture(plan: Plan) -> str:
    """*plan* as the text of an SVG 1.1 document."""
    drawn = timeline(plan)
    height = _TOP + _ROW * len(drawn.bars) + 40
    body = [
        f"<rect width='{_WIDTH}' height='{height}' fill='#ffffff'/>",
        _text(20, 30, plan.title or plan.release or "Release plan", size=18),
        *(_month(mark.at, mark.label, height) for mark in drawn.marks),
        *(_row(number, bar) for number, bar in enumerate(drawn.bars)),
        _today(drawn.today, height),
    ]
    title = escape(clean(f"Release plan of {plan.title or plan.release} on {plan.today}"))
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {height}' width='{_WIDTH}' role='img'>"
    return "\n".join([head, f"<title>{title}</title>", *body, "</svg>", ""])


def _row(number: int, bar: Bar) -> str:
    step, y = bar.step, _TOP + _ROW * number
    x = _LEFT + bar.start * _ROOM
    dashes = " stroke-dasharray='6 4'" if step.state is State.WAITING and not step.sure else ""
    place = f"x='{x:.1f}' y='{y}' width='{_LEFT + _ROOM - x:.1f}' height='{_BAR}' rx='4'"
    box = f"<rect {place} {_LOOKS[step.state]}{dashes}/>"
    return "\n".join(
        [
            f"<g><title>{escape(clean(_told(step)))}</title>",
            box,
            _text(20, y + 12, step.stage.id, size=14),
            _text(20, y + 28, ", ".join(sorted(step.stage.content)), size=11, colour="#555555"),
            _inside(x, y, step),
            "</g>",
        ]
    )


def _inside(x: float, y: int, step: Step) -> str:
    """The tier and day, in the bar where there is room, before it where there is none."""
    colour = "#ffffff" if step.state is State.OUT else "#222222"
    words = f"{step.stage.tier}, {_day(step)}"
    if x > _LEFT + _ROOM * 0.7:
        return _text(x - 8, y + 18, words, size=12, anchor="end")
    return _text(x + 8, y + 18, words, size=12, colour=colour)


def _day(step: Step) -> str:
    if step.state is State.OPEN:
        return "may go now"
    return f"{step.begins}" if step.sure else f"not before {step.begins}"


def _told(step: Step) -> str:
    return f"{step.stage.id}: {step.waits_for or step.state.value}"


def _month(at: float, label: str, height: int) -> str:
    x = _LEFT + at * _ROOM
    line = f"<line x1='{x:.1f}' y1='{_TOP - 14}' x2='{x:.1f}' y2='{height - 30}' stroke='#e2e2e2'/>"
    return line + _text(x + 3, _TOP - 16, label, size=11, colour="#777777")


def _today(at: float, height: int) -> str:
    x = _LEFT + at * _ROOM
    line = f"<line x1='{x:.1f}' y1='{_TOP - 10}' x2='{x:.1f}' y2='{height - 30}' stroke='#b3261e' stroke-width='1.5'/>"
    return line + _text(x, height - 14, "today", size=11, colour="#b3261e", anchor="middle")


def _text(x: float, y: int, words: str, *, size: int, colour: str = "#222222", anchor: str = "start") -> str:
    shown = escape(clean(words))
    return f"<text x='{x:.1f}' y='{y}' {_FONT} font-size='{size}' fill='{colour}' text-anchor='{anchor}'>{shown}</text>"
