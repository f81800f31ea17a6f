"""The quick way into the hook: without ``site`` where all that a push needs lies beside the package."""

import subprocess
import sys
from pathlib import Path

import pytest
import tomli

import release_guard
from release_guard.git import hook_files, interpreter
from release_guard.git.install import install
from release_guard.wiring import hook_start

PACKAGE = Path(release_guard.__file__).parent


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder as pip fills it: the package, and beside it the one that it imports."""
    folder = tmp_path / "site packages"
    folder.mkdir()
    (folder / "release_guard").symlink_to(PACKAGE)
    for path in Path(tomli.__file__).parents[1].glob("*"):
        if path.name == "tomli" or "__mypyc" in path.name:
            (folder / path.name).symlink_to(path)
    return folder


def run(packages: Path, *arguments: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    start = packages / "release_guard" / "wiring" / "hook_start.py"
    command = [sys.executable, "-I", "-S", "-X", "importtime", str(start), *arguments]
    return subprocess.run(command, input=stdin, check=False, capture_output=True)


def loaded(done: "subprocess.CompletedProcess[bytes]") -> set[bytes]:
    return {line.rpartition(b"|")[2].strip() for line in done.stderr.splitlines() if line.startswith(b"import time")}


def test_site_is_left_out_where_nothing_needs_it(packages: Path) -> None:
    done = run(packages, "pre-push", "origin", "https://example.org/a.git")
    assert done.returncode == 0
    assert b"release_guard.wiring.hook" in loaded(done)
    assert b"site" not in loaded(done)


def test_site_finds_what_lies_elsewhere(packages: Path) -> None:
    (packages / "tomli").unlink()
    done = run(packages, "pre-push", "origin", "https://example.org/a.git")
    assert done.returncode == 0
    assert {b"site", b"release_guard.wiring.hook"} <= loaded(done)


def test_its_exit_code_is_the_hook_s(packages: Path) -> None:
    assert run(packages, "post-push").returncode == 2
    done = run(packages, "pre-push", "origin", "https://example.org/a.git", stdin=b"no ref line\n")
    assert done.returncode == 3
    assert b"RG007" in done.stderr


def test_whole_brings_up_site_once_and_only_where_it_was_left_out() -> None:
    said = [_sites(option) for option in ("-I", "-IS")]
    assert said == ["True True", "False True"]


def _sites(option: str) -> str:
    code = f"""
import sys; sys.path.append({str(PACKAGE.parent)!r})
from release_guard.wiring.hook_start import whole
before = "site" in sys.modules
whole(); whole()
print(before, any(path.endswith("site-packages") for path in sys.path))
"""
    return subprocess.run([sys.executable, option, "-c", code], capture_output=True, text=True, check=True).stdout[:-1]


def test_install_names_the_quick_way_of_its_own_interpreter(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    install(folder=str(tmp_path), python=sys.executable)
    shim = (tmp_path / ".git" / "hooks" / "pre-push").read_bytes()
    assert hook_files.start_of(shim) == hook_start.__file__ == interpreter.start_of(sys.executable)


def test_an_interpreter_that_does_not_tell_has_no_quick_way(tmp_path: Path) -> None:
    mute = tmp_path / "python"
    mute.write_text("#!/bin/sh\necho /nowhere/hook_start.py\n")
    mute.chmod(0o755)
    assert interpreter.start_of(str(mute)) == ""
    assert interpreter.start_of("/nowhere/python") == ""
