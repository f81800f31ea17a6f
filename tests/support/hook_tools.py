"""A repository with weights in git-lfs, and the real tools that install hooks into it: lfs, pre-commit, prek, ..."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from release_guard.git import hook_files
from release_guard.git.hook_files import Maker
from release_guard.git.install import install
from tests.support import husky
from tests.support.git_repo import Repo
from tests.support.stub_python import stub_python

_BESIDE = Path(sys.executable).parent


def tool(name: str) -> str:
    """The path of an outside tool, from beside this Python or from PATH; without it the test can't be run."""
    found = shutil.which(name, path=str(_BESIDE)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


class HookTools:
    """``repo`` with weights in LFS and a remote; each method without arguments is one tool's way of installing.

    A method's value says whether the tool did it: some refuse beside hooks of others.
    """

    def __init__(self, folder: Path) -> None:
        tool("git-lfs")
        self.remote = folder / "remote.git"
        self.repo = Repo(folder / "work")
        self.repo("init", "-q", "--bare", str(self.remote))
        self.repo("remote", "add", "origin", str(self.remote))
        self.repo("lfs", "install", "--local", "--skip-repo")
        self.repo("lfs", "track", "*.safetensors")
        (self.repo.path / "model.safetensors").write_bytes(b"weights" * 1000)
        (self.repo.path / ".pre-commit-config.yaml").write_text(
            "repos:\n- repo: local\n  hooks:\n"
            "  - id: note\n    name: note\n    entry: sh -c 'echo ran >> framework-ran'\n"
            "    language: system\n    stages: [pre-push]\n    always_run: true\n    pass_filenames: false\n"
        )
        (self.repo.path / "lefthook.yml").write_text(
            "pre-push:\n  jobs:\n    - run: echo ran >> framework-ran\n      use_stdin: true\n"
        )
        (self.repo.path / ".gitignore").write_text("framework-ran\n")
        self.repo.commit()
        self.python = stub_python(folder / "python")
        self.hooks = self.repo.path / ".git" / "hooks"

    def lfs(self) -> bool:
        return self._run("git", "lfs", "update")

    def lfs_by_force(self) -> bool:
        return self._run("git", "lfs", "update", "--force")

    def pre_commit(self) -> bool:
        return self._run(tool("pre-commit"), "install", "-t", "pre-push")

    def prek(self) -> bool:
        return self._run(tool("prek"), "install", "-t", "pre-push")

    def lefthook(self) -> bool:
        return self._run(tool("lefthook"), "install", "--force")

    def husky(self) -> bool:
        command = husky.command()
        if not command:
            pytest.skip("husky is not on this machine: python -m tests.support.husky")
        return self._run(*command)

    def by_hand(self) -> bool:
        """Somebody writes a hook over whatever is there."""
        self.repo.hook("pre-push", "#!/bin/sh\necho ran >> framework-ran\n")
        return True

    def ours(self) -> bool:
        install(folder=str(self.repo.path), python=str(self.python.path))
        return True

    def ours_for_the_user(self) -> bool:
        install("user", python=str(self.python.path))
        return True

    def gate(self, verdict: int) -> None:
        """What the gate says from now on."""
        stub_python(self.python.folder, verdict=verdict)

    def push(self) -> "subprocess.CompletedProcess[str]":
        return self.repo.run("push", "origin", "main", PATH=f"{_BESIDE}:{os.environ['PATH']}")

    def uploaded(self) -> int:
        """How many LFS objects the remote has."""
        folder = self.remote / "lfs" / "objects"
        return sum(path.is_file() for path in folder.rglob("*")) if folder.exists() else 0

    def framework_ran(self) -> int:
        """How often the hook of a framework has run."""
        path = self.repo.path / "framework-ran"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def maker(self, name: str = "pre-push") -> "Maker | None":
        """Whose the hook *name* is."""
        found = hook_files.read(str(self.hooks / name))
        return None if found is None else found.maker

    def state(self) -> "dict[str, tuple[bytes, int]]":
        """Every hook with its bytes and its mode."""
        files = sorted(self.hooks.iterdir())
        return {path.name: (path.read_bytes(), stat.S_IMODE(path.lstat().st_mode)) for path in files}

    def _run(self, *command: str) -> bool:
        done = subprocess.run(command, cwd=self.repo.path, check=False, capture_output=True, timeout=120)
        return done.returncode == 0


Step = Callable[[HookTools], bool]
