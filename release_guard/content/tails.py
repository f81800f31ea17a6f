"""Where pictures, recordings and fonts end, and how many bytes follow: what is appended to one isn't part of it.

Viewers pass over such bytes, so a weight file can travel behind a picture. Sources: PNG (ISO 15948, 5.3), GIF89a, JPEG
(ITU T.81, B.1), RIFF, binary glTF 2.0, WOFF (W3C), OpenType's table directory. Formats that aren't listed here can't be
measured.
"""

import re
from collections.abc import Callable

from release_guard.model.lean import NamedTuple

#: Phones put a short film behind a photograph, cameras a second picture: so many pieces may follow each other.
_PIECES = 8
_SFNT = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_NEXT_MARKER = rb"\xff[\x01-\xcf\xd8-\xfe]"
_WHOLE_CHUNKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")


class Tail(NamedTuple):
    """``length`` bytes follow the end; ``data`` are these where the whole file was read."""

    length: int
    data: bytes = b""


def tail(head: bytes, size: int, whole: Callable[[], bytes]) -> Tail:
    """What follows the end of the file that begins with *head*; nothing where its format can't be measured.

    A file that breaks its own format ends there. *whole* is only called where the end must be searched for.
    """
    if head.startswith(_WHOLE_CHUNKS):
        data = whole()
        for _ in range(_PIECES):
            end = _END[data[:2]](data) if data[:2] in _END else 0
            data = data[end:]
            if not end or not data:
                break
        return Tail(len(data), data)
    return Tail(max(0, size - _stated(head, size)))


def _stated(head: bytes, size: int) -> int:
    """The size that a header states, *size* itself where it states none."""
    if head.startswith(b"RIFF"):
        return 8 + int.from_bytes(head[4:8], "little") + 1  # an odd chunk is padded
    if head.startswith(b"glTF"):
        return int.from_bytes(head[8:12], "little")
    if head.startswith((b"wOFF", b"wOF2")):
        stated = int.from_bytes(head[8:12], "big")
        return stated if stated <= size else 0
    return _end_of_tables(head, size) if head.startswith(_SFNT) else size


def _end_of_tables(head: bytes, size: int) -> int:
    """The end of a font's last table; its directory has sixteen bytes for each: tag, checksum, offset, length."""
    last = 12 + 16 * int.from_bytes(head[4:6], "big")
    for at in range(12, min(last, len(head) - 15), 16):
        end = int.from_bytes(head[at + 8 : at + 12], "big") + int.from_bytes(head[at + 12 : at + 16], "big")
        if end > size or not head[at : at + 4].isascii():
            return 0
        last = max(last, end + 3)
    return last


def _png(data: bytes) -> int:
    at = 8
    while data[at + 4 : at + 8].isalpha():
        ends, at = data[at + 4 : at + 8] == b"IEND", at + 12 + int.from_bytes(data[at : at + 4], "big")
        if ends:
            break
    return at


def _jpeg(data: bytes) -> int:
    at = 2
    while data[at : at + 1] == b"\xff":
        kind = data[at + 1 : at + 2]
        if kind == b"\xd9":
            return at + 2
        at += _fill(data, at) if kind == b"\xff" else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == b"\xda":
            found = re.compile(_NEXT_MARKER).search(data, at)
            at = found.start() if found else len(data)
    return at


def _fill(data: bytes, at: int) -> int:
    """How many bytes before the last of a row of 0xff, which only fill."""
    row = re.compile(rb"\xff+").match(data, at)
    return max(1, row.end() - at - 1) if row else 1


def _gif(data: bytes) -> int:
    at = 13 + _table(data[10:11])
    while data[at : at + 1] in (b"!", b","):
        at += 11 + _table(data[at + 9 : at + 10]) if data[at : at + 1] == b"," else 2
        while data[at : at + 1] not in (b"", b"\0"):
            at += 1 + data[at]
        at += 1
    return at + (data[at : at + 1] == b";")


def _table(flags: bytes) -> int:
    """The bytes of the colour table that *flags* announces."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


_END = {b"\x89P": _png, b"\xff\xd8": _jpeg, b"GI": _gif}
