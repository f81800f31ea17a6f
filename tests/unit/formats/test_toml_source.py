"""What bytes are refused, under which code, at which line."""

import pytest

from release_guard.formats.toml_source import MAX_BYTES, Document, read
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding


def refused(data: bytes, code: str = "RG102") -> list[Finding]:
    result = read(data, "answers.toml", unparsable=code)
    assert isinstance(result, Unreadable)
    assert result.path == "answers.toml"
    findings = [problem.finding for problem in result.findings]
    assert findings
    assert all(finding.code == code and finding.path == "answers.toml" and finding.fix for finding in findings)
    return findings


def test_good_text_gives_table_and_lines() -> None:
    document = read(b'a = 1\n[b]\nc = ["x",\n  "y"]\n', "answers.toml")
    assert isinstance(document, Document)
    assert document.table == {"a": 1, "b": {"c": ["x", "y"]}}
    assert dict(document.lines) == {"a": 1, "b": 2, "b.c": 3, "b.c.0": 3, "b.c.1": 4}


def test_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    document = read(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n", "answers.toml")
    assert isinstance(document, Document)
    assert document.table == {"a": 1, "b": 2}
    assert document.lines["b"] == 2


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"a = 1\nb = \n", 2, "not TOML"),
        (b"a = 1\na = 2\n", 2, "not TOML"),
        (b"[a]\n[b]\n[a]\n", 3, "not TOML"),
        (b'a = "x', 1, "not TOML"),
        (b"a = 1\nb = '\xff'\n", 2, "UTF-8"),
        (b"a = 1\n\nb = '\0'\n", 3, "NUL"),
        (b"a = 2026-02-30\n", 1, "not TOML"),
        (b"\xff\xfea\0=\0001\0", 0, "UTF-16"),
        (b"x = " + b"9" * 5000, 0, "too long"),
        (b"a = " + b"[" * 100_000, 0, "deep"),
        (b".".join([b"a"] * 5000) + b" = 1", 0, "deep"),
        (b"a = " + b"[" * 60 + b"]" * 60, 1, "deep"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", 0, "git LFS"),
        (b"../shared/release-considerations.toml", 0, "link"),
        (b"a = 9007199254740993\n", 1, "too large"),
        (b"a = -9007199254740993\n", 1, "too large"),
    ],
)
def test_unusable_text_is_refused_with_its_line(data: bytes, line: int, word: str) -> None:
    (finding,) = refused(data)
    assert finding.line == line
    assert word in finding.message


def test_file_over_one_mebibyte_is_refused_unread() -> None:
    (finding,) = refused(b"#" * (MAX_BYTES + 1))
    assert str(MAX_BYTES) in finding.message
    assert isinstance(read(b"#" * MAX_BYTES, "answers.toml"), Document)


def test_all_values_that_differ_between_readers_are_reported_together() -> None:
    findings = refused(b'a = 1.5\n[b]\nc = 2026-01-01T00:00:00\n"x.y" = 07:30:00\nd = [{ e = inf }]\n')
    assert [finding.line for finding in findings] == [1, 3, 2, 5]
    assert findings[1].fix.startswith("write 2026-01-01T00:00:00+00:00")


def test_time_whose_offset_leaves_the_calendar_is_refused() -> None:
    assert "calendar" in refused(b"a = 0001-01-01T00:00:00+23:59\n")[0].message


def test_caller_chooses_the_code() -> None:
    refused(b"a = \n", code="RG005")


def test_message_never_carries_control_characters() -> None:
    for finding in refused('a = 1\n"\u202e" = \x1b[2J'.encode()):
        assert finding.message.isprintable()
