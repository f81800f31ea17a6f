"""Bytes that are encoded in text: a picture may stay, weights are weights."""

import base64
import json

import pytest

from release_guard.model.category import Category
from tests.support.content_files import DATASET, KIB, NOISE, PNG, WAV, category, file, item, safetensors, zipped

WEIGHTS, SOURCE, PAGE = Category.TRAINED_MODEL, Category.SOURCE_CODE, Category.DOCUMENTATION


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def lines(text: str, width: int = 76) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


SMALL = safetensors(2_000)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("w.json", json.dumps({"w": in_base64(SMALL)})),
        ("w.py", f'W = """\n{lines(in_base64(SMALL))}\n"""\n'),
        ("w.py", "W = (\n" + "\n".join(f'    "{one}"' for one in lines(in_base64(SMALL)).split("\n")) + "\n)\n"),
        ("w.py", f'W = "{SMALL.hex()}"\n'),
        ("w.h", "const char w[] = {" + ", ".join(f"0x{byte:02x}" for byte in SMALL) + "};\n"),
        ("w.c", "const char w[] = {" + ",".join(str(byte) for byte in SMALL) + "};\n"),
        ("w.py", "W = b'" + "".join(f"\\x{byte:02x}" for byte in SMALL) + "'\n"),
        ("w.ipynb", json.dumps({"cells": [{"source": [f"W = '{in_base64(SMALL)}'\n"]}]})),
        ("w.ipynb", json.dumps({"cells": [{"source": [lines(in_base64(SMALL))]}]})),
        ("w.txt", lines(in_base64(SMALL), 64)),
        ("README.md", f"```\n{in_base64(SMALL)}\n```\n"),
        ("w.js", "export default '" + in_base64(zipped({"w.pt": b"weights", "pad": NOISE(9_000)})) + "'"),
    ],
)
def test_weights_encoded_in_text_are_weights(path: str, text: str) -> None:
    assert item(path, text.encode()).category is WEIGHTS


@pytest.mark.parametrize("form", ["base64", "hex", "array"])
def test_a_long_run_of_unknown_bytes_is_unclassified(form: str) -> None:
    noise = b"\x00\xff" + NOISE(70 * KIB)
    encoded = {
        "base64": in_base64(noise),
        "hex": noise.hex(),
        "array": ", ".join(f"0x{byte:02x}" for byte in noise),
    }[form]
    found = item("blob.py", f"X = '{encoded}'\n".encode())
    assert (found.category, found.unclassified) == (WEIGHTS, True)


@pytest.mark.parametrize(
    "medium",
    [
        PNG,
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"GIF89a\x10\x00\x10\x00\xf7",
        WAV,
        b"wOF2\x00\x01\x00\x00",
        b"%PDF-1.5\n%\xd0",
    ],
)
def test_pictures_fonts_and_sounds_may_be_embedded(medium: bytes) -> None:
    encoded = in_base64(medium + NOISE(400 * KIB))
    notebook = {"cells": [{"outputs": [{"data": {"image/png": encoded}}]}]}
    assert category("fig.ipynb", json.dumps(notebook).encode()) is SOURCE
    wrapped = {"cells": [{"outputs": [{"data": {"image/png": "\n" + lines(encoded)}}]}]}
    assert category("old.ipynb", json.dumps(wrapped).encode()) is SOURCE
    assert category("site.css", f"src: url(data:x/y;base64,{encoded})".encode()) is SOURCE


def test_an_embedded_drawing_or_source_map_is_text() -> None:
    encoded = in_base64(b'{"version":3,"sources":["a.ts"]}' * 4_000)
    assert category("bundle.js", f"//# sourceMappingURL=data:application/json;base64,{encoded}".encode()) is SOURCE


@pytest.mark.parametrize(
    "text",
    [
        "=" * 90_000,
        ("-" * 79 + "\n") * 2_000,
        "ACGTACGGTTCA" * 9_000,
        "".join(f"{n}" for n in range(30_000)),
        "\n".join(f"{n:064x}  file-{n}.py" for n in range(2_000)),
        "const a=[" + ",".join(str(n % 997) for n in range(40_000)) + "]",
        "supercalifragilisticexpialidocious" * 4_000,
        "\n".join(
            "-----BEGIN CERTIFICATE-----\n" + lines(in_base64(NOISE(900)), 64) + "\n-----END CERTIFICATE-----"
            for _ in range(99)
        ),
    ],
)
def test_long_runs_that_encode_nothing_are_text(text: str) -> None:
    assert category("thing.py", text.encode()) is SOURCE


def test_a_page_holds_no_encoded_run_of_more_than_4_kib() -> None:
    noise = NOISE(9_000)
    assert category("README.md", f"`{in_base64(noise)[:4_096]}`\n".encode()) is PAGE
    assert category("README.md", f"`{in_base64(noise)[:4_100]}`\n".encode()) is SOURCE
    assert category("release-considerations.toml", f'x = "{in_base64(noise)}"\n'.encode()) is SOURCE


def test_the_character_map_of_a_tokenizer_is_no_binary() -> None:
    tokenizer = json.dumps({"normalizer": {"precompiled_charsmap": in_base64(NOISE(240 * KIB))}})
    found = item("tokenizer.json", tokenizer.encode())
    assert (found.companion, found.unclassified) == (True, False)


def test_encoded_bytes_behind_the_first_64_kib_are_found() -> None:
    code = "x = 1  # nothing\n" * 20_000
    assert file("w.py", code.encode()).size > 256 * KIB
    assert category("w.py", f"{code}W = '{in_base64(SMALL)}'\n".encode()) is WEIGHTS


def test_encoded_weights_in_a_large_table_are_weights() -> None:
    rows = json.dumps({"w": in_base64(SMALL)}) + "\n"
    assert category("rows.jsonl", (rows * 200).encode()) is WEIGHTS


def test_unknown_encoded_bytes_in_a_data_set_are_data() -> None:
    text = json.dumps({"array": in_base64(NOISE(90 * KIB))})
    assert category("rows.json", text.encode(), DATASET) is Category.TRAINING_DATA
