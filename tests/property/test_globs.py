"""Laws of glob patterns: what the walk says is what an expression would say, and no pattern takes long."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from release_guard.model.globs import _REGEX, _tokens, matches

PIECES = st.sampled_from(["a", "b", "/", "*", "**", "?", "**/", "/**", "ab", "a/", ".", "[", "\n"])
NAMES = st.text(alphabet="ab/.\n", max_size=12)


@settings(max_examples=3000, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join), NAMES)
def test_walk_and_expression_agree(pattern: str, name: str) -> None:
    expression = "".join(_REGEX.get(part) or re.escape(part) for part in _tokens(pattern))
    assert matches(pattern, name) == (pattern == name or re.fullmatch(expression, name, re.DOTALL) is not None)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("**a" * 14 + "x", "a" * 3000),
        ("**/" * 14 + "x", "a/" * 1500),
        ("*a" * 20 + "x", "a" * 3000),
        ("?*" * 20 + "x", "b" * 3000),
        ("**/" + "*a" * 9 + "x", "aa/" * 1000),
        ("**" + "*a" * 9 + "/x", "a" * 4000),
        ("**/*?*?*?*/**/*y*", "ab/" * 1300),
        ("**/x/**/y/**/z", "x/y/" * 1000),
    ],
)
def test_no_pattern_takes_long(pattern: str, name: str) -> None:
    assert not matches(pattern, name)  # an expression would take years
