"""Which tokens are found for which host, and that none of them goes anywhere else or is ever shown."""

import os
import shutil
import time
from pathlib import Path

import pytest

from release_guard.hosts import bitbucket, gitea, github, gitlab, tokens
from release_guard.hosts.forge import Forge, basic, bearer
from release_guard.hosts.tokens import Credential, at_hand, may_carry
from release_guard.hosts.web import Call

SECRET = "tok-51c2"


def names(forge: Forge, host: str, **environ: str) -> list[str]:
    return [one.origin for one in forge.tokens(environ, host)]


def program(folder: Path, name: str, script: str) -> Path:
    """An executable that stands on PATH under *name*."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return folder


def found(forge: Forge, url: str, path: Path | None = None, **environ: str) -> list[Credential]:
    """What is at hand with *path* before the usual programs."""
    search = os.environ["PATH"] if path is None else f"{path}{os.pathsep}{os.environ['PATH']}"
    fenced = {name: os.environ[name] for name in ("HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")}
    return list(at_hand(forge, url, {**fenced, "PATH": search, **environ}))


@pytest.mark.parametrize(
    ("host", "environ", "expected"),
    [
        ("github.com", {"GH_TOKEN": "a", "GITHUB_TOKEN": "b"}, ["GH_TOKEN", "GITHUB_TOKEN"]),
        ("github.com", {"GH_TOKEN": ""}, []),
        ("github.example", {"GH_TOKEN": "a", "GITHUB_TOKEN": "b"}, []),
        ("evil.example", {"GH_TOKEN": "a", "GH_HOST": "evil.example"}, []),
        ("acme.ghe.com", {"GH_TOKEN": "a", "GH_HOST": "acme.ghe.com"}, ["GH_TOKEN"]),
        ("github.com", {"GH_TOKEN": "a", "GH_HOST": "acme.ghe.com"}, []),
        ("github.example", {"GH_ENTERPRISE_TOKEN": "a"}, []),
        ("github.example", {"GH_ENTERPRISE_TOKEN": "a", "GH_HOST": "github.example"}, ["GH_ENTERPRISE_TOKEN"]),
        (
            "github.example",
            {"GITHUB_ENTERPRISE_TOKEN": "a", "GH_HOST": "https://github.example/"},
            ["GITHUB_ENTERPRISE_TOKEN"],
        ),
        ("other.example", {"GH_ENTERPRISE_TOKEN": "a", "GH_HOST": "github.example"}, []),
        ("github.com", {"GH_ENTERPRISE_TOKEN": "a", "GH_HOST": "github.com"}, []),
        ("github.example", {"GITHUB_TOKEN": "a", "GITHUB_SERVER_URL": "https://github.example"}, ["GITHUB_TOKEN"]),
        ("github.com", {"GITHUB_TOKEN": "a", "GITHUB_SERVER_URL": "https://gitea.example"}, []),
    ],
)
def test_githubs_tokens_belong_to_the_host_that_they_are_for(
    host: str, environ: dict[str, str], expected: list[str]
) -> None:
    assert names(github, host, **environ) == expected


@pytest.mark.parametrize(
    ("host", "environ", "expected"),
    [
        ("gitlab.com", {"GITLAB_TOKEN": "a"}, ["GITLAB_TOKEN"]),
        ("gitlab.com", {"GITLAB_ACCESS_TOKEN": "a"}, ["GITLAB_ACCESS_TOKEN"]),
        ("gitlab.example", {"GITLAB_TOKEN": "a"}, []),
        ("gitlab.example", {"GITLAB_TOKEN": "a", "GITLAB_HOST": "https://gitlab.example"}, ["GITLAB_TOKEN"]),
        ("gitlab.com", {"GITLAB_TOKEN": "a", "GITLAB_HOST": "gitlab.example"}, []),
        ("gitlab.example", {"GITLAB_TOKEN": "a", "GL_HOST": "gitlab.example"}, ["GITLAB_TOKEN"]),
        ("gitlab.example:8443", {"GITLAB_TOKEN": "a", "CI_SERVER_FQDN": "gitlab.example:8443"}, ["GITLAB_TOKEN"]),
        ("gitlab.com", {"GITLAB_TOKEN": "a", "CI_SERVER_HOST": "gitlab.example"}, []),
    ],
)
def test_gitlabs_tokens_belong_to_the_server_that_is_named(
    host: str, environ: dict[str, str], expected: list[str]
) -> None:
    assert names(gitlab, host, **environ) == expected


@pytest.mark.parametrize(
    ("host", "environ", "expected"),
    [
        ("codeberg.org", {"GITEA_TOKEN": "a", "FORGEJO_TOKEN": "b"}, []),
        ("codeberg.org", {"FORGEJO_TOKEN": "b", "FORGEJO_SERVER_URL": "https://codeberg.org"}, ["FORGEJO_TOKEN"]),
        (
            "git.example",
            {"GITEA_SERVER_TOKEN": "a", "GITEA_SERVER_URL": "https://git.example/"},
            ["GITEA_SERVER_TOKEN"],
        ),
        ("git.example", {"GITEA_TOKEN": "a", "GITHUB_SERVER_URL": "https://git.example"}, []),
        (
            "git.example",
            {"GITEA_TOKEN": "a", "GITEA_ACTIONS": "true", "GITHUB_SERVER_URL": "https://git.example"},
            ["GITEA_TOKEN"],
        ),
        ("other.example", {"GITEA_TOKEN": "a", "GITEA_SERVER_URL": "https://git.example"}, []),
    ],
)
def test_giteas_tokens_are_for_nobody_until_a_server_is_named(
    host: str, environ: dict[str, str], expected: list[str]
) -> None:
    assert names(gitea, host, **environ) == expected


@pytest.mark.parametrize(
    ("host", "environ", "expected"),
    [
        (
            "bitbucket.org",
            {"BITBUCKET_TOKEN": "a", "BITBUCKET_ACCESS_TOKEN": "b"},
            ["BITBUCKET_TOKEN", "BITBUCKET_ACCESS_TOKEN"],
        ),
        ("bitbucket.org", {"BITBUCKET_API_TOKEN": "a"}, []),
        ("bitbucket.org", {"BITBUCKET_API_TOKEN": "a", "BITBUCKET_EMAIL": "ada@example.org"}, ["BITBUCKET_API_TOKEN"]),
        ("git.example", {"BITBUCKET_TOKEN": "a"}, []),
    ],
)
def test_bitbuckets_tokens_are_for_bitbucket(host: str, environ: dict[str, str], expected: list[str]) -> None:
    assert names(bitbucket, host, **environ) == expected


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://github.com/acme/model.git", True),
        ("http://github.com/acme/model.git", False),
        ("http://127.0.0.1:3000/acme/model.git", True),
        ("http://localhost/acme/model.git", True),
        ("http://[::1]:3000/acme/model.git", True),
        ("http://127.0.0.1.evil.example/acme/model.git", False),
        ("http://127.evil.example/x", False),
        ("ssh://git@github.com/acme/model.git", False),
        ("git://github.com/acme/model.git", False),
        ("", False),
    ],
)
def test_a_token_travels_under_tls_or_not_at_all(url: str, allowed: bool) -> None:
    assert may_carry(url) is allowed
    if not allowed:
        assert found(github, url, GH_TOKEN=SECRET, GITHUB_TOKEN=SECRET) == []


def test_no_secret_is_ever_shown() -> None:
    credential = Credential(SECRET, "GH_TOKEN")
    assert SECRET not in f"{credential} {credential!r} {[credential]}"
    assert SECRET not in repr(Call("https://github.com", dict(bearer(credential)), body=SECRET.encode()))


def test_the_environment_is_enough_and_no_program_is_started(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    path = program(tmp_path / "bin", "gh", f"touch '{ran}'; echo other")
    search = f"{path}{os.pathsep}{os.environ['PATH']}"
    first = next(at_hand(github, "https://github.com/acme/model", {"PATH": search, "GH_TOKEN": SECRET}))
    assert (first.secret, first.origin) == (SECRET, "GH_TOKEN")
    assert not ran.exists()


def test_gh_and_glab_are_asked_for_the_one_host(tmp_path: Path) -> None:
    said = tmp_path / "said"
    for forge, name, host in ((github, "gh", "github.example"), (gitlab, "glab", "gitlab.example")):
        script = f'echo "$@" GH=$GH_ENTERPRISE_TOKEN GL=$GITLAB_TOKEN >> "{said}"; echo {SECRET}-{name}'
        path = program(tmp_path / "bin", name, script)
        variables = {"GH_ENTERPRISE_TOKEN": "for-another", "GITLAB_TOKEN": "for-another"}
        (credential,) = found(forge, f"https://{host}/acme/model.git", path, **variables)
        assert (credential.secret, credential.origin) == (f"{SECRET}-{name}", name)
    assert said.read_text().splitlines() == [
        "auth token --hostname github.example GH= GL=for-another",
        "config get token --host gitlab.example GH=for-another GL=",
    ]


@pytest.mark.parametrize("script", ["exit 1", "echo; exit 0", "echo 'no token found'", f"echo {SECRET}; exit 1"])
def test_a_client_without_a_token_hands_none_over(tmp_path: Path, script: str) -> None:
    assert found(github, "https://github.com/acme/model", program(tmp_path / "bin", "gh", script)) == []


def helper(script: str, **settings: str) -> None:
    """Make *script* git's credential helper; it gets the operation as its argument."""
    lines = "".join(f"[credential]\n\t{key} = {value}\n" for key, value in settings.items())
    config = Path(os.environ["GIT_CONFIG_GLOBAL"])
    config.write_text(f"{config.read_text()}[credential]\n\thelper = {script}\n{lines}")


def test_gits_helper_is_asked_for_the_very_address(tmp_path: Path) -> None:
    said = tmp_path / "said"
    script = program(
        tmp_path / "bin", "helper", f'echo "$1" >> "{said}"; cat >> "{said}"; echo username=ada; echo password={SECRET}'
    )
    helper(str(script / "helper"), useHttpPath="true")
    (credential,) = found(gitea, "https://git.example:8443/acme/model.git")
    assert credential == Credential(SECRET, "git's credential helper", "ada")
    told = said.read_text().splitlines()
    assert told[0] == "get", "nothing is stored or erased"
    assert {"protocol=https", "host=git.example:8443", "path=acme/model.git"} <= set(told)
    assert not {"store", "erase"} & set(told)


def test_a_name_in_the_address_is_handed_to_the_helper(tmp_path: Path) -> None:
    said = tmp_path / "said"
    script = program(tmp_path / "bin", "helper", f'cat >> "{said}"')
    helper(str(script / "helper"))
    assert found(gitea, "https://lin%40example.org@git.example/acme/model.git") == []
    assert "username=lin@example.org" in said.read_text().splitlines()


def test_a_token_in_the_address_comes_first() -> None:
    helper("\"!printf 'username=ada\\\\npassword=other\\\\n'; :\"")
    address = f"https://oauth2:{SECRET}@gitlab.example/acme/model.git"
    first, second = found(gitlab, address)
    assert first == Credential(SECRET, "the address", "oauth2")
    assert second.secret in ("other", SECRET)


def test_nobody_is_asked_for_a_password(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    path = program(tmp_path / "bin", "ask", f"touch '{asked}'; echo {SECRET}")
    variables = {"GIT_ASKPASS": str(path / "ask"), "SSH_ASKPASS": str(path / "ask"), "GIT_TERMINAL_PROMPT": "1"}
    helper("", askPass=str(path / "ask"))
    assert found(gitea, "https://git.example/acme/model.git", path, **variables, DISPLAY=":0") == []
    assert not asked.exists()


def test_a_program_that_waits_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "PATIENCE", 0.3)
    child = tmp_path / "child"
    path = program(tmp_path / "bin", "gh", f'sleep 60 & echo $! > "{child}"; wait')
    start = time.monotonic()
    assert found(github, "https://github.com/acme/model", path) == []
    assert time.monotonic() - start < 10
    state = Path(f"/proc/{child.read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.parametrize("secret", ["with\nnewline", "bell\a", "tab\t", "ünïcode", ""])
def test_what_no_header_can_hold_is_no_token(secret: str) -> None:
    environ = {"GH_TOKEN": secret, "PATH": os.environ["PATH"]}
    assert list(at_hand(github, "https://github.com/acme/model", environ)) == []


def test_the_same_secret_is_tried_once() -> None:
    all_found = found(github, "https://github.com/acme/model", GH_TOKEN=SECRET, GITHUB_TOKEN=SECRET)
    assert [one.origin for one in all_found] == ["GH_TOKEN"]


def test_each_forge_signs_in_its_own_way() -> None:
    token, pair = Credential(SECRET, "x"), Credential(SECRET, "x", "ada")
    assert github.headers(pair)["Authorization"] == f"Bearer {SECRET}"
    assert gitlab.headers(pair)["Authorization"] == f"Bearer {SECRET}"
    assert gitea.headers(token)["Authorization"] == f"token {SECRET}"
    assert gitea.headers(pair)["Authorization"] == basic(pair)["Authorization"]
    assert bitbucket.headers(token)["Authorization"] == f"Bearer {SECRET}"
    assert bitbucket.headers(Credential(SECRET, "x", "x-token-auth"))["Authorization"] == f"Bearer {SECRET}"
    assert bitbucket.headers(pair)["Authorization"] == basic(pair)["Authorization"]
    assert basic(Credential("s", "x", "u"))["Authorization"] == "Basic dTpz"


@pytest.mark.skipif(shutil.which("gh") is None, reason="gh isn't installed")
def test_the_real_gh_hands_over_what_it_keeps_for_a_host(fence: Path) -> None:
    folder = fence / ".config" / "gh"
    folder.mkdir(parents=True)
    (folder / "hosts.yml").write_text(f"github.example:\n    user: ada\n    oauth_token: {SECRET}\n")
    config = {
        "XDG_CONFIG_HOME": str(fence / ".config"),
        "GH_ENTERPRISE_TOKEN": "for-another",
        "GH_TOKEN": "for-another",
    }
    (credential,) = found(github, "https://github.example/acme/model.git", None, **config)
    assert (credential.secret, credential.origin) == (SECRET, "gh")
    assert found(github, "https://other.example/acme/model.git", None, **config) == []
