"""What a judged push asks git: nothing twice, nothing ahead that isn't asked for, and much at once without trouble."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from release_guard.git import tree
from release_guard.git.plumbing import Git
from release_guard.ports import TreeError
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, Guarded, weights
from tests.support.pushing import commit

URL = "ssh://git@git.acme.example/ada/digits.git"
PLACE = "git.acme.example/ada/digits"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    """A release on its way to another machine, which has its first commit."""
    made = Guarded(tmp_path)
    made.place = PLACE
    made.write("release-policy.toml", made.policy("solo"))
    made.write("release-considerations.toml", FILE.format(place=PLACE, release='["source-code", "trained-model"]'))
    made.repo("remote", "set-url", "origin", URL)
    old = made.commit(train__py="print(1)\n")
    made.repo("update-ref", "refs/remotes/origin/main", old)
    return made


def started(guarded: Guarded, log: Path) -> Counter[str]:
    """The git commands that judging a push of the last commit starts, and how often each."""
    new, old = guarded.repo("rev-parse", "HEAD", "HEAD~1").split()
    done = subprocess.run(
        [sys.executable, "-I", "-m", "release_guard.wiring.hook", "pre-push", "origin", URL],
        cwd=guarded.repo.path,
        input=f"refs/heads/main {new} refs/heads/main {old}\n",
        env={**os.environ, "GIT_TRACE": str(log)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return commands_in(log)


def commands_in(log: Path) -> Counter[str]:
    lines = [line.partition("trace: built-in: ")[2] for line in log.read_text().splitlines()]
    return Counter(line for line in lines if line)


def test_nothing_is_asked_twice_though_it_is_asked_ahead(guarded: Guarded, tmp_path: Path) -> None:
    guarded.commit(model__safetensors=weights(), more__py="print(2)\n")
    commands = started(guarded, tmp_path / "trace")
    assert any("rev-list --topo-order" in command for command in commands)
    assert any("for-each-ref" in command for command in commands)
    assert {command: count for command, count in commands.items() if count > 1} == {}


def test_an_allowed_push_of_new_weights_looks_through_no_history(guarded: Guarded, tmp_path: Path) -> None:
    guarded.commit(model__safetensors=weights())
    commands = started(guarded, tmp_path / "trace")
    assert not any("--objects" in command for command in commands)


def test_weights_that_the_history_has_are_looked_for_before_they_are_held(tmp_path: Path) -> None:
    code = Guarded(tmp_path, release='["source-code"]')
    code.commit(train__py="print(1)\n", model__safetensors=weights())
    assert code.push("--no-verify", "main").returncode == 0
    (code.repo.path / "model.safetensors").unlink()
    code.commit("Drop the model")
    assert code.push().returncode == 0
    code.commit("Bring it back", model__safetensors=weights())
    done = code.push()
    assert done.returncode == 0, done.stderr
    code.commit("Bring another", model__safetensors=weights(1))
    assert code.push().returncode == 1


def test_what_was_begun_is_what_is_asked_for(repo: Repo, tmp_path: Path) -> None:
    oid = commit(repo, {"a": "text"})
    with Git(str(repo.path), {**os.environ, "GIT_TRACE": str(tmp_path / "trace")}) as git:
        git.ahead(("rev-list", "HEAD"))
        git.ahead(("rev-list", "HEAD"), ("cat-file", "--batch-check"))
        assert git.run("rev-list", "HEAD") == f"{oid}\n".encode()
        (line,) = git.pipe(("rev-list", "HEAD"), ("cat-file", "--batch-check"))
        assert line.startswith(oid.encode())
        assert commands_in(tmp_path / "trace") == {"git rev-list HEAD": 2, "git cat-file --batch-check": 1}
        assert git.run("rev-list", "HEAD") == f"{oid}\n".encode()
    assert commands_in(tmp_path / "trace")["git rev-list HEAD"] == 3


def test_what_was_begun_and_failed_is_an_error_when_it_is_asked_for(repo: Repo) -> None:
    with Git(str(repo.path)) as git:
        git.ahead(("rev-list", "HEAD"))
        assert git.ask("rev-list", "HEAD")[0] == 128
        git.ahead(("rev-list", "HEAD"))
        with pytest.raises(TreeError, match="rev-list HEAD"):
            list(git.pipe(("rev-list", "HEAD")))


def test_what_was_begun_and_nobody_asked_for_is_ended(repo: Repo) -> None:
    commit(repo, {"a": "text"})
    with Git(str(repo.path)) as git:
        git.ahead(("cat-file", "--batch"))
        git.ready()
        running = _children()
        assert len(running) >= 3
    assert not set(running) & set(_children())


def _children() -> list[str]:
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        pytest.skip("this system doesn't list processes")
    return [pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def test_a_git_that_writes_before_it_has_read_everything_does_not_wait_for_ever(repo: Repo) -> None:
    oid = commit(repo, {"a": "text"})
    asked = f"{oid}\n".encode() * 20_000
    with Git(str(repo.path)) as git:
        assert len(list(git.pipe(("cat-file", "--batch-check"), stdin=asked))) == 20_000
        assert git.run("cat-file", "--batch-check", stdin=asked).count(b"\n") == 20_000


def test_an_answer_that_cannot_change_is_asked_for_once(repo: Repo) -> None:
    commit(repo, {"a": "text"})
    with Git(str(repo.path)) as git:
        before = git.once("rev-list", "HEAD")
        repo.commit("Another")
        assert git.once("rev-list", "HEAD") == before
        assert git.once("rev-list", "HEAD", stdin=b"\n") != before


def test_objects_that_were_asked_for_keep_while_others_are(repo: Repo) -> None:
    commit(repo, {"a": "first", "b": "second", "c": "third"})
    with Git(str(repo.path)) as git:
        asked = git.ask_for(["HEAD:a", "HEAD:nothing", "HEAD:b"])
        other = git.read("HEAD:c", 100)
        assert other is not None
        assert other.data == b"third"
        assert [one.data if one else None for one in asked.objects()] == [b"first", None, b"second"]
        assert asked.objects() is asked.objects()


@pytest.mark.parametrize("folders", [3, 100])
def test_paths_are_told_of_every_folder_those_near_the_top_first(repo: Repo, folders: int) -> None:
    files: dict[str, bytes | str] = {f"a/b{number}/deep": "x" for number in range(folders)}
    commit(repo, {**files, "z": "x"})
    with Git(str(repo.path)) as git:
        told = list(tree.paths(git, "HEAD"))
    assert told[0] == "z"
    assert set(told) == {*files, "z"}
