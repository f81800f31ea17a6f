"""Puts the guard into an environment, so that all its programs start with it, and takes it out again.

One file does it: a ``.pth`` among the environment's packages, whose last line Python runs at every start.
What an interpreter then says of itself stands in `interpreters`.
"""

import os
from pathlib import Path
from typing import NamedTuple

from release_guard.hub import interpreters
from release_guard.hub.interpreters import Interpreter, InterpreterError

NAME = "release_guard_hub.pth"
#: Where release-guard has been removed and this file has stayed, Python starts as if neither had been there.
TEXT = b"""\
# Guards uploads to the Hugging Face Hub; written by `release-guard install --hub`, removed by `uninstall --hub`.
import sys; exec("try: from release_guard.wiring import in_process as g\\nexcept ImportError: pass\\nelse: g.start()")
"""
_LEAST = (3, 10)


class ActivationError(Exception):
    """Nothing was changed; the message says why, ``fix`` what to do instead."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class Activated(NamedTuple):
    """The interpreter after the change, the ``.pth`` in question, and whether anything had to be changed."""

    interpreter: Interpreter
    path: str
    changed: bool


def install(python: str) -> Activated:
    """Guard every program that the interpreter at *python* starts. Installing again changes nothing.

    Raises ``ActivationError`` before anything is changed, and ``OSError`` where writing fails.
    """
    found = _able(python)
    path = Path(found.folder) / NAME
    present = _read(path)
    if present == TEXT and found.guarded:
        return Activated(found, str(path), changed=False)
    if present is not None and present != TEXT:
        raise _not_ours(path)
    _write(path, TEXT)
    after = interpreters.ask(python)
    if not after.guarded:
        path.unlink()
        raise ActivationError(
            f"{after.python} does not read the file {path}, so its programs can't be guarded",
            "run single commands with `release-guard exec -- COMMAND`",
        )
    return Activated(after, str(path), changed=True)


def uninstall(python: str) -> Activated:
    """Take out exactly what ``install`` wrote; errors as there."""
    found = _asked(python)
    path = Path(found.folder) / NAME
    present = _read(path)
    if present is None:
        return Activated(found, str(path), changed=False)
    if present != TEXT:
        raise _not_ours(path)
    path.unlink()
    return Activated(found._replace(guarded=False), str(path), changed=True)


def _able(python: str) -> Interpreter:
    found = _asked(python)
    if found.release < _LEAST:
        raise ActivationError(
            f"{found.python} is Python {'.'.join(map(str, found.release))}, and release-guard needs 3.10 or newer",
            "make the environment with a newer Python",
        )
    if not found.guard:
        raise ActivationError(
            f"{found.python} has no release-guard, and the guard runs inside its programs",
            f"{found.python} -m pip install ml-release-guard",
        )
    return found


def _asked(python: str) -> Interpreter:
    if not os.path.isabs(python):
        python = os.path.abspath(python) if os.sep in python else python
    try:
        return interpreters.ask(python)
    except InterpreterError as error:
        raise ActivationError(str(error), "name an interpreter: --python /path/to/environment/bin/python") from error


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing: a broken ``.pth`` would speak up at every start of Python."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _not_ours(path: Path) -> ActivationError:
    return ActivationError(f"{path} is there, and its text isn't what release-guard writes", f"read it, then rm {path}")
