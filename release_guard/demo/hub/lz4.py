"""Reading LZ4 frames: hf_xet compresses the chunks that it uploads, and Python's library has no LZ4.

After the vendor's pages "LZ4 Frame Format Description" and "LZ4 Block Format Description" (github.com/lz4/lz4, doc/).
Checksums aren't checked: the SHA-256 of the whole file is.
"""

_MAGIC = b"\x04\x22\x4d\x18"
_STORED = 0x8000_0000


def decompress(frame: bytes) -> bytes:
    """The content of *frame*. Raises ``ValueError`` where it isn't an LZ4 frame."""
    if frame[:4] != _MAGIC:
        raise ValueError("not an LZ4 frame")
    flags = frame[4]
    at = 7 + (8 if flags & 0x08 else 0) + (4 if flags & 0x01 else 0)
    out = bytearray()
    while size := int.from_bytes(frame[at : at + 4], "little"):
        at += 4
        length = size & ~_STORED
        block = frame[at : at + length]
        if size & _STORED:
            out += block
        else:
            _expand(block, out)
        at += length + (4 if flags & 0x10 else 0)
    return bytes(out)


def _expand(block: bytes, out: bytearray) -> None:
    """Append the content of one block to *out*, which later blocks may refer to."""
    at = 0
    while at < len(block):
        token = block[at]
        length, at = _length(block, at + 1, token >> 4)
        out += block[at : at + length]
        at += length
        if at < len(block):
            distance = int.from_bytes(block[at : at + 2], "little")
            length, at = _length(block, at + 2, token & 0x0F)
            _repeat(out, distance, length + 4)


def _length(block: bytes, at: int, length: int) -> tuple[int, int]:
    """A length of 15 goes on in the next bytes, as long as they are 255."""
    if length == 15:
        while block[at] == 255:
            length, at = length + 255, at + 1
        length, at = length + block[at], at + 1
    return length, at


def _repeat(out: bytearray, distance: int, length: int) -> None:
    """Copy *length* bytes from *distance* back; they may overlap those that the copy itself writes."""
    if not 0 < distance <= len(out):
        raise ValueError("an LZ4 match that starts before the content")
    start = len(out) - distance
    piece = bytes(out[start : start + length])
    while len(piece) < length:
        piece += piece[: length - len(piece)]
    out += piece
