"""Whatever the bytes are, the reader answers; and what can't be read is never taken for a file without problems."""

from pathlib import Path
from typing import Any

import tomli
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from release_guard.formats.considerations import parse
from release_guard.model.considerations import Considerations, Unreadable
from release_guard.model.fields import walk
from release_guard.model.fields_considerations import CONSIDERATIONS, SCHEMA

GOOD = [
    path.read_bytes() for path in sorted((Path(__file__).parents[1] / "examples").glob("considerations/good/*.toml"))
]
NAMES = sorted({field.key for _, field in walk(CONSIDERATIONS)} | {"nonsense", "1", "a.b"})
WORDS = sorted(
    {word for _, field in walk(CONSIDERATIONS) for word in field.values} | {"", "TODO", "é\u202e", "x" * 300}
)

JUNK = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.sampled_from(WORDS), st.text(max_size=6), st.dates()),
    lambda value: st.one_of(st.lists(value, max_size=3), st.dictionaries(st.sampled_from(NAMES), value, max_size=4)),
    max_leaves=20,
)


def judged(data: bytes) -> Considerations | Unreadable:
    result = parse(data, "a.toml")
    problems = result.findings if isinstance(result, Unreadable) else result.problems
    assert all(problem.finding.message.strip() and problem.finding.fix for problem in problems)
    assert all(0 <= problem.finding.line <= data.count(b"\n") + 1 for problem in problems)
    return result


@given(st.binary(max_size=200))
def test_random_bytes_are_never_a_file_without_problems(data: bytes) -> None:
    result = judged(data)
    assert isinstance(result, Unreadable) or any(problem.from_level == 1 for problem in result.problems)


@settings(max_examples=300)
@given(st.sampled_from(GOOD), st.data())
def test_damaged_file_is_refused_or_says_what_it_says(good: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    damaged = good[:start] + data.draw(st.binary(max_size=8)) + good[end:]
    result = judged(damaged)
    if isinstance(result, Considerations):
        assert tomli.loads(damaged.decode("utf-8-sig"))["schema"] == SCHEMA
    else:
        assert result.findings


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=8))
def test_nonsense_under_known_keys_is_answered(table: dict[str, Any]) -> None:
    try:
        text = tomlkit.dumps({**table, "schema": SCHEMA})
        tomli.loads(text)
    except (ValueError, TypeError):
        return
    result = judged(text.encode())
    assert isinstance(result, Unreadable) or result.problems
