"""Runs commands in this process, in a folder: quicker than a process each, with the same exit codes and streams."""

import os
from pathlib import Path

from click.testing import CliRunner, Result

from release_guard.cli.root import root


def run(folder: Path, *arguments: str, stdin: str = "") -> Result:
    """``release-guard ARGUMENTS`` in *folder*; nobody is at a terminal."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(root, list(arguments), input=stdin, prog_name="release-guard")
    finally:
        os.chdir(before)
