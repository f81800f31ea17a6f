"""Installing for a user or a machine: every repository is guarded, and its own hooks still run."""

import os
from pathlib import Path

import pytest

from release_guard.git import hooks_folder
from release_guard.git.install import install, uninstall
from release_guard.git.plumbing import Git
from tests.support.git_repo import Repo
from tests.support.stub_python import StubPython, stub_python


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


def put(python: StubPython, scope: str = "user", dispatcher: str = "") -> "tuple[str, ...]":
    return install(scope, python=str(python.path), dispatcher=dispatcher).done


def note(repo: Repo, name: str) -> Path:
    """A hook of the repository's own that notes its name, its arguments and its input."""
    repo.hook(name, f'#!/bin/sh\necho "{name}|$*" >> "{repo.path}/log"\ncat >> "{repo.path}/log"\n')
    return repo.path / "log"


def test_every_repository_is_guarded(repo: Repo, tmp_path: Path) -> None:
    put(stub_python(tmp_path / "refusing", verdict=1))
    assert repo.run("push", "origin", "main").returncode == 1
    assert repo("ls-remote", "origin") == ""


def test_the_repositorys_own_hook_runs_after_the_gate_with_its_input(
    repo: Repo, python: StubPython, tmp_path: Path
) -> None:
    log = note(repo, "pre-push")
    put(python)
    repo("push", "-q", "origin", "main")
    assert log.read_bytes() == f"pre-push|origin {tmp_path / 'remote.git'}\n".encode() + python.refs
    put(stub_python(tmp_path / "refusing", verdict=1))
    log.unlink()
    repo.commit()
    assert repo.run("push", "origin", "main").returncode == 1
    assert not log.exists()


def test_a_failing_own_hook_still_refuses(repo: Repo, python: StubPython) -> None:
    put(python)
    repo.hook("pre-push", "#!/bin/sh\nexit 9\n")
    assert repo.run("push", "origin", "main").returncode == 1


def test_other_hooks_are_handed_on(repo: Repo, python: StubPython) -> None:
    put(python)
    log = note(repo, "pre-commit")
    note(repo, "post-commit")
    note(repo, "reference-transaction")
    repo.hook("commit-msg", '#!/bin/sh\necho changed > "$1"\n')
    repo.commit("as typed")
    assert repo("log", "-1", "--format=%s") == "changed"
    text = log.read_text()
    assert "pre-commit|\n" in text
    assert "post-commit|\n" in text
    assert "reference-transaction|committed\n" in text
    repo.hook("pre-commit", "#!/bin/sh\nexit 1\n")
    assert repo.run("commit", "--allow-empty", "-m", "refused").returncode == 1


def test_a_hook_that_git_would_ignore_is_ignored(repo: Repo, python: StubPython) -> None:
    put(python)
    repo.hook("pre-commit", "#!/bin/sh\nexit 1\n", 0o644)
    repo.commit()


def test_a_server_repositorys_hooks_are_handed_on(repo: Repo, python: StubPython, tmp_path: Path) -> None:
    put(python)
    hook = tmp_path / "remote.git" / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\ncat > '{tmp_path}/received'\nexit 1\n")
    hook.chmod(0o755)
    assert repo.run("push", "origin", "main").returncode == 1
    assert "refs/heads/main" in (tmp_path / "received").read_text()


def test_linked_work_trees_run_the_shared_hooks(repo: Repo, python: StubPython, tmp_path: Path) -> None:
    put(python)
    log = note(repo, "pre-push")
    repo("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "other")
    repo("-C", str(tmp_path / "linked"), "push", "-q", "origin", "other")
    assert python.judged == 1
    assert log.read_text().startswith("pre-push|origin")


def test_own_and_common_install_give_one_verdict(repo: Repo, python: StubPython) -> None:
    log = note(repo, "pre-push")
    install(folder=str(repo.path), python=str(python.path))
    put(python)
    repo("push", "-q", "origin", "main")
    assert python.judged == 1
    assert log.read_text().count("pre-push|origin") == 1


def test_installing_in_a_guarded_repository_says_that_it_is_guarded(repo: Repo, python: StubPython) -> None:
    put(python)
    done = install(folder=str(repo.path), python=str(python.path)).done
    assert done == ("the global core.hooksPath guards this repository already",)
    assert not (repo.path / ".git" / "hooks" / "pre-push").exists()


def test_uninstall_leaves_nothing(fence: Path, repo: Repo, python: StubPython) -> None:
    before = (fence / "gitconfig").read_text()
    put(python)
    put(python)
    assert put(python) == put(python)
    uninstall("user")
    assert repo.run("config", "--get", "core.hooksPath").returncode == 1
    assert not os.path.exists(hooks_folder.dispatcher("user"))
    assert (fence / "gitconfig").read_text().startswith(before)
    assert uninstall("user").done == ("no gate was installed at global scope",)


def test_a_hooks_path_from_before_is_served_and_put_back(repo: Repo, python: StubPython, tmp_path: Path) -> None:
    company = tmp_path / "company hooks"
    company.mkdir()
    for name in ("pre-push", "pre-commit"):
        (company / name).write_text(f"#!/bin/sh\necho {name} >> '{tmp_path}/log'\n")
        (company / name).chmod(0o755)
    repo("config", "--global", "core.hooksPath", str(company))
    put(python)
    put(python)
    repo.commit()
    repo("push", "-q", "origin", "main")
    assert (tmp_path / "log").read_text() == "pre-commit\npre-push\n"
    assert python.judged == 1
    uninstall("user")
    assert repo("config", "--get", "core.hooksPath") == str(company)
    assert repo.run("config", "--global", "--get", "release-guard.earlierHooksPath").returncode == 1


def test_a_hooks_path_that_somebody_set_since_is_left_alone(repo: Repo, python: StubPython) -> None:
    put(python)
    repo("config", "--global", "core.hooksPath", "/somebody/else")
    uninstall("user")
    assert repo("config", "--get", "core.hooksPath") == "/somebody/else"


def test_files_of_others_in_our_folder_stay(python: StubPython) -> None:
    put(python)
    mine = Path(hooks_folder.dispatcher("user")) / "notes"
    mine.write_text("keep")
    uninstall("user")
    assert os.listdir(mine.parent) == ["notes"]


def test_system_scope_writes_gits_system_configuration(
    repo: Repo, python: StubPython, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "system config"))
    put(python, "system", str(tmp_path / "system hooks"))
    repo("push", "-q", "origin", "main")
    assert python.judged == 1
    with Git(str(repo.path)) as git:
        assert hooks_folder.in_force(git).scope == "system"
    uninstall("system", dispatcher=str(tmp_path / "system hooks"))
    assert not (tmp_path / "system hooks").exists()


def test_push_to_checkout_is_left_to_git(python: StubPython) -> None:
    put(python)
    assert "push-to-checkout" not in os.listdir(hooks_folder.dispatcher("user"))
