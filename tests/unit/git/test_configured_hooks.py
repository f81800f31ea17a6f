"""What git's configuration says of its hooks, read by git's own rules (git-config(1), ``hook.*``)."""

import pytest

from release_guard.git import belt
from release_guard.git.belt import Hook, command_for


def listed(*entries: "tuple[str, str, str]") -> bytes:
    return "".join(f"{scope}\0hook.{key}\n{value}\0" for scope, key, value in entries).encode()


def parse(data: bytes) -> "Hook | None":
    """Our own hook."""
    return belt.parse(data).get("release-guard")


OURS = (("global", "release-guard.command", "/x/belt"), ("global", "release-guard.event", "pre-push"))


def test_command_and_event_make_a_hook() -> None:
    assert parse(listed(*OURS)) == Hook("/x/belt", "global")
    assert parse(listed(OURS[0])) is None
    assert parse(listed(OURS[1])) is None
    assert parse(b"") is None


def test_last_command_counts_and_says_where_it_stands() -> None:
    assert parse(listed(*OURS, ("local", "release-guard.command", "other"))) == Hook("other", "local")


def test_empty_event_takes_the_earlier_ones_back() -> None:
    reset = ("local", "release-guard.event", "")
    assert parse(listed(*OURS, reset)) is None
    assert parse(listed(*OURS, reset, ("local", "release-guard.event", "pre-commit"))) is None
    assert parse(listed(*OURS, reset, ("local", "release-guard.event", "pre-push"))) == Hook("/x/belt", "global")


def test_other_hooks_say_nothing() -> None:
    others = (("local", "lint.command", "lint"), ("local", "lint.event", "pre-push"), ("local", "jobs", "4"))
    assert parse(listed(*others)) is None
    assert parse(listed(*others, *OURS)) == Hook("/x/belt", "global")
    assert belt.parse(listed(*others, *OURS))["lint"] == Hook("lint", "local")


def test_name_may_hold_dots_and_spaces() -> None:
    named = (("local", "my hook.v1.command", "x"), ("local", "my hook.v1.event", "pre-push"))
    assert belt.parse(listed(*named)) == {"my hook.v1": Hook("x", "local")}


@pytest.mark.parametrize("key", ["release-guard.enabled", "pre-push.enabled"])
def test_switch_that_is_off_is_named_with_its_scope(key: str) -> None:
    for word in ("false", "No", "off", "0", ""):
        found = parse(listed(*OURS, ("local", key, word)))
        assert found is not None
        assert found.off == f"hook.{key} (local)"
    for words in (("true",), ("false", "yes"), ("maybe",)):
        found = parse(listed(*OURS, *(("local", key, word) for word in words)))
        assert found is not None
        assert found.off == ""


def test_command_is_one_word_of_the_shell_and_survives_a_move() -> None:
    assert command_for("global", "/a b/c'd") == "'/a b/c'\"'\"'d/belt'"
    assert "rev-parse --git-common-dir" in command_for("local", "/a/repository")
    assert "/a/repository" not in command_for("local", "/a/repository")
