"""A pointer of git LFS is read as git-lfs reads it: what it would fetch counts, what only looks like one is a text."""

import pytest

from release_guard.content.files import Pointer, lfs_pointer
from tests.support.content_files import pointer

GOOD = pointer(123)


@pytest.mark.parametrize(
    "head",
    [
        GOOD,
        GOOD.rstrip(b"\n"),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"git-lfs.github", b"hawser.github"),
        GOOD.replace(b"oid", b"ext-0-foo sha256:" + b"0" * 64 + b"\noid"),
        GOOD.replace(b"size", b"ext-0-foo sha256:" + b"0" * 64 + b"\nsize"),
        GOOD.replace(b"https://git-lfs.github.com/spec/v1", b"http://git-media.io/v/2"),
        GOOD.replace(b"\noid", b"\n\noid"),
        GOOD.replace(b"size 123", b"size +0123"),
        b"\n " + GOOD + b" \n",
    ],
)
def test_a_pointer_names_digest_and_size(head: bytes) -> None:
    assert lfs_pointer(head) == Pointer("ab" * 32, 123)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"version https://",
        GOOD.upper(),
        GOOD + b"and more\n",
        GOOD.replace(b"sha256", b"sha512"),
        GOOD.replace(b"ab", b"zz"),
        GOOD.replace(b"abab", b"ab"),
        GOOD.replace(b"size 123", b"size -1"),
        GOOD.replace(b"size 123", b"size 1e9"),
        GOOD.replace(b"size 123", b"size " + b"9" * 30),
        GOOD + b"\n" * 2_000,
        b"\n".join(reversed(GOOD.splitlines())),
    ],
)
def test_anything_else_is_no_pointer(head: bytes) -> None:
    assert lfs_pointer(head) is None
