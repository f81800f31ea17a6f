"""Small files of many kinds, made on the spot, and the one line that asks what they are."""

import io
import random
import struct
import tarfile
import zipfile
import zlib

from release_guard.content.files import File, classify
from release_guard.model.attempt import Context, Item
from release_guard.model.category import Category
from release_guard.model.destination import parse

KIB, MIB = 1 << 10, 1 << 20

GIT = Context(parse("github.com/acme/digits"), targets=("github.com/acme/digits", "hf:models/acme/digits"))
MODEL = Context(parse("hf:models/acme/digits"), targets=("hf:models/acme/digits",))
DATASET = Context(parse("hf:datasets/acme/strokes"), targets=("hf:datasets/acme/strokes",))
SPACE = Context(parse("hf:spaces/acme/demo"), targets=("hf:spaces/acme/demo",))

NOISE = random.Random(11).randbytes
#: The beginnings of a picture and of a recording whose last chunk is long: what is added lies in it.
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(17) + b"\x7f\xff\xff\xffIDAT"
WAV = b"RIFF\xff\xff\xff\x7fWAVEfmt "
PYTHON = b"def main() -> None:\n    print('hello')\n"


def file(path: str, data: bytes, **more: object) -> File:
    """A file as the git gate hands it over."""
    head = data if len(data) <= 256 * KIB else data[: 64 * KIB]
    return File(path, len(data), head, whole=lambda: data)._replace(**more)  # type: ignore[arg-type]


def item(path: str, data: bytes, context: Context = GIT) -> Item:
    """What *data* is, alone in its attempt."""
    return classify([file(path, data)], context)[0]


def category(path: str, data: bytes, context: Context = GIT) -> Category:
    return item(path, data, context).category


def safetensors(values: int = 4) -> bytes:
    header = b'{"w":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]}}' % (values, values * 4)
    return struct.pack("<Q", len(header)) + header + bytes(range(4)) * values


def pointer(size: int, digest: str = "ab" * 32) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n".encode()


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz", style: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=style) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def locked_zip(name: str, size: int) -> bytes:
    """A zip archive with one encrypted member of *size* bytes; its bytes are noise, as encrypted bytes are."""
    data = NOISE(size + 12)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 1, 0, 0, 0, zlib.crc32(data), len(data), size, len(name), 0)
    at = len(local) + len(name) + len(data)
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 1, 0, 0, 0, zlib.crc32(data), len(data), size, len(name), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) + len(name), at, 0)
    return local + name.encode() + data + entry + name.encode() + end
