"""Whether bytes are text, and whether the text hides bytes: base64, hex, or a C array of numbers.

What hidden bytes are is for ``verdict`` to say; here they are only found and decoded, within bounds.
"""

import re
from collections.abc import Iterator

from release_guard.model.lean import NamedTuple

#: Bytes that text doesn't hold: control characters but tab, line ends, form feed, backspace and escape.
_PRINTABLE = bytes(byte for byte in range(256) if byte >= 32 or byte in b"\t\n\r\f\b\x1b\x0b\x1a") + b"\x7f"
#: So few bytes that text doesn't hold can hide nothing in it.
_STRANGE_TO = 32
_BOMS = (b"\xff\xfe", b"\xfe\xff")

# A piece of a run has 40 characters: a word or a name is shorter, a line of base64 (64, 76) is longer. Every pattern
# consumes what it has seen and repeats within bounds: time grows in proportion to the text, memory hardly.
_LETTER = rb"[A-Za-z0-9+/_-]"
_PIECE = rb"(?<!%b)%b{40,}={0,2}" % (_LETTER, _LETTER)
_SHORT = rb"n?%b*={0,2}" % _LETTER
_RUN = rb"%b(?:[\s\"'`,\\+()]{1,24}n?%b{40,}={0,2})*[\s\"'`,\\+()]{0,24}%b" % (_PIECE, _LETTER, _SHORT)
_ARRAYS = (
    rb"(?:0[xX][0-9A-Fa-f]{1,2}[uU]?\s*,\s*){1,500000}",
    rb"(?:\\x[0-9A-Fa-f]{2}(?:\"\s*\"|'\s*')?){1,500000}",
)
_DECIMALS = rb"(?<![\w.,+-])(?:[+-]?\d{1,3}\s*,\s*){1,200000}"
#: Weights written out as they are, in code or JSON; tables by hand, and rows of a table, are shorter.
_FRACTIONS = rb"(?<![\w.,+-])(?:[+-]?\d{0,6}\.\d{0,20}(?:[eE][+-]?\d{1,3})?[fFL]?\s*,\s*){256,200000}"
_FRACTIONS_FROM = 64 << 10
# What base64 is made of becomes "a", all else a space: a search through that tells most texts from those with a run.
# The two letters of its other alphabet are left out, since rulers of dashes would look like runs.
_SHADE = bytes(
    ord("a") if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "+/") else 32 for byte in range(256)
)
# The same for what lists of numbers are made of.
_DIGITS = bytes(ord("n") if byte in b"0123456789+-.,eEfFL \t\r\n" else 32 for byte in range(256))
#: How much of an array in hex, and of one in decimals, is decoded.
_ARRAY_TO, _TABLE_TO = 1 << 20, 4 << 10
_NUMBER = rb"(?:0[xX]|\\x)([0-9A-Fa-f]{1,2})|([+-]?\d{1,3})"
_JOINTS = b" \t\r\n\f\v\"'`,\\()"


ARRAY, FRACTIONS = "an array of numbers", "an array of fractions"


class Run(NamedTuple):
    """Bytes found in text: ``length`` characters encode them, ``data`` are the bytes, ``how`` names the encoding.

    ``sure`` is false for decimal numbers: a table of small numbers is usually just that.
    """

    length: int
    data: bytes
    how: str
    sure: bool = True


def is_text(head: bytes) -> bool:
    """Whether *head* holds no byte that only binary files hold, or few of them in much UTF-8, as test snapshots do.

    UTF-16 with its mark is text, whatever its letters.
    """
    strange = len(head.translate(None, _PRINTABLE))
    if not strange:
        return True
    if strange <= min(_STRANGE_TO, len(head) // 256):
        return is_utf8(head, len(head) + 1)
    return head.startswith(_BOMS) and _is_utf16(head)


def _is_utf16(head: bytes) -> bool:
    try:
        text = head[: len(head) // 2 * 2].decode("utf-16")
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char.isspace() for char in text[:4096])


def is_utf8(head: bytes, size: int) -> bool:
    """Whether *head* is UTF-8; a character cut off where a longer file goes on is no error."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(head) < size and error.start >= len(head) - 3
    return True


def as_utf8(data: bytes) -> bytes:
    """UTF-16 text as UTF-8, so that one search finds what is hidden in either; other text as it is."""
    return data.decode("utf-16", "replace").encode("utf-8", "replace") if data.startswith(_BOMS) else data


def is_numbers(head: bytes) -> bool:
    """Whether *head* is little else than numbers, as tables and weights are when somebody writes them out."""
    return len(head.translate(None, b"0123456789.,+-eE[]{} \r\n\t")) * 10 < len(head)


def is_plain(run: Run) -> bool:
    """Whether the numbers of an array are those of a picture or a font rather than of weights, which hardly shrink.

    Weights of eight bits keep seven tenths of their size or more; where four fifths are zeros they pass for a picture.
    """
    import zlib

    return run.how == ARRAY and len(zlib.compress(run.data, 1)) * 2 < len(run.data)


def runs(data: bytes, shortest: int) -> Iterator[Run]:
    """The encoded runs of at least *shortest* characters in *data*, decoded. Lines and quotes may break a run."""
    if len(data) < shortest:
        return
    if b"a" * 40 in data.translate(_SHADE):
        yield from _letters(data, shortest)
    for pattern, mark in zip(_ARRAYS, (b"0x", b"\\x"), strict=True):
        if data.count(mark) >= 1024:
            yield from (_numbers(match[0]) for match in re.finditer(pattern, data) if len(match[0]) >= shortest)
    digits = data.translate(_DIGITS)
    if b"n" * shortest in digits:
        yield from (_numbers(match[0]) for match in re.finditer(_DECIMALS, data) if len(match[0]) >= shortest)
    if b"n" * _FRACTIONS_FROM in digits:
        long = (match[0] for match in re.finditer(_FRACTIONS, data) if len(match[0]) >= _FRACTIONS_FROM)
        yield from (Run(len(found), b"", FRACTIONS) for found in long)


def _letters(data: bytes, shortest: int) -> Iterator[Run]:
    for match in re.finditer(_RUN, data):
        if match.end() - match.start() >= shortest:
            escaped = data[max(0, match.start() - 1) : match.start()] == b"\\"
            run = _decode(match[0][escaped:])
            if run is not None and run.length >= shortest:
                yield run


def _decode(found: bytes) -> Run | None:
    import binascii

    bare = found.replace(b"\\n", b"").translate(None, _JOINTS)
    if len(set(bare)) < 24 and not re.search(rb"[^0-9A-Fa-f]", bare):
        if len(set(bare)) < 10 or not re.search(rb"[0-9]", bare) or not re.search(rb"[A-Fa-f]", bare):
            return None
        return Run(len(bare), binascii.unhexlify(bare[: len(bare) // 2 * 2]), "hex")
    if not re.search(rb"[^A-Z2-7=]", bare) and re.search(rb"[2-7]", bare) and len(set(bare)) >= 24:
        from base64 import b32decode

        plain = bare.replace(b"=", b"")
        return Run(len(bare), b32decode(plain[: len(plain) // 8 * 8]), "base32")
    if (
        not (re.search(rb"[A-Z]", bare) and re.search(rb"[a-z]", bare) and re.search(rb"[0-9]", bare))
        or len(set(bare)) < 32
    ):
        return None
    plain = bare.replace(b"-", b"+").replace(b"_", b"/").replace(b"=", b"")
    plain = plain[: -1 if len(plain) % 4 == 1 else None]  # no number of bytes leaves one character over
    return Run(len(bare), binascii.a2b_base64(plain + b"=" * (-len(plain) % 4)), "base64")


def _numbers(found: bytes) -> Run:
    """An array of numbers, decoded as far as it takes to see what it is.

    Decimal ones must begin like weights, or be small and of both signs, as weights of eight bits are.
    """
    signed = b"-" in found[:_TABLE_TO] and not re.search(rb"[2-9]\d\d|1[3-9]\d", found[:_ARRAY_TO])
    sure = signed or b"x" in found[:64].lower()
    values = re.findall(_NUMBER, found[: _ARRAY_TO if sure else _TABLE_TO])
    data = bytes((int(hexa, 16) if hexa else int(number)) & 255 for hexa, number in values)
    return Run(len(found), data, ARRAY, sure)
