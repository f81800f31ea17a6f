"""Weights behind, between and inside other things: each is a way that somebody tried."""

import base64
import bz2
import gzip
import io
import json
import lzma
import pickle
import struct
import tarfile
import zipfile
import zlib

import pytest

from release_guard.content.files import classify
from release_guard.content.tails import tail
from release_guard.model.category import Category
from tests.support.content_files import GIT, KIB, MIB, NOISE, PYTHON, file, item, safetensors, tarred, zipped

RAW = NOISE(200_000)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(pixels: int = 200) -> bytes:
    rows = b"".join(b"\0" + NOISE(3 * pixels) for _ in range(pixels))
    size = struct.pack(">IIBBBBB", pixels, pixels, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _jpeg(pixels: bytes = RAW) -> bytes:
    coded = pixels.replace(b"\xff", b"\xff\0") + b"\xff\xd3" + b"\x12" * 50
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(10) + b"\xff\xff\xc0\x00\x04ab"
    return start + b"\xff\xda\x00\x04ab" + coded + b"\xff\xda\x00\x03c" + coded + b"\xff\xd9"


GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
FONT = b"\x00\x01\x00\x00\x00\x01" + bytes(6) + b"head" + struct.pack(">3I", 0, 28, 64) + bytes(64)
WOFF = b"wOF2\x00\x01\x00\x00" + struct.pack(">I", 80) + bytes(68)
RECORDING = b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(28)


@pytest.mark.parametrize("whole", [_png(), _jpeg(), GIF, FONT, WOFF, RECORDING])
def test_pictures_recordings_and_fonts_end_where_their_formats_say(whole: bytes) -> None:
    assert tail(whole, len(whole), lambda: whole).length == 0
    more = whole + b"more"
    assert 0 < tail(more, len(more), lambda: more).length <= 4


@pytest.mark.parametrize("cut", range(0, 400, 7))
@pytest.mark.parametrize("whole", [_png(4), _jpeg(b"12"), GIF, FONT, WOFF, RECORDING])
def test_what_is_cut_short_has_nothing_behind_its_end(whole: bytes, cut: int) -> None:
    part = whole[: 12 + cut]
    assert tail(part, len(part), lambda: part).length <= len(part)


@pytest.mark.parametrize(
    ("path", "start"),
    [("a.png", _png()), ("a.jpg", _jpeg()), ("a.gif", GIF), ("a.ttf", FONT), ("a.woff2", WOFF), ("a.wav", RECORDING)],
)
def test_bytes_behind_the_end_are_not_part_of_it(path: str, start: bytes) -> None:
    assert item(path, start).category is not Category.TRAINED_MODEL
    assert item(path, start + RAW).unclassified
    assert not item(path, start + RAW[:1000]).unclassified


@pytest.mark.parametrize("behind", [safetensors(), zipped({"model.safetensors": safetensors()})])
def test_small_weights_behind_a_picture_are_weights(behind: bytes) -> None:
    found = item("a.png", _png() + behind)
    assert (found.category, found.unclassified) == (Category.TRAINED_MODEL, False)
    assert "behind the end of a PNG image" in found.why


def test_a_photograph_of_nothing_but_filling_ends_where_it_ends() -> None:
    assert item("a.jpg", b"\xff\xd8" + b"\xff" * (2 << 20)).category is Category.SAMPLE_OUTPUTS
    filled = b"\xff\xd8" + b"\xff" * 9_000 + b"\xd9"
    assert tail(filled + NOISE(50), len(filled) + 50, lambda: filled + NOISE(50)).length == 50


def test_a_film_behind_a_photograph_belongs_to_it() -> None:
    for behind in (_jpeg(), b"\x00\x00\x00\x18ftypmp42" + RAW):
        assert item("photo.jpg", _jpeg() + behind).category is not Category.TRAINED_MODEL


@pytest.mark.parametrize("head", [b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"wOF2", b"OTTO\0\x10"])
def test_the_first_bytes_of_a_picture_or_font_make_none(head: bytes) -> None:
    assert item("art.dat", head + RAW).unclassified


def _pieces(data: bytes, length: int) -> bytes:
    text = base64.b64encode(data).decode()
    pieces = [f'part_{at} = "{text[at : at + length]}"\n' for at in range(0, len(text), length)]
    return "".join(pieces).encode()


@pytest.mark.parametrize("length", [5_000, 40_000])
def test_encoded_bytes_in_many_pieces_are_added_up(length: int) -> None:
    found = item("consts.py", _pieces(RAW, length))
    assert found.unclassified
    assert "in pieces" in found.why


def test_pages_of_text_in_many_pieces_are_no_model() -> None:
    text = json.dumps({"sources": ["function answer() { return 42; }"] * 8000}).encode()
    assert item("consts.py", _pieces(text, 5_000)).category is Category.SOURCE_CODE


def test_encoded_weights_are_found_in_utf_16_too() -> None:
    text = f'W = "{base64.b64encode(safetensors(5_000)).decode()}"\n'
    assert item("consts.py", text.encode("utf-16")).category is Category.TRAINED_MODEL


def test_base32_is_an_encoding_too() -> None:
    data = b'W = "' + base64.b32encode(safetensors(5_000)) + b'"\n'
    found = item("consts.py", data)
    assert (found.category, found.unclassified) == (Category.TRAINED_MODEL, False)
    assert "base32" in found.why


@pytest.mark.parametrize("name", ["params.json", "config.json", "vocab.txt"])
def test_weights_written_out_under_the_name_of_a_config_are_data(name: str) -> None:
    found = item(name, b'{"w": [' + b", ".join(b"%.7f" % (n / 999_983) for n in range(200_000)) + b"]}")
    assert (found.category, found.companion) == (Category.TRAINING_DATA, False)


def test_large_vocabularies_go_with_the_weights() -> None:
    words = json.dumps({f"word{n}": n for n in range(100_000)}).encode()
    table = base64.b64encode(NOISE(300 * KIB)).decode()
    tokenizer = json.dumps({"precompiled_charsmap": table, "vocab": [[f"word{n}", -9.5] for n in range(90_000)]})
    assert item("vocab.json", words).companion
    assert item("tokenizer.json", tokenizer.encode()).companion


@pytest.mark.parametrize("path", ["tokenizer.model", "words.spm"])
def test_noise_called_like_a_tokenizer_is_unknown(path: str) -> None:
    assert item(path, NOISE(2 * MIB)).unclassified


def test_a_megabyte_of_base64_is_no_tokenizer() -> None:
    assert item("tokenizer.json", b'{"a": "' + base64.b64encode(NOISE(MIB)) + b'"}').unclassified


@pytest.mark.parametrize("protocol", [0, 1])
def test_arrays_in_pickles_of_old_protocols_are_weights(protocol: int) -> None:
    opening = {0: b"(dp0\nS'w'\np1\n", 1: b"}q\x00U\x01wq\x01"}[protocol]
    data = opening + b"cnumpy.core.multiarray\n_reconstruct\n" + pickle.dumps([0.5] * 100, protocol)
    assert item("notes.txt", data).category is Category.TRAINED_MODEL


def _tar_with(kind: bytes, data: bytes) -> bytes:
    header = tarfile.TarInfo("b.py")
    header.type, header.size = kind, len(data)
    first = tarred({"a.py": PYTHON}, "w:", tarfile.USTAR_FORMAT)[:1024]
    return first + header.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512) + bytes(1024)


@pytest.mark.parametrize("kind", [b"Z", b"g", b"x", b"K", b"V", b"L"])
def test_odd_kinds_of_members_hide_nothing(kind: bytes) -> None:
    assert item("a.tar", _tar_with(kind, RAW)).category is Category.TRAINED_MODEL


def _unlisted() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.py", RAW)
        archive.writestr("a.py", PYTHON)
        archive.filelist = archive.filelist[1:]
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        tarred({"a.py": PYTHON}, "w:") + RAW,
        gzip.compress(tarred({"a.py": PYTHON}, "w:") + RAW, mtime=0),
        bz2.compress(PYTHON) + RAW,
        lzma.compress(PYTHON) + RAW,
        gzip.compress(PYTHON, mtime=0) + RAW,
        _unlisted(),
    ],
)
def test_bytes_behind_or_beside_the_files_of_an_archive_are_unknown(data: bytes) -> None:
    assert item("a.archive", data).unclassified


def test_archives_that_programs_write_are_looked_through() -> None:
    several = {f"pkg/{n}.py": PYTHON * 50 for n in range(400)}
    found = classify(
        [
            file("a.tar", tarred(several, "w:") + bytes(20 * 512)),
            file("a.tgz", tarred(several)),
            file("a.tar.bz2", tarred(several, "w:bz2") + bz2.compress(bytes(10_240))),
            file("a.whl", zipped(several)),
            file("b.zip", zipped(several, zipfile.ZIP_STORED)),
        ],
        GIT,
    )
    assert {one.category for one in found} == {Category.SOURCE_CODE}


def _cut(count: int, size: int) -> dict[str, bytes]:
    return {f"assets/{n:03}": b"\x00\xee" + NOISE(size - 2) for n in range(count)}


def test_many_small_binaries_of_no_known_kind_count_together() -> None:
    found = classify([file(path, data) for path, data in _cut(17, 63 * KIB).items()], GIT)
    assert {(one.category, one.unclassified) for one in found} == {(Category.TRAINED_MODEL, True)}
    assert item("assets.zip", zipped(_cut(17, 63 * KIB))).unclassified


def test_a_few_small_binaries_or_many_tiny_ones_are_code() -> None:
    for pieces in (_cut(10, 63 * KIB), _cut(200, 15 * KIB)):
        found = classify([file(path, data) for path, data in pieces.items()], GIT)
        assert {one.category for one in found} == {Category.SOURCE_CODE}


def test_small_programs_and_copies_do_not_add_up() -> None:
    program = b"\x7fELF" + NOISE(50 * KIB)
    piece = b"\x00\xee" + NOISE(60 * KIB)
    found = classify([file(f"{n}.so", program) for n in range(40)], GIT)
    found += classify([file(f"{n}.dat", piece, oid="ab" * 20) for n in range(40)], GIT)
    assert {one.category for one in found} == {Category.SOURCE_CODE}


def test_pieces_are_nobodys_business_where_nobody_opted_in() -> None:
    found = classify([file(path, data) for path, data in _cut(20, 60 * KIB).items()], GIT._replace(opted_in=False))
    assert {one.category for one in found} == {Category.SOURCE_CODE}
