"""Where each forge's API is, which forge runs at a host, and what its answers and refusals say."""

from typing import Any

import pytest

from release_guard.hosts import api, bitbucket, gitea, github, gitlab, kinds
from release_guard.hosts.forge import Forge, Seen, host_in
from release_guard.hosts.web import Reply

URL = "https://git.example:8443/acme/model.git"


def reply(status: int, body: bytes = b"{}", **headers: str) -> Reply:
    return Reply(URL, status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("forge", "url", "path", "address"),
    [
        (github, "https://github.com/a/b.git", "a/b", "https://api.github.com/repos/a/b"),
        (github, "https://github.com:443/a/b.git", "a/b", "https://api.github.com/repos/a/b"),
        (github, "https://acme.ghe.com/a/b", "a/b", "https://api.acme.ghe.com/repos/a/b"),
        (github, "https://github.example:8443/a/b", "a/b", "https://github.example:8443/api/v3/repos/a/b"),
        (gitlab, "https://gitlab.com/g/s/t/p", "g/s/t/p", "https://gitlab.com/api/v4/projects/g%2Fs%2Ft%2Fp"),
        (gitea, "https://codeberg.org/a/b", "a/b", "https://codeberg.org/api/v1/repos/a/b"),
        (bitbucket, "https://bitbucket.org/a/b", "a/b", "https://api.bitbucket.org/2.0/repositories/a/b"),
        (gitea, "https://codeberg.org/a/b", "a/b c?#", "https://codeberg.org/api/v1/repos/a/b%20c%3F%23"),
    ],
)
def test_the_api_of_each_forge_is_where_its_vendor_says(forge: Forge, url: str, path: str, address: str) -> None:
    place = api.place(forge, url, path)
    assert place is not None
    assert place.url == address


@pytest.mark.parametrize("forge", [github, gitea, bitbucket])
@pytest.mark.parametrize("path", ["", "alone", "a/b/c", "a/", "/b"])
def test_what_can_be_no_repository_is_not_asked_for(forge: Forge, path: str) -> None:
    assert api.place(forge, URL, path) is None


def test_no_api_is_asked_in_the_open() -> None:
    assert api.place(gitea, "http://git.example/a/b", "a/b") is None
    assert api.place(gitea, "http://127.0.0.1:3000/a/b", "a/b") is not None


@pytest.mark.parametrize(
    ("host", "environ", "kind"),
    [
        ("github.com", {}, "github"),
        ("gitlab.com", {}, "gitlab"),
        ("bitbucket.org", {}, "bitbucket"),
        ("codeberg.org", {}, "gitea"),
        ("acme.ghe.com", {}, "github"),
        ("git.example", {}, ""),
        ("git.example", {"GITLAB_HOST": "https://git.example/"}, "gitlab"),
        ("git.example", {"GH_HOST": "git.example"}, "github"),
        ("git.example", {"FORGEJO_SERVER_URL": "https://git.example"}, "gitea"),
        ("other.example", {"GH_HOST": "git.example"}, ""),
        ("notgithub.com", {}, ""),
    ],
)
def test_names_tell_the_forge(host: str, environ: dict[str, str], kind: str) -> None:
    assert kinds.named(host, {}, environ) == kind


def test_the_machines_word_comes_first_if_it_is_one() -> None:
    assert kinds.named("git.example", {"git.example": "forgejo"}, {"GH_HOST": "git.example"}) == "forgejo"
    assert kinds.named("git.example", {"git.example": "gerrit"}, {}) == ""
    assert kinds.FORGES["forgejo"] is kinds.FORGES["gitea"]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"www-authenticate": 'Basic realm="GitLab"'}, "gitlab"),
        ({"www-authenticate": 'Basic realm="GitHub"'}, "github"),
        ({"www-authenticate": 'Basic realm="Gitea"'}, "gitea"),
        ({"www-authenticate": 'basic realm="Forgejo", charset="UTF-8"'}, "gitea"),
        ({"www-authenticate": 'Basic realm="git"'}, ""),
        ({"x-github-request-id": "1"}, "github"),
        ({"x-gitlab-meta": "{}"}, "gitlab"),
        ({"www-authenticate": 'Basic realm="'}, ""),
        ({}, ""),
    ],
)
def test_an_answer_to_a_stranger_gives_the_forge_away(headers: dict[str, str], kind: str) -> None:
    assert kinds.revealed(headers) == kind


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("github.example", "github.example"),
        ("https://GitHub.example:8443/a/b", "github.example:8443"),
        ("https://ada:secret@git.example/", "git.example"),
        (" git.example ", "git.example"),
        ("", ""),
        ("https://", ""),
    ],
)
def test_a_variable_may_hold_a_host_or_its_address(value: str, host: str) -> None:
    assert host_in(value) == host


@pytest.mark.parametrize(
    ("forge", "answer", "says"),
    [
        (
            github,
            reply(404, x_oauth_scopes="public_repo, gist", x_accepted_oauth_scopes="repo"),
            "the token lacks the scope repo (it has gist, public_repo)",
        ),
        (github, reply(403, x_oauth_scopes="", x_accepted_oauth_scopes="repo"), "lacks the scope repo (it has none)"),
        (github, reply(403, x_oauth_scopes="repo", x_accepted_oauth_scopes="repo"), ""),
        (github, reply(404), ""),
        (github, reply(403, x_accepted_github_permissions="administration=write"), "permission administration=write"),
        (gitlab, reply(403, b'{"error": "insufficient_scope", "scope": "api"}'), "lacks the scope api"),
        (gitlab, reply(403, b'{"error": "insufficient_scope"}'), "lacks the scope api"),
        (gitlab, reply(403, b'{"message": "403 Forbidden"}'), "the role Maintainer or Owner"),
        (gitlab, reply(400, b'{"message": "no"}'), ""),
        (gitea, reply(403), "administrator"),
        (gitea, reply(500), ""),
        (bitbucket, reply(403, b'{"error": {"detail": {"required": ["repository:admin"]}}}'), "scope repository:admin"),
        (bitbucket, reply(403, x_accepted_oauth_scopes="repository:admin"), "lacks the scope repository:admin"),
        (bitbucket, reply(403, b'{"error": {"detail": {"required": "all"}}}'), ""),
        (bitbucket, reply(500, x_accepted_oauth_scopes="repository:admin"), ""),
    ],
)
def test_a_refusal_names_the_right_that_was_missing(forge: Forge, answer: Reply, says: str) -> None:
    said = forge.lacking(answer)
    assert says in said
    assert bool(says) is bool(said)


@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b'"x"', b"{", b"\xff", b"[" * 99999, b'{"error": 3}'])
@pytest.mark.parametrize("forge", [github, gitlab, gitea, bitbucket])
def test_no_body_breaks_the_reading_of_a_refusal(forge: Forge, body: bytes) -> None:
    for status in (301, 400, 403, 404, 500):
        place = api.place(forge, URL, "acme/model")
        assert place is not None
        said = api.refusal(place, reply(status, body))
        assert forge.NAME in said
        assert said.isprintable()


def test_what_a_host_says_is_shown_short_and_without_control_characters() -> None:
    place = api.place(gitlab, URL, "acme/model")
    assert place is not None
    body = b'{"message": {"visibility_level": ["\\u001b[31mprivate\\nis not allowed", "x"]}}'
    said = api.refusal(place, reply(400, body))
    assert "visibility_level" in said
    assert said.isprintable()
    assert len(api.refusal(place, reply(400, b'{"message": "' + b"x" * 5000 + b'"}'))) < 300


@pytest.mark.parametrize(
    ("forge", "data", "seen"),
    [
        (github, {"full_name": "a/b", "visibility": "internal", "private": True}, Seen("a/b", "internal")),
        (github, {"full_name": "a/b", "private": False, "forks_count": True}, Seen("a/b", "public")),
        (gitlab, {"path_with_namespace": "g/s/p", "visibility": "private"}, Seen("g/s/p", "private")),
        (gitea, {"full_name": "a/b", "private": False, "internal": True}, Seen("a/b", "internal")),
        (gitea, {"full_name": "a/b", "private": False, "owner": "a"}, Seen("a/b", "public")),
        (bitbucket, {"full_name": "a/b", "is_private": True}, Seen("a/b", "private")),
    ],
)
def test_what_an_api_shows_is_read(forge: Forge, data: dict[str, Any], seen: Seen) -> None:
    assert forge.seen(data) == seen


def test_counts_that_nobody_told_are_left_out_of_what_is_lost() -> None:
    for forge in (github, gitlab, gitea, bitbucket):
        lines = forge.lost(Seen("a/b", "public"), "private")
        assert not any("-1" in line for line in lines)
        none = forge.lost(Seen("a/b", "public", 0, 0, 0), "private")
        assert not any("fork" in line for line in none) or forge is bitbucket
    assert "1 star and 1 watcher are erased" in " ".join(github.lost(Seen("a/b", "public", 1, 1, 1), "private"))
