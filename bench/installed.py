"""Release-guard as users have it: put by pip into an environment of its own, compiled, with what it needs beside it.

A working copy is reached by a ``.pth``, which costs every start of Python; nobody's push should be timed with that.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

import release_guard
from release_guard.hub import interpreters

_PACKAGE = Path(release_guard.__file__).parent
#: What a push imports beside the package, and what commands do.
PUSH = ("tomli",)
COMMANDS = (*PUSH, "click")


def environment(folder: Path, python: str = sys.executable, *, needs: Iterable[str] = ()) -> str:
    """A new environment of *python* in *folder* with the package and the distributions *needs*; its interpreter."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    made = str(folder / "bin" / "python")
    packages = Path(interpreters.ask(made).folder)
    shutil.copytree(_PACKAGE, packages / _PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("hooks", "schemas"):
        shutil.copytree(_PACKAGE.parent / name, packages / _PACKAGE.name / name)
    for name in needs:
        _bring(name, packages)
    subprocess.run([made, "-m", "compileall", "-q", str(packages)], check=True)
    return made


def _bring(name: str, packages: Path) -> None:
    """Copy a distribution that this environment has."""
    found = distribution(name)
    for file in found.files or ():
        if ".." not in file.parts and "__pycache__" not in file.parts:
            (packages / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(found.locate_file(file)), packages / file)
