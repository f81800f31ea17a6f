"""A real Gitolite in a scratch home: its shell is started as sshd would start it, for a user whose key was known."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.git_repo import Repo

SHELL = Path("/usr/share/gitolite3/gitolite-shell")
HOOK = """#!/bin/sh
exec {python} -I -m release_guard hook pre-receive
"""
SSH = """#!/bin/sh
for words do :; done
exec env -i PATH="$PATH" HOME={home} GIT_CONFIG_NOSYSTEM=1 USER=git \\
    SSH_CONNECTION="127.0.0.1 2 127.0.0.1 22" SSH_ORIGINAL_COMMAND="$words" {shell} "$GITOLITE_USER"
"""


class Gitolite:
    """Gitolite in *home* with the repositories of ``conf``; ``ssh`` is what git calls in the place of ssh."""

    def __init__(self, home: Path) -> None:
        if shutil.which("gitolite") is None or not SHELL.exists():
            pytest.skip("Gitolite is not installed")
        self.home = home
        home.mkdir()
        (home / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n")
        self.run("setup", "-a", "admin")
        self.ssh = home / "ssh"
        self.ssh.write_text(SSH.format(home=home, shell=SHELL))
        self.ssh.chmod(0o755)

    def run(self, *arguments: str) -> str:
        """``gitolite ARGUMENTS`` as its own user."""
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1", "USER": "git"}
        done = subprocess.run(["gitolite", *arguments], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def conf(self, text: str) -> None:
        """Put *text* into force, as a push of gitolite-admin would."""
        (self.home / ".gitolite" / "conf" / "gitolite.conf").write_text(text)
        self.run("compile")
        self.run("trigger", "POST_COMPILE")

    def allow(self, keys: str) -> None:
        """Let gitolite.conf set the git configuration *keys*, a pattern (GIT_CONFIG_KEYS of .gitolite.rc)."""
        rc = self.home / ".gitolite.rc"
        before = rc.read_text()
        after = before.replace("GIT_CONFIG_KEYS                 =>  ''", f"GIT_CONFIG_KEYS => '{keys}'")
        assert after != before
        rc.write_text(after)

    def guard(self) -> None:
        """Give the hook to every repository, as docs/server.md says."""
        hook = self.home / ".gitolite" / "hooks" / "common" / "pre-receive"
        hook.write_text(HOOK.format(python=sys.executable))
        hook.chmod(0o755)
        self.run("setup", "--hooks-only")

    def says(self, key: str, value: str) -> None:
        """Set release-guard.KEY for the whole server."""
        setting = ["git", "config", "--file", str(self.home / ".gitconfig"), f"release-guard.{key}", value]
        subprocess.run(setting, check=True)

    def push(self, repo: Repo, name: str, *refs: str, user: str = "ada") -> "subprocess.CompletedProcess[str]":
        """``git push git@server:NAME`` as *user*."""
        variables = {"GIT_SSH_COMMAND": str(self.ssh), "GIT_SSH_VARIANT": "simple", "GITOLITE_USER": user}
        return repo.run("push", f"git@git.acme.example:{name}", *(refs or ("main",)), **variables)
