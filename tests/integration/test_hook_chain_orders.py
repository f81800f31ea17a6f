"""The gate among real git-lfs, pre-commit, prek and lefthook, in every order of installing them (git.md, Being a hook).

What must hold: a push that the gate refuses leaves no byte behind, LFS objects included; one that it clears runs
every hook that was there, LFS uploads included.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from release_guard.git import hook_files
from release_guard.git.hook_files import Maker
from release_guard.git.install import install, uninstall
from tests.support.git_repo import Repo
from tests.support.stub_python import stub_python

BESIDE = Path(sys.executable).parent


def tool(name: str) -> str:
    """The path of an outside tool, from beside this Python or from PATH; without it the test can't be run."""
    found = shutil.which(name, path=str(BESIDE)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


class Bench:
    """A repository with weights in LFS, a remote, and the tools that install hooks."""

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

    def lfs(self) -> None:
        self.repo("lfs", "update")

    def pre_commit(self) -> None:
        self._tool("pre-commit", "install", "-t", "pre-push")

    def prek(self) -> None:
        self._tool("prek", "install", "-t", "pre-push")

    def lefthook(self) -> None:
        self._tool("lefthook", "install", "--force")

    def ours(self) -> None:
        install(folder=str(self.repo.path), python=str(self.python.path))

    def gate(self, verdict: int) -> None:
        stub_python(self.python.folder, verdict=verdict)

    def push(self) -> "subprocess.CompletedProcess[str]":
        return self.repo.run("push", "origin", "main", PATH=f"{BESIDE}:{os.environ['PATH']}")

    def objects(self) -> int:
        folder = self.remote / "lfs" / "objects"
        return sum(path.is_file() for path in folder.rglob("*")) if folder.exists() else 0

    def framework_ran(self) -> int:
        path = self.repo.path / "framework-ran"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def maker(self, name: str = "pre-push") -> "Maker | None":
        found = hook_files.read(str(self.repo.path / ".git" / "hooks" / name))
        return None if found is None else found.maker

    def _tool(self, name: str, *arguments: str) -> None:
        subprocess.run([tool(name), *arguments], cwd=self.repo.path, check=True, capture_output=True)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


Order = tuple[Callable[[Bench], None], ...]
ORDERS: "dict[str, Order]" = {
    "lfs, ours": (Bench.lfs, Bench.ours),
    "lfs, ours, ours": (Bench.lfs, Bench.ours, Bench.ours),
    "A: lfs, ours, pre-commit": (Bench.lfs, Bench.ours, Bench.pre_commit),
    "A and ours again": (Bench.lfs, Bench.ours, Bench.pre_commit, Bench.ours),
    "B: lfs, pre-commit, ours": (Bench.lfs, Bench.pre_commit, Bench.ours),
    "C: B and pre-commit again": (Bench.lfs, Bench.pre_commit, Bench.ours, Bench.pre_commit),
    "C and ours again": (Bench.lfs, Bench.pre_commit, Bench.ours, Bench.pre_commit, Bench.ours),
    "lfs, ours, prek": (Bench.lfs, Bench.ours, Bench.prek),
    "lfs, prek, ours": (Bench.lfs, Bench.prek, Bench.ours),
    "lfs, prek, ours, prek": (Bench.lfs, Bench.prek, Bench.ours, Bench.prek),
    "lfs, prek, ours, prek, ours": (Bench.lfs, Bench.prek, Bench.ours, Bench.prek, Bench.ours),
    "lefthook, ours": (Bench.lefthook, Bench.ours),
    "lfs, lefthook, ours": (Bench.lfs, Bench.lefthook, Bench.ours),
}
CASES = pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())


@CASES
def test_a_refused_push_leaves_no_byte_behind(bench: Bench, order: Order) -> None:
    for step in order:
        step(bench)
    bench.gate(1)
    assert bench.push().returncode != 0
    assert bench.objects() == 0
    assert bench.repo("ls-remote", "origin") == ""


@CASES
def test_a_cleared_push_brings_everything_and_asks_the_gate_once(bench: Bench, order: Order) -> None:
    for step in order:
        step(bench)
    bench.gate(0)
    done = bench.push()
    assert done.returncode == 0, done.stderr
    assert bench.objects() == 1
    assert bench.python.judged == 1
    assert bench.framework_ran() == any(step not in (Bench.lfs, Bench.ours) for step in order)


@CASES
def test_uninstall_takes_the_gate_out_and_lfs_stays(bench: Bench, order: Order) -> None:
    for step in order:
        step(bench)
    uninstall(folder=str(bench.repo.path))
    names = [path.name for path in (bench.repo.path / ".git" / "hooks").iterdir()]
    assert Maker.OURS not in [bench.maker(name) for name in names]
    assert not [name for name in names if "release-guard" in name]
    done = bench.push()
    assert done.returncode == 0, done.stderr
    assert bench.objects() == 1
    assert bench.python.judged == 0


def test_lfs_refuses_to_overwrite_the_gate_and_can_be_wrapped_afterwards(bench: Bench) -> None:
    bench.ours()
    assert bench.repo.run("lfs", "update").returncode != 0
    assert bench.maker() is Maker.OURS
    bench.repo("lfs", "update", "--force")
    bench.ours()
    bench.gate(1)
    assert bench.push().returncode != 0
    assert bench.objects() == 0
    bench.gate(0)
    assert bench.push().returncode == 0
    assert bench.objects() == 1


def test_pre_commit_that_drops_what_it_kept_can_be_wrapped_again(bench: Bench) -> None:
    for step in (Bench.pre_commit, Bench.ours):
        step(bench)
    subprocess.run(
        [tool("pre-commit"), "install", "-f", "-t", "pre-push"], cwd=bench.repo.path, check=True, capture_output=True
    )
    assert bench.maker() is Maker.PRE_COMMIT
    bench.ours()
    bench.gate(1)
    assert bench.push().returncode != 0
    assert bench.framework_ran() == 0
