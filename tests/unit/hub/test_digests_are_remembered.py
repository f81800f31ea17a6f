"""The sha256 behind a xet hash is remembered, and a broken memory is as good as none."""

import pytest

from release_guard.hub import known_digests
from release_guard.hub.known_digests import Known

XET, SHA = "a" * 64, "b" * 64


def test_what_was_kept_is_known() -> None:
    assert known_digests.of(XET) is None
    known_digests.keep(XET, Known(SHA, 12))
    known_digests.keep("c" * 64, Known("d" * 64, 13))

    assert known_digests.of(XET) == Known(SHA, 12)
    assert known_digests.of("e" * 64) is None


@pytest.mark.parametrize("line", ["", XET, f"{XET} {SHA}", f"{XET} {SHA} x", f"{XET} {SHA[1:]} 3", f"{XET} {SHA} 1 2"])
def test_a_line_that_was_cut_short_is_no_memory(line: str) -> None:
    known_digests.path().parent.mkdir(parents=True)
    known_digests.path().write_text(line + "\n")

    assert known_digests.of(XET) is None


def test_bytes_that_are_no_text_are_no_memory() -> None:
    known_digests.path().parent.mkdir(parents=True)
    known_digests.path().write_bytes(b"\xff\xfe")

    assert known_digests.of(XET) is None


def test_where_nothing_can_be_kept_nothing_fails() -> None:
    known_digests.path().parent.parent.mkdir(parents=True, exist_ok=True)
    known_digests.path().parent.write_text("a file where the folder would be")

    known_digests.keep(XET, Known(SHA, 1))
    assert known_digests.of(XET) is None
