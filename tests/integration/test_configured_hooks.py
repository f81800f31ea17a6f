"""The second belt: the gate as one of git's configured hooks (git 2.54 and newer), beside the hooks folder's own."""

import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from release_guard.git import belt
from release_guard.git.belt import SINCE
from release_guard.git.install import install, uninstall
from release_guard.git.plumbing import Git
from tests.support.git_repo import Repo, version
from tests.support.public_release import WEIGHTS, PublicRelease
from tests.support.stub_python import StubPython, stub_python

newer_git = pytest.mark.skipif(version() < SINCE, reason="git before 2.54 runs no configured hook")
older_git = pytest.mark.skipif(version() >= SINCE, reason="this git runs configured hooks")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "a work tree")
    repo.commit(readme="text")
    repo("init", "-q", "--bare", str(tmp_path / "remote.git"))
    repo("remote", "add", "origin", str(tmp_path / "remote.git"))
    return repo


@pytest.fixture
def python(tmp_path: Path) -> StubPython:
    return stub_python(tmp_path / "python")


def state(repo: Repo) -> belt.Belt:
    with Git(str(repo.path)) as git:
        return belt.look(git)


def hide_hooks(repo: Repo, folder: str = ".husky/_") -> None:
    repo("config", "core.hooksPath", folder)


@pytest.mark.parametrize("scope", ["repo", "user"])
def test_install_writes_it_and_uninstall_takes_it_out(repo: Repo, python: StubPython, scope: str, fence: Path) -> None:
    files = (repo.path / ".git" / "config", fence / "gitconfig")
    before = [path.read_bytes() for path in files]
    for _ in range(2):
        install(scope, folder=str(repo.path), python=str(python.path))
    hook = state(repo).hook
    assert hook is not None
    assert state(repo).sound
    assert hook.scope == {"repo": "local", "user": "global"}[scope]
    uninstall(scope, folder=str(repo.path))
    assert state(repo).hook is None
    assert [path.read_bytes() for path in files] == before
    assert not (repo.path / ".git" / "release-guard").exists()
    assert not (fence / ".data" / "release-guard").exists() or not os.listdir(fence / ".data" / "release-guard")


@newer_git
@pytest.mark.parametrize("scope", ["repo", "user"])
def test_one_verdict_when_both_run(repo: Repo, python: StubPython, scope: str) -> None:
    install(scope, folder=str(repo.path), python=str(python.path))
    repo("push", "-q", "origin", "main")
    assert python.judged == 1


@newer_git
def test_one_verdict_when_two_scopes_have_it(repo: Repo, python: StubPython) -> None:
    install(folder=str(repo.path), python=str(python.path))
    install("user", python=str(python.path))
    repo("push", "-q", "origin", "main")
    assert python.judged == 1
    hide_hooks(repo)
    repo.commit()
    repo("push", "-q", "origin", "main")
    assert python.judged == 2


@newer_git
@pytest.mark.parametrize("scope", ["repo", "user"])
def test_gate_judges_where_another_hooks_path_hides_it(repo: Repo, tmp_path: Path, scope: str) -> None:
    refusing = stub_python(tmp_path / "refusing", verdict=1)
    install(scope, folder=str(repo.path), python=str(refusing.path))
    hide_hooks(repo)
    assert repo.run("push", "origin", "main").returncode == 1
    assert repo("ls-remote", "origin") == ""
    assert refusing.judged == 1
    assert b"refs/heads/main" in refusing.refs
    assert repo.run("-c", "core.hooksPath=/dev/null", "push", "origin", "main").returncode == 1


@newer_git
def test_hook_of_the_folder_that_hides_the_gate_still_runs(repo: Repo, python: StubPython) -> None:
    install(folder=str(repo.path), python=str(python.path))
    hide_hooks(repo, ".githooks")
    script = repo.path / ".githooks" / "pre-push"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\ncat > seen\n")
    script.chmod(0o755)
    repo("push", "-q", "origin", "main")
    assert (repo.path / "seen").read_bytes() == python.refs
    assert python.judged == 1


@newer_git
def test_gate_that_lost_its_mode_is_no_reason_to_stay_silent(repo: Repo, tmp_path: Path) -> None:
    refusing = stub_python(tmp_path / "refusing", verdict=1)
    install(folder=str(repo.path), python=str(refusing.path))
    (repo.path / ".git" / "hooks" / "pre-push").chmod(0o644)
    assert repo.run("push", "origin", "main").returncode == 1
    assert refusing.judged == 1


@newer_git
def test_gate_that_a_framework_calls_gives_the_verdict(repo: Repo, python: StubPython) -> None:
    install(folder=str(repo.path), python=str(python.path))
    hooks = repo.path / ".git" / "hooks"
    os.rename(hooks / "pre-push", hooks / "pre-push.legacy")
    repo.hook("pre-push", '#!/bin/sh\n# ID: 0123\nexec "${0}.legacy" "$@"\n')
    repo("push", "-q", "origin", "main")
    assert python.judged == 1


@newer_git
def test_repository_that_was_moved_is_still_guarded(repo: Repo, tmp_path: Path) -> None:
    refusing = stub_python(tmp_path / "refusing", verdict=1)
    install(folder=str(repo.path), python=str(refusing.path))
    hide_hooks(repo)
    moved = Path(shutil.move(repo.path, tmp_path / "moved to 'here'\n"))
    Repo(moved)("worktree", "add", "-q", str(tmp_path / "linked"))
    for folder in (moved, tmp_path / "linked"):
        assert Repo(folder).run("push", str(tmp_path / "remote.git"), "HEAD:refs/heads/x").returncode == 1
    assert refusing.judged == 2


@newer_git
def test_relative_hooks_path_is_no_obstacle(repo: Repo, python: StubPython) -> None:
    hide_hooks(repo)
    done = install(folder=str(repo.path), python=str(python.path)).done
    assert "nothing was written there" in done[0]
    assert ".husky/pre-push" in done[0]
    repo("push", "-q", "origin", "main")
    assert python.judged == 1
    uninstall(folder=str(repo.path))
    assert state(repo).hook is None


@newer_git
def test_verdict_is_told_once_where_a_script_asks_for_it_too(tmp_path: Path) -> None:
    release = PublicRelease(tmp_path)
    hide_hooks(release.repo, ".githooks")
    (release.repo.path / ".githooks").mkdir()
    script = release.repo.path / ".githooks" / "pre-push"
    command = f"{shlex.quote(sys.executable)} -m release_guard hook pre-push"
    script.write_text(f'#!/bin/sh\n{command} "$@" || exit 1\necho ran >> ran\n')
    script.chmod(0o755)
    release.add_weights()
    said = release.refuses("push", "origin", "main", code=WEIGHTS)
    assert said.count("release-guard: blocked: ") == 1
    assert not (release.repo.path / "ran").exists(), "what follows in the script waits for the verdict"
    release.repo("config", "hook.release-guard.enabled", "false")
    assert release.refuses("push", "origin", "main", code=WEIGHTS).count("release-guard: blocked: ") == 1


@newer_git
@pytest.mark.parametrize("switch", ["hook.release-guard.enabled", "hook.pre-push.enabled"])
def test_switch_that_is_off_is_seen(repo: Repo, python: StubPython, switch: str) -> None:
    install(folder=str(repo.path), python=str(python.path))
    assert state(repo).active
    repo("config", switch, "false")
    assert not state(repo).active
    hide_hooks(repo)
    repo("push", "-q", "origin", "main")
    assert python.judged == 0, "git runs no configured hook now, as doctor says"


@older_git
def test_older_git_reads_the_settings_and_does_nothing(repo: Repo, python: StubPython) -> None:
    install(folder=str(repo.path), python=str(python.path))
    assert not state(repo).active
    done = repo.run("push", "origin", "main")
    assert (done.returncode, python.judged) == (0, 1)
    assert "hook." not in done.stderr


def test_files_of_others_and_settings_of_others_stay(repo: Repo, python: StubPython) -> None:
    install(folder=str(repo.path), python=str(python.path))
    (repo.path / ".git" / "release-guard" / "notes").write_text("keep")
    repo("config", "hook.release-guard.command", "something else")
    uninstall(folder=str(repo.path))
    assert os.listdir(repo.path / ".git" / "release-guard") == ["notes"]
    assert repo("config", "hook.release-guard.command") == "something else"
