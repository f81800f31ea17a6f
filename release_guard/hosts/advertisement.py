"""What a git server says it holds: the pkt-lines of ``info/refs`` of the smart HTTP protocol, version 0 or 1.

Source: gitprotocol-http(5) and gitprotocol-pack(5), reference discovery.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from release_guard.ports import HostError

_SERVICE = b"# service=git-upload-pack"


class Advertisement(NamedTuple):
    """The refs of a repository with their oids (peeled tags as ``NAME^{}``), and the branch that HEAD stands for.

    No refs means an empty repository; ``head`` is "" where the server doesn't say.
    """

    refs: Mapping[str, str]
    head: str = ""


def parse(data: bytes) -> Advertisement:
    """Read a whole advertisement; raises ``HostError`` where it is cut short or is something else."""
    refs: dict[str, str] = {}
    head = ""
    lines = _lines(data)
    if next(lines, b"") != _SERVICE:
        raise HostError("the answer is no git advertisement")
    flushes = 0
    for line in lines:
        flushes += not line
        record, _, capabilities = line.partition(b"\0")
        head = head or _head(capabilities)
        if not record or record == b"version 1" or record.startswith(b"shallow "):
            continue
        oid, _, name = record.partition(b" ")
        if len(oid) not in (40, 64) or not name or oid.strip(b"0123456789abcdef"):
            raise HostError("the advertisement has a line that names no ref")
        if name != b"capabilities^{}":
            refs[name.decode("utf-8", "surrogateescape")] = oid.decode("ascii")
    if flushes < 2:
        raise HostError("the advertisement is cut short")
    return Advertisement(refs, head)


def _head(capabilities: bytes) -> str:
    for word in capabilities.split(b" "):
        if word.startswith(b"symref=HEAD:"):
            return word[len(b"symref=HEAD:") :].decode("utf-8", "surrogateescape")
    return ""


def _lines(data: bytes) -> Iterator[bytes]:
    """The payload of each pkt-line without its final newline, a flush as b""; the last one has to be a flush."""
    at, length = 0, 4
    while at < len(data):
        length = _length(data[at : at + 4])
        end = at + max(length, 4)
        if end > len(data):
            raise HostError("the advertisement is cut short")
        if length != 4:
            yield data[at + 4 : end].removesuffix(b"\n")
        at = end
    if length:
        raise HostError("the advertisement is cut short")


def _length(digits: bytes) -> int:
    """The length of a pkt-line with its own four digits; 0 is a flush, 1 to 3 belong to other versions."""
    if len(digits) < 4 or digits.strip(b"0123456789abcdefABCDEF") or 0 < int(digits, 16) < 4:
        raise HostError("the answer is no git advertisement, or one that is cut short")
    return int(digits, 16)
