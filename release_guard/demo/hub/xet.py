"""The storage behind Xet: xorbs of chunks and shards that say which chunks make which file.

Formats after the vendor's pages "Xet Protocol Specification" (huggingface.co/docs/xet: "Xorb format", "Shard format",
"CAS API"). Real bytes come out: what hf_xet uploads is put together again when its shard arrives, and held to the
SHA-256 that the shard names. A file that came by LFS gets a made-up xet hash, since nothing here chunks as Xet does;
its download is served as one xorb that is written for it.
"""

import hashlib
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from release_guard.demo.hub import lz4
from release_guard.demo.hub.answers import Refused

_ENTRY = 48
_BOOKEND = b"\xff" * 32
_WITH_VERIFICATION = 1 << 31
_WITH_SHA256 = 1 << 30
#: Of one chunk, at most (the specification's MAX_CHUNK_SIZE).
CHUNK = 128 * 1024


class Uploaded(NamedTuple):
    """One file of a shard: its xet hash and its bytes."""

    xet_hash: str
    data: bytes


class Chunks:
    """What was uploaded to Xet, and the files that can be fetched from it by their xet hash."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._xorbs: dict[str, list[bytes]] = {}
        self._hashes: dict[str, str] = {}

    def put(self, xorb: str, body: bytes) -> bool:
        """Keep a xorb; False where it is known."""
        known = xorb in self._xorbs
        try:
            self._xorbs[xorb] = list(_chunks(body))
        except (ValueError, IndexError) as error:
            raise Refused(400, f"Invalid xorb: {error}") from None
        return not known

    def register(self, shard: bytes) -> list[Uploaded]:
        """Put together the files of *shard*."""
        try:
            found = list(_files(shard, self._xorbs))
        except (KeyError, ValueError, struct.error) as error:
            raise Refused(400, f"Invalid shard: {error}") from None
        for xet_hash, data in found:
            self.files[xet_hash] = data
            self._hashes[hashlib.sha256(data).hexdigest()] = xet_hash
        return found

    def hash_of(self, sha256: str, data: bytes) -> str:
        """The xet hash under which *data* can be fetched."""
        if sha256 not in self._hashes:
            self._hashes[sha256] = hashlib.sha256(b"xet stand-in " + sha256.encode()).hexdigest()
            self.files[self._hashes[sha256]] = data
        return self._hashes[sha256]


def as_xorb(data: bytes) -> bytes:
    """*data* as uncompressed chunks."""
    pieces = (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))
    return b"".join(b"\0" + len(p).to_bytes(3, "little") + b"\0" + len(p).to_bytes(3, "little") + p for p in pieces)


def _chunks(body: bytes) -> Iterator[bytes]:
    """The chunks of a xorb: version, packed length, scheme, length, packed bytes; a footer may follow."""
    at = 0
    while at + 8 <= len(body) and body[at] == 0:
        packed, scheme = int.from_bytes(body[at + 1 : at + 4], "little"), body[at + 4]
        size = int.from_bytes(body[at + 5 : at + 8], "little")
        chunk = _unpacked(body[at + 8 : at + 8 + packed], scheme)
        if len(chunk) != size:
            raise ValueError(f"a chunk of {len(chunk)} bytes where {size} are announced")
        yield chunk
        at += 8 + packed


def _unpacked(packed: bytes, scheme: int) -> bytes:
    """Scheme 0 is plain, 1 LZ4, 2 LZ4 over bytes that are grouped by their place in 32-bit numbers."""
    if scheme == 0:
        return packed
    plain = lz4.decompress(packed)
    return plain if scheme == 1 else _ungrouped(plain)


def _ungrouped(grouped: bytes) -> bytes:
    out, at = bytearray(len(grouped)), 0
    for place in range(4):
        count = len(range(place, len(grouped), 4))
        out[place::4] = grouped[at : at + count]
        at += count
    return bytes(out)


def _files(shard: bytes, xorbs: Mapping[str, list[bytes]]) -> Iterator[Uploaded]:
    """The file section of a shard: per file a header, its terms and, by its flags, hashes of them and its SHA-256."""
    at = _ENTRY
    while (head := shard[at : at + _ENTRY])[:32] != _BOOKEND:
        flags, count = struct.unpack_from("<II", head, 32)
        terms = [shard[at + _ENTRY * (1 + n) : at + _ENTRY * (2 + n)] for n in range(count)]
        at += _ENTRY * (1 + count + (count if flags & _WITH_VERIFICATION else 0))
        data = b"".join(_term(term, xorbs) for term in terms)
        if flags & _WITH_SHA256:
            _must_match(data, shard[at : at + 32])
            at += _ENTRY
        yield Uploaded(_hex(head[:32]), data)


def _term(term: bytes, xorbs: Mapping[str, list[bytes]]) -> bytes:
    _flags, size, first, end = struct.unpack_from("<IIII", term, 32)
    data = b"".join(xorbs[_hex(term[:32])][first:end])
    if len(data) != size:
        raise ValueError(f"a term of {len(data)} bytes where {size} are announced")
    return data


def _must_match(data: bytes, digest: bytes) -> None:
    if _hex(digest) != hashlib.sha256(data).hexdigest():
        raise ValueError("the file's SHA-256 isn't that of its chunks")


def _hex(digest: bytes) -> str:
    """A hash as text: the specification writes its four 64-bit numbers, which are stored little end first."""
    return "".join(f"{number:016x}" for number in struct.unpack("<4Q", digest))
