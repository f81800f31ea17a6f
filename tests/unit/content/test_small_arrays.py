"""Formats that hold anything: a small table or fixture in one is no model, and a model in one is not missed."""

import io
import pickle
import struct
import zipfile

import pytest

from release_guard.content.files import File, classify
from release_guard.model.category import Category
from tests.support.content_files import GIT, KIB, MODEL, NOISE, category, file, item, zipped

SOURCE, WEIGHTS = Category.SOURCE_CODE, Category.TRAINED_MODEL


def npy(size: int, seed: bytes = b"") -> bytes:
    """A NumPy array (NEP 1, version 1.0) in a file of *size* bytes."""
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }".ljust(117) + b"\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + seed).ljust(size, b"\x07")


def torch_zip(name: str = "embeds") -> bytes:
    """What torch.save writes: a zip archive without compression, the pickle first."""
    return zipped({f"{name}/data.pkl": pickle.dumps({"w": 1}), f"{name}/data/0": bytes(3000)}, zipfile.ZIP_STORED)


SMALL = {
    "tests/pitch-pyin.npy": npy(632),
    "assets/mel_filters.npz": zipped({"mel_80.npy": npy(64 * KIB)}),
    "lib/Grammar3.6.pickle": pickle.dumps(["expr", *range(900)]),
    "core/intervals.msgpack": NOISE(5 * KIB),
    "images/cogwheel.ARGB8888.bin": NOISE(40 * KIB),
    "tests/table.h5": b"\x89HDF\r\n\x1a\n" + bytes(2 * KIB),
}


@pytest.mark.parametrize("path", SMALL)
def test_a_small_table_in_the_file_that_its_name_says_is_code(path: str) -> None:
    assert category(path, SMALL[path]) is SOURCE


@pytest.mark.parametrize("path", SMALL)
def test_the_same_is_a_model_where_its_name_says_so_or_models_live(path: str) -> None:
    assert category(path.replace("/", "/model_"), SMALL[path]) is WEIGHTS
    assert category(path, SMALL[path], MODEL) is WEIGHTS


@pytest.mark.parametrize("path", ["tests/pitch.npy", "lib/grammar.pickle", "a.msgpack", "a.h5", "a.pb"])
def test_from_8_kib_on_it_is_a_model(path: str) -> None:
    assert category(path, npy(8 * KIB - 1)) is SOURCE
    assert category(path, npy(8 * KIB)) is WEIGHTS


@pytest.mark.parametrize("path", ["notes.txt", "README.md", "cache", "logo.png"])
def test_arrays_under_the_name_of_something_else_are_a_model_at_any_size(path: str) -> None:
    assert category(path, npy(632)) is WEIGHTS
    assert category(path, pickle.dumps([0.5] * 90)) is WEIGHTS


@pytest.mark.parametrize("path", ["face.bin", "voice.pkl", "blob", "notes.txt"])
def test_what_torch_saved_is_a_model_at_any_size(path: str) -> None:
    assert category(path, torch_zip()) is WEIGHTS
    legacy = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03." + bytes(100)
    assert item(path, legacy).why


@pytest.mark.parametrize("protocol", range(2, 6))
def test_a_pickle_that_names_a_library_of_learning_is_a_model_at_any_size(protocol: int) -> None:
    out = io.BytesIO()
    pickler = pickle.Pickler(out, protocol)
    pickler.dump({"module": "sklearn.linear_model._logistic\n", "coef": [0.25] * 20})
    assert category("digits.pkl", out.getvalue()) is WEIGHTS


def test_many_small_arrays_are_one_model() -> None:
    pieces: list[File] = [file(f"parts/{n}.npy", npy(7 * KIB, bytes([n]))) for n in range(160)]
    assert {one.category for one in classify(pieces[:100], GIT)} == {SOURCE}
    assert {one.category for one in classify(pieces, GIT)} == {WEIGHTS}


def test_many_small_sealed_archives_are_unclassified() -> None:
    pieces = [file(f"{n}.7z", b"7z\xbc\xaf\x27\x1c" + bytes([n]) + NOISE(20 * KIB)) for n in range(60)]
    assert all(one.unclassified for one in classify(pieces, GIT))
    assert not any(one.unclassified for one in classify(pieces[:9], GIT))
