"""What P1 and P2 share: clones that differ in their pre-push hook alone, and one commit to push again and again.

The place is an ssh address whose other end is a stub that runs git on this machine, so that hooks see an address as
they do in life, and no network is timed.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import peers
from bench.timing import Sample, Work, side_by_side
from release_guard.git.install import install

HOST = "git.acme.example"
_STUB = '#!/bin/sh\nshift\nexec sh -c "$*"\n'
_MANAGER = """\
repos:
  - repo: local
    hooks:
      - {id: nothing, name: nothing, language: system, entry: "true", always_run: true, pass_filenames: false,
         stages: [pre-push]}
"""
_LEFTHOOK = "pre-push:\n  commands:\n    nothing:\n      run: 'true'\n"

Guard = Callable[["Clone"], object]
"""Puts a hook into a clone."""


class Clone:
    """A clone of *template*, its bare repository, and a home of its own with git's configuration in it."""

    def __init__(self, folder: Path, template: Path, name: str, config: str = "") -> None:
        self.folder = folder / name / "work"
        self.bare = folder / name / "bare.git"
        self.home = folder / name / "home"
        self.home.mkdir(parents=True)
        self.environment = _environment(self.home)
        self._configure(folder, config)
        self.git("clone", "--quiet", "--bare", str(template), str(self.bare), at=folder)
        self.git("clone", "--quiet", str(template), str(self.folder), at=folder)
        self.git("remote", "set-url", "origin", f"ssh://{HOST}{self.bare}")
        self.old, self.new = self.git("rev-parse", "HEAD~1", "HEAD").split()
        self.forget()

    def _configure(self, folder: Path, config: str) -> None:
        stub = folder / "ssh"
        stub.write_text(_STUB)
        stub.chmod(0o755)
        ssh = f"[core]\n\tsshCommand = {stub}\n[ssh]\n\tvariant = simple\n"
        self.home.joinpath("gitconfig").write_text(f"[user]\n\tname = Ada\n\temail = ada@example.org\n{ssh}{config}")

    def git(self, *arguments: str, at: Path | None = None) -> str:
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=at or self.folder, env=self.environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout

    def forget(self) -> None:
        """Take the pushed commit back, on both sides."""
        for folder, ref in ((self.bare, "refs/heads/main"), (self.folder, "refs/remotes/origin/main")):
            self.git("update-ref", ref, self.old, at=folder)

    def push(self) -> str:
        """Push the commit; the value is what was said on stderr."""
        command = ["git", "push", "--quiet", "origin", "main"]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stderr.decode()

    def hook(self, text: str) -> None:
        path = self.folder / ".git" / "hooks" / "pre-push"
        path.write_text(text)
        path.chmod(0o755)


def guarded(python: str) -> Guard:
    """Puts our gate in place, which judges with *python*."""
    return lambda clone: install(folder=str(clone.folder), python=python)


def peer_hooks(python: str) -> dict[str, Guard]:
    """Every peer that can be had, and the bare *python*, by the name that the table shows."""
    hooks: dict[str, Guard] = {
        "no hook": lambda _: None,
        "sh: exit 0": lambda clone: clone.hook("#!/bin/sh\nexit 0\n"),
        "python -c pass": lambda clone: clone.hook(f"#!/bin/sh\nexec {python} -c pass\n"),
    }
    for name, install_ in (("pre-commit", _framework), ("prek", _framework), ("lefthook", _lefthook)):
        if program := peers.find(name):
            hooks[name] = _bound(install_, program)
    if peers.find("git-lfs"):
        hooks["git-lfs"] = _lfs
    return hooks


def _bound(install_: Callable[[Clone, str], None], program: str) -> Guard:
    return lambda clone: install_(clone, program)


def _framework(clone: Clone, program: str) -> None:
    _excluded(clone, ".pre-commit-config.yaml").write_text(_MANAGER)
    command = [program, "install", "--hook-type", "pre-push"]
    subprocess.run(command, cwd=clone.folder, env=clone.environment, check=True, capture_output=True)


def _lefthook(clone: Clone, program: str) -> None:
    clone.environment["LEFTHOOK_BIN"] = peers.binary("lefthook") or program
    _excluded(clone, "lefthook.yml").write_text(_LEFTHOOK)
    subprocess.run([program, "install"], cwd=clone.folder, env=clone.environment, check=True, capture_output=True)


def _lfs(clone: Clone) -> None:
    clone.git("lfs", "install", "--local")
    clone.git("config", f"lfs.{clone.git('remote', 'get-url', 'origin').strip()}/info/lfs.locksverify", "false")
    clone.git("config", "lfs.locksverify", "false")


def _excluded(clone: Clone, name: str) -> Path:
    """A file of the work tree that no commit holds."""
    with (clone.folder / ".git" / "info" / "exclude").open("a") as file:
        file.write(f"{name}\n")
    return clone.folder / name


def clones(folder: Path, template: Path, hooks: Mapping[str, tuple[str, Guard]]) -> dict[str, Clone]:
    """A clone of *template* for each hook, by name; each has lines of git's global configuration and a hook."""
    made = {}
    for name, (config, hook) in hooks.items():
        made[name] = Clone(folder, template, "".join(filter(str.isalnum, name)), config)
        hook(made[name])
    return made


def timed(clones: Mapping[str, Clone], rounds: int) -> dict[str, Sample]:
    """What each hook adds to a push without any, by name; "no hook" is the push itself."""
    work = {name: Work(clone.push, clone.forget) for name, clone in clones.items()}
    taken = side_by_side(work, rounds)
    bare = taken["no hook"]
    return {"no hook": bare, **{name: sample.minus(bare) for name, sample in taken.items() if name != "no hook"}}


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    paths = f"{Path(sys.executable).parent}{os.pathsep}{Path(__file__).parent / '.peers' / 'bin'}"
    own = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "GIT_CONFIG_GLOBAL": str(home / "gitconfig")}
    return {**kept, **own, "PATH": f"{paths}{os.pathsep}{kept['PATH']}", "GIT_CONFIG_NOSYSTEM": "1"}
