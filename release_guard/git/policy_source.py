"""Takes one file out of another repository, at a pinned commit or at the newest: how outer policies get here.

Git itself finds credentials, proxies and certificates. Everything happens in a scratch repository that is thrown away;
what the file says, and whether it is what was pinned, is for others.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from release_guard.git.plumbing import elsewhere
from release_guard.git.remotes import redact
from release_guard.model.lean import NamedTuple
from release_guard.ports import PolicyError

#: Longer than any policy repository needs, shorter than anybody waits for a host that doesn't answer.
SECONDS = 120

#: The readers refuse larger files.
LARGEST = 1 << 20

_NEWEST = "refs/release-guard/newest"
#: What servers say that hand out branches and tags only; then those are fetched.
_BRANCHES_ONLY = re.compile(
    r"not our ref|unadvertised object|couldn't find remote ref|dumb http|shallow capabilities", re.IGNORECASE
)
_ODD = {"120000": "a symbolic link", "160000": "a submodule", "040000": "a folder"}


class Newest(NamedTuple):
    """The file as it stands at the tip of a branch, ``rev`` being the commit.

    ``log`` tells the commits since the pinned one that changed the file, newest first; ``descends`` is false where the
    pinned commit isn't among the tip's ancestors.
    """

    rev: str
    data: bytes
    log: tuple[str, ...]
    descends: bool


def file_at(source: str, rev: str, path: str) -> bytes:
    """The file *path* at the commit *rev* of the repository *source*. Raises ``PolicyError``."""
    with _scratch(source, rev) as scratch:
        if scratch.fetch("--depth=1", rev) is not None:
            scratch.need("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        if scratch.said("cat-file", "-t", rev) != "commit":
            message = f"{scratch.name} has no commit {rev}"
            raise PolicyError(message, "write a commit that is there, or run: release-guard policy update --latest")
        return scratch.file(rev, path)


def newest(source: str, path: str, pinned: str = "", branch: str = "") -> Newest:
    """The file *path* at the tip of *branch* (the default one, where it is empty). Raises ``PolicyError``."""
    with _scratch(source, pinned) as scratch:
        scratch.need(f"+{f'refs/heads/{branch}' if branch else 'HEAD'}:{_NEWEST}")
        tip = scratch.said("rev-parse", _NEWEST)
        if not pinned:
            return Newest(tip, scratch.file(tip, path), (), True)
        descends = scratch.run("merge-base", "--is-ancestor", pinned, tip).returncode == 0
        span = f"{pinned}..{tip}" if descends else tip
        log = scratch.said("log", "--max-count=10", "--format=%h %as %an: %s", span, "--", path) if descends else ""
        return Newest(tip, scratch.file(tip, path), tuple(log.splitlines()), descends)


def is_repository(path: str) -> bool:
    """Whether the folder *path* is a repository, bare or not."""
    return os.path.isdir(path) and _Scratch(path, path).run("rev-parse", "--git-dir").returncode == 0


class _Scratch:
    """A repository for one errand: ``name`` is the source as people may see it."""

    def __init__(self, folder: str, source: str) -> None:
        self._folder = folder
        self._source = source
        self.name = redact(source)
        self._fix = f"see that git can reach it: git ls-remote {self.name if '://' in source else source}"

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        settings = ("core.hooksPath=/dev/null", "gc.auto=0", "maintenance.auto=false", "fetch.recurseSubmodules=no")
        options = [word for setting in settings for word in ("-c", setting)]
        command = ["git", "-C", self._folder, "--literal-pathspecs", *options, *arguments]
        try:
            return subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, env=_environment(), check=False, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            raise PolicyError(f"{self.name} did not answer within {SECONDS} s", self._fix) from None
        except OSError as error:
            raise PolicyError(f"git can't be started: {error.strerror}", "install git") from None

    def said(self, *arguments: str) -> str:
        """What git printed, "" where it failed."""
        done = self.run(*arguments)
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""

    def fetch(self, *what: str) -> str | None:
        """None where it came; else why a server that hands out branches only didn't give it. Raises otherwise."""
        *options, spec = what
        arguments = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", *options, "--", self._source, spec)
        done = self.run(*arguments)
        if done.returncode == 0:
            return None
        reason = _reason(done.stderr)
        if _BRANCHES_ONLY.search(reason):
            return reason
        raise PolicyError(f"{self.name} can't be fetched: {reason}", self._fix)

    def need(self, *specs: str) -> None:
        for spec in specs:
            if (reason := self.fetch(spec)) is not None:
                raise PolicyError(f"{self.name} can't be fetched: {reason}", self._fix)

    def file(self, rev: str, path: str) -> bytes:
        found = self.said("ls-tree", "-z", "--full-tree", rev, "--", path).rstrip("\0")
        entry, _, name = found.partition("\t")
        where = f"{path} in {self.name} at {rev[:12]}"
        if name != path:
            raise PolicyError(f"there is no {where}", "correct path under [extends]")
        mode, _, oid = entry.split(" ")
        if mode in _ODD:
            raise PolicyError(f"{where} is {_ODD[mode]}", "name the file itself as path under [extends]")
        size = int(self.said("cat-file", "-s", oid) or 0)
        if size > LARGEST:
            raise PolicyError(f"{where} has {size} bytes; more than {LARGEST} are not read", "name the right file")
        return self.run("cat-file", "blob", oid).stdout


@contextmanager
def _scratch(source: str, rev: str) -> Iterator[_Scratch]:
    with tempfile.TemporaryDirectory(prefix="release-guard-") as folder:
        scratch = _Scratch(folder, source)
        names = ("--object-format=sha256",) if len(rev) == 64 or _is_sha256(source) else ()
        made = scratch.run("init", "--quiet", "--bare", "--template=", *names)
        if made.returncode:
            raise PolicyError(f"a scratch repository can't be made: {_reason(made.stderr)}", "see that /tmp has room")
        yield scratch


def _is_sha256(source: str) -> bool:
    """Whether a repository on this machine names its objects by SHA-256; of others only a pinned commit tells."""
    if not os.path.isdir(source):
        return False
    return _Scratch(source, source).said("rev-parse", "--show-object-format") == "sha256"


def _environment() -> dict[str, str]:
    """The user's own, so that credentials are found; somebody who isn't there is asked nothing."""
    someone = sys.stdin is not None and sys.stdin.isatty()
    prompt = {} if someone else {"GIT_TERMINAL_PROMPT": "0"}
    return {**elsewhere(os.environ), **prompt, "LC_ALL": "C", "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}


def _reason(stderr: bytes) -> str:
    """The last reason that git gave, without anything that stands before a host."""
    text = re.sub(r"//[^/@\s']*@", "//", stderr.decode("utf-8", "replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["git gave no reason"]
    told = [line for line in lines if line.startswith(("fatal: ", "error: ", "remote: "))]
    words = "; ".join(dict.fromkeys((told or lines)[-3:]))
    return "".join(char if char.isprintable() else "?" for char in words)[:300]
