"""The destination's default branch out of tracking refs, of which there may be very many."""

import os
from pathlib import Path

import pytest

from release_guard.git.held import Held, look
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine
from release_guard.git.remotes import destination
from tests.support.git_repo import Repo

URL = "ssh://git@git.acme.example/ada/digits.git"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made("remote", "add", "origin", URL)
    return made


def held(repo: Repo, branches: dict[str, str], *pushed: tuple[str, str], head: str = "") -> tuple[Held, str]:
    """What is held where *branches* were seen, and which references git was asked for."""
    for name, oid in branches.items():
        repo("update-ref", f"refs/remotes/origin/{name}", oid)
    if head:
        repo("symbolic-ref", "refs/remotes/origin/HEAD", f"refs/remotes/origin/{head}")
    lines = [RefLine(ref, repo("rev-parse", "HEAD"), ref, old) for ref, old in pushed]
    log = repo.path.parent / "trace"
    with Git(str(repo.path), {**os.environ, "GIT_TRACE": str(log)}) as git:
        found = look(git, lines, "origin", destination(URL, "/"), None)
    return found, "\n".join(line for line in log.read_text().splitlines() if "for-each-ref" in line)


def test_what_head_stands_for_is_it_whatever_its_name(repo: Repo) -> None:
    old, other = repo.commit("One"), repo.commit("Two")
    found, _ = held(repo, {"trunk": old, "main": other}, ("refs/heads/topic", old), head="trunk")
    assert (found.branch, found.tip) == ("refs/heads/trunk", old)


@pytest.mark.parametrize("name", ["main", "master"])
def test_usual_names_are_it_where_nothing_tells(repo: Repo, name: str) -> None:
    old = repo.commit("One")
    found, asked = held(repo, {name: old, "topic": old}, ("refs/heads/topic", old))
    assert (found.branch, found.tip) == (f"refs/heads/{name}", old)
    assert asked.count("for-each-ref") == 1
    assert not asked.endswith("refs/remotes/origin/")


def test_the_only_branch_is_it(repo: Repo) -> None:
    old = repo.commit("One")
    found, _ = held(repo, {"trunk": old}, ("refs/heads/trunk", old))
    assert (found.branch, found.tip) == ("refs/heads/trunk", old)


def test_of_several_branches_with_names_of_their_own_none_is_it(repo: Repo) -> None:
    old = repo.commit("One")
    found, _ = held(repo, {"trunk": old, "next": old}, ("refs/heads/trunk", old))
    assert (found.branch, found.tip) == ("", "")


def test_a_branch_that_is_created_and_was_seen_tells_of_another_repository(repo: Repo) -> None:
    old = repo.commit("One")
    found, _ = held(repo, {"main": old, "topic": old}, ("refs/heads/topic", "0" * 40))
    assert (found.branch, found.tip) == ("", "")


def test_a_push_of_many_refs_asks_for_all(repo: Repo) -> None:
    old = repo.commit("One")
    lines = [(f"refs/heads/topic-{number}", old) for number in range(101)]
    found, asked = held(repo, {"main": old}, *lines)
    assert (found.branch, found.tip) == ("refs/heads/main", old)
    assert asked.endswith("refs/remotes/origin/")
