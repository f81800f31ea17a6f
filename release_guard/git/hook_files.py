"""What hook files are: ours as they are shipped and written, and whose a file is that was found.

Leaves where they go to ``install`` and what is wrong with them to ``doctor``.
"""

import os
import re
import shlex
from enum import Enum
from pathlib import Path

import release_guard
from release_guard.model.lean import NamedTuple

GATE = "pre-push"
#: The hook that stood there before us, under our own name: nobody else moves or overwrites it.
EARLIER = "pre-push.release-guard-earlier"
#: What pre-commit or prek keep for themselves, copied: installed again they overwrite their only copy with our shim.
LEGACY_COPY = "pre-push.release-guard-legacy"
#: Where pre-commit and prek move a hook that they find, and run it first.
LEGACY = "pre-push.legacy"
#: Where lefthook moves a hook that it finds, and doesn't run it.
SET_ASIDE = "pre-push.old"
#: What lefthook set aside before us, copied for the same reason.
SET_ASIDE_COPY = "pre-push.release-guard-old"

_GATE_MARK = b"# release-guard pre-push shim "
_FORWARD_MARK = b"# release-guard forward "


class Maker(Enum):
    """Who wrote a hook file; the value names them in messages."""

    OURS = "release-guard"
    FORWARD = "release-guard's forwarding"
    PRE_COMMIT = "pre-commit"
    PREK = "prek"
    LFS = "git-lfs"
    LEFTHOOK = "lefthook"
    HUSKY = "husky"
    OTHER = "another hook"

    @property
    def keeps_legacy(self) -> bool:
        """Whether it runs a file ``pre-push.legacy`` beside itself."""
        return self in (Maker.PRE_COMMIT, Maker.PREK)


class HookFile(NamedTuple):
    """A hook that was found: its bytes, whether git would run it, and whose it is."""

    path: str
    data: bytes
    executable: bool
    maker: Maker


def read(path: str) -> "HookFile | None":
    """Read the hook at *path*, symbolic links followed; None where there is none or a link leads nowhere."""
    try:
        data = Path(path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return HookFile(path, data, os.access(path, os.X_OK), maker_of(data))


def maker_of(data: bytes) -> Maker:
    """Tell from its text who wrote a hook."""
    head = data[:400]
    if _GATE_MARK in head:
        return Maker.OURS
    if _FORWARD_MARK in head:
        return Maker.FORWARD
    if b"\n# ID: " in head:
        return Maker.PREK if b"prek" in head else Maker.PRE_COMMIT
    if b"git lfs pre-push" in data or b"git-lfs pre-push" in data:
        return Maker.LFS
    if b"call_lefthook" in data:
        return Maker.LEFTHOOK
    return Maker.HUSKY if b'dirname "$0")/h"' in data or b'dirname -- "$0")/_/husky.sh"' in data else Maker.OTHER


def shim(python: str, name: str = GATE, *, start: str = "") -> bytes:
    """The shim for the hook *name* that judges with the interpreter at the absolute path *python*.

    *start* is ``wiring/hook_start.py`` as that interpreter has it: the quick way in, "" where it isn't known.
    """
    return _with_line(_with_line(shipped(name), b"python=", python), b"start=", start)


def forward(folder: str) -> bytes:
    """The hook that hands on to the same hook in *folder*; empty: in the repository's own hooks folder."""
    return _with_line(shipped("forward"), b"folder=", folder)


def _with_line(data: bytes, name: bytes, value: str) -> bytes:
    return data.replace(b"\n" + name + b"''\n", b"\n" + name + os.fsencode(shlex.quote(value)) + b"\n", 1)


def interpreter_of(data: bytes) -> str:
    """The interpreter that a shim of ours names, "" where it names none."""
    return _set_in(data, b"python=")


def start_of(data: bytes) -> str:
    """The file that a shim of ours starts with its interpreter, "" where it names none."""
    return _set_in(data, b"start=")


def _set_in(data: bytes, name: bytes) -> str:
    """The value that a shim sets *name* to; it is quoted for the shell, and may hold any byte, line ends too."""
    found = re.search(rb"^" + name + rb"((?:[^'\"\s]|'[^']*'|\"[^\"]*\")*)", data, re.MULTILINE)
    words = shlex.split(os.fsdecode(found[1])) if found else []
    return words[0] if words else ""


def shipped(name: str) -> bytes:
    """A file of the top-level folder ``hooks/``: inside the package in a wheel, beside it in a working copy."""
    package = Path(release_guard.__file__).resolve().parent
    for folder in (package, package.parent):
        path = folder / "hooks" / name
        if path.is_file():
            return path.read_bytes()
    raise FileNotFoundError(f"hooks/{name} is missing from this installation; fix: install release-guard again")
