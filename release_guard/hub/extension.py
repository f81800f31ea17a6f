"""``hf release-guard``: our command as an extension of the command `hf`, for people who live in that one.

An extension is a folder with a manifest and a program (huggingface_hub, ``cli/extensions.py``); `hf` looks for it in
one fixed place below the home folder and gives back the program's exit code. The guard itself doesn't depend on it.
"""

import json
import os
import shlex
from datetime import datetime
from pathlib import Path

_FOLDER = Path(".local/share/hf/extensions/hf-release-guard")
_MANIFEST, _LAUNCHER = "manifest.json", "hf-release-guard"
_MARK = "# Written by `release-guard install --hub`, removed by `release-guard uninstall --hub`."
#: `hf` looks on GitHub for newer versions by owner and name. No account can have this owner, so none can offer any.
_OWNER = "-local-"


def install(python: str, now: datetime) -> tuple[str, bool]:
    """Let ``hf release-guard`` run the release-guard of *python*: its folder, and whether anything changed.

    Raises ``OSError`` where writing fails.
    """
    folder = Path.home() / _FOLDER
    launcher, manifest = folder / _LAUNCHER, folder / _MANIFEST
    if launcher.is_file() and launcher.read_text() == _launcher(python) and manifest.is_file():
        return str(folder), False
    folder.mkdir(parents=True, exist_ok=True)
    launcher.write_text(_launcher(python))
    launcher.chmod(0o755)
    manifest.write_text(_manifest(launcher, now))
    return str(folder), True


def uninstall(python: str) -> tuple[str, bool]:
    """Take out what ``install`` wrote for *python*; an extension that runs another interpreter stays."""
    folder = Path.home() / _FOLDER
    launcher = folder / _LAUNCHER
    if not launcher.is_file() or launcher.read_text() != _launcher(python):
        return str(folder), False
    launcher.unlink()
    (folder / _MANIFEST).unlink(missing_ok=True)
    for kept in folder.glob(".*"):  # what `hf` remembers of its look for newer versions
        kept.unlink()
    if not os.listdir(folder):
        folder.rmdir()
    return str(folder), True


def _launcher(python: str) -> str:
    return f'#!/bin/sh\n{_MARK}\nexec {shlex.quote(python)} -I -m release_guard "$@"\n'


def _manifest(launcher: Path, now: datetime) -> str:
    told = {
        "owner": _OWNER,
        "repo": _LAUNCHER,
        "repo_id": "installed by `release-guard install --hub`",
        "short_name": "release-guard",
        "executable_path": str(launcher),
        "type": "binary",
        "installed_at": now.isoformat(),
        "description": "Hold uploads to the visibility that their reviews allow.",
    }
    return json.dumps(told, indent=2, sort_keys=True) + "\n"
