"""The hook as a process: what it says and returns when it can't judge."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HOOK = (sys.executable, "-I", "-m", "release_guard.wiring.hook", "pre-push", "origin")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "train.py").write_text("print('training')\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "train.py"], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "commit", "-q", "-m", "Train"], check=True)
    return tmp_path


def _line(repository: Path) -> bytes:
    tip = subprocess.run(["git", "-C", str(repository), "rev-parse", "HEAD"], check=True, capture_output=True).stdout
    return b"refs/heads/main " + tip.strip() + b" refs/heads/main " + b"0" * 40 + b"\n"


def test_hook_whose_time_is_spent_blocks_with_rg006(repository: Path) -> None:
    with subprocess.Popen(
        [*HOOK, "https://git.example.invalid/acme/digits.git"],
        cwd=repository,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        _wait_for_its_alarm(running.pid)
        running.send_signal(signal.SIGALRM)
        _, said = running.communicate()
    assert running.returncode == 3
    assert b"RG006 time-budget-spent" in said


def _wait_for_its_alarm(pid: int) -> None:
    """Until the hook has taken the alarm over: its set of caught signals holds SIGALRM."""
    caught = 0
    while not caught & 1 << (signal.SIGALRM - 1):
        status = Path(f"/proc/{pid}/status").read_text()
        caught = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt"))
        time.sleep(0.01)


def test_hook_with_garbage_on_stdin_blocks_with_rg007(repository: Path) -> None:
    command = [*HOOK, "https://git.example.invalid/acme/digits.git"]
    done = subprocess.run(command, check=False, cwd=repository, input=b"not a ref line\n", capture_output=True)
    assert done.returncode == 3
    assert b"RG007 hook-input-malformed" in done.stderr


def test_hook_to_a_local_path_says_nothing(repository: Path, tmp_path: Path) -> None:
    command = [*HOOK, os.fspath(tmp_path / "elsewhere.git")]
    done = subprocess.run(command, check=False, cwd=repository, input=_line(repository), capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_hook_without_its_two_arguments_is_misused(repository: Path) -> None:
    done = subprocess.run(HOOK, check=False, cwd=repository, input=b"", capture_output=True)
    assert done.returncode == 2
    assert b"usage: release-guard hook pre-push NAME URL" in done.stderr
