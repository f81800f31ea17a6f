"""Which of git's configuration counts."""

import os

from release_guard.git.config import Ignored, parse


def entry(scope: str, key: str, value: str) -> bytes:
    return f"{scope}\0{key}\n{value}\0".encode()


def test_system_and_global_values_count_in_their_order() -> None:
    settings = parse(
        entry("system", "release-guard.policy", "/etc/acme.toml")
        + entry("global", "release-guard.policy", "~/policy.toml")
        + entry("global", "release-guard.private", "git.acme.example/**")
    )
    assert settings.policy == ("/etc/acme.toml", os.path.expanduser("~/policy.toml"))
    assert settings.scopes == ("system", "global")
    assert settings.private == ("git.acme.example/**",)
    assert settings.ignored == ()


def test_what_the_repository_says_of_itself_is_told_and_ignored() -> None:
    scopes = ("local", "worktree", "command")
    settings = parse(b"".join(entry(scope, "release-guard.private", "github.com/**") for scope in scopes))
    assert settings.private == ()
    assert settings.ignored == tuple(Ignored(scope, "release-guard.private", "github.com/**") for scope in scopes)


def test_bare_keys_and_other_keys_say_nothing() -> None:
    assert parse(b"global\0release-guard.private\0" + entry("global", "release-guard.colour", "red")) == parse(b"")


def test_value_may_hold_line_breaks() -> None:
    assert parse(entry("global", "release-guard.private", "a\nb")).private == ("a\nb",)
