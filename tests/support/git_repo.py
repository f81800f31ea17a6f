"""A scratch repository driven by the real git, for tests that need one."""

import os
import subprocess
from pathlib import Path


def run(folder: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run git in *folder*, whatever comes of it; an empty variable is left out of the environment."""
    environment = {**os.environ, **variables}
    for name, value in variables.items():
        if not value:
            environment.pop(name)
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="backslashreplace",
        check=False,
        timeout=120,
        env=environment,
    )


def version() -> "tuple[int, int]":
    """Major and minor version of the git that the tests run."""
    words = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.split()
    major, minor = words[2].split(".")[:2]
    return int(major), int(minor)


class Repo:
    """A work tree at ``path``; every call runs the real git there."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self("init", "-q", *options)

    def __call__(self, *arguments: str) -> str:
        """Run git, insisting on success; returns its standard output without the final newline."""
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=self.path, capture_output=True, text=True, errors="surrogateescape", check=False
        )
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
        return done.stdout.rstrip("\n")

    def run(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run git, whatever comes of it."""
        return run(self.path, *arguments, **variables)

    def commit(self, message: str = "Change", **files: str) -> str:
        """Write *files* (double underscores in names stand for a dot) and commit everything; returns the oid."""
        for name, text in files.items():
            (self.path / name.replace("__", ".")).write_text(text)
        self("add", "-A")
        self("commit", "-q", "--allow-empty", "-m", message)
        return self("rev-parse", "HEAD")

    def hook(self, name: str, text: str, mode: int = 0o755) -> Path:
        """Write a hook into the repository's own folder."""
        path = self.path / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path
