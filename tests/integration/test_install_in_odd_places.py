"""Installing, pushing and uninstalling where paths, folders and files are not as one expects them."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.git import doctor
from release_guard.git.install import install, uninstall
from tests.support.commands import run as command
from tests.support.git_repo import Repo
from tests.support.public_release import WEIGHTS, PublicRelease
from tests.support.stub_python import StubPython, stub_python

#: Names of folders that a shell, a pattern, a line or a text could stumble over.
ODD = [
    "a b",
    "tab\there",
    "new\nline",
    "quo'te\"s",
    "$(touch owned)`id`",
    "star*[x]?",
    "-dash",
    os.fsdecode(b"caf\xe9"),
    "\\",
]


@pytest.fixture
def python(tmp_path: Path) -> StubPython:
    return stub_python(tmp_path / "python")


def state(folder: Path) -> "dict[str, tuple[bytes, int]]":
    """Every file below *folder* with its bytes and mode; links by where they lead."""
    return {
        str(path.relative_to(folder)): (
            os.readlink(path).encode() if path.is_symlink() else path.read_bytes(),
            stat.S_IMODE(path.lstat().st_mode),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_every_path_is_served(tmp_path: Path, name: str) -> None:
    """A work tree that was moved, with the real judge, whose interpreter has such a path too."""
    release = PublicRelease(tmp_path)
    folder = tmp_path / name
    folder.mkdir()
    release.repo.path = Path(shutil.move(release.repo.path, folder / "work"))
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    before = state(release.repo.path / ".git" / "hooks")
    install(folder=str(release.repo.path), python=str(python))
    assert [one.code for one in doctor.examine(str(release.repo.path), binding=("x",)).findings] == []
    release.add_weights()
    release.refuses("push", "origin", "main", code=WEIGHTS)
    release.repo("reset", "-q", "--hard", "HEAD~1")
    tip = release.add_code()
    release.accepts("push", "-q", "origin", "main")
    assert release.refs()["refs/heads/main"] == tip
    uninstall(folder=str(release.repo.path))
    after = state(release.repo.path / ".git" / "hooks")
    assert after.keys() == before.keys() - {"pre-push"}
    assert not list(tmp_path.rglob("owned"))


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_every_home_is_served(tmp_path: Path, name: str, python: StubPython, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder for all repositories lies in such a path, and the hook that it hands on to as well."""
    home = tmp_path / name
    home.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    repo = Repo(home / "work")
    repo.commit(readme="text")
    repo("init", "-q", "--bare", str(home / "remote.git"))
    repo.hook("pre-push", '#!/bin/sh\ncat > "$(git rev-parse --show-toplevel)/seen"\n')
    install("user", python=str(python.path))
    repo("push", "-q", str(home / "remote.git"), "main")
    assert python.judged == 1
    assert (repo.path / "seen").read_bytes() == python.refs
    uninstall("user")
    assert os.listdir(home / "release-guard") == []
    assert repo.run("config", "--get-regexp", "^(hook|core.hookspath|release-guard)").returncode == 1


def test_linked_hooks_folder_is_filled_where_it_leads(tmp_path: Path, python: StubPython) -> None:
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    hooks = repo.path / ".git" / "hooks"
    elsewhere = tmp_path / "elsewhere"
    shutil.move(hooks, elsewhere)
    hooks.symlink_to(elsewhere)
    before = state(elsewhere)
    install(folder=str(repo.path), python=str(python.path))
    assert (elsewhere / "pre-push").exists()
    uninstall(folder=str(repo.path))
    assert hooks.is_symlink()
    assert state(elsewhere) == before


def test_submodule_and_its_superproject_have_each_their_own_gate(tmp_path: Path, python: StubPython) -> None:
    inner = Repo(tmp_path / "inner")
    inner.commit(readme="text")
    outer = Repo(tmp_path / "outer")
    outer("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.path), "part")
    outer.commit()
    place = install(folder=str(outer.path / "part"), python=str(python.path)).folder
    assert place == str(outer.path / ".git" / "modules" / "part" / "hooks")
    outer("init", "-q", "--bare", str(tmp_path / "remote.git"))
    outer("push", "-q", str(tmp_path / "remote.git"), "main")
    assert python.judged == 0
    part = Repo(outer.path / "part")
    part("push", "-q", str(tmp_path / "remote.git"), "HEAD:refs/heads/part")
    assert python.judged == 1
    uninstall(folder=str(part.path))
    assert not (Path(place) / "pre-push").exists()


def test_gate_of_a_work_tree_with_settings_of_its_own_goes_where_git_looks(tmp_path: Path, python: StubPython) -> None:
    """``extensions.worktreeConfig``: one linked work tree has a hooks path that the others don't have."""
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    repo("init", "-q", "--bare", str(tmp_path / "remote.git"))
    repo("config", "extensions.worktreeConfig", "true")
    linked = tmp_path / "linked"
    repo("worktree", "add", "-q", str(linked), "-b", "other")
    repo("-C", str(linked), "config", "--worktree", "core.hooksPath", str(tmp_path / "special"))
    install(folder=str(linked), python=str(python.path))
    assert (tmp_path / "special" / "pre-push").exists()
    repo("-C", str(linked), "push", "-q", str(tmp_path / "remote.git"), "other")
    assert python.judged == 1
    uninstall(folder=str(linked))
    assert not any((tmp_path / "special").iterdir())


@pytest.fixture
def read_only(tmp_path: Path) -> "Iterator[Repo]":
    """A repository on a disk that can't be written."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        repo = Repo(disk / "work")
        repo.commit(readme="text")
        repo.hook("pre-push", "#!/bin/sh\necho mine\n")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield repo
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("word", ["install", "uninstall"])
def test_disk_that_cannot_be_written_is_named_and_nothing_is_changed(read_only: Repo, word: str) -> None:
    before = state(read_only.path / ".git" / "hooks")
    done = command(read_only.path, word)
    assert done.exit_code == (3 if word == "install" else 0)
    if word == "install":
        assert "hooks" in done.stderr
        assert "ead-only" in done.stderr
        assert "Traceback" not in done.stderr
    assert state(read_only.path / ".git" / "hooks") == before


def test_file_in_the_place_of_the_hooks_folder_is_named(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    shutil.rmtree(repo.path / ".git" / "hooks")
    (repo.path / ".git" / "hooks").write_text("")
    done = command(repo.path, "install")
    assert done.exit_code == 3
    assert str(repo.path / ".git" / "hooks") in done.stderr
    assert repo.run("config", "--get-regexp", "^hook").returncode == 1, "half an install is none"


def test_folder_in_the_place_of_the_hook_is_named(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    (repo.path / ".git" / "hooks" / "pre-push").mkdir()
    for word in ("install", "doctor", "uninstall"):
        done = command(repo.path, word, *(("--offline",) if word == "doctor" else ()))
        assert "Traceback" not in done.output
        assert "RG001" not in done.output
    assert (repo.path / ".git" / "hooks" / "pre-push").is_dir()


def test_huge_and_binary_hooks_come_back(tmp_path: Path, python: StubPython) -> None:
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    hook = repo.path / ".git" / "hooks" / "pre-push"
    hook.write_bytes(b"\x7fELF" + bytes(range(256)) * 40_000)
    hook.chmod(0o4755)
    before = state(hook.parent)
    install(folder=str(repo.path), python=str(python.path))
    assert [one.code for one in doctor.examine(str(repo.path), binding=("x",)).findings] == []
    uninstall(folder=str(repo.path))
    assert state(hook.parent) == before
