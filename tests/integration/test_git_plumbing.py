"""Git's plumbing on real repositories: objects, their limits, and what happens when git fails."""

import os
from pathlib import Path

import pytest

from release_guard.git import config
from release_guard.git.config import Ignored, Settings
from release_guard.git.plumbing import Git
from release_guard.ports import TreeError
from tests.support.git_repo import Repo
from tests.support.pushing import commit

FORMATS = ("sha1", "sha256")


@pytest.fixture(params=FORMATS)
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo", f"--object-format={request.param}")


def test_objects_are_found_by_any_name(repo: Repo) -> None:
    head = commit(repo, {"a dir/a file": "text"})
    with Git(str(repo.path)) as git:
        found = git.find(["HEAD", f"{head}:a dir/a file", f"{head}:nothing", "HEAD:a\nb", "", "missing"])
    assert found[0] is not None
    assert found[0][:2] == (head, "commit")
    assert found[1] is not None
    assert found[1][1:] == ("blob", 4)
    assert found[2:] == [None] * 4


def test_more_names_than_a_pipe_holds_are_answered_in_order(repo: Repo) -> None:
    head = commit(repo, {f"f{number}": str(number) for number in range(10)})
    names = [f"{head}:f{number % 10}" if number % 3 else "x" * 500 for number in range(6000)]
    with Git(str(repo.path)) as git:
        found = git.find(names)
        ids = git.find([f"{head}:f{number}" for number in range(10)])
    assert found == [ids[number % 10] if number % 3 else None for number in range(6000)]


def test_reading_stops_at_the_limit_and_goes_on_with_the_next(repo: Repo) -> None:
    commit(repo, {"big": b"x" * (3 << 20), "middle": b"y" * 5000, "small": b"z", "empty": b""})
    with Git(str(repo.path)) as git:
        for _ in range(2):
            big = git.read("HEAD:big", 100)
            assert big is not None
            assert (big.data, big.size, big.whole) == (b"x" * 100, 3 << 20, False)
            middle = git.read("HEAD:middle", 100)
            assert middle is not None
            assert middle.data == b"y" * 100
            small = git.read("HEAD:small", 100)
            assert small is not None
            assert (small.data, small.whole) == (b"z", True)
            empty = git.read("HEAD:empty", 0)
            assert empty is not None
            assert (empty.data, empty.whole) == (b"", True)
            assert git.read("HEAD:nothing", 100) is None


def test_chunks_hold_every_byte(repo: Repo) -> None:
    data = bytes(range(256)) * 5000
    commit(repo, {"big": data})
    with Git(str(repo.path)) as git:
        assert b"".join(git.chunks("HEAD:big", 1000)) == data
        assert b"".join(git.chunks("HEAD:big")) == data
        with pytest.raises(TreeError, match="isn't here"):
            list(git.chunks("HEAD:nothing"))


def test_replaced_objects_are_read_as_they_are_pushed(repo: Repo) -> None:
    first = commit(repo, {"a": "honest"})
    second = commit(repo, {"a": "other"})
    repo("replace", second, first)
    with Git(str(repo.path)) as git:
        read = git.read(f"{second}:a", 100)
    assert read is not None
    assert read.data == b"other"


def test_failure_says_what_was_tried_and_why(tmp_path: Path) -> None:
    with Git(str(tmp_path)) as git:
        with pytest.raises(
            TreeError, match=r"'git rev-list --objects --all' ended with 128: fatal: not a git repository"
        ):
            git.run("rev-list", "--objects", "--all")
        with pytest.raises(TreeError, match="not a git repository"):
            git.find(["HEAD"])
        with pytest.raises(TreeError, match="not a git repository"):
            git.read("HEAD", 10)


def test_failure_in_the_middle_of_a_pipe_is_raised_at_its_end(repo: Repo) -> None:
    commit(repo, {"a": "text"})
    with Git(str(repo.path)) as git:
        pieces = git.pipe(("rev-list", "--objects", "HEAD", "0" * 39 + "1"), ("cat-file", "--batch-check"))
        with pytest.raises(TreeError, match="rev-list"):
            list(pieces)


def test_damaged_object_is_an_error_or_is_not_here(repo: Repo) -> None:
    commit(repo, {"a": os.urandom(5000), "b": "text"})
    for name, kept in (("a", 3000), ("b", 5)):
        blob = repo("rev-parse", f"HEAD:{name}")
        stored = repo.path / ".git" / "objects" / blob[:2] / blob[2:]
        stored.chmod(0o644)
        stored.write_bytes(stored.read_bytes()[:kept])
    with Git(str(repo.path)) as git:
        with pytest.raises(TreeError, match="cat-file"):
            git.read("HEAD:a", 5000)
        assert git.read("HEAD:b", 100) is None


def test_missing_git_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with Git(str(tmp_path)) as git, pytest.raises(TreeError, match="git can't be started: No such file"):
        git.run("version")


def test_pipe_left_early_ends_its_processes(repo: Repo) -> None:
    commit(repo, {f"f{number}": str(number) for number in range(3000)})
    with Git(str(repo.path)) as git:
        pieces = git.pipe(("rev-list", "--objects", "HEAD"), ("cat-file", "--batch-check"))
        next(pieces)
        del pieces
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_configuration_counts_by_scope(repo: Repo, fence: Path) -> None:
    repo("config", "--global", "--add", "release-guard.private", "git.acme.example/**")
    repo("config", "--local", "release-guard.private", "github.com/**")
    with Git(str(repo.path)) as git:
        settings = config.read(git)
    ignored = (Ignored("local", "release-guard.private", "github.com/**"),)
    assert settings == Settings(("git.acme.example/**",), (), ignored, folder=str(repo.path))


def test_no_configuration_is_no_error(repo: Repo) -> None:
    with Git(str(repo.path)) as git:
        assert config.read(git) == Settings(folder=str(repo.path))


def test_broken_configuration_is_an_error(repo: Repo, fence: Path) -> None:
    (fence / "gitconfig").write_text("[release-guard\n")
    with Git(str(repo.path)) as git, pytest.raises(TreeError, match="bad config"):
        config.read(git)
