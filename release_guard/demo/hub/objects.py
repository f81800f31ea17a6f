"""What a repository is made of: files, trees and commits, with the ids that git gives them.

A Hub repository is a git repository (hub docs, "Getting started with repositories"): the id of a regular file is that
of its git blob, the id of a large file that of its LFS pointer, which names the content by SHA-256 (git-lfs, "spec").
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class File:
    """One file at one revision; ``sha256`` is None for a regular file, whose bytes are in git itself."""

    data: bytes
    oid: str
    sha256: str | None = None

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True)
class Commit:
    """A commit with its whole tree, path by path. A merge, which only git makes, has ``others`` beside its parent."""

    oid: str
    parent: str | None
    files: Mapping[str, File]
    title: str
    message: str
    author: str
    date: float
    others: tuple[str, ...] = ()


def regular(data: bytes) -> File:
    """A file that git itself holds."""
    return File(data, _oid("blob", data))


def large(data: bytes) -> File:
    """A file in LFS."""
    digest = hashlib.sha256(data).hexdigest()
    return File(data, _oid("blob", pointer(digest, len(data))), digest)


def pointer(sha256: str, size: int) -> bytes:
    """The text that stands in git for a large file."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def commit(parent: str | None, files: Mapping[str, File], title: str, message: str, author: str, date: float) -> Commit:
    """A commit of *files* by *author* at *date* (seconds since the epoch)."""
    made = Commit("", parent, files, title, message, author, date)
    return replace(made, oid=_oid("commit", text_of(made)))


def text_of(commit: Commit) -> bytes:
    """A commit that the Hub made, as git writes it."""
    person = f"{commit.author} <{commit.author}@users.example.org> {int(commit.date)} +0000"
    lines = [f"tree {folders(commit.files)['']}", *([f"parent {commit.parent}"] if commit.parent else [])]
    lines += [f"author {person}", f"committer {person}", "", commit.title]
    return "\n".join([*lines, *(["", commit.message] if commit.message else []), ""]).encode()


def folders(files: Mapping[str, File]) -> dict[str, str]:
    """The id of the tree of each folder in *files*, by path; the root's path is empty."""
    return {path: _oid("tree", data) for path, data in _folders(files).items()}


def trees(files: Mapping[str, File]) -> Iterator[tuple[str, bytes]]:
    """Every tree of *files*: its id, and its content as git writes it."""
    return ((_oid("tree", data), data) for data in _folders(files).values())


def _folders(files: Mapping[str, File]) -> dict[str, bytes]:
    """The content of the tree of each folder, by path."""
    children: dict[str, dict[str, tuple[str, str]]] = {"": {}}
    for path, file in files.items():
        _hang(children, path, file.oid)
    found: dict[str, bytes] = {}
    for folder in sorted(children, key=lambda path: -_depth(path)):
        found[folder] = _tree(children[folder])
        if folder:
            parent, _, name = folder.rpartition("/")
            children[parent][f"{name}/"] = ("40000", _oid("tree", found[folder]))
    return found


def _hang(children: dict[str, dict[str, tuple[str, str]]], path: str, oid: str) -> None:
    folder, _, name = path.rpartition("/")
    parts = folder.split("/") if folder else []
    for count in range(len(parts)):
        children.setdefault("/".join(parts[: count + 1]), {})
    children[folder][name] = ("100644", oid)


def _depth(path: str) -> int:
    return path.count("/") + 1 if path else 0


def _tree(children: Mapping[str, tuple[str, str]]) -> bytes:
    """Git sorts a folder as if its name ended in a slash, which is how *children* spells it."""
    entries = (
        f"{mode} {name.rstrip('/')}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(oid)
        for name, (mode, oid) in sorted(children.items())
    )
    return b"".join(entries)


def _oid(kind: str, data: bytes) -> str:
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest()
