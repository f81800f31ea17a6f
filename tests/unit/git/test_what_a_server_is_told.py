"""A server's configuration, the lines and variables of its hook, and the refs that it hides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_guard.git import push_words, refs, server_config
from release_guard.git.refs import HookInputError, RefLine
from release_guard.git.server_config import DEADLINE, ServerSettings
from release_guard.git.shown_refs import is_hidden
from release_guard.model.visibility import Visibility
from release_guard.ports import PolicyError

ZERO, ONE = "0" * 40, "1" * 40


def configured(*entries: tuple[str, str, str]) -> ServerSettings:
    return server_config.parse(b"".join(f"{scope}\0{key}\n{value}\0".encode() for scope, key, value in entries))


# --- configuration --------------------------------------------------------------------------------------------------


def test_repositorys_own_configuration_is_the_servers_word() -> None:
    found = configured(
        ("system", "release-guard.host", "git.acme.example"),
        ("system", "release-guard.visibility", "private"),
        ("local", "release-guard.visibility", "public"),
        ("local", "release-guard.deadline", "2.5"),
        ("local", "release-guard.policy", "/srv/policy.toml"),
        ("local", "release-guard.destination", "git.acme.example/a/b"),
    )
    assert (found.host, found.destination) == ("git.acme.example", "git.acme.example/a/b")
    assert (found.visibility, found.deadline) == (Visibility.PUBLIC, 2.5)
    assert found.settings.policy == ("/srv/policy.toml",)


@pytest.mark.parametrize("scope", ["command", "worktree"])
def test_what_comes_with_a_command_counts_for_nothing(scope: str) -> None:
    found = configured((scope, "release-guard.visibility", "private"), (scope, "release-guard.private", "**"))
    assert (found.visibility, found.settings.private, found.deadline) == (None, (), DEADLINE)
    assert [one.key for one in found.settings.ignored] == ["release-guard.private"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("visibility", ""), ("visibility", "Public"), ("deadline", "0"), ("deadline", "nan"), ("deadline", "1e9")],
)
def test_value_that_means_nothing_is_never_guessed_at(key: str, value: str) -> None:
    with pytest.raises(PolicyError, match=key):
        configured(("local", f"release-guard.{key}", value))


# --- standard input -------------------------------------------------------------------------------------------------


def test_lines_of_pre_receive_are_old_new_and_name() -> None:
    data = f"{ZERO} {ONE} refs/heads/main\n{ONE} {ZERO} refs/tags/v1 \r\n\n".encode()
    created, deleted = refs.parse_received(data)
    assert created == RefLine("", ONE, "refs/heads/main", ZERO)
    assert (created.creates, deleted.deletes, deleted.remote) == (True, True, "refs/tags/v1")


@given(st.binary(max_size=300))
def test_any_input_is_read_or_refused(data: bytes) -> None:
    try:
        found = refs.parse_received(data)
    except HookInputError:
        return
    assert len(found) == sum(1 for line in data.split(b"\n") if line.strip(b"\r"))


@given(
    st.binary(min_size=1, max_size=60).filter(lambda name: not set(name) & set(b" \n\r\0")), st.sampled_from([40, 64])
)
def test_every_name_comes_back_as_its_bytes(name: bytes, length: int) -> None:
    data = b"%s %s %s\n" % (b"0" * length, b"a" * length, name)
    (line,) = refs.parse_received(data)
    assert line.remote.encode("utf-8", "surrogateescape") == name


# --- options and signature ------------------------------------------------------------------------------------------


def test_options_are_read_as_far_as_they_are_there() -> None:
    environ = {"GIT_PUSH_OPTION_COUNT": "3", "GIT_PUSH_OPTION_0": "ci.skip", "GIT_PUSH_OPTION_1": "release-guard.skip"}
    said = push_words.options(environ)
    assert said == ("ci.skip", "release-guard.skip", "")
    assert push_words.unknown((*said, push_words.VERBOSE)) == ("release-guard.skip",)
    assert push_words.options({}) == push_words.options({"GIT_PUSH_OPTION_COUNT": "many"}) == ()
    assert len(push_words.options({"GIT_PUSH_OPTION_COUNT": "9" * 30})) == 1000


@pytest.mark.parametrize(
    ("status", "nonce", "said"),
    [
        ("G", "OK", "(signature good)"),
        ("B", "OK", "(signature bad)"),
        ("R", "SLOP", "(signature good, of a key that was revoked; an old nonce)"),
        ("N", "MISSING", "(signature missing; without the nonce that was asked for)"),
        ("?", "", "(signature missing)"),
    ],
)
def test_signature_is_told_as_git_tells_it(status: str, nonce: str, said: str) -> None:
    environ = {
        "GIT_PUSH_CERT": "a" * 40,
        "GIT_PUSH_CERT_STATUS": status,
        "GIT_PUSH_CERT_SIGNER": "lin@example.org",
        "GIT_PUSH_CERT_NONCE_STATUS": nonce,
    }
    words = push_words.signature(environ)
    assert f"signed by lin@example.org {said}" in words
    assert words.endswith("is no review")
    assert push_words.signature({}) == ""


# --- hidden refs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patterns", "name", "hidden"),
    [
        ((), "refs/heads/main", False),
        (("refs/held",), "refs/held/main", True),
        (("refs/held/",), "refs/held/main", True),
        (("refs/held",), "refs/heldback/main", False),
        (("refs/held",), "refs/held", True),
        (("refs/held", "!refs/held/open"), "refs/held/open/main", False),
        (("!refs/held/open", "refs/held"), "refs/held/open/main", True),
        (("refs",), "refs/heads/main", True),
    ],
)
def test_refs_are_hidden_as_git_hides_them(patterns: tuple[str, ...], name: str, *, hidden: bool) -> None:
    assert is_hidden(name, name, patterns) == hidden


def test_full_name_is_meant_where_the_pattern_says_so() -> None:
    full = "refs/namespaces/one/refs/held/x"
    assert is_hidden(full, "refs/held/x", ("refs/held",))
    assert not is_hidden(full, "refs/held/x", ("^refs/held",))
    assert is_hidden(full, "refs/held/x", ("^refs/namespaces/one",))
