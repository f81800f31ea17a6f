"""The files of ours that a commit holds, read from git's object store; never from the working tree or the index.

What the files say is for their readers; this module only finds them and hands over their bytes.
"""

from collections.abc import Iterator
from itertools import islice

from release_guard.git.plumbing import Git
from release_guard.model.lean import NamedTuple
from release_guard.ports import Bytes, Evidence, TreeError

CONSIDERATIONS = "release-considerations.toml"
CONSIDERATIONS_FOLDER = "release-considerations"
RECORDS = "release-records"
POLICY = "release-policy.toml"
#: The names at the top of a tree that are ours.
OURS = (CONSIDERATIONS, CONSIDERATIONS_FOLDER, RECORDS, POLICY)

#: The readers refuse files above one MiB; one byte more lets them see that a file is.
READ_AT_MOST = (1 << 20) + 1

#: A tree, and all records together, above this size are no honest repository's.
_TREE_AT_MOST = 256 << 20
_RECORDS_AT_MOST = 64 << 20

#: So many folders are read one by one; reading all of a large tree is quicker with a process of its own.
_FOLDERS_READ = 32

_TREE, _SYMLINK, _SUBMODULE = "40000", "120000", "160000"
_ODD = {_SYMLINK: "a symbolic link", _SUBMODULE: "a submodule", _TREE: "a folder"}


class Entry(NamedTuple):
    """One line of a tree; ``mode`` is git's octal word without leading zeros."""

    mode: str
    name: str
    oid: str

    @property
    def is_file(self) -> bool:
        return self.mode not in _ODD


class Outline(NamedTuple):
    """Our files and folders at the top of one tree: equal outlines mean equal evidence, byte for byte."""

    entries: tuple[Entry, ...] = ()

    def named(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.name == name), None)


def parse_tree(data: bytes, oid_bytes: int) -> Iterator[Entry]:
    """Read a raw tree object, whose oids are *oid_bytes* long (20, or 32 under SHA-256)."""
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        oid = data[end + 1 : end + 1 + oid_bytes]
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        yield Entry(data[at:space].decode("ascii"), name, oid.hex())
        at = end + 1 + oid_bytes


def outline(git: Git, revision: str) -> Outline:
    """Our files at the top of *revision*: a commit, a tag of one, or a tree. What has no tree holds none of them.

    Raises ``TreeError`` where an object that should be here isn't.
    """
    found = _entries(git, f"{revision}^{{tree}}")
    if found is None:
        peeled = git.find([f"{revision}^{{}}"])[0]
        if peeled is None or peeled.type != "blob":
            raise git.absent(f"the tree of {revision[:40]}")
        return Outline()
    return Outline(tuple([entry for entry in found if entry.name in OURS]))


def top(git: Git, revision: str) -> tuple[Entry, ...]:
    """All entries at the top of *revision*; none where it has no tree."""
    return _entries(git, f"{revision}^{{tree}}") or ()


def paths(git: Git, commit: str) -> Iterator[str]:
    """The paths of all files of *commit*, those near the top first: what somebody looks for often stands there."""
    folders = [("", f"{commit}^{{tree}}")]
    for above, name in islice(folders, _FOLDERS_READ):  # the list grows while it is walked
        entries = _entries(git, name)
        if entries is None:
            raise git.absent(f"{above or commit[:40]}")
        yield from (above + entry.name for entry in entries if entry.mode != _TREE)
        folders += [(f"{above}{entry.name}/", entry.oid) for entry in entries if entry.mode == _TREE]
    if len(folders) > _FOLDERS_READ:
        for path in git.pipe(("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit), end=b"\0"):
            yield path.decode("utf-8", "surrogateescape")


def _entries(git: Git, name: str) -> tuple[Entry, ...] | None:
    tree = git.read(name, _TREE_AT_MOST)
    if tree is None:
        return None
    if tree.type != "tree" or not tree.whole:
        raise TreeError(f"{name[:60]!r} is no folder that can be read")
    try:
        return tuple(parse_tree(tree.data, len(tree.oid) // 2))
    except ValueError:
        raise TreeError(f"the tree {tree.oid} is damaged: run git fsck") from None


def evidence(git: Git, found: Outline, origin: str, *, strict: bool = True) -> Evidence:
    """The bytes behind an outline; *origin* says in words where that is.

    A considerations file or a policy that is a symbolic link, a submodule or a folder is a ``TreeError`` where
    *strict* is set, and else as good as absent: what the destination holds already can't be mended before the push.
    A record of such a kind is handed on as the link's text, or empty, for its reader to refuse alone.
    """
    if strict:
        _refuse_twins(found, origin)
    return Evidence(
        origin,
        considerations=_considerations(git, found, origin, strict=strict),
        records=_records(git, found, origin, strict=strict),
        policy=_policy(git, found, origin, strict=strict),
    )


class AtRevision(NamedTuple):
    """Implements ``ports.FileReader`` for the tree of *revision*; it asks git anew, whoever else does at that time."""

    folder: str
    revision: str

    def __call__(self, path: str, /) -> bytes | None:
        with Git(self.folder) as git:
            found = git.read(f"{self.revision}:{path}", READ_AT_MOST)
        return found.data if found is not None and found.type == "blob" else None


def _refuse_twins(found: Outline, origin: str) -> None:
    """Git never writes a name twice into one tree; readers of such a tree disagree on which of them counts."""
    names = [entry.name for entry in found.entries]
    twins = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twins:
        raise TreeError(f"{twins[0]} stands twice in {origin}; fix: commit it anew, and see what git fsck says")


def evidence_at(git: Git, revision: str, origin: str, *, strict: bool = True) -> Evidence:
    """``evidence`` of the tree of *revision*."""
    return evidence(git, outline(git, revision), origin, strict=strict)


def _considerations(git: Git, found: Outline, origin: str, *, strict: bool) -> tuple[Bytes, ...]:
    entry = _regular(found.named(CONSIDERATIONS), origin, strict=strict)
    files = [_bytes(git, CONSIDERATIONS, entry)] if entry else []
    for child in _folder(git, found.named(CONSIDERATIONS_FOLDER), origin, strict=strict):
        inside = child._replace(name=f"{CONSIDERATIONS_FOLDER}/{child.name}")
        if child.name.endswith(".toml") and _regular(inside, origin, strict=strict):
            files.append(_bytes(git, inside.name, child))
    return tuple(files)


def _policy(git: Git, found: Outline, origin: str, *, strict: bool) -> Bytes | None:
    entry = _regular(found.named(POLICY), origin, strict=strict)
    return _bytes(git, POLICY, entry) if entry else None


def _records(git: Git, found: Outline, origin: str, *, strict: bool) -> tuple[Bytes, ...]:
    files: list[Bytes] = []
    total = 0
    for entry in _folder(git, found.named(RECORDS), origin, strict=strict):
        if entry.mode == _TREE or not entry.name.lower().endswith((".toml", ".sig")):
            continue
        path = f"{RECORDS}/{entry.name}"
        files.append(Bytes(path, b"") if entry.mode == _SUBMODULE else _bytes(git, path, entry))
        total += len(files[-1].data)
        if total > _RECORDS_AT_MOST:
            raise TreeError(f"{RECORDS}/ in {origin} holds more than {_RECORDS_AT_MOST >> 20} MiB")
    return tuple(files)


def record_entries(git: Git, found: Outline) -> frozenset[Entry]:
    """The entries of the folder of records, so that two outlines can be compared without reading a record."""
    return frozenset(_folder(git, found.named(RECORDS), "", strict=False))


def _folder(git: Git, entry: Entry | None, origin: str, *, strict: bool) -> tuple[Entry, ...]:
    if entry is None or entry.is_file:
        return ()
    if entry.mode == _TREE:
        children = _entries(git, entry.oid)
        if children is None:
            raise git.absent(f"{entry.name}/ in {origin}")
        return children
    if strict:
        raise _refusal(entry, origin, "folder")
    return ()


def _regular(entry: Entry | None, origin: str, *, strict: bool) -> Entry | None:
    if entry is None or entry.is_file:
        return entry
    if strict:
        raise _refusal(entry, origin, "file")
    return None


def _refusal(entry: Entry, origin: str, wanted: str) -> TreeError:
    return TreeError(f"{entry.name} in {origin} is {_ODD[entry.mode]}; fix: commit the {wanted} itself")


def _bytes(git: Git, path: str, entry: Entry) -> Bytes:
    blob = git.read(entry.oid, READ_AT_MOST)
    if blob is None:
        raise git.absent(path)
    return Bytes(path, blob.data)
