"""What an interpreter says of itself: where it keeps packages, which Hub client it has, whether the guard is at work.

Each is asked in a process of its own, started as little as can be (``-I``), so that nothing of ours or of the present
folder answers in its place.
"""

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

#: Seconds until an interpreter that doesn't answer counts as one that doesn't run.
_PATIENCE = 20.0
_QUESTIONS = """
import json, os, site, sys, sysconfig
guarded = getattr(sys.modules.get("release_guard.wiring.in_process"), "_started", False)
def version(name):
    try:
        from importlib.metadata import version
        return version(name)
    except Exception:
        return ""
try:
    from release_guard.wiring import in_process
    from release_guard import __version__ as guard
except Exception:
    guard = ""
folders = [path for path in site.getsitepackages() if os.path.isdir(path)]
own = sysconfig.get_path("purelib")
print(json.dumps({
    "python": sys.executable, "prefix": sys.prefix, "release": list(sys.version_info[:3]), "guarded": guarded,
    "folder": own if own in folders or not folders else folders[0], "guard": guard,
    "client": version("huggingface_hub"),
}))
"""


class InterpreterError(Exception):
    """This interpreter can't be asked; the message says why."""


class Interpreter(NamedTuple):
    """One Python: ``folder`` takes its packages and ``.pth`` files, ``release`` is its version as numbers.

    ``guard`` is the version of release-guard and ``client`` that of huggingface_hub in it, "" where it has none.
    ``guarded``: its programs start with the guard, unless they are started with ``-S``.
    """

    python: str
    prefix: str
    release: tuple[int, ...]
    folder: str
    guard: str
    client: str
    guarded: bool


def ask(python: str) -> Interpreter:
    """What the interpreter *python* says of itself. Raises ``InterpreterError`` where it doesn't run."""
    return _answer(python, _start(python))


def ask_all(pythons: Iterable[str]) -> tuple[Interpreter, ...]:
    """The same of several at once, each environment once; those that don't run are left out."""
    found: dict[str, Interpreter] = {}
    for python, process in [(python, _start(python)) for python in pythons]:
        try:
            answer = _answer(python, process)
        except InterpreterError:
            continue
        found.setdefault(answer.prefix, answer)
    return tuple(found.values())


def nearby(environ: Mapping[str, str], running: str) -> tuple[str, ...]:
    """The interpreters that people here are likely to run: *running*, that of each active environment, those of the
    names ``python`` and ``python3`` in PATH, and that of the command `hf`.
    """
    homes = [os.path.join(environ[name], "bin") for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if environ.get(name)]
    places = environ.get("PATH", "").split(os.pathsep)
    pythons = [running, *(os.path.join(place, "python") for place in homes)]
    pythons += [first for name in ("python", "python3") if (first := _first(places, name))]
    pythons += [_shebang(first) for name in ("hf", "huggingface-cli") if (first := _first(places, name))]
    return tuple(dict.fromkeys(python for python in pythons if os.path.isabs(python) and os.access(python, os.X_OK)))


def _first(places: Iterable[str], name: str) -> str:
    """The first program *name* in *places*, "" where there is none."""
    paths = (os.path.join(place, name) for place in places if place)
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), "")


def _shebang(script: str) -> str:
    """The interpreter in the first line of *script*, "" where it names none."""
    try:
        with Path(script).open("rb") as file:
            first = file.readline(512)
    except OSError:
        return ""
    words = os.fsdecode(first[2:]).split() if first.startswith(b"#!") else []
    return words[0] if words and "python" in os.path.basename(words[0]) else ""


def _start(python: str) -> "subprocess.Popen[str] | OSError":
    try:
        return subprocess.Popen(
            [python, "-I", "-c", _QUESTIONS], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    except OSError as error:
        return error


def _answer(python: str, process: "subprocess.Popen[str] | OSError") -> Interpreter:
    if isinstance(process, OSError):
        raise InterpreterError(f"{python} does not run: {(process.strerror or str(process)).lower()}")
    try:
        said, _ = process.communicate(timeout=_PATIENCE)
        answer = json.loads(said)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise InterpreterError(f"{python} does not answer") from None
    except ValueError:
        raise InterpreterError(f"{python} is no Python that could be asked") from None
    return Interpreter(**{**answer, "release": tuple(answer["release"])})
