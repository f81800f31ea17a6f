"""A repository of the Hub as a bare git repository on disk, for as long as git has to do with it.

The Hub's own state is in memory; before git runs it is written out, afterwards what git brought is taken in. Ids agree,
because ``objects`` makes them as git does. The kind of a file (executable, symbolic link) is not kept.
"""

import os
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from release_guard.content.pointers import lfs_pointer
from release_guard.demo.hub import objects
from release_guard.demo.hub.objects import Commit, File
from release_guard.demo.hub.repos import Repo

#: Refs that the Hub shows; what else is pushed stays in git.
_SHOWN = ("refs/heads/", "refs/tags/", "refs/pr/")
#: Commands of ours hear nothing of this machine's configuration, nor of a hook in it.
_ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C",
    "PATH": os.environ.get("PATH", ""),
}
_HOOK = f"""#!/bin/sh
exec '{sys.executable}' -I -m release_guard.demo.hub.git_receive
"""


class GitStore:
    """Where the bare repositories lie: a scratch folder that is made when git first needs one."""

    def __init__(self) -> None:
        self._scratch: TemporaryDirectory[str] | None = None
        self._count = 0

    def close(self) -> None:
        """Take the folder away."""
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def written(self, repo: Repo) -> Path:
        """The bare repository that holds what *repo* does now."""
        if repo.git is None:
            repo.git = self._made(repo.copied_from)
        for commit in _missing(repo):
            _write_commit(repo.git, commit)
            repo.on_disk.add(commit.oid)
        _write_refs(repo, repo.git)
        known = "".join(f"{digest}\n" for digest in sorted(repo.stored))
        (repo.git / "lfs-known").write_text(known)
        return repo.git

    def _made(self, source: Path | None) -> Path:
        """A bare repository; what *source* holds counts as being there."""
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="embedded-hub-")
        self._count += 1
        folder = Path(self._scratch.name, f"{self._count}.git")
        command = ["git", "init", "-q", "--bare", "--initial-branch=main", str(folder)]
        subprocess.run(command, check=True, env=_ALONE)
        if source is not None:
            (folder / "objects" / "info" / "alternates").write_text(f"{source / 'objects'}\n")
        hook = folder / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(_HOOK)
        hook.chmod(0o755)
        return folder


def take_in(repo: Repo) -> None:
    """Make *repo* hold what its bare repository has now."""
    assert repo.git is not None
    refs = dict(_refs(repo, repo.git))
    for commit in _new(repo, repo.git, refs.values()):
        repo.commits[commit.oid] = commit
        repo.on_disk.add(commit.oid)
    repo.refs = refs


def run(git: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """What git prints in the bare repository *git*."""
    done = subprocess.run(["git", *arguments], cwd=git, input=data, capture_output=True, check=True, env=_ALONE)
    return done.stdout


def environment() -> dict[str, str]:
    """Variables for a git that hears nothing of this machine."""
    return dict(_ALONE)


def _missing(repo: Repo) -> list[Commit]:
    """The commits that aren't on disk yet, oldest first."""
    found = {each.oid: each for oid in repo.refs.values() for each in repo.history(oid) if each.oid not in repo.on_disk}
    return list(reversed(found.values()))


def _write_commit(git: Path, commit: Commit) -> None:
    for file in commit.files.values():
        blob = file.data if file.sha256 is None else objects.pointer(file.sha256, file.size)
        _write(git, file.oid, "blob", blob)
    for oid, tree in objects.trees(commit.files):
        _write(git, oid, "tree", tree)
    _write(git, commit.oid, "commit", objects.text_of(commit))


def _write(git: Path, oid: str, kind: str, data: bytes) -> None:
    place = git / "objects" / oid[:2] / oid[2:]
    if not place.exists():
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(zlib.compress(f"{kind} {len(data)}\0".encode() + data, 1))


def _write_refs(repo: Repo, git: Path) -> None:
    """Let git have the refs of *repo* and no other of those that the Hub shows."""
    told = dict(
        line.split(" ")
        for line in run(git, "for-each-ref", "--format=%(refname) %(objectname)").decode().split("\n")
        if line
    )
    wanted = {ref: repo.annotated.get((ref, oid), oid) for ref, oid in repo.refs.items()}
    lines = [f"update {ref} {oid}" for ref, oid in wanted.items() if told.get(ref) != oid]
    lines += [f"delete {ref}" for ref in told if ref.startswith(_SHOWN) and ref not in wanted]
    if lines:
        run(git, "update-ref", "--stdin", data="".join(f"{line}\n" for line in lines).encode())


def _refs(repo: Repo, git: Path) -> Iterator[tuple[str, str]]:
    """Each ref with its commit; an annotated tag is remembered beside."""
    told = run(git, "for-each-ref", "--format=%(refname) %(objecttype) %(objectname) %(*objectname)").decode()
    for line in told.splitlines():
        ref, kind, oid, behind = (*line.split(" "), "")[:4]
        if ref.startswith(_SHOWN):
            if kind == "tag":
                repo.annotated[ref, behind] = oid
            yield ref, behind or oid


def _new(repo: Repo, git: Path, tips: Iterable[str]) -> Iterator[Commit]:
    """The commits behind *tips* that the Hub doesn't have yet, parents first."""
    form = "--format=%H%x00%P%x00%an%x00%at%x00%s%x00%b%x00"
    told = run(git, "log", "--topo-order", "--reverse", form, *dict.fromkeys(tips), "--").decode("utf-8", "replace")
    fields = told.split("\0")
    for start in range(0, len(fields) - 6, 6):
        oid, parents, author, date, title, body = (field.strip("\n") for field in fields[start : start + 6])
        if oid not in repo.commits:
            first, *others = parents.split() or [""]
            files = dict(_files(repo, git, oid))
            yield Commit(oid, first or None, files, title, body, author, float(date), tuple(others))


def _files(repo: Repo, git: Path, commit: str) -> Iterator[tuple[str, File]]:
    entries = run(git, "ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape").split("\0")
    known = {file.oid: file for each in repo.commits.values() for file in each.files.values()}
    for entry in entries:
        head, _, path = entry.partition("\t")
        if not path or head.split(" ")[1] != "blob":
            continue
        oid = head.split(" ")[2]
        if oid not in known:
            known[oid] = _file(repo, oid, run(git, "cat-file", "blob", oid))
        yield path, known[oid]


def _file(repo: Repo, oid: str, data: bytes) -> File:
    found = lfs_pointer(data)
    if found is None or found.sha256 not in repo.stored:
        return File(data, oid)
    return File(repo.stored[found.sha256], oid, found.sha256)
