"""The import law of pyproject.toml holds, and catches what it is there for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

#: One bad import for each contract: the file it is planted in, and the line.
PLANTED = {
    "onion": ("release_guard/judge/level.py", "import release_guard.formats.canonical"),
    "pure": ("release_guard/model/globs.py", "import os"),
    "reports": ("release_guard/reports/text.py", "import release_guard.ports"),
    "edge-cli": ("release_guard/git/refs.py", "import click"),
    "edge-network": ("release_guard/git/refs.py", "import requests"),
    "edge-gitpython": ("release_guard/wiring/places.py", "import git"),
    "rules-apart": ("release_guard/judge/rules/policy.py", "import release_guard.judge.rules.records"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [str(LINTER), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


def test_imports_point_inwards() -> None:
    found = lint(TOP)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_is_caught(contract: str, tmp_path: Path) -> None:
    shutil.copytree(TOP / "release_guard", tmp_path / "release_guard", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    name, line = PLANTED[contract]
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert lint(tmp_path).returncode == 1
