"""Answers compared key by key."""

from release_guard.evidence.answers import Difference, between, sections
from release_guard.model.considerations import BOUND_SECTIONS

OLD = b"""
[hazards]
product = { present = "no", rationale = "It sorts leaves." }

[[threat]]
id = "T1"
severity = "low"

[[threat]]
id = "T2"
severity = "high"

[[mitigation]]
id = "M1"
kind = "usage_logs"
status = "planned"
threats = ["T1", "T2"]
"""


def differences(old: bytes, new: bytes) -> tuple[Difference, ...]:
    return between(old, new, BOUND_SECTIONS)


def test_same_meaning_has_no_difference() -> None:
    other = OLD.replace(b'"T1", "T2"', b'"T2","T1"').replace(b"It sorts", b"It  sorts") + b"# a comment\n"
    assert differences(OLD, other) == ()


def test_what_is_judged_at_its_present_value_is_no_difference() -> None:
    assert differences(OLD, OLD.replace(b"planned", b"in_place")) == ()


def test_entries_of_a_list_go_by_their_name_wherever_they_stand() -> None:
    first, second = b'[[threat]]\nid = "T1"\nseverity = "low"\n', b'[[threat]]\nid = "T2"\nseverity = "high"\n'
    assert differences(first + second, second + first) == ()
    assert differences(first + second, second.replace(b"high", b"low") + first) == (
        Difference("threat.T2.severity", "high", "low"),
    )


def test_keys_that_come_and_go_are_told_with_their_value() -> None:
    new = OLD.replace(b'severity = "low"\n', b'severity = "low"\nactor = "state"\n').replace(
        b'kind = "usage_logs"\n', b""
    )
    assert differences(OLD, new) == (
        Difference("threat.T1.actor", "", "state"),
        Difference("mitigation.M1.kind", "usage_logs", ""),
    )


def test_long_texts_are_shown_near_the_place_where_they_part() -> None:
    words = "word " * 100
    old, new = (f'[hazards]\nproduct = {{ rationale = "{words}{end} {words}" }}\n'.encode() for end in ("red", "blue"))
    (found,) = differences(old, new)
    assert "red" in found.then
    assert "blue" in found.now
    assert max(len(found.then), len(found.now)) < 170
    assert found.then.startswith("...")
    assert found.then.endswith("...")


def test_what_can_t_be_read_has_no_digests_and_no_differences() -> None:
    assert sections(b"[broken") == {}
    assert differences(b"[broken", OLD) == ()
    assert set(sections(OLD)) == set(BOUND_SECTIONS)
