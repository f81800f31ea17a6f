"""Weights in PDFs, written out as numbers, or only said to be there: GGUF files without a tensor."""

import json
import struct
import zlib

import pytest

from release_guard.content import pdfs
from release_guard.model.category import Category
from tests.support.content_files import KIB, NOISE, category, item, safetensors, zipped

SOURCE, WEIGHTS, PAPER = Category.SOURCE_CODE, Category.TRAINED_MODEL, Category.PAPER
TEXT = b"q BT /F1 12 Tf (Hello) Tj ET Q\n" * 400


def pdf(*streams: bytes, kind: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    """A PDF with one object for each stream."""
    parts = [b"%PDF-1.7\n"]
    for number, data in enumerate(streams, 1):
        parts.append(b"%d 0 obj\n<< /Length %d /Filter %b >>\nstream\n" % (number, len(data), kind) + data)
        parts.append(b"\nendstream\nendobj\n")
    return b"".join((*parts, b"trailer\n<<>>\nstartxref\n0\n%%EOF\n", more))


@pytest.mark.parametrize("data", [pdf(zlib.compress(TEXT)), pdf(NOISE(90_000), kind=b"/DCTDecode"), pdf(), b"%PDF-1.4"])
def test_a_paper_with_pictures_and_fonts_is_a_paper(data: bytes) -> None:
    assert category("paper.pdf", data) is PAPER


@pytest.mark.parametrize("model", [safetensors(), zipped({"w.pt": b"weights"}), b"GGUF\x03\0\0\0\x01" + NOISE(99)])
@pytest.mark.parametrize("packed", [True, False])
def test_weights_in_a_stream_of_a_pdf_are_weights(model: bytes, packed: bool) -> None:
    assert category("paper.pdf", pdf(zlib.compress(TEXT), zlib.compress(model) if packed else model)) is WEIGHTS


def test_an_attachment_that_nobody_can_name_is_unclassified() -> None:
    attached = pdf(zlib.compress(NOISE(90 * KIB)), kind=b"/FlateDecode /Type /EmbeddedFile")
    assert item("paper.pdf", attached).unclassified
    assert category("paper.pdf", pdf(zlib.compress(b"a,b\n1,2\n"), kind=b"/FlateDecode /Type /EmbeddedFile")) is PAPER


def test_bytes_behind_the_end_of_a_pdf_are_no_part_of_it() -> None:
    assert category("paper.pdf", pdf(TEXT, more=safetensors())) is WEIGHTS
    assert item("paper.pdf", pdf(TEXT, more=NOISE(90 * KIB))).unclassified
    assert category("paper.pdf", pdf(TEXT, more=b"\r\n\r\n")) is PAPER


def test_a_pdf_of_nothing_but_streams_is_read_within_bounds() -> None:
    assert sum(1 for _ in pdfs.inside(pdf() + b"/EmbeddedFile stream\n" * 400_000)) == 2
    many = pdf(*[zlib.compress(b"a")] * 400, kind=b"/FlateDecode /Type /EmbeddedFile")
    assert sum(1 for _ in pdfs.inside(many)) == pdfs.MAX_FILES
    assert category("paper.pdf", pdf(zlib.compress(bytes(200 << 20)), kind=b"/FlateDecode /Type /EmbeddedFile")) in (
        PAPER,
        WEIGHTS,
    )


def numbers(values: list[str]) -> str:
    return ", ".join(values)


INT8 = [str((NOISE(1)[0] + NOISE(1)[0]) // 2 - 128) for _ in range(40_000)]
FLOATS = [f"{(NOISE(1)[0] - 128) / 997:.7f}" for _ in range(12_000)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("rnn_data.c", f"static const int8_t weights[] = {{{numbers(INT8)}, }};"),
        ("weights.py", f"W = [{numbers(FLOATS)},]"),
        ("net.h", f"const float w[] = {{{numbers([f'{one}f' for one in FLOATS])}, }};"),
        ("net.json", json.dumps({"w": [float(one) for one in FLOATS]})),
    ],
)
def test_weights_written_out_as_numbers_are_unclassified(path: str, text: str) -> None:
    assert item(path, text.encode()).unclassified


@pytest.mark.parametrize(
    "text",
    [
        "T = [" + numbers([str(n % 300 - 150) for n in range(40_000)]) + "]",
        "T = [" + numbers([str(n // 50 % 200 - 100) for n in range(40_000)]) + "]",
        "T = [" + numbers(FLOATS[:3000]) + "]",
        "\n".join(f"    ({one}, {two})," for one, two in zip(FLOATS[::2], FLOATS[1::2], strict=True)),
        "<path d='" + " ".join(f"L{one},{two}" for one, two in zip(FLOATS[::2], FLOATS[1::2], strict=True)) + "'/>",
    ],
)
def test_tables_points_and_short_lists_are_code(text: str) -> None:
    assert category("table.py", text.encode()) is SOURCE


def gguf(tensors: int, size: int) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, 4) + NOISE(size)


def test_a_gguf_file_without_tensors_is_a_tokenizer() -> None:
    vocabulary = item("models/ggml-vocab-llama.gguf", gguf(0, 700 * KIB))
    assert (vocabulary.category, vocabulary.companion) == (WEIGHTS, True)
    assert not item("models/llama.gguf", gguf(1, 700 * KIB)).companion
    assert not item("models/llama.gguf", b"GGUF").companion
    assert not item("large.gguf", gguf(0, 17 << 20)).companion
