"""Which forge runs at a host is for the machine's owner to say, as for everything in git's configuration."""

from pathlib import Path

import pytest

from release_guard.git.plumbing import Git
from release_guard.wiring.places import kinds_of_hosts
from tests.support.git_repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def kinds(repo: Repo) -> dict[str, str]:
    with Git(str(repo.path)) as git:
        return kinds_of_hosts(git)


@pytest.mark.parametrize("name", ["git.example:8443", "https://git.example:8443", "https://Git.example:8443/"])
def test_a_host_or_its_address_is_named(repo: Repo, name: str) -> None:
    repo("config", "--global", f"release-guard.{name}.host-kind", "GitLab")
    assert kinds(repo) == {"git.example:8443": "gitlab"}


def test_each_host_has_its_own(repo: Repo) -> None:
    repo("config", "--global", "release-guard.a.example.host-kind", "gitea")
    repo("config", "--global", "release-guard.b.example.host-kind", "github")
    repo("config", "--global", "release-guard.private", "c.example/**")
    assert kinds(repo) == {"a.example": "gitea", "b.example": "github"}


def test_a_clone_and_the_command_line_say_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo("config", "release-guard.git.example.host-kind", "gitlab")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "release-guard.git.example.host-kind")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "github")
    assert kinds(repo) == {}


def test_nothing_is_named_where_nothing_is_set(repo: Repo) -> None:
    assert kinds(repo) == {}
