"""The table of content categories (judge.md), row by row, each with files that match and files that just don't."""

import json
import struct

import pytest

from release_guard.content.files import File, classify, quick
from release_guard.model.attempt import Context
from release_guard.model.category import Category
from release_guard.model.destination import parse
from tests.support.content_files import (
    DATASET,
    GIT,
    KIB,
    MIB,
    MODEL,
    NOISE,
    PNG,
    PYTHON,
    SPACE,
    WAV,
    category,
    file,
    item,
    pointer,
    safetensors,
)

SOURCE, WEIGHTS, DATA = Category.SOURCE_CODE, Category.TRAINED_MODEL, Category.TRAINING_DATA
SYSTEM, PAPER, PAGE, SAMPLE = (
    Category.RUNNABLE_SYSTEM,
    Category.PAPER,
    Category.DOCUMENTATION,
    Category.SAMPLE_OUTPUTS,
)

ENDINGS = ("safetensors", "gguf", "bin", "pt", "pth", "ckpt", "h5", "keras", "onnx", "tflite", "pb", "msgpack", "npz")
WEIGHT_NAMES = (
    *(f"model.{ending}" for ending in ENDINGS),
    "model.pkl",
    "model.joblib",
    "MODEL.SAFETENSORS",
    "deep/er/model-00001-of-00002.safetensors",
    "model.ckpt-100.data-00000-of-00001",
    "model.ckpt.index",
    "model.safetensors.part-aa",
    "model.bin.001",
    "model.gguf.bak",
    "model.pt.gpg",
    "model.pkl.gz",
)


@pytest.mark.parametrize("path", WEIGHT_NAMES)
def test_a_weight_ending_makes_a_model_whatever_the_bytes(path: str) -> None:
    assert category(path, b"\x00\x01\x02\x03 anything") is WEIGHTS
    assert quick(path) is WEIGHTS


@pytest.mark.parametrize(
    ("what", "head"),
    [
        ("safetensors", safetensors()),
        ("GGUF", b"GGUF\x03\x00\x00\x00" + bytes(64)),
        ("GGML", b"tjgg\x03\x00\x00\x00" + bytes(64)),
        ("HDF5", b"\x89HDF\r\n\x1a\n" + bytes(64)),
        ("pickle 4", b"\x80\x04\x95\x60\x00\x00\x00\x00\x00\x00\x00}" + bytes(96)),
        ("pickle 2", b"\x80\x02}q\x00(X\x06\x00\x00\x00weight" + bytes(64)),
        ("torch before 1.6", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M" + bytes(64)),
        ("NumPy", b"\x93NUMPY\x01\x00v\x00{'descr': '<f4'}" + bytes(64)),
        ("ONNX", b"\x08\x08\x12\x07pytorch\x1a\x052.1.0:\x80\x10" + bytes(64)),
        ("TFLite", b"\x1c\x00\x00\x00TFL3" + bytes(64)),
        ("fastText", b"\xba\x16\x4f\x2f\x0c\x00\x00\x00" + bytes(64)),
        ("LightGBM", b"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\n"),
    ],
)
@pytest.mark.parametrize("path", ["notes.txt", "README.md", "image.png", "model.safetensors.txt", "data.csv", "plain"])
def test_weights_under_another_name_are_told_by_their_bytes(what: str, head: bytes, path: str) -> None:
    assert category(path, head) is WEIGHTS, what
    assert item("plain", head).why.startswith("its bytes are those of")


def test_what_is_too_small_to_hold_a_tensor_is_no_model() -> None:
    assert category("empty.safetensors", b"") is SOURCE
    assert category("plain", b"\x80\x04N.") is SOURCE


@pytest.mark.parametrize("path", ["cache.data", "maps.model", "fixture.index", "x.params"])
def test_a_vague_ending_counts_only_for_a_binary_of_some_size(path: str) -> None:
    assert category(path, NOISE(2 * KIB)) is WEIGHTS
    assert category(path, NOISE(200)) is SOURCE
    assert category(path, b"name = value\n" * 200) is SOURCE


@pytest.mark.parametrize("size", [130, 5 * KIB, 200 * MIB])
def test_an_lfs_pointer_with_a_weight_name_is_the_model_it_points_to(size: int) -> None:
    found = item("model.safetensors", pointer(size, "cd" * 32))
    assert (found.category, found.sha256, found.size) == (WEIGHTS, "cd" * 32, size)


@pytest.mark.parametrize(
    ("path", "size", "expected"),
    [
        ("blob", 10 * MIB, WEIGHTS),
        ("archive.zip", 12 * MIB, WEIGHTS),
        ("code.py", 10 * MIB, WEIGHTS),
        ("code.py", 3 * KIB, SOURCE),
        ("train.parquet", 80 * MIB, DATA),
        ("train.parquet", 40 * KIB, SOURCE),
        ("train.csv", 2 * MIB, DATA),
        ("train.csv", 200 * KIB, SOURCE),
        ("speech.wav", 2 * MIB, SAMPLE),
        ("teaser.png", 200 * KIB, PAGE),
        ("teaser.png", 2 * MIB, SAMPLE),
        ("paper.pdf", 30 * MIB, PAPER),
        ("README.md", 4 * KIB, PAGE),
    ],
)
def test_an_lfs_pointer_counts_by_its_name_and_the_size_it_points_to(path: str, size: int, expected: Category) -> None:
    assert category(path, pointer(size)) is expected


def test_a_tokenizer_kept_by_lfs_goes_with_the_weights() -> None:
    found = item("tokenizer.json", pointer(33 * MIB))
    assert (found.category, found.companion) == (WEIGHTS, True)


def test_an_archive_kept_by_lfs_is_unclassified() -> None:
    found = item("src.tar.gz", pointer(900 * KIB))
    assert (found.category, found.unclassified) == (WEIGHTS, True)


def test_a_file_of_which_only_name_and_size_are_known_counts_like_a_pointer() -> None:
    (found,) = classify([File("checkpoint", 30 * MIB, b"", sha256="ef" * 32)], MODEL)
    assert (found.category, found.sha256, found.size) == (WEIGHTS, "ef" * 32, 30 * MIB)


@pytest.mark.parametrize(
    "path",
    [
        "config.json",
        "sub/generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.txt",
        "merges.txt",
        "preprocessor_config.json",
        "whisper/assets/gpt2.tiktoken",
        "adapter_config.json",
        "model_index.json",
    ],
)
def test_config_and_tokenizer_go_with_the_weights_at_any_size(path: str) -> None:
    for data in (b'{"model_type": "bert"}\n', b"aGVsbG8= 12\n" * 300_000):
        found = item(path, data)
        assert (found.category, found.companion, found.sha256) == (WEIGHTS, True, "")


def test_a_sentencepiece_model_is_a_tokenizer() -> None:
    pieces = b"".join(b"\x0a\x0e\x0a\x05%05d\x15" % n + NOISE(4) + b"\x18\x02" for n in range(40_000))
    found = item("spiece.model", pieces)
    assert (found.category, found.companion, found.unclassified) == (WEIGHTS, True, False)


def test_weights_called_like_a_tokenizer_are_weights() -> None:
    assert not item("tokenizer.json", safetensors()).companion
    assert not item("config.json", NOISE(100 * KIB)).companion


def test_a_shard_index_is_part_of_the_model() -> None:
    found = item("model.safetensors.index.json", b'{"weight_map": {}}')
    assert (found.category, found.companion) == (WEIGHTS, False)


@pytest.mark.parametrize(
    ("path", "row", "from_size"),
    [
        ("t.csv", b"1,2,3\n", MIB),
        ("t.jsonl", b'{"a": 1}\n', MIB),
        ("t.json", b"[1, 2],\n", MIB),
        ("t.txt", b"a word\n", MIB),
        ("t.corpus", b"a word\n", MIB),
        ("t.parquet", b"PAR1\x00\x01", 64 * KIB),
        ("renamed.dat", b"PAR1\x00\x01", 64 * KIB),
        ("t.arrow", b"ARROW1\x00\x00", 64 * KIB),
        ("t.tfrecord", b"\x10\x00\x00\x00\x00\x00\x00\x00\x99", 64 * KIB),
    ],
)
def test_data_begins_at_the_size_of_its_format(path: str, row: bytes, from_size: int) -> None:
    data = row * (from_size // len(row) + 1)
    assert category(path, data[:from_size]) is DATA
    assert category(path, data[: from_size - 1]) is not DATA


@pytest.mark.parametrize("path", ["package-lock.json", "yarn.lock", "bundle.js", "notebook.ipynb", "strings.po"])
def test_large_files_that_programs_write_are_no_data(path: str) -> None:
    assert category(path, b'  "left-pad": "1.0.0",\n' * 60_000) is SOURCE


@pytest.mark.parametrize(("count", "expected"), [(200, PAGE), (201, DATA)])
def test_more_than_two_hundred_images_are_data(count: int, expected: Category) -> None:
    items = classify([file(f"img/{n}.png", PNG + n.to_bytes(4, "big")) for n in range(count)], GIT)
    assert {one.category for one in items} == {expected}


def test_the_same_image_in_many_places_counts_once() -> None:
    items = classify([file(f"img/{n}.png", PNG) for n in range(300)], GIT)
    assert {one.category for one in items} == {PAGE}


def test_more_than_fifty_mebibytes_of_media_are_data_and_bound_by_their_bytes() -> None:
    few = [file(f"{n}.wav", WAV + bytes([n]) * (5 * MIB), sha256=f"{n:064x}") for n in range(10)]
    assert {one.category for one in classify(few, GIT)} == {DATA}
    assert {one.category for one in classify(few[:9], GIT)} == {SAMPLE}


def test_media_that_the_destination_holds_already_make_no_new_collection() -> None:
    old = [file(f"img/{n}.png", PNG + n.to_bytes(4, "big"), already=True) for n in range(300)]
    items = classify([*old, file("new.png", PNG)], GIT)
    assert {one.category for one in items} == {PAGE}


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("README.md", b"# Strokes\n", PAGE),
        ("LICENSE", b"Free for all.\n", PAGE),
        (".gitattributes", b"*.parquet filter=lfs\n", PAGE),
        ("release-considerations.toml", b'schema = "release-considerations/1"\n', PAGE),
        ("train.txt", b"one sample\n", DATA),
        ("loader.py", PYTHON, DATA),
        ("a.png", PNG, DATA),
        ("config.json", b"{}", DATA),
        ("blob", NOISE(100 * KIB), DATA),
        ("w.safetensors", safetensors(), WEIGHTS),
    ],
)
def test_a_data_set_on_the_hub_is_data_but_for_its_pages(path: str, data: bytes, expected: Category) -> None:
    assert category(path, data, DATASET) is expected


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("app.py", PYTHON, SYSTEM),
        ("requirements.txt", b"gradio\n", SYSTEM),
        ("README.md", b"---\nsdk: gradio\n---\n", PAGE),
        ("w.safetensors", safetensors(), WEIGHTS),
        ("sample.wav", WAV, SAMPLE),
    ],
)
def test_the_code_of_a_space_is_a_runnable_system(path: str, data: bytes, expected: Category) -> None:
    assert category(path, data, SPACE) is expected


GRADIO = b"import gradio as gr\n\ngr.Interface(fn=print).launch()\n"


def test_an_app_alone_is_code_and_beside_weights_a_runnable_system() -> None:
    assert category("app.py", GRADIO) is SOURCE
    found = {one.path: one.category for one in classify([file("app.py", GRADIO), file("w.pt", b"weights")], GIT)}
    assert found == {"app.py": SYSTEM, "w.pt": WEIGHTS}


def test_a_config_beside_an_app_makes_no_system() -> None:
    found = classify([file("app.py", GRADIO), file("config.json", b"{}")], GIT)
    assert [one.category for one in found] == [SOURCE, WEIGHTS]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("demo/app.py", GRADIO.decode() + 'm = AutoModel.from_pretrained("acme/x")\n'),
        ("ui.py", "from streamlit import button\nhf_hub_download('a/b', 'c.pt')\n"),
        ("Dockerfile", "FROM python\nRUN curl -O https://x.example/m/model.safetensors\n"),
        ("docker/Dockerfile.gpu", "RUN hf download acme/x\n"),
        ("compose.yaml", 'command: ["huggingface-cli", "download", "acme/x"]\n'),
        ("install.sh", "wget https://x.example/weights.pth\n"),
        ("colab.ipynb", json.dumps({"cells": [{"source": ["!wget https://x.example/model.ckpt\n"]}]})),
        ("colab.ipynb", json.dumps({"cells": [{"source": ["!gdown --id 1abc\n"]}]})),
    ],
)
def test_an_entry_point_that_fetches_its_model_is_a_runnable_system(path: str, text: str) -> None:
    assert category(path, text.encode()) is SYSTEM


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM python:3.11\nCOPY . /app\nRUN pip install .\n"),
        ("train.py", 'model = AutoModel.from_pretrained("acme/x")\n'),
        ("tutorial.ipynb", json.dumps({"cells": [{"source": ['AutoModel.from_pretrained("acme/x")\n']}]})),
        (
            "tutorial.ipynb",
            json.dumps({"cells": [{"source": ["!pip install torch\n", "!wget https://x.example/a.md\n"]}]}),
        ),
        ("install.sh", "pip install -r requirements.txt\n"),
        ("about.py", "# gradio is nice\n"),
    ],
)
def test_code_that_runs_no_app_stays_code(path: str, text: str) -> None:
    assert category(path, text.encode()) is SOURCE


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("paper.pdf", b"%PDF-1.5\n" + NOISE(300 * KIB), PAPER),
        ("paper/main.tex", b"\\documentclass{article}\n", PAPER),
        ("refs.bib", b"@article{x}\n", PAPER),
        ("src/templates/report.tex", b"\\documentclass{article}\n", SOURCE),
        ("fake.pdf", NOISE(10 * KIB), SOURCE),
    ],
)
def test_papers(path: str, data: bytes, expected: Category) -> None:
    assert category(path, data) is expected


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "docs/index.rst",
        "notes.txt",
        "LICENSE",
        "LICENSE-MIT",
        "AUTHORS",
        "CITATION.cff",
        ".gitignore",
        "release-records/2026-11-20-okafor-domain-expert-3fa9c1.toml",
        "release-records/2026-11-20-okafor-domain-expert-3fa9c1.toml.sig",
        "release-considerations/kestrel.toml",
        "release-considerations.private.toml",
        "release-policy.toml",
    ],
)
def test_pages_and_our_own_files_are_documentation(path: str) -> None:
    assert category(path, "Größe und Gewicht\n".encode()) is PAGE


def test_a_page_ends_at_256_kib_and_our_own_files_at_a_mebibyte() -> None:
    line = b"All work and no play.\n"
    assert category("README.md", (line * 20_000)[: 256 * KIB]) is PAGE
    assert category("README.md", (line * 20_000)[: 256 * KIB + 1]) is SOURCE
    assert category("release-considerations.toml", (line * 60_000)[:MIB]) is PAGE
    assert category("release-considerations.toml", (line * 60_000)[: MIB + 1]) is SOURCE


def test_a_page_in_another_encoding_than_utf8_needs_its_listing() -> None:
    assert category("README.md", "Größe\n".encode("latin-1")) is SOURCE


def test_a_folder_that_is_called_like_ours_elsewhere_is_not_ours() -> None:
    assert category("vendor/release-policy.toml", b"x = 1\n") is SOURCE


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt", "CMakeLists.txt"])
def test_text_files_that_programs_read_are_code(path: str) -> None:
    assert category(path, b"torch>=2\n") is SOURCE


@pytest.mark.parametrize(
    ("size", "synthetic", "expected"), [(MIB, False, PAGE), (MIB + 1, False, SAMPLE), (9, True, SAMPLE)]
)
def test_an_image_illustrates_unless_it_is_large_or_what_the_release_makes(
    size: int, synthetic: bool, expected: Category
) -> None:
    context = Context(GIT.destination, synthetic_media=synthetic)
    assert category("figure.png", (PNG + bytes(size))[:size], context) is expected


def test_an_image_is_told_by_its_bytes_too() -> None:
    assert category("figure", PNG + NOISE(100 * KIB)) is PAGE
    assert item("figure.png", NOISE(100 * KIB)).unclassified


@pytest.mark.parametrize("size", [64 * KIB - 1, 64 * KIB])
def test_an_unknown_binary_counts_as_a_model_from_64_kib_where_people_opted_in(size: int) -> None:
    found = item("plain", b"\x00\xee" + NOISE(size - 2))
    expected = (WEIGHTS, True) if size >= 64 * KIB else (SOURCE, False)
    assert (found.category, found.unclassified) == expected
    other = item("plain", NOISE(size), GIT._replace(opted_in=False))
    assert (other.category, other.unclassified) == (SOURCE, False)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("font.woff2", b"wOF2\x00\x01\x00\x00" + (90 * KIB + 12).to_bytes(4, "big") + NOISE(90 * KIB)),
        (
            "font.ttf",
            b"\x00\x01\x00\x00\x00\x01" + bytes(6) + b"head" + struct.pack(">3I", 0, 28, 90 * KIB) + NOISE(90 * KIB),
        ),
        ("page.html", b"<p>hello</p>\n" * 90_000),
        ("alt.py", "naïve = 1\n".encode("latin-1") * 9_000),
        ("wide.txt", ("Ein Text\n" * 9_000).encode("utf-16")),
        ("kernel.cu", PYTHON),
        ("site.pth", b"import os; os.environ.setdefault('A', 'b')\n"),
        ("Makefile", b"all:\n\techo\n"),
        (".github/workflows/ci.yml", b"on: push\n"),
        ("small.bin.txt", b"not weights\n"),
        ("settings.json", b'{"a": 1}\n'),
    ],
)
def test_ordinary_files_are_never_models(path: str, data: bytes) -> None:
    assert category(path, data) in (SOURCE, PAGE)


def test_text_that_goes_on_as_a_binary_is_unclassified() -> None:
    assert item("setup.sh", b"#!/bin/sh\necho unpacking\n" * 20_000 + NOISE(MIB)).unclassified


def test_a_text_that_cannot_be_read_again_is_judged_by_its_beginning() -> None:
    def gone() -> bytes:
        raise OSError("gone")

    (found,) = classify([File("a.py", MIB, PYTHON * 100, whole=gone)], GIT)
    assert found.category is SOURCE


def test_items_carry_what_the_caller_knew() -> None:
    (found,) = classify([file("a.py", PYTHON, oid="12" * 20, removed=True, already=True)], GIT)
    assert (found.oid, found.removed, found.already, found.size, found.why) == (
        "12" * 20,
        True,
        True,
        len(PYTHON),
        "text of no other kind",
    )


def test_small_weights_get_the_digest_that_binds_them() -> None:
    import hashlib

    data = safetensors()
    assert item("w.safetensors", data).sha256 == hashlib.sha256(data).hexdigest()
    assert item("a.py", PYTHON).sha256 == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", SOURCE),
        ("t.parquet", DATA),
        ("README.md", PAGE),
        ("x.pdf", PAPER),
        ("t.json", None),
        ("config.json", None),
    ],
)
def test_a_name_alone_tells_what_it_can(path: str, expected: Category | None) -> None:
    assert quick(path) is expected


def test_a_compiled_kernel_is_code_where_kernels_live() -> None:
    kernels = Context(parse("hf:kernels/acme/attention"))
    program = b"\x7fELF\x02\x01\x01" + NOISE(100 * KIB)
    assert category("build/attention.so", program, kernels) is SOURCE
    assert item("build/attention.so", program).unclassified
