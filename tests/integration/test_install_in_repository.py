"""Installing the gate into one repository, next to every kind of hook that may be there, and taking it out again."""

import os
import stat
from pathlib import Path

import pytest

from release_guard.git import hook_files
from release_guard.git.belt import SINCE
from release_guard.git.install import InstallError, install, uninstall
from tests.support.git_repo import Repo, version
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


@pytest.fixture
def refusing(tmp_path: Path) -> StubPython:
    return stub_python(tmp_path / "refusing", verdict=1)


def put(repo: Repo, python: StubPython) -> "tuple[str, ...]":
    return install(folder=str(repo.path), python=str(python.path)).done


def hooks(repo: Repo) -> "dict[str, tuple[bytes, int, str]]":
    """Every hook of the repository with its bytes, its mode, and where it leads when it is a link."""
    folder = repo.path / ".git" / "hooks"
    return {
        path.name: (
            path.read_bytes(),
            stat.S_IMODE(path.lstat().st_mode),
            os.readlink(path) if path.is_symlink() else "",
        )
        for path in folder.iterdir()
    }


def test_push_is_judged_after_the_install(repo: Repo, refusing: StubPython) -> None:
    put(repo, refusing)
    assert repo.run("push", "origin", "main").returncode == 1
    assert refusing.arguments[-2:] == ["origin", repo("remote", "get-url", "origin")]
    assert repo("ls-remote", "origin") == ""


def test_cleared_push_arrives(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    done = repo.run("push", "--porcelain", "origin", "main")
    assert done.returncode == 0
    assert "words for the person" not in done.stdout
    assert "refs/heads/main" in repo("ls-remote", "origin")


def test_mirror_push_with_many_kinds_of_refs_reaches_the_gate_whole(repo: Repo, python: StubPython) -> None:
    repo("tag", "v1")
    repo("branch", "other")
    put(repo, python)
    repo("push", "-q", "origin", "main", "other", "v1")
    assert len(python.refs.splitlines()) == 3


def test_uninstall_leaves_the_folder_as_it_was(repo: Repo, python: StubPython) -> None:
    before = hooks(repo)
    put(repo, python)
    assert hooks(repo) != before
    uninstall(folder=str(repo.path))
    assert hooks(repo) == before


@pytest.mark.parametrize("mode", [0o755, 0o700, 0o644])
def test_uninstall_restores_the_earlier_hook_byte_for_byte(repo: Repo, python: StubPython, mode: int) -> None:
    repo.hook("pre-push", "#!/bin/sh\r\n\n# odd \N{SNOWMAN} bytes, no final newline\nexit 0", mode)
    before = hooks(repo)
    put(repo, python)
    put(repo, python)
    uninstall(folder=str(repo.path))
    assert hooks(repo) == before


def test_a_linked_hook_stays_a_link(repo: Repo, python: StubPython) -> None:
    script = repo.path / "script.sh"
    script.write_text('#!/bin/sh\necho "ran" >> ran\n')
    script.chmod(0o755)
    (repo.path / ".git" / "hooks" / "pre-push").symlink_to("../../script.sh")
    before = hooks(repo)
    put(repo, python)
    repo("push", "-q", "origin", "main")
    assert (repo.path / "ran").read_text() == "ran\n"
    uninstall(folder=str(repo.path))
    assert hooks(repo) == before


def test_a_link_that_leads_nowhere_comes_back(repo: Repo, python: StubPython) -> None:
    link = repo.path / ".git" / "hooks" / "pre-push"
    link.symlink_to("nowhere")
    put(repo, python)
    repo("push", "-q", "origin", "main")
    uninstall(folder=str(repo.path))
    assert os.readlink(link) == "nowhere"


def test_our_shim_is_never_its_own_earlier_hook(repo: Repo, python: StubPython) -> None:
    repo.hook("pre-push", "#!/bin/sh\necho once >> once\n")
    for _ in range(3):
        put(repo, python)
    repo("push", "-q", "origin", "main")
    assert (repo.path / "once").read_text() == "once\n"
    assert python.judged == 1


def test_installing_again_changes_only_the_shim(repo: Repo, python: StubPython, refusing: StubPython) -> None:
    repo.hook("pre-push", "#!/bin/sh\nexit 0\n")
    put(repo, python)
    before = hooks(repo)
    assert "current" in put(repo, python)[0]
    assert hooks(repo) == before
    put(repo, refusing)
    assert {name for name, hook in hooks(repo).items() if hook != before.get(name)} == {"pre-push"}


def test_a_shim_that_lost_its_mode_gets_it_back(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    shim = repo.path / ".git" / "hooks" / "pre-push"
    shim.chmod(0o644)
    put(repo, python)
    assert os.access(shim, os.X_OK)


def test_earlier_hook_that_git_ignored_is_kept_and_not_run(repo: Repo, python: StubPython) -> None:
    repo.hook("pre-push", "#!/bin/sh\necho ran >> ran\n", 0o644)
    put(repo, python)
    repo("push", "-q", "origin", "main")
    assert not (repo.path / "ran").exists()


def test_linked_work_trees_share_the_gate(repo: Repo, python: StubPython, tmp_path: Path) -> None:
    repo("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "other")
    install(folder=str(tmp_path / "linked"), python=str(python.path))
    assert (repo.path / ".git" / "hooks" / "pre-push").exists()
    repo("-C", str(tmp_path / "linked"), "push", "-q", "origin", "other")
    repo("push", "-q", "origin", "main")
    assert python.judged == 2


def test_a_folder_inside_the_work_tree_and_a_bare_repository_are_fine(
    repo: Repo, python: StubPython, tmp_path: Path
) -> None:
    (repo.path / "deep" / "er").mkdir(parents=True)
    assert install(folder=str(repo.path / "deep" / "er"), python=str(python.path)).folder == str(
        repo.path / ".git" / "hooks"
    )
    install(folder=str(tmp_path / "remote.git"), python=str(python.path))
    assert (tmp_path / "remote.git" / "hooks" / "pre-push").exists()


def test_hooks_folder_that_is_missing_is_made(repo: Repo, python: StubPython) -> None:
    for path in (repo.path / ".git" / "hooks").iterdir():
        path.unlink()
    (repo.path / ".git" / "hooks").rmdir()
    put(repo, python)
    repo("push", "-q", "origin", "main")
    assert python.judged == 1


def test_an_absolute_hooks_path_of_the_repository_is_respected(repo: Repo, python: StubPython, tmp_path: Path) -> None:
    repo("config", "core.hooksPath", str(tmp_path / "my hooks"))
    put(repo, python)
    repo("push", "-q", "origin", "main")
    assert python.judged == 1
    assert "pre-push" not in hooks(repo)
    uninstall(folder=str(repo.path))
    assert not any((tmp_path / "my hooks").iterdir())


@pytest.mark.skipif(version() >= SINCE, reason="this git starts the gate by its configuration")
@pytest.mark.parametrize(("setting", "script"), [(".husky/_", ".husky/pre-push"), (".githooks", ".githooks/pre-push")])
def test_a_relative_hooks_path_is_refused_with_the_line_to_add(
    repo: Repo, python: StubPython, setting: str, script: str
) -> None:
    repo("config", "core.hooksPath", setting)
    with pytest.raises(InstallError, match="relative") as caught:
        put(repo, python)
    assert caught.value.fix.endswith(script)
    assert not (repo.path / setting).exists()


def test_a_hooks_path_for_all_repositories_is_refused_with_the_scope_to_use(
    repo: Repo, python: StubPython, tmp_path: Path
) -> None:
    repo("config", "--global", "core.hooksPath", str(tmp_path / "company hooks"))
    with pytest.raises(InstallError, match="more than this repository") as caught:
        put(repo, python)
    assert caught.value.fix == "release-guard install --scope user"
    assert not (tmp_path / "company hooks").exists()


def test_an_interpreter_that_cannot_judge_is_refused(repo: Repo, tmp_path: Path) -> None:
    before = hooks(repo)
    with pytest.raises(InstallError, match="can't import"):
        put(repo, stub_python(tmp_path / "lost", imports=False))
    with pytest.raises(InstallError, match="does not run"):
        install(folder=str(repo.path), python="/nowhere/python")
    with pytest.raises(InstallError, match="no absolute path"):
        install(folder=str(repo.path), python="python3")
    assert hooks(repo) == before


def test_a_hook_that_replaced_our_shim_is_kept_and_the_older_one_set_aside(repo: Repo, python: StubPython) -> None:
    repo.hook("pre-push", "#!/bin/sh\necho first >> who\n")
    put(repo, python)
    repo.hook("pre-push", "#!/bin/sh\necho second >> who\n")
    done = put(repo, python)
    assert any("set aside" in line for line in done)
    repo("push", "-q", "origin", "main")
    assert (repo.path / "who").read_text() == "second\n"
    assert hooks(repo)["pre-push.release-guard-kept-1"][0].endswith(b"first >> who\n")


def test_uninstall_without_an_install_changes_nothing_and_says_so(repo: Repo) -> None:
    repo.hook("pre-push", "#!/bin/sh\nexit 0\n")
    before = hooks(repo)
    assert uninstall(folder=str(repo.path)).done == ("no gate was installed in this repository",)
    assert hooks(repo) == before


def test_a_kept_hook_without_another_copy_is_never_deleted(repo: Repo, python: StubPython) -> None:
    repo.hook("pre-push", "#!/bin/sh\necho kept\n")
    put(repo, python)
    repo.hook("pre-push", "#!/bin/sh\necho replaced us\n")
    done = uninstall(folder=str(repo.path)).done
    assert hook_files.EARLIER in hooks(repo)
    assert "no other copy" in done[0]
