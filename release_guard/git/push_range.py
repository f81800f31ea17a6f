"""What a push makes reachable that the destination doesn't hold: commits, files, long messages and their authors.

Every commit counts, not only the tips: a file added and deleted again is published all the same. The cost is that of
the new commits' own changes, whatever stands in the tree beside them. Missing objects are an error and never fetched.
What the files are is left to ``items``.
"""

from collections.abc import Iterable, Iterator, Sequence

from release_guard.git.objects import Found
from release_guard.git.plumbing import Git
from release_guard.git.tree import RECORDS
from release_guard.model.lean import NamedTuple
from release_guard.ports import TreeError


class Blob(NamedTuple):
    """One new file: its blob id, its size in bytes, and a path at which it stands ("" for a ref to a bare blob)."""

    oid: str
    size: int
    path: str


Named = tuple[str, str]  # a blob id and a path

_TOGETHER = 500

#: A message of a commit or a tag is looked at as a file from here on; what people write in one is shorter.
MESSAGE_FROM = 16 << 10
#: Tags of tags are followed so far; nobody needs more than two.
_TAGS_DEEP = 64
#: The first line of a tag, "object OID", is within so many bytes.
_NAMES_OBJECT = 100
_SUBMODULE = b"160000"
_CHANGES = ("diff-tree", "--stdin", "--root", "-r", "-c", "--raw", "-z", "-M100%", "--always")
_OBJECTS = ("rev-list", "--objects", "--stdin")
_COMMITS = ("rev-list", "--topo-order", "--reverse", "--stdin")


def begin(git: Git, tips: Sequence[str], held: Sequence[str]) -> None:
    """Have git begin with what ``new_commits`` will ask for where *tips* and *held* are commits."""
    git.ahead(_COMMITS, stdin=_selection(tips, held))


def begin_changes(git: Git, commits: Sequence[str], held: Sequence[str]) -> None:
    """Have git begin with what ``new_blobs`` will ask for, once ``new_commits`` was asked for the same *commits*."""
    git.ahead(_CHANGES, stdin=_listed(git, commits, held))


def new_blobs(git: Git, tips: Sequence[str], held: Sequence[str]) -> Iterator[Blob]:
    """The files of all commits reachable from *tips* and not from *held*, each once for every path it stands at.

    A tip that is a file or a folder brings all of itself. Bytes that *held* has elsewhere in its history may be listed
    again where a commit brings them back: ``held_already`` tells these. A file that is only moved isn't listed. Commits
    and tags with long messages are files too, called "commit-1234567.txt". Raises ``TreeError`` where something isn't
    here.
    """
    yield from long_messages(git, [oid for tip in tips for oid in _tags(git, tip)])
    peeled = [
        _peeled(git, tip, found) for tip, found in zip(tips, git.find([f"{tip}^{{}}" for tip in tips]), strict=True)
    ]
    commits = [one.oid for one in peeled if one.type == "commit"]
    if commits:
        new = _listed(git, commits, held)
        yield from _sized(git, _changed(git, new))
        yield from long_messages(git, new.decode("ascii").split())
    for one in peeled:
        if one.type == "tree":
            yield from _sized(git, _files(git, one.oid))
        elif one.type == "blob":
            yield Blob(one.oid, one.size, "")


def _peeled(git: Git, tip: str, found: Found | None) -> Found:
    if found is None:
        raise git.absent(tip[:40])
    return found


def long_messages(git: Git, oids: Sequence[str]) -> Iterator[Blob]:
    """Those of the commits and tags *oids* that are long: whatever stands in a message is published with it."""
    for found in git.find(oids):
        if found is not None and found.size >= MESSAGE_FROM:
            yield Blob(found.oid, found.size, f"{found.type}-{found.oid[:7]}.txt")


def _tags(git: Git, tip: str) -> Iterator[str]:
    """The tag objects on the way from *tip* to what they tag."""
    for _ in range(_TAGS_DEEP):
        tag = git.read(tip, _NAMES_OBJECT)
        if tag is None or tag.type != "tag":
            return
        yield tag.oid
        tip = tag.data.partition(b"\n")[0].removeprefix(b"object ").decode("ascii", "replace")
    raise TreeError(f"{tip[:40]} is a tag of more than {_TAGS_DEEP} tags")


def has_long_tag(git: Git, tip: str) -> bool:
    """Whether *tip* is a tag with a long message; one of an old commit brings nothing else."""
    return any(True for _ in long_messages(git, list(_tags(git, tip))))


def _listed(git: Git, tips: Sequence[str], held: Sequence[str]) -> bytes:
    """The new commits, one a line, parents before their children."""
    return git.once(*_COMMITS, stdin=_selection(tips, held))


def _changed(git: Git, commits: bytes) -> Iterator[Named]:
    """What each of *commits* changes; of a merge, what none of its parents has."""
    pieces = git.pipe(_CHANGES, stdin=commits, end=b"\0")
    known: set[bytes] = set()
    listed: set[tuple[bytes, bytes]] = set()
    for piece in pieces:
        if not piece.startswith(b":"):
            continue  # the commit
        fields = piece.split(b" ")
        parents = len(fields[0]) - len(fields[0].lstrip(b":"))
        mode, oid, status = fields[parents], fields[2 * parents + 1], fields[2 * parents + 2]
        path = next(pieces)
        if parents == 1 and status.startswith((b"R", b"C")):
            path = next(pieces)
            if oid not in known:
                continue
        if mode == _SUBMODULE or not oid.strip(b"0") or (oid, path) in listed:
            continue
        known.add(oid)
        listed.add((oid, path))
        yield oid.decode("ascii"), path.decode("utf-8", "surrogateescape")


def _files(git: Git, tree: str) -> Iterator[Named]:
    for piece in git.pipe(("ls-tree", "-r", "-z", "--full-tree", tree), end=b"\0"):
        entry, _, path = piece.partition(b"\t")
        mode, _, oid = entry.split(b" ")
        if mode != _SUBMODULE:
            yield oid.decode("ascii"), path.decode("utf-8", "surrogateescape")


def _sized(git: Git, named: Iterable[Named]) -> Iterator[Blob]:
    group: list[Named] = []
    for one in named:
        group.append(one)
        if len(group) == _TOGETHER:
            yield from _blobs(git, group)
            group.clear()
    yield from _blobs(git, group)


def _blobs(git: Git, named: Sequence[Named]) -> list[Blob]:
    blobs: list[Blob] = []
    for (oid, path), found in zip(named, git.find([oid for oid, _ in named]), strict=True):
        if found is None:
            raise git.absent(f"the content of {path or oid}")
        blobs.append(Blob(oid, found.size, path))  # a forged tree may call a commit or a tag a file: it goes out too
    return blobs


def new_commits(git: Git, tips: Sequence[str], held: Sequence[str]) -> frozenset[str]:
    """The commits reachable from *tips* and not from *held*."""
    return frozenset(_listed(git, tips, held).decode("ascii").split())


def authors(git: Git, tips: Sequence[str], held: Sequence[str]) -> tuple[str, ...]:
    """The git authors' addresses of new commits that change anything but records, each once, in order.

    Whoever merges counts only where the merge holds something that none of its parents has.
    """
    selection = _selection(tips, held)
    words = [f":(exclude,top,glob){RECORDS}/*{ending}" for ending in (".toml", ".sig")]
    paths = ("--", ":(top)", *words)
    single = ("rev-list", "--full-history", "--no-merges", "--format==%ae", "--stdin", *paths)
    merges = ("rev-list", "--merges", "--stdin")
    mixed = ("diff-tree", "--stdin", "-c", "-r", "--raw", "--format==%ae", *paths)
    found = [line for line in git.pipe(single, stdin=selection) if line.startswith(b"=")]
    author = b""
    for line in git.pipe(merges, mixed, stdin=selection):
        if line.startswith(b"="):
            author = line
        elif line.startswith(b"::"):
            found.append(author)
    return tuple(sorted({line[1:].decode("utf-8", "replace") for line in found} - {""}))


def held_already(git: Git, tips: Sequence[str], held: Sequence[str], blobs: Iterable[Blob]) -> frozenset[str]:
    """The oids of those *blobs* that a commit of *held* has: moved, copied or brought back, they aren't new there.

    This looks through whole trees and through the history of the files' paths, so it is asked for the heavy ones alone.
    """
    wanted = [blob for blob in blobs if blob.path and "\n" not in blob.path]
    if not wanted or not held:
        return frozenset()
    paths = {f":(top,literal){blob.path}" for blob in wanted}
    selection = "".join([f"{line}\n" for line in (*held, "--", *paths)]).encode("utf-8", "surrogateescape")
    of_paths = (*_OBJECTS, "--full-history")
    git.ahead(of_paths, stdin=selection)
    listed = git.pipe(_OBJECTS, stdin=_selection(tips, held))
    new = {line.partition(b" ")[0].decode("ascii") for line in listed}
    listed = git.pipe(of_paths, stdin=selection)
    before = {line.partition(b" ")[0].decode("ascii") for line in listed}
    return frozenset([blob.oid for blob in wanted if blob.oid in before or blob.oid not in new])


def _selection(tips: Sequence[str], held: Sequence[str]) -> bytes:
    """What ``rev-list --stdin`` reads; the same range is always named in the same words."""
    return "".join([*(f"{tip}\n" for tip in sorted(tips)), *(f"^{oid}\n" for oid in sorted(held))]).encode("ascii")
