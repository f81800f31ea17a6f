"""The real husky, from npm: `python -m tests.support.husky` puts it where the tests find it.

It lies in a cache folder (HUSKY_FOLDER, else under the user's cache) and is kept; tests that need it are skipped where
it isn't there. Run as a script it needs npm and its registry; the tests themselves never reach for one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Read when the tests are collected: later the fence gives every test another home.
FOLDER = Path(os.environ.get("HUSKY_FOLDER") or Path.home() / ".cache" / "ml-release-guard" / "husky").absolute()
_PROGRAM = FOLDER / "node_modules" / "husky" / "bin.js"


def command() -> "list[str]":
    """The command that runs husky; empty where it, or node, isn't here."""
    node = shutil.which("node")
    return [node, str(_PROGRAM)] if node and _PROGRAM.is_file() else []


def make() -> None:
    """Fetch husky. Raises ``OSError`` or ``subprocess.CalledProcessError`` where it can't be had."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    npm = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(FOLDER), "husky@9"]
    subprocess.run(npm, cwd=FOLDER, check=True, timeout=300)


if __name__ == "__main__":
    try:
        make()
    except (OSError, subprocess.SubprocessError) as error:
        sys.exit(f"husky can't be had, so its tests will be skipped: {error}")
