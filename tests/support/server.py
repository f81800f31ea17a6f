"""A git server for tests: a bare repository behind the real pre-receive shim, and a clone without any hook."""

import os
import subprocess
import sys
from pathlib import Path

from release_guard.formats import presets
from release_guard.git import server_hook
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, weights
from tests.support.pushing import write

NAME = "git.acme.example/acme/digits"
CODE = '["source-code", "trained-model"]'
__all__ = ["CODE", "NAME", "Server", "weights"]


class Server:
    """``bare`` takes what ``repo`` pushes; the server calls itself NAME and public, and has the policy *preset*."""

    def __init__(
        self, folder: Path, preset: str = "team", *, release: str = CODE, options: tuple[str, ...] = ()
    ) -> None:
        self.folder = folder
        self.bare = Repo(folder / "srv" / "digits.git", "--bare", *options)
        self.policy = folder / "srv" / "policy.toml"
        self.policy.write_bytes(presets.text(preset))
        self.repo = Repo(folder / "work", *options)
        self.repo("remote", "add", "origin", str(self.bare.path))
        self.install()
        self.says("destination", NAME)
        self.says("visibility", "public")
        self.write("release-considerations.toml", FILE.format(place=NAME, release=release))

    def install(self) -> None:
        server_hook.install(str(self.bare.path), sys.executable, str(self.policy))

    def says(self, key: str, value: str) -> None:
        """Set release-guard.KEY in the server's repository; an empty *value* unsets it."""
        if value:
            self.bare("config", f"release-guard.{key}", value)
        else:
            self.bare.run("config", "--unset-all", f"release-guard.{key}")

    @property
    def hook(self) -> Path:
        return self.bare.path / "hooks" / "pre-receive"

    def write(self, path: str, data: bytes | str) -> None:
        write(self.repo, path, data)

    def commit(self, message: str = "Change", **files: bytes | str) -> str:
        """Write *files* (double underscores stand for a dot) and commit everything."""
        for name, data in files.items():
            self.write(name.replace("__", "."), data)
        return self.repo.commit(message)

    def push(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """``git push origin`` with *variables* in the environment; file transport hands them to the server's hook."""
        return self.repo.run("push", "origin", *(arguments or ("main",)), **variables)

    def refs(self) -> dict[str, str]:
        """What the server shows now."""
        lines = self.bare("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return {name: oid for name, _, oid in (line.partition(" ") for line in lines)}

    def record(self, *arguments: str, by: str = "lin@example.org", decision: str = "approve") -> str:
        """Record a review by somebody and commit it; the value is the record's path."""
        options = ["--role", "ml", "--decision", decision, "--rationale", "Read the answers and ran the tests."]
        command = [sys.executable, "-m", "release_guard", "review", "record", *options, "--by", by, *arguments]
        done = subprocess.run(command, cwd=self.repo.path, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        new = self.repo("status", "--porcelain", "-uall").split()[-1]
        self.repo.commit("Record a review")
        return new

    def call(self, data: bytes, *options: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run the hook's program itself in the bare repository, as git would, with an environment of its own."""
        environ = {"PATH": os.environ["PATH"], "GIT_DIR": ".", **variables}
        command = [sys.executable, "-I", "-m", "release_guard.wiring.hook", "pre-receive", *options]
        done = subprocess.run(command, check=False, cwd=self.bare.path, input=data, capture_output=True, env=environ)
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def said(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """The lines that the server sent, without git's "remote: "."""
    return [line.removeprefix("remote: ").rstrip() for line in done.stderr.splitlines() if line.startswith("remote: ")]
