"""P6: the start of a Python whose environment holds the guard's ``.pth``, beside its twin without the file.

Each version of Python that is in PATH by its own name (``python3.12``) is timed, in fresh environments.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import installed
from bench.timing import Row, Sample, Work, side_by_side
from release_guard.hub import activation, interpreters
from release_guard.hub.interpreters import InterpreterError

_VERSIONS = tuple(f"python3.{minor}" for minor in range(10, 15))
#: A start is short and its noise is not: so many of them for each round asked for.
_STARTS = 10
_MOST = 1e-3


def measure(rounds: int) -> list[Row]:
    """For each Python: its bare start, and what the guard adds to it."""
    rows = []
    for version, python in _pythons().items():
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            bare, guarded = (installed.environment(Path(folder) / name, python) for name in ("bare", "guarded"))
            activation.install(guarded)
            taken = side_by_side({"bare": _work(bare), "guarded": _work(guarded)}, rounds * _STARTS)
        rows += _rows(version, taken["bare"], taken["guarded"])
    return rows


def _rows(version: str, bare: Sample, guarded: Sample) -> list[Row]:
    added = guarded.minus(bare)
    what = f"added to its start by the .pth of Python {version}"
    return [
        Row("P6", f"start of Python {version}", bare),
        Row("P6", what, added, wanted=f"at most {_MOST * 1e3:.0f} ms", met=added.median <= _MOST),
    ]


def _pythons() -> dict[str, str]:
    """The interpreters to time, by version: the running one, and one of each version in PATH that starts."""
    found: dict[str, str] = {}
    for name in (sys.executable, *_VERSIONS):
        path = shutil.which(name)
        if path is None:
            continue
        try:
            release = interpreters.ask(path).release
        except InterpreterError:
            continue  # a stand-in for a version that isn't installed
        minor = ".".join(map(str, release[:2]))
        if minor not in {known.rpartition(".")[0] for known in found}:
            found[".".join(map(str, release))] = path
    return found


def _work(python: str) -> Work:
    environ = {"PATH": os.environ["PATH"]}
    return Work(lambda: subprocess.run([python, "-c", "pass"], env=environ, check=True))
