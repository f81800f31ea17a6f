"""What lies inside a PDF that isn't its text: attached files, and bytes behind its end (ISO 32000-1, 7.3.8 and 7.11.4).

Streams are found by their keywords and not by the table of objects: a file that readers repair is looked through too.
"""

import re
from collections.abc import Iterator
from itertools import islice

from release_guard.content.magic import sniff
from release_guard.model.lean import NamedTuple

#: So many streams are looked at, and so many as files of their own; the largest books have a few thousand.
MAX_STREAMS, MAX_FILES = 50_000, 256

#: How much of a stream is unpacked to see what it is, and of all that are worth a second look.
_HEAD, _MOST = 4 << 10, 128 << 20
_STREAM = rb"stream\r?\n"
#: Formats whose beginning no picture or font has by chance.
_CERTAIN = frozenset(
    ("a safetensors file", "a GGUF file", "an HDF5 file", "a NumPy array", "a PyTorch file", "a zip archive")
)


class Inside(NamedTuple):
    """Bytes inside a PDF; ``attached`` where the file calls them a file of their own, or they lie behind its end."""

    data: bytes
    attached: bool


def inside(data: bytes) -> Iterator[Inside]:
    """What *data* holds that may be a model: attachments, streams that begin like one, and what follows the end."""
    left, files = _MOST, MAX_FILES
    for match in islice(re.finditer(_STREAM, data), MAX_STREAMS):
        attached = b"EmbeddedFile" in data[max(0, match.start() - 600) : match.start()]
        head = _unpacked(data[match.end() : match.end() + _HEAD], _HEAD)
        form = sniff(head, len(data))
        if attached or (form is not None and form.name in _CERTAIN):
            end = data.find(b"endstream", match.end())
            found = _unpacked(data[match.end() : end if end >= 0 else len(data)], left)
            left, files = left - len(found), files - 1
            yield Inside(found, attached)
            if end < 0 or left <= 0 or not files:
                break
    end = data.rfind(b"%%EOF")
    if end >= 0 and data[end + 5 :].strip():
        yield Inside(data[end + 5 :].lstrip(b"\r\n"), attached=True)


def _unpacked(data: bytes, most: int) -> bytes:
    """At most *most* bytes of a stream, unpacked where it is packed with the filter that all writers use."""
    import zlib

    if data[:1] != b"x":
        return data[:most]
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return data[:most]
