"""The words of a hook's input, line by line."""

import pytest

from release_guard.git.refs import FrameworkPush, HookInputError, RefLine, from_pre_commit, is_zero, parse

NEW, OLD, NONE = "a" * 40, "b" * 40, "0" * 40


def line(local: str, new: str, remote: str, old: str) -> bytes:
    return f"{local} {new} {remote} {old}\n".encode()


def test_empty_input_means_nothing_to_do() -> None:
    assert parse(b"") == ()


def test_every_line_is_read_in_its_order() -> None:
    data = line("(delete)", NONE, "refs/heads/gone", OLD) + line("refs/heads/main", NEW, "refs/heads/main", OLD)
    assert parse(data) == (
        RefLine("(delete)", NONE, "refs/heads/gone", OLD),
        RefLine("refs/heads/main", NEW, "refs/heads/main", OLD),
    )


def test_source_with_spaces_is_split_from_the_right() -> None:
    (read,) = parse(line("HEAD^{/fix the bug}", NEW, "refs/heads/main", NONE))
    assert read.local == "HEAD^{/fix the bug}"
    assert read.creates


def test_last_line_may_lack_its_end() -> None:
    assert parse(line("HEAD~1", NEW, "refs/heads/x", NONE).rstrip(b"\n"))[0].local == "HEAD~1"


def test_carriage_returns_are_dropped() -> None:
    (read,) = parse(line("main", NEW, "refs/heads/main", OLD).replace(b"\n", b"\r\n"))
    assert read.old == OLD


def test_name_that_is_no_utf8_keeps_its_bytes() -> None:
    (read,) = parse(b"refs/heads/\xff " + line("", NEW, "refs/heads/x", NONE).lstrip())
    assert read.local.encode("utf-8", "surrogateescape") == b"refs/heads/\xff"


def test_sha256_repository_has_longer_oids_and_zeros() -> None:
    (read,) = parse(line("(delete)", "0" * 64, "refs/heads/main", "c" * 64))
    assert read.deletes
    assert not read.creates
    assert is_zero("0" * 64)


@pytest.mark.parametrize(
    "data",
    [
        b"garbage\n",
        b"main " + NEW.encode() + b" refs/heads/main\n",
        line("main", NEW[:39], "refs/heads/main", OLD),
        line("main", NEW, "refs/heads/main", "c" * 64),
        line("main", NEW.upper(), "refs/heads/main", OLD),
        line("main", NEW, "refs/heads/a b", OLD).replace(NEW.encode(), b"x" * 40),
        line("main", NEW, "refs/heads/main", OLD) + b"and more\n",
        b"\x00\xff" * 1000,
    ],
)
def test_anything_else_is_malformed(data: bytes) -> None:
    with pytest.raises(HookInputError) as caught:
        parse(data)
    assert caught.value.code == "RG007"
    assert str(caught.value).isprintable()


def test_framework_names_the_commit() -> None:
    environ = {
        "PRE_COMMIT_TO_REF": NEW,
        "PRE_COMMIT_LOCAL_BRANCH": "HEAD~1",
        "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/main",
        "PRE_COMMIT_REMOTE_NAME": "origin",
        "PRE_COMMIT_REMOTE_URL": "https://github.com/acme/digits",
    }
    assert from_pre_commit(environ) == FrameworkPush(NEW, "refs/heads/main", "origin", "https://github.com/acme/digits")


def test_framework_first_push_names_the_source_alone() -> None:
    environ = {"PRE_COMMIT_LOCAL_BRANCH": "HEAD~1", "PRE_COMMIT_REMOTE_URL": "../bare"}
    assert from_pre_commit(environ) == FrameworkPush("HEAD~1", "", "../bare", "../bare")


@pytest.mark.parametrize("environ", [{}, {"PRE_COMMIT_TO_REF": NEW}, {"PRE_COMMIT_REMOTE_URL": "../bare"}])
def test_framework_without_a_push_is_malformed(environ: dict[str, str]) -> None:
    with pytest.raises(HookInputError):
        from_pre_commit(environ)
