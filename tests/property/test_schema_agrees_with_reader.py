"""The JSON Schema and the reader call the same files well-formed: one slip at a time in good files.

No slip puts a text where a date belongs: JSON has no dates, so a schema can't tell.
"""

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from release_guard.formats import schema
from release_guard.formats.fields_check import CONSIDERATIONS as CODES
from release_guard.formats.fields_check import Answer, Place, answers, check
from release_guard.model.fields import Kind
from release_guard.model.fields_considerations import CONSIDERATIONS

GOOD = [
    tomli.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[1] / "examples").glob("considerations/good/*.toml"))
]
VALIDATOR = Draft202012Validator(schema.generate()["release-considerations.v1.json"])
#: No value of any kind that stands in the good files.
STRANGE: list[Any] = [True, 17, [3], {"odd": 1}]


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def holder(table: Any, parts: list[str]) -> Any:
    for part in parts:
        table = table[int(part)] if isinstance(table, list) else table[part]
    return table


def agree(table: dict[str, Any]) -> None:
    """A file that the schema refuses has a problem; one that it takes has none but sections due at higher levels."""
    problems = check(table, CONSIDERATIONS, Place("a.toml", {}), CODES)
    if VALIDATOR.is_valid(as_json(table)):
        assert [p for p in problems if p.from_level == 1 or p.finding.code != CODES.missing] == []
    else:
        assert problems


@st.composite
def places(draw: st.DrawFn) -> tuple[dict[str, Any], Answer]:
    table = copy.deepcopy(draw(st.sampled_from(GOOD)))
    return table, draw(st.sampled_from(list(answers(table, CONSIDERATIONS))))


def split(answer: Answer) -> tuple[list[str], str]:
    *above, last = answer.key.split(".")
    return (above[:-1], above[-1]) if last.isdigit() else (above, last)


@given(places())
def test_they_agree_when_a_key_is_taken_away(place: tuple[dict[str, Any], Answer]) -> None:
    table, answer = place
    above, last = split(answer)
    del holder(table, above)[last]
    agree(table)


@given(places(), st.sampled_from(["x", "rationale", "level", "stage", "release"]))
def test_they_agree_when_a_key_is_renamed(place: tuple[dict[str, Any], Answer], name: str) -> None:
    table, answer = place
    above, last = split(answer)
    row = holder(table, above)
    if name not in row:
        row[name] = row.pop(last)
        agree(table)


@settings(max_examples=200)
@given(places(), st.sampled_from(STRANGE))
def test_they_agree_when_a_value_has_another_type(place: tuple[dict[str, Any], Answer], strange: Any) -> None:
    table, answer = place
    above, last = split(answer)
    holder(table, above)[last] = strange
    agree(table)


@settings(max_examples=200)
@given(places(), st.data())
def test_they_agree_when_another_word_is_chosen(place: tuple[dict[str, Any], Answer], data: st.DataObject) -> None:
    table, answer = place
    above, last = split(answer)
    if answer.field.kind is Kind.CHOICE:
        word = data.draw(st.sampled_from((*answer.field.values, "odd-word", "")))
        holder(table, above)[last] = [word] if answer.field.many else word
        agree(table)


@given(st.sampled_from(GOOD), st.sampled_from([section.key for section in CONSIDERATIONS]))
def test_they_agree_when_a_section_is_taken_away(good: dict[str, Any], section: str) -> None:
    agree({key: value for key, value in good.items() if key != section})
