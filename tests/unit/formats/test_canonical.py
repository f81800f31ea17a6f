"""The canonical form against the examples of RFC 8785, and against what formats.md adds to it."""

from datetime import date, datetime, timedelta, timezone

import pytest

from release_guard.formats.canonical import canonical, digest, section_digests
from release_guard.model.considerations import BOUND_SECTIONS

EMPTY = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}


def test_members_are_sorted_by_utf16_code_units_as_in_the_rfc() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical(dict.fromkeys(keys, 1)).decode()
    order = ["\\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert text == "{" + ",".join(f'"{key}":1' for key in order) + "}"


def test_texts_are_escaped_as_in_the_rfc() -> None:
    assert canonical('\u20ac$\x0fA\'B"\\\\"/\x7f\x08').decode() == '"\u20ac$\\u000fA\'B\\"\\\\\\\\\\"/\x7f\\b"'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (0, "0"),
        (-7, "-7"),
        (date(2026, 1, 2), '"2026-01-02"'),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc), '"2026-01-02T03:04:05Z"'),
        (datetime(2026, 1, 2, 3, 4, 5, 500_000, tzinfo=timezone.utc), '"2026-01-02T03:04:05.5Z"'),
        (datetime(2026, 1, 2, 0, 30, tzinfo=timezone(timedelta(hours=1))), '"2026-01-01T23:30:00Z"'),
        (datetime(33, 1, 2, tzinfo=timezone.utc), '"0033-01-02T00:00:00Z"'),
        ("  two \n\t words\u00a0here ", '"two words here"'),
        ("e\u0301", '"\u00e9"'),
        (["b", "a", "b"], '["a","b"]'),
        ([["b", "a"], []], '[["a","b"]]'),
        ({"b": "", "a": [], "c": {}, "d": [{"x": " "}]}, "{}"),
        ({"b": False, "a": 0}, '{"a":0,"b":false}'),
        ([], "{}"),
        ("", "{}"),
    ],
)
def test_canonical_text(value: object, text: str) -> None:
    assert canonical(value).decode() == text


@pytest.mark.parametrize("value", [1.0, None, b"x", datetime(2026, 1, 2), object()])  # noqa: DTZ001
def test_value_without_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"a": [value]})


def test_every_bound_section_has_a_digest_and_an_absent_one_that_of_an_empty_table() -> None:
    digests = section_digests({"threat": [], "private": {}, "timing": {"review_by": date(2026, 1, 1)}})
    assert tuple(digests) == BOUND_SECTIONS
    assert set(digests.values()) == {EMPTY}
    assert digest({}) == EMPTY


@pytest.mark.parametrize(
    ("section", "before", "after"),
    [
        ("mitigation", [{"id": "M1", "status": "planned"}], [{"id": "M1", "status": "in_place"}]),
        ("timing", {"mode": "timed", "review_by": date(2026, 1, 1)}, {"mode": "timed"}),
        ("distribution", {"licence": "mit", "tier": "public"}, {"licence": "mit", "tier": "private"}),
    ],
)
def test_what_is_judged_at_its_present_value_leaves_the_digest_alone(
    section: str, before: object, after: object
) -> None:
    assert section_digests({section: before}) == section_digests({section: after})


@pytest.mark.parametrize(
    ("section", "before", "after"),
    [
        ("mitigation", [{"id": "M1", "kind": "other"}], [{"id": "M1", "kind": "usage_logs"}]),
        ("timing", {"mode": "timed"}, {"mode": "immediate"}),
        ("timing", {"stage": [{"tier": "public"}]}, {"stage": [{"tier": "private"}]}),
        ("distribution", {"licence": "mit"}, {"licence": "isc"}),
        ("distribution", {"criteria": "all"}, {"criteria": "none"}),
        ("distribution", {"decider": "a"}, {"decider": "b"}),
        ("threat", [{"severity": "low"}], [{"severity": "high"}]),
        ("hazards", {"data": {"present": "no"}}, {"data": {"present": "yes"}}),
    ],
)
def test_meaning_changes_the_digest_of_its_section_alone(section: str, before: object, after: object) -> None:
    one, other = section_digests({section: before}), section_digests({section: after})
    assert {name for name in BOUND_SECTIONS if one[name] != other[name]} == {section}


def test_section_of_a_wrong_shape_still_has_a_digest() -> None:
    assert section_digests({"mitigation": 3, "timing": [1], "distribution": "x"})["mitigation"] != EMPTY
