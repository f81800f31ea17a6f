"""What git hands to a pre-push hook, caught from real pushes: the hook writes it down and refuses the push."""

from pathlib import Path
from typing import NamedTuple

from release_guard.git.refs import RefLine, parse
from tests.support.git_repo import Repo


class Push(NamedTuple):
    """The hook's two arguments and its input."""

    remote: str
    url: str
    data: bytes

    @property
    def lines(self) -> tuple[RefLine, ...]:
        return parse(self.data)


def try_push(repo: Repo, *arguments: str) -> Push:
    """Push, catch what the hook is told, and let nothing through."""
    notes = repo.path / ".git" / "told"
    hook = repo.hook("pre-push", f'#!/bin/sh\nprintf "%s\\n%s\\n" "$1" "$2" > "{notes}"\ncat >> "{notes}"\nexit 1\n')
    done = repo.run("push", *arguments)
    hook.unlink()
    assert notes.exists(), done.stderr
    remote, url, data = notes.read_bytes().split(b"\n", 2)
    notes.unlink()
    return Push(remote.decode(), url.decode(), data)


def write(repo: Repo, path: str, data: bytes | str) -> None:
    """Write one file of the work tree, with its folders."""
    file = repo.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)


def commit(repo: Repo, files: "dict[str, bytes | str]", message: str = "Change") -> str:
    """Write *files* and commit everything that changed; the value is the commit's oid."""
    for path, data in files.items():
        write(repo, path, data)
    return repo.commit(message)


def bare(path: Path, *options: str) -> Path:
    """A bare repository to push to."""
    return Repo(path, "--bare", *options).path
