"""The wheel as a user gets it: built once for all workers, installed into an environment of its own."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


class Installed(NamedTuple):
    """An environment with the wheel in it: *wheel* is the file, *bin* the folder of its programs."""

    wheel: Path
    bin: Path

    def run(self, folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a program of that environment in *folder*; git finds ``release-guard`` in PATH, as in a shell."""
        return subprocess.run(
            command, cwd=folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Installed:
    """The wheel of this work tree in a fresh environment; skips where the package index is out of reach."""
    shared = tmp_path_factory.getbasetemp()
    shared = (shared if worker_id == "master" else shared.parent) / "wheel"
    with _alone(shared):
        trouble = shared / "trouble"
        if not (shared / "done").exists():
            trouble.write_text(_build(shared))
            (shared / "done").touch()
        if trouble.read_text():
            pytest.skip(f"the package index can't be reached: {trouble.read_text()}")
    (wheel,) = (shared / "dist").glob("*.whl")
    return Installed(wheel, shared / "user" / "bin")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock on *folder*, so that of several workers one builds and the others wait."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(shared: Path) -> str:
    """Build and install; "" where that went well, else why the index couldn't be reached. Raises for all else."""
    builder, user = _environment(shared / "builder"), _environment(shared / "user")
    asked = _pip(builder, "install", "hatchling")
    if asked.returncode != 0:
        return (asked.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
    _insist(_pip(builder, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(shared / "dist"), str(ROOT)))
    _insist(_pip(user, "install", *map(str, (shared / "dist").glob("*.whl"))))
    return ""


def _environment(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
    return folder / "bin" / "python"


def _pip(python: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command: Sequence[str] = (str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


def _insist(done: "subprocess.CompletedProcess[str]") -> None:
    assert done.returncode == 0, done.stderr
