"""What the first bytes of a file say that it is, whatever its name.

Sources: the published format descriptions (safetensors, GGUF, HDF5, pickle opcodes, NumPy NEP 1, ONNX and TFLite
schemas, zip APPNOTE, RFC 1952). Text and sizes of categories are left to ``verdict``.
"""

import re
from enum import Enum

from release_guard.model.lean import NamedTuple


class Kind(Enum):
    """The families of formats that decide a category."""

    WEIGHTS = "weights"
    ARRAYS = "arrays of any kind"
    DATA = "data"
    IMAGE = "image"
    SOUND = "sound or film"
    FONT = "font"
    PDF = "pdf"
    ARCHIVE = "archive"
    SEALED = "sealed archive"
    PROGRAM = "program"


class Format(NamedTuple):
    """A recognised format, with the name that people know it by."""

    kind: Kind
    name: str


#: The smallest file that a weight format can be with one named tensor or object in it; below, a header is empty.
FLOOR = 32

_PREFIXES = (
    (b"GGUF", Kind.WEIGHTS, "a GGUF file"),
    (b"FUGG", Kind.WEIGHTS, "a GGUF file"),
    (b"lmgg", Kind.WEIGHTS, "a GGML file"),
    (b"fmgg", Kind.WEIGHTS, "a GGML file"),
    (b"tjgg", Kind.WEIGHTS, "a GGML file"),
    (b"algg", Kind.WEIGHTS, "a GGML adapter"),
    (b"\x89HDF\r\n\x1a\n", Kind.ARRAYS, "an HDF5 file"),
    (b"\x93NUMPY", Kind.ARRAYS, "a NumPy array"),
    (b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", Kind.WEIGHTS, "a PyTorch file"),
    (b"\xba\x16\x4f\x2f", Kind.WEIGHTS, "a fastText model"),
    (b"tree\nversion=v", Kind.WEIGHTS, "a LightGBM model"),
    (b'{"learner":{', Kind.WEIGHTS, "an XGBoost model"),
    (b"{L\0\0\0\0\0\0\0\x07learner", Kind.WEIGHTS, "an XGBoost model"),
    (b"CBM1", Kind.WEIGHTS, "a CatBoost model"),
    (b"<PMML", Kind.WEIGHTS, "a PMML model"),
    (b"ptrt", Kind.WEIGHTS, "a TensorRT engine"),
    (b"ftrt", Kind.WEIGHTS, "a TensorRT engine"),
    (b"PAR1", Kind.DATA, "a Parquet file"),
    (b"ARROW1", Kind.DATA, "an Arrow file"),
    (b"FEA1", Kind.DATA, "a Feather file"),
    (b"Obj\x01", Kind.DATA, "an Avro file"),
    (b"SQLite format 3\x00", Kind.DATA, "an SQLite database"),
    (b"MATLAB 5.0 MAT-file", Kind.DATA, "a MATLAB file"),
    (b"MATLAB 7.3 MAT-file", Kind.DATA, "a MATLAB file"),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE, "a PNG image"),
    (b"\xff\xd8\xff", Kind.IMAGE, "a JPEG image"),
    (b"GIF87a", Kind.IMAGE, "a GIF image"),
    (b"GIF89a", Kind.IMAGE, "a GIF image"),
    (b"II*\x00", Kind.IMAGE, "a TIFF image"),
    (b"MM\x00*", Kind.IMAGE, "a TIFF image"),
    (b"\x76\x2f\x31\x01", Kind.IMAGE, "an EXR image"),
    (b"#?RADIANCE", Kind.IMAGE, "an HDR image"),
    (b"ID3", Kind.SOUND, "an MP3 file"),
    (b"fLaC", Kind.SOUND, "a FLAC file"),
    (b"OggS", Kind.SOUND, "an Ogg file"),
    (b"MThd", Kind.SOUND, "a MIDI file"),
    (b"\x1aE\xdf\xa3", Kind.SOUND, "a Matroska film"),
    (b"\x00\x00\x01\xba", Kind.SOUND, "an MPEG film"),
    (b"glTF\x02\0\0\0", Kind.SOUND, "a scene in three dimensions"),
    (b"wOFF", Kind.FONT, "a font"),
    (b"wOF2", Kind.FONT, "a font"),
    (b"OTTO\x00", Kind.FONT, "a font"),
    (b"ttcf\x00", Kind.FONT, "a font"),
    (b"true\x00", Kind.FONT, "a font"),
    (b"%PDF-", Kind.PDF, "a PDF"),
    (b"PK\x03\x04", Kind.ARCHIVE, "a zip archive"),
    (b"PK\x05\x06", Kind.ARCHIVE, "a zip archive"),
    (b"\x1f\x8b\x08", Kind.ARCHIVE, "a gzip file"),
    (b"BZh", Kind.ARCHIVE, "a bzip2 file"),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE, "an xz file"),
    (b"]\x00\x00", Kind.ARCHIVE, "an lzma file"),
    (b"x\x01", Kind.ARCHIVE, "a zlib stream"),
    (b"x\x9c", Kind.ARCHIVE, "a zlib stream"),
    (b"x\xda", Kind.ARCHIVE, "a zlib stream"),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEALED, "a 7z archive"),
    (b"Rar!\x1a\x07", Kind.SEALED, "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", Kind.SEALED, "a zstd file"),
    (b"\x04\x22\x4d\x18", Kind.SEALED, "an lz4 file"),
    (b"# v2 git bundle\n", Kind.SEALED, "a git bundle"),
    (b"# v3 git bundle\n", Kind.SEALED, "a git bundle"),
    (b"PACK\0\0\0\x02", Kind.SEALED, "a git pack"),
    (b"\x7fELF", Kind.PROGRAM, "a compiled program"),
    (b"MZ", Kind.PROGRAM, "a compiled program"),
    (b"\xfe\xed\xfa", Kind.PROGRAM, "a compiled program"),
    (b"\xcf\xfa\xed\xfe", Kind.PROGRAM, "a compiled program"),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM, "a compiled program"),
    (b"!<arch>\n", Kind.PROGRAM, "a library of compiled code"),
    (b"\x00asm", Kind.PROGRAM, "a compiled program"),
    (b"\xde\x12\x04\x95", Kind.PROGRAM, "a catalogue of messages"),
    (b"\x95\x04\x12\xde", Kind.PROGRAM, "a catalogue of messages"),
)
_BY_START: "dict[int, tuple[tuple[bytes, Kind, str], ...]]" = {
    start: tuple(row for row in _PREFIXES if row[0][0] == start) for start in {row[0][0] for row in _PREFIXES}
}
#: Of embedded OpenType (W3C submission, 4.1).
_EOT_VERSIONS = (b"\0\0\1\0", b"\1\0\2\0", b"\2\0\2\0")
_OCTAL = tuple(bytes((byte,)) for byte in b" 01234567")

# Patterns stay uncompiled until a file needs them (``re`` keeps what it compiled): importing this must cost little.
_PICKLE = rb"(?s)\x80(?:[\x04\x05]\x95.{6}\x00\x00|[\x02-\x05][}\])(cXKJMGNU\x8a\x8c\x89\x88\x8f])"
#: What the pickle of a model names: the library that reads it again.
_LEARNED = (
    rb"(?:torch|sklearn|xgboost|lightgbm|catboost|keras|tensorflow|jax|flax|transformers|gensim|spacy|hmmlearn)[._\n]"
)
#: The first file in what torch.save writes, behind the header of a zip entry.
_TORCH_ZIP = rb"(?s)PK\x03\x04.{26}[^\0/]{1,200}/(?:data|constants)\.pkl"
_OLD_PICKLE = rb"c(?:numpy|torch|sklearn|keras|tensorflow|jax|xgboost|lightgbm)[\w.]*\n\w+\n"
_ONNX = rb"\x08[\x01-\x14](?:\x12[\x01-\x40][\x20-\x7e]+|\x1a[\x01-\x20][\x20-\x7e]+|:[\x80-\xff]+[\x00-\x7f]\x0a)"
_TFLITE = rb"(?s)....(?:TFL3|ET1[0-9]|ORTM)"
_FILM = rb"(?s)....ftyp|RIFF....(?:WAVE|AVI )|FORM....AIF[FC]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"
_PICTURE = (
    rb"(?s)RIFF....WEBP|....ftyp(?:avif|heic|heix|mif1|msf1)|\x00\x00\x01\x00[\x01-\x40]\x00|BM....\x00\x00\x00\x00"
)
#: Whatever the last three match begins like this, and hardly any text does.
_MAYBE = rb"(?s)....(?:TFL3|ET1|ORTM|ftyp)|RIFF|FORM|BM|\x00\x00\x01\x00|\xff"


def sniff(head: bytes, size: int) -> Format | None:
    """The format that *head*, the first bytes of a file of *size* bytes, belongs to; None where none is recognised."""
    if len(head) < 4:
        return None
    for prefix, kind, name in _BY_START.get(head[0], ()):
        if head.startswith(prefix):
            if kind is Kind.ARCHIVE and prefix == b"PK\x03\x04" and re.match(_TORCH_ZIP, head):
                return Format(Kind.WEIGHTS, "a PyTorch file")
            return Format(kind, name)
    return _structured(head, size)


def _structured(head: bytes, size: int) -> Format | None:
    if _is_safetensors(head, size):
        return Format(Kind.WEIGHTS, "a safetensors file")
    if head[0] == 0x80 and re.match(_PICKLE, head):
        return _pickle(head, "a Python pickle")
    if head[:1] in (b"(", b"]", b"}", b"c") and re.search(_OLD_PICKLE, head[:4096]):
        return _pickle(head, "a Python pickle of an old protocol")
    if head[0] == 0x08 and re.match(_ONNX, head):
        return Format(Kind.WEIGHTS, "an ONNX model")
    return (_marked(head) if re.match(_MAYBE, head) else None) or _elsewhere(head, size)


def _marked(head: bytes) -> Format | None:
    if re.match(_TFLITE, head):
        return Format(Kind.WEIGHTS, "a TFLite or ONNX Runtime model")
    if re.match(_PICTURE, head):
        return Format(Kind.IMAGE, "an image")
    return Format(Kind.SOUND, "a recording") if re.match(_FILM, head) else None


def _pickle(head: bytes, name: str) -> Format:
    """A pickle may hold anything; one that names a library of learning holds what that learned."""
    return Format(Kind.WEIGHTS if re.search(_LEARNED, head[:8192]) else Kind.ARRAYS, name)


def _elsewhere(head: bytes, size: int) -> Format | None:
    if head.startswith(b"\x00\x01\x00\x00\x00") and head[5:6] < b"\x80" and b"head" in head[:1024]:
        return Format(Kind.FONT, "a font")
    if head[34:36] == b"LP" and head[8:12] in _EOT_VERSIONS and int.from_bytes(head[:4], "little") == size:
        return Format(Kind.FONT, "a font")
    if len(head) >= 512 and head[257:262] == b"ustar":
        return Format(Kind.ARCHIVE, "a tar archive")
    if head.startswith(b"\xff\xff\xff\xff") and 0 < int.from_bytes(head[4:8], "little") < 1 << 24:
        return Format(Kind.DATA, "an Arrow stream")
    if head[16:20] == b"\xde\xc0\xef\xbe":
        return Format(Kind.DATA, "an LMDB file")
    if head[8:12] == b"DUCK":
        return Format(Kind.DATA, "a DuckDB database")
    if size == 84 + 50 * int.from_bytes(head[80:84], "little") and size > 84:
        return Format(Kind.SOUND, "a shape in three dimensions")  # binary STL: a header, a count, as many triangles
    return Format(Kind.DATA, "an IDX file") if _is_idx(head, size) else None


def _is_safetensors(head: bytes, size: int) -> bool:
    length = int.from_bytes(head[:8], "little")
    return head[8:9] == b"{" and 2 <= length <= min(size - 8, 100_000_000)


def _is_idx(head: bytes, size: int) -> bool:
    """The format of MNIST: two zeros, a type, the number of dimensions, the dimensions, then exactly the values."""
    widths = {8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8}
    if head[:2] != b"\x00\x00" or head[2] not in widths or not 1 <= head[3] <= 6:
        return False
    product = widths[head[2]]
    for axis in range(head[3]):
        product *= int.from_bytes(head[4 + 4 * axis : 8 + 4 * axis], "big")
    return product + 4 + 4 * head[3] == size


def is_tar(block: bytes) -> bool:
    """Whether *block* begins with the header of a tar member: its checksum holds (POSIX.1-1988, ustar)."""
    if len(block) < 512 or not block[0] or block[148:149] not in _OCTAL:
        return False
    try:
        stated = int(block[148:156].strip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(block[:148]) + 8 * 32 + sum(block[156:512])
