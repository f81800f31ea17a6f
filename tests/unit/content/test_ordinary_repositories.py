"""What real public repositories hold and was once taken for weights or a running system (none of it is theirs)."""

import json
import struct
import zlib
from base64 import b64encode

import pytest

from release_guard.content.text import is_text
from release_guard.model.category import Category
from tests.support.content_files import KIB, NOISE, PYTHON, category, file, item

SOURCE, WEIGHTS, PAGE = Category.SOURCE_CODE, Category.TRAINED_MODEL, Category.DOCUMENTATION


def eot(size: int) -> bytes:
    """An embedded OpenType font of *size* bytes (W3C submission, section 4.1)."""
    head = struct.pack("<4I", size, size - 100, 0x00020001, 0) + bytes(18) + b"LP"
    return head + NOISE(size - len(head))


def stl(triangles: int) -> bytes:
    return b"solid-ish".ljust(80) + struct.pack("<I", triangles) + NOISE(50 * triangles)


def c_array(data: bytes) -> bytes:
    body = ",".join(f"0x{byte:02x}" for byte in data)
    return f"#include <stdint.h>\nconst uint8_t picture[] = {{{body}}};\n".encode()


def test_an_embedded_font_of_an_old_browser_is_a_font() -> None:
    assert category("assets/font.eot", eot(90 * KIB)) is SOURCE


@pytest.mark.parametrize("path", ["fox.glb", "assets/scene"])
def test_scenes_and_shapes_in_three_dimensions_are_media(path: str) -> None:
    scene = b"glTF\x02\0\0\0" + struct.pack("<I", 100_000) + NOISE(100_000 - 12)
    assert category(path, scene) is Category.SAMPLE_OUTPUTS
    assert category("part.stl", stl(2000)) is Category.SAMPLE_OUTPUTS
    assert item("part.stl", stl(2000) + b"!").unclassified


def test_a_scene_in_json_holds_its_points_in_base64() -> None:
    scene = {"buffers": [{"uri": "data:application/octet-stream;base64," + b64encode(NOISE(90 * KIB)).decode()}]}
    assert category("fox.gltf", json.dumps(scene).encode()) is SOURCE
    assert item("fox.json", json.dumps(scene).encode()).unclassified


def test_weights_behind_the_end_of_a_scene_are_no_part_of_it() -> None:
    scene = b"glTF\x02\0\0\0" + struct.pack("<I", 1000) + NOISE(988)
    assert item("fox.glb", scene + NOISE(80 * KIB)).unclassified


def test_a_snapshot_of_a_test_with_a_few_odd_bytes_is_text() -> None:
    snapshot = b"exports[`parser 1`] = `\x00`;\n" + b"{ tag: 'div', at: [1, 2] }\n" * 9000
    assert is_text(snapshot)
    assert category("__snapshots__/parse.spec.ts.snap", snapshot) is SOURCE


@pytest.mark.parametrize("head", [b"\0" * 40 + b"x" * 4000, b"\x00\x01\x02 header", b"caf\xe9\x00" + b"a" * 9000])
def test_more_than_a_few_odd_bytes_or_another_encoding_is_no_text(head: bytes) -> None:
    assert not is_text(head)


def test_a_picture_in_a_c_array_is_code_and_weights_in_one_are_not() -> None:
    picture = bytes(n // 97 % 256 for n in range(60_000))
    assert category("img_logo.c", c_array(picture)) is SOURCE
    assert item("model.c", c_array(NOISE(60_000))).unclassified


def test_weights_of_eight_bits_in_a_c_array_hardly_shrink() -> None:
    noise = NOISE(40_000)
    weights = bytes((sum(noise[n : n + 4]) // 14 - 36) & 255 for n in range(len(noise) - 4))
    assert len(zlib.compress(weights, 1)) > len(weights) * 0.6
    assert item("model_data.cc", c_array(weights)).unclassified


def test_the_file_that_tells_how_to_cite_is_a_page() -> None:
    assert category("CITATION.bib", b"@article{a, title={b}}\n") is PAGE
    assert category("paper/refs.bib", b"@article{a, title={b}}\n") is Category.PAPER


@pytest.mark.parametrize(
    "text",
    [
        "from gradio.components import Component\n\nclass Radio(Component):\n    '''See pipeline(model).'''\n",
        "import gradio\n\ndef themed(theme: gradio.Theme) -> None: ...\nfrom_pretrained('a/b')\n",
    ],
)
def test_a_part_of_an_app_library_is_no_app(text: str) -> None:
    assert category("ui/radio.py", text.encode()) is SOURCE
    assert category("ui/radio.py", text.encode() + b"gr.Interface(f).launch()\nload = pipeline('x')\n") is (
        Category.RUNNABLE_SYSTEM
    )


def test_a_zlib_stream_is_looked_into() -> None:
    assert category("objects/ab12", zlib.compress(PYTHON * 9000)) is SOURCE
    assert category("cache", zlib.compress(b"GGUF\x03\0\0\0" + NOISE(9000))) is WEIGHTS
    assert item("cache", zlib.compress(NOISE(80_000)) + b"tail").unclassified
    drawing = f'<svg><image href="{b64encode(zlib.compress(PYTHON * 9000)).decode()}"/></svg>'
    assert item("a.json", json.dumps({"a": drawing}).encode()).category is SOURCE
    assert file("x", b"").size == 0
