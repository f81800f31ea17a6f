"""A push judged without being made: the hook alone, with the lines that git would hand it; its time and its memory."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.timing import Work

#: The hook, and at its end what it took at most: memory of its own, not of the git processes that it starts. What
#: getrusage tells begins with the memory of the process that started it.
_PROGRAM = """\
import sys
from release_guard.wiring import hook
status = hook.main(["pre-push", "origin", sys.argv[1]])
with open("/proc/self/status") as file:
    print(status, next(line.split()[1] for line in file if line.startswith("VmHWM:")))
"""
_ZEROS = "0" * 40


class Push:
    """What *repository* would push to *place*; ``lines`` are a ref, its new oid and the old one ("" for none)."""

    def __init__(self, repository: Path, place: str, lines: Sequence[tuple[str, str, str]]) -> None:
        self._repository, self._place = repository, place
        self._input = "".join(f"{ref} {new} {ref} {old or _ZEROS}\n" for ref, new, old in lines)
        self.peak = 0

    def judge(self) -> None:
        """Have it judged; it has to be allowed. ``peak`` is then its memory in bytes, or what it took before."""
        done = subprocess.run(
            [sys.executable, "-I", "-c", _PROGRAM, self._place],
            cwd=self._repository,
            input=self._input,
            env=_environment(self._repository),
            check=False,
            capture_output=True,
            text=True,
        )
        status, _, kibibytes = done.stdout.partition(" ")
        assert status == "0", done.stderr
        self.peak = max(self.peak, int(kibibytes) << 10)

    @property
    def work(self) -> Work:
        return Work(self.judge)


def git(folder: Path, *arguments: str, stdin: str = "") -> str:
    """Run git there, as anybody's git on a fresh machine."""
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=folder, env=_environment(folder), check=True, capture_output=True, text=True, input=stdin
    ).stdout


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
