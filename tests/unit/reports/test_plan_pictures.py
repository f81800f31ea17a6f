"""A plan as a picture: bars begin at their day, whatever the names hold, and every picture is well formed."""

import json
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from release_guard.model.category import Category
from release_guard.model.considerations import Stage
from release_guard.model.plan import Plan, State, Step
from release_guard.reports import plan_json, plan_svg, plan_text
from release_guard.reports.timeline import timeline

TODAY = date(2026, 11, 24)
_SVG = "{http://www.w3.org/2000/svg}"


def step(name: str, state: State = State.OPEN, after: int = 0, *, sure: bool = True) -> Step:
    stage = Stage(name, frozenset({Category.SOURCE_CODE}), "public")
    return Step(stage, state, ("github.com/acme/kestrel",), TODAY + timedelta(days=after), sure)


def plan(*steps: Step, title: str = "Kestrel") -> Plan:
    return Plan("", title, "release-considerations.toml", "staged", TODAY, steps)


KESTREL = plan(step("code", State.OUT, -30), step("small"), step("large", State.WAITING, 60, sure=False))


def test_bars_begin_in_the_order_of_their_days() -> None:
    drawn = timeline(KESTREL)
    code, small, large = (bar.start for bar in drawn.bars)
    assert 0 <= code < small == drawn.today < large < 1


@pytest.mark.parametrize("days", [0, 1, 27, 400, 40_000])
def test_every_span_of_time_fits(days: int) -> None:
    drawn = timeline(plan(step("a", after=-days), step("b", State.WAITING, days)))
    assert all(0 <= at <= 1 for at in (*(bar.start for bar in drawn.bars), *(mark.at for mark in drawn.marks)))
    assert len(drawn.marks) <= 7


def test_terminal_tells_the_states_apart_without_colour() -> None:
    months, code, small, large, today, legend = plan_text.picture(KESTREL, 80).splitlines()
    assert "2026-12" in months
    assert code.startswith("code ") and set(code[7:].strip()) == {"#"}
    assert set(small[7:].strip()) == {"="}
    assert set(large[7:].strip()) == {"."}
    assert today.strip() == "^" and today.index("^") == small.index("=")
    assert legend.strip().startswith("# out")


def test_terminal_picture_keeps_its_width() -> None:
    shown = plan_text.picture(plan(step("a" * 90), step("b", State.WAITING, 9)), 60).splitlines()
    assert max(map(len, shown[:-1])) <= 60


def test_page_shows_every_stage_and_today() -> None:
    page = ET.fromstring(plan_svg.picture(KESTREL))
    words = [text.text for text in page.iter(f"{_SVG}text")]
    assert {"code", "small", "large", "today", "public, may go now"} <= set(words)
    assert f"public, not before {TODAY + timedelta(days=60)}" in words


def test_page_stays_well_formed_whatever_the_names_hold() -> None:
    hostile = "a<b>&\"'\x1b[31m</svg>"
    page = ET.fromstring(plan_svg.picture(plan(step(hostile), title=hostile)))
    assert not list(page.iter(f"{_SVG}b"))


def test_json_has_one_shape() -> None:
    (found,) = json.loads(plan_json.render([KESTREL]))["plans"]
    assert [one["state"] for one in found["steps"]] == ["out", "open", "waiting"]
    assert {frozenset(one) for one in found["steps"]} == {frozenset(found["steps"][0])}
