"""The sha256 of every file of a folder: what a review of weights and data is bound to (``--folder``).

Reads as fast as the disk and the cores allow: in pieces, so memory stays flat, and several large files side by side,
because hashing leaves Python's lock. A git LFS pointer stands for the file that it names: that is what the Hub and the
forge will show. What the files are is for the content room.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from release_guard.model.lean import NamedTuple
from release_guard.ports import TreeError

#: One read; large enough that system calls don't count, small enough for the processor's cache.
CHUNK = 1 << 20

#: Folders that never leave the machine with a release.
LEFT_OUT = frozenset({".git", ".hg", ".svn", "__pycache__"})

_POINTER_BYTES = 1024
_POINTER_START = b"version https://git-lfs.github.com/spec/v1\n"
_HEX = frozenset("0123456789abcdef")


class FileDigest(NamedTuple):
    """A file by its bytes: ``sha256`` in hex and ``size`` in bytes; of the named file where this is an LFS pointer."""

    path: str
    sha256: str
    size: int
    pointer: bool = False


def of_folder(folder: str) -> tuple[FileDigest, ...]:
    """The digest of every file below *folder*, by path with slashes, in the order of the paths; see ``files_below``.

    Raises ``TreeError`` where something can't be read: a folder that was read in part is not judged.
    """
    return of_files(folder, files_below(folder))


def of_files(folder: str, paths: Iterable[str]) -> tuple[FileDigest, ...]:
    """The digests of *paths*, relative to *folder*, in their order. Raises ``TreeError``."""
    names = list(paths)
    largest_first = sorted(names, key=lambda name: -_size(os.path.join(folder, name)))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = dict(zip(largest_first, pool.map(lambda name: of_file(folder, name), largest_first), strict=True))
    return tuple(found[name] for name in names)


def of_file(folder: str, path: str) -> FileDigest:
    """The digest of one file below *folder*. Raises ``TreeError``."""
    try:
        descriptor = os.open(os.path.join(folder, path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # a pipe would keep us waiting for ever
                raise TreeError(f"{path} is no regular file")
            return _digest(path, descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise TreeError(f"{path} can't be read: {error.strerror}") from error


def files_below(folder: str) -> Iterator[str]:
    """The paths of all files below *folder*, links followed as an upload follows them; each folder is entered once.

    Version control's own folders are left out. Raises ``TreeError``, also for a link that leads nowhere.
    """
    entered: set[tuple[int, int]] = set()
    todo = [""]
    while todo:
        below = todo.pop()
        files, folders = _listing(folder, below, entered)
        yield from files
        todo.extend(reversed(folders))


def _listing(root: str, below: str, entered: set[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Files and folders in one folder, sorted; nothing where the folder was entered before."""
    place = os.path.join(root, below)
    try:
        identity = os.stat(place)
        if (identity.st_dev, identity.st_ino) in entered:
            return [], []
        entered.add((identity.st_dev, identity.st_ino))
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except OSError as error:
        raise TreeError(f"{below or root} can't be listed: {error.strerror}") from error
    folders = [_join(below, entry.name) for entry in entries if entry.is_dir() and entry.name not in LEFT_OUT]
    return [_join(below, entry.name) for entry in entries if not entry.is_dir()], folders


def _join(below: str, name: str) -> str:
    return f"{below}/{name}" if below else name


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0  # reading it will say what is wrong


def _digest(path: str, descriptor: int) -> FileDigest:
    state, size = hashlib.sha256(), 0
    buffer = memoryview(bytearray(CHUNK))
    while count := os.readv(descriptor, [buffer]):
        piece = buffer[:count]
        if size == 0 and count < _POINTER_BYTES and (named := _pointer(bytes(piece))):
            return FileDigest(path, *named, pointer=True)
        state.update(piece)
        size += count
    return FileDigest(path, state.hexdigest(), size)


def _pointer(data: bytes) -> tuple[str, int] | None:
    """sha256 and size that a git LFS pointer names; None for any other text (git-lfs docs/spec.md)."""
    if not data.startswith(_POINTER_START):
        return None
    lines = dict(line.partition(" ")[::2] for line in data.decode("utf-8", "replace").splitlines())
    kind, _, oid = lines.get("oid", "").partition(":")
    size = lines.get("size", "")
    if kind != "sha256" or len(oid) != 64 or not _HEX.issuperset(oid) or not (size.isascii() and size.isdigit()):
        return None
    return oid, int(size)
