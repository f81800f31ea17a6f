"""The tools that we are timed beside: found where they are installed, or put into an environment of the bench's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

#: Program to the name of the package that brings it; git-lfs comes with the system.
PACKAGES = {
    "pre-commit": "pre-commit",
    "prek": "prek",
    "lefthook": "lefthook",
    "check-jsonschema": "check-jsonschema",
    "taplo": "taplo",
}
_OWN = Path(__file__).parent / ".peers"


def find(name: str) -> str | None:
    """The path of a peer's program; None where it can't be had, which is said on stderr once it is asked for."""
    path = _found(name) or (_installed(name) if name in PACKAGES else None)
    if path is None:
        sys.stderr.write(f"bench: {name} is not installed and can't be; its lines are left out\n")
    return path


def binary(name: str) -> str | None:
    """Like ``find``, but past the start script in Python that some packages put before their program."""
    path = find(name)
    if path is None or not _is_script(path):
        return path
    return next(
        (str(one) for one in Path(path).parent.parent.rglob(f"{name}/**/{name}") if os.access(one, os.X_OK)), path
    )


def _found(name: str) -> str | None:
    folders = [str(Path(sys.executable).parent), str(_OWN / "bin"), os.environ.get("PATH", "")]
    return shutil.which(name, path=os.pathsep.join(folders))


def _installed(name: str) -> str | None:
    python = _OWN / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(_OWN)], check=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGES[name]]
    done = subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    return _found(name) if done.returncode == 0 else None


def _is_script(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(2) == b"#!"
