"""Digests are void of layout and full of meaning."""

import json
import random
import unicodedata
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import tomli
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from release_guard.formats.canonical import canonical, digest, section_digests
from release_guard.formats.considerations import parse
from release_guard.model.considerations import BOUND_SECTIONS, Considerations
from release_guard.model.fields_considerations import UNBOUND

GOOD = Path(__file__).parents[1] / "examples" / "considerations" / "good"
LARGE = tomli.loads((GOOD / "level-three-staged.toml").read_text("utf-8"))

VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(max_size=8), st.dates()),
    lambda value: st.one_of(st.lists(value, max_size=4), st.dictionaries(st.text(max_size=4), value, max_size=4)),
    max_leaves=12,
)


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same meaning in another order."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(item, chance)) for key, item in value.items()]
        chance.shuffle(pairs)
        return dict(pairs)
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        chance.shuffle(items)
        return items
    return spaced(value, chance) if isinstance(value, str) else value


def spaced(text: str, chance: random.Random) -> str:
    gap = chance.choice([" ", "  ", "\n", " \t "])
    return unicodedata.normalize(chance.choice(["NFC", "NFD"]), gap.join(text.split(" ")))


@given(VALUES)
def test_canonical_form_is_json_and_stays_as_it_is_when_read_back(value: Any) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text


@given(VALUES, st.randoms(use_true_random=False))
def test_order_and_white_space_never_change_a_digest(value: Any, chance: random.Random) -> None:
    assert digest(shuffled(value, chance)) == digest(value)


@given(st.dictionaries(st.text("abcé", min_size=1, max_size=3), st.integers(0, 9) | st.booleans(), min_size=1))
def test_plain_tables_are_the_json_that_any_library_writes(table: dict[str, int]) -> None:
    text = json.dumps(table, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert canonical(table).decode() == text


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_one_moment_has_one_form_in_every_time_zone(moment: datetime) -> None:
    assert canonical(moment) == canonical(moment.astimezone(timezone.utc))
    assert canonical(moment).endswith(b'Z"')


@given(st.randoms(use_true_random=False))
def test_layout_of_a_file_never_voids_a_review(chance: random.Random) -> None:
    document = tomlkit.document()
    for key, value in shuffled(LARGE, chance).items():
        document.add(tomlkit.comment(str(chance.random())))
        document.add(key, value)
    rewritten = parse(tomlkit.dumps(document, sort_keys=False).encode(), "a.toml")
    assert isinstance(rewritten, Considerations)
    assert rewritten.digests == section_digests(LARGE)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [place for key, item in items for place in places(item, (*path, key))]
    return below or [path]


def changed(value: Any, path: tuple[str | int, ...]) -> Any:
    """*value* with another meaning at *path*."""
    if not path:
        return not value if isinstance(value, bool) else "something else" if isinstance(value, str) else "1"
    if isinstance(value, dict):
        return {key: changed(item, path[1:]) if key == path[0] else item for key, item in value.items()}
    return [changed(item, path[1:]) if index == path[0] else item for index, item in enumerate(value)]


@given(st.sampled_from(places(LARGE)))
def test_any_changed_answer_changes_the_digest_of_its_bound_section_and_no_other(path: tuple[str | int, ...]) -> None:
    section = str(path[0])
    free = any(part in UNBOUND.get(section, ()) for part in path[1:3])
    tier_of_a_stage = section == "timing" and "stage" in path
    before, after = section_digests(LARGE), section_digests(changed(LARGE, path))
    differing = {name for name in BOUND_SECTIONS if before[name] != after[name]}
    bound = section in BOUND_SECTIONS and (not free or tier_of_a_stage)
    assert differing == ({section} if bound else set())
