"""The variables that git servers set for their hooks: whose repository, who reads it, who pushes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_guard.hosts import served
from release_guard.hosts.served import Served
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
PLACE = parse("https://git.acme.example/acme/digits")
KNOWN = [*(Visibility), None]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Served()),
        ({"REMOTE_USER": "ada"}, Served(pusher="ada")),
        (
            {"GITHUB_REPO_NAME": "acme/digits", "GITHUB_REPO_PUBLIC": "false", "GITHUB_USER_LOGIN": "ada"},
            Served("GitHub Enterprise Server", "acme/digits", visibility=PRIVATE, pusher="ada"),
        ),
        (
            {"GITEA_REPO_USER_NAME": "acme", "GITEA_REPO_NAME": "digits", "GITEA_REPO_IS_WIKI": "true"},
            Served("Gitea", "acme/digits.wiki"),
        ),
        (
            {
                "GITEA_REPO_USER_NAME": "a",
                "GITEA_REPO_NAME": "b",
                "GITEA_ROOT_URL": "https://git.acme.example:3000/git/",
            },
            Served("Gitea", "a/b", "git.acme.example:3000"),
        ),
        (
            {"GL_PROJECT_PATH": "acme/sub/digits", "GL_REPOSITORY": "project-7", "GL_USERNAME": "ada"},
            Served("GitLab", "acme/sub/digits", pusher="ada"),
        ),
        ({"GL_REPOSITORY": "project-7"}, Served("GitLab")),
        ({"GL_REPO": "acme/digits", "GL_USER": "ada"}, Served("Gitolite", "acme/digits", pusher="ada")),
        ({"GITEA_REPO_NAME": "digits"}, Served()),
    ],
)
def test_every_server_is_known_by_its_own_variables(environ: dict[str, str], expected: Served) -> None:
    assert served.told(environ, "/srv/git/digits.git") == expected


@pytest.mark.parametrize(
    ("root", "path"),
    [("git", "acme/digits.git"), ("git/acme", "digits.git"), ("other", ""), ("git/acme/digits.git", "")],
)
def test_http_backend_tells_the_path_below_its_root(root: str, path: str, tmp_path: Path) -> None:
    folder = tmp_path / "git" / "acme" / "digits.git"
    folder.mkdir(parents=True)
    assert served.told({"GIT_PROJECT_ROOT": str(tmp_path / root)}, str(folder)).path == path
    assert served.told({"GIT_PROJECT_ROOT": "relative"}, str(folder)).path == ""


def test_name_is_what_the_server_is_told_to_call_it() -> None:
    known = Served("GitLab", "acme/digits.git")
    assert served.destination(known, "https://user:secret@git.acme.example/a/b.git", "x", "/srv/x") == parse(
        "git.acme.example/a/b"
    )
    assert served.destination(known, "", "Git.Acme.Example", "/srv/x") == PLACE
    assert served.destination(Served("Gitea", "acme/digits", "git.acme.example"), "", "", "/srv/x") == PLACE
    assert served.destination(known, "", "", "/srv/x") == Destination("file", "/srv/x")
    with pytest.raises(DestinationError):
        served.destination(known, "https://", "", "/srv/x")


def answered(
    told: Visibility | None,
    configured: Visibility | None,
    *rules: Visibility,
    place: Destination = PLACE,
    pushed: tuple[Visibility, ...] = (),
    exported: bool = False,
) -> Answer:
    def as_rules(said: tuple[Visibility, ...]) -> tuple[PlaceRule, ...]:
        return tuple(PlaceRule("**", visibility) for visibility in said)

    known = Served("GitHub Enterprise Server", "acme/digits", visibility=told)
    return served.answer(place, known, configured, as_rules(rules), as_rules(pushed), lambda: exported)


def test_word_of_the_server_goes_before_its_configuration() -> None:
    assert answered(PRIVATE, PUBLIC) == Answer(PRIVATE, "GitHub Enterprise Server")
    assert answered(PUBLIC, PRIVATE).visibility is PUBLIC
    assert answered(None, PRIVATE) == Answer(PRIVATE, "the server's configuration")
    assert answered(None, PRIVATE, exported=True).visibility is PRIVATE
    assert answered(None, None, exported=True) == Answer(PUBLIC, "git-daemon-export-ok")
    nobody = answered(None, None)
    assert (nobody.visibility, "git config release-guard.visibility private" in nobody.fix) == (None, True)


@pytest.mark.parametrize("host", ["github.com", "gitlab.com", "huggingface.co"])
def test_only_a_public_host_itself_says_that_a_place_on_it_is_private(host: str) -> None:
    place = parse(f"https://{host}/acme/digits")
    assert answered(None, PRIVATE, PRIVATE, place=place).visibility is None
    assert answered(None, PUBLIC, place=place).visibility is PUBLIC


@given(st.sampled_from(KNOWN), st.sampled_from(KNOWN), st.lists(st.sampled_from(list(Visibility))), st.booleans())
def test_policy_that_says_public_is_always_heard(
    told: Visibility | None, configured: Visibility | None, rules: list[Visibility], exported: bool
) -> None:
    assert answered(told, configured, *rules, PUBLIC, exported=exported).visibility is PUBLIC
    assert answered(told, configured, *rules, pushed=(PUBLIC,), exported=exported).visibility is PUBLIC


@given(st.sampled_from(KNOWN), st.sampled_from(KNOWN), st.lists(st.sampled_from(list(Visibility))), st.booleans())
def test_push_never_makes_a_place_less_public(
    told: Visibility | None, configured: Visibility | None, rules: list[Visibility], exported: bool
) -> None:
    def width(answer: Answer) -> Visibility:
        return PUBLIC if answer.visibility is None else answer.visibility

    without = answered(told, configured, *rules, exported=exported)
    for pushed in Visibility:
        assert width(answered(told, configured, *rules, pushed=(pushed,), exported=exported)) >= width(without)
