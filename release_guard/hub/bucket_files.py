"""What a bucket holds. It has no history, and its listing tells no sha256, so every file is read through once.

The digest of what was read is remembered by its xet hash (``known_digests``): whoever reviews and then publishes reads
a large file once. That nothing changed meanwhile is told by the xet hashes, which are what a bucket has for refs.
"""

from hashlib import sha256
from typing import Any, NamedTuple

from release_guard.content.files import File
from release_guard.hub import known_digests
from release_guard.hub.api import Hub
from release_guard.hub.known_digests import Known
from release_guard.model.destination import Destination
from release_guard.ports import HostError, TreeError

#: More files than this aren't read through one by one.
FILES_AT_MOST = 5000
#: Up to this size a file is kept whole, to be looked into; the Hub's repositories take no larger regular file.
_WHOLE, _HEAD = 10 << 20, 256 << 10
_TRIES = 4
_HEX = frozenset("0123456789abcdef")


class Entry(NamedTuple):
    """One file of a bucket's listing."""

    path: str
    size: int
    xet_hash: str


def entries(hub: Hub, place: Destination) -> tuple[Entry, ...]:
    """Every file of the bucket. Raises ``HostError``, and ``TreeError`` where there are too many."""
    found: list[Entry] = []
    for said in hub.pages(f"/api/buckets/{place.path}/tree?recursive=true", place):
        entry = _entry(said, place)
        if entry is not None:
            found.append(entry)
        if len(found) > FILES_AT_MOST:
            message = f"{place} holds more files than can be read through ({FILES_AT_MOST})"
            raise TreeError(message, "pack them, or publish them as a dataset, whose listing tells digests")
    return tuple(found)


def _entry(said: Any, place: Destination) -> Entry | None:
    """One line of the listing; None for a folder."""
    try:
        if said["type"] == "directory":
            return None
        path, size, xet_hash = said["path"], said["size"], said["xetHash"]
        if isinstance(path, str) and isinstance(size, int) and size >= 0 and _HEX.issuperset(xet_hash):
            return Entry(path, size, xet_hash)
    except (KeyError, TypeError):
        pass
    raise HostError(f"the Hub's list of the files of {place} can't be understood")


def marks(found: "tuple[Entry, ...]") -> dict[str, str]:
    """What tells one state of a bucket from another: the xet hash of each file, by path."""
    return {one.path: one.xet_hash for one in found}


def read(hub: Hub, place: Destination, one: Entry) -> File:
    """Read a file through; of a large one only the beginning where its digest is known. Raises ``HostError``."""
    known = known_digests.of(one.xet_hash) if one.size > _WHOLE else None
    if known is not None and known.size == one.size:
        return File(one.path, one.size, _beginning(hub, place, one), known.sha256)
    for again in range(_TRIES):
        try:
            return _read(hub, place, one)
        except HostError:
            if again == _TRIES - 1:
                raise
        hub.wait(again)
    raise AssertionError("the last try returns or raises")


def _read(hub: Hub, place: Destination, one: Entry) -> File:
    digest, kept, size = sha256(), bytearray(), 0
    for piece in hub.content(place, one.path, one.xet_hash):
        digest.update(piece)
        size += len(piece)
        if len(kept) < _WHOLE:
            kept += piece
    if size != one.size:
        raise HostError(f"{one.path} in {place} has {size} bytes, and the listing says {one.size}")
    if size > _WHOLE:
        known_digests.keep(one.xet_hash, Known(digest.hexdigest(), size))
        return File(one.path, size, bytes(kept[:_HEAD]), digest.hexdigest())
    data = bytes(kept)
    whole = None if size <= _HEAD else lambda: data
    return File(one.path, size, data[:_HEAD], digest.hexdigest(), whole=whole)


def _beginning(hub: Hub, place: Destination, one: Entry) -> bytes:
    kept = bytearray()
    for piece in hub.content(place, one.path, one.xet_hash):
        kept += piece
        if len(kept) >= _HEAD:
            break
    return bytes(kept[:_HEAD])
