"""The bytes of new files, read in their order with few exchanges: small files whole, of others the first 64 KiB.

Files above that are hashed piece by piece, so memory stays flat whatever is pushed.
"""

from collections.abc import Callable, Iterable, Iterator

from release_guard.git.objects import Object
from release_guard.git.plumbing import Git
from release_guard.git.push_range import Blob
from release_guard.model.lean import NamedTuple
from release_guard.model.sha256 import LONG, hex_digest

WHOLE_UP_TO = 256 << 10
HEAD = 64 << 10

#: How many files, and how many bytes of them, are asked for in one go.
_TOGETHER = 100
_BYTES_TOGETHER = 4 << 20


class Read(NamedTuple):
    """A file with its first bytes, which are all of them up to ``WHOLE_UP_TO``."""

    blob: Blob
    data: bytes


def read(git: Git, blobs: Iterable[Blob]) -> Iterator[Read]:
    """The bytes of *blobs*, in order. Raises ``TreeError`` where one isn't here."""
    take = _nothing
    for group in _groups(blobs):
        taken = take()
        take = _begun(git, group)  # git reads these while the ones before are looked at
        yield from taken
    yield from take()


def _nothing() -> list[Read]:
    return []


def _begun(git: Git, group: list[Blob]) -> Callable[[], list[Read]]:
    """Ask for a group; what this returns takes it."""
    if group[0].size > WHOLE_UP_TO:
        return lambda: [Read(group[0], _there(git, git.read(group[0].oid, HEAD), group[0]))]
    asked = git.ask_for([blob.oid for blob in group])
    return lambda: [Read(blob, _there(git, one, blob)) for one, blob in zip(asked.objects(), group, strict=True)]


def _groups(blobs: Iterable[Blob]) -> Iterator[list[Blob]]:
    """Small files together, each large one by itself."""
    group: list[Blob] = []
    weight = 0
    for blob in blobs:
        large = blob.size > WHOLE_UP_TO
        if group and (large or len(group) == _TOGETHER or weight + blob.size > _BYTES_TOGETHER):
            yield group
            group, weight = [], 0
        if large:
            yield [blob]
        else:
            group.append(blob)
            weight += blob.size
    if group:
        yield group


def _there(git: Git, found: Object | None, blob: Blob) -> bytes:
    if found is None:
        raise git.absent(f"the content of {blob.path or blob.oid}")
    return found.data


def sha256(git: Git, one: Read) -> str:
    """The sha256 of a file's bytes, in hex."""
    if len(one.data) == one.blob.size:
        return hex_digest(one.data)
    return sha256_of(git, one.blob.oid)


def sha256_of(git: Git, oid: str) -> str:
    """The sha256 of the bytes of one object, in hex; they pass through in pieces."""
    chunks = git.chunks(oid, LONG)
    first, second = next(chunks, b""), next(chunks, None)
    if second is None:
        return hex_digest(first)
    from hashlib import sha256

    digest = sha256(first + second)
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
