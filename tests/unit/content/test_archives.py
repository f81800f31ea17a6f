"""Archives are opened within bounds, and count as the heaviest of what is inside."""

import bz2
import gzip
import lzma
import tarfile
import zipfile

import pytest

from release_guard.content import archives
from release_guard.content.files import File, classify
from release_guard.model.category import Category
from tests.support.content_files import (
    DATASET,
    GIT,
    KIB,
    MIB,
    NOISE,
    PNG,
    PYTHON,
    SPACE,
    category,
    file,
    item,
    locked_zip,
    safetensors,
    tarred,
    zipped,
)

WEIGHTS, DATA, SOURCE = Category.TRAINED_MODEL, Category.TRAINING_DATA, Category.SOURCE_CODE
HIDDEN = {"readme.txt": b"nothing to see\n", "inner/notes": safetensors()}


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.zip", zipped(HIDDEN)),
        ("stored.zip", zipped(HIDDEN, zipfile.ZIP_STORED)),
        ("bz.zip", zipped(HIDDEN, zipfile.ZIP_BZIP2)),
        ("a.whl", zipped(HIDDEN)),
        ("renamed.txt", zipped(HIDDEN)),
        ("a.tar", tarred(HIDDEN, "w")),
        ("gnu.tar", tarred(HIDDEN, "w", tarfile.GNU_FORMAT)),
        ("a.tar.gz", tarred(HIDDEN, "w:gz")),
        ("a.tar.bz2", tarred(HIDDEN, "w:bz2")),
        ("a.tar.xz", tarred(HIDDEN, "w:xz")),
        ("notes.gz", gzip.compress(safetensors(), mtime=0)),
        ("notes.bz2", bz2.compress(safetensors())),
        ("notes.xz", lzma.compress(safetensors())),
        ("notes.lzma", lzma.compress(safetensors(), lzma.FORMAT_ALONE)),
        ("twice.gz", gzip.compress(gzip.compress(safetensors(), mtime=0), mtime=0)),
        ("members.gz", gzip.compress(safetensors()[:40], mtime=0) + gzip.compress(safetensors()[40:], mtime=0)),
        ("streams.xz", lzma.compress(safetensors()[:40]) + lzma.compress(safetensors()[40:])),
        ("nested.zip", zipped({"a/b.tgz": tarred({"c.zip": zipped(HIDDEN)})})),
        ("nested.tgz", tarred({"a/b.zip": zipped({"c.tar.xz": tarred(HIDDEN, "w:xz")})})),
    ],
)
def test_weights_in_an_archive_make_it_a_model(path: str, data: bytes) -> None:
    found = item(path, data)
    assert (found.category, found.unclassified) == (WEIGHTS, False)
    assert " inside: its bytes are those of a safetensors file" in found.why


@pytest.mark.parametrize("style", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_long_names_in_a_tar_are_read(style: int) -> None:
    name = "a" * 90 + "/" + "b" * 60 + ".gguf"
    assert f"{name} inside" in item("a.tar", tarred({name: b"weights"}, "w", style)).why


def test_a_large_member_is_told_by_its_beginning_and_the_next_one_is_still_found() -> None:
    data = {"log.py": PYTHON * 20_000, "notes": safetensors()}
    assert category("a.tgz", tarred(data)) is WEIGHTS
    assert category("a.zip", zipped(data)) is WEIGHTS


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"a.py": PYTHON}, SOURCE),
        ({"README.md": b"# hi\n"}, SOURCE),
        ({"a.py": PYTHON, "t.csv": b"1,2\n" * 300_000}, DATA),
        ({"a.py": PYTHON, "paper.pdf": b"%PDF-1.4"}, Category.PAPER),
        ({"a.png": PNG}, Category.SAMPLE_OUTPUTS),
        ({"t.csv": b"1,2\n" * 300_000, "w.pt": b"weights"}, WEIGHTS),
        ({"blob": NOISE(100 * KIB), "t.csv": b"1,2\n" * 300_000}, WEIGHTS),
        ({}, SOURCE),
    ],
)
def test_an_archive_is_the_heaviest_of_what_is_inside(members: dict[str, bytes], expected: Category) -> None:
    assert category("a.zip", zipped(members)) is expected
    assert category("a.tgz", tarred(members)) is expected


def test_a_torch_zip_and_an_office_file_are_told_apart() -> None:
    assert category("plain", zipped({"archive/data.pkl": b"\x80\x02}.", "archive/data/0": NOISE(99)})) is WEIGHTS
    assert category("report.docx", zipped({"word/document.xml": b"<w/>" * 900})) is SOURCE


def test_a_large_spreadsheet_is_data() -> None:
    rows = {f"xl/{n}.xml": NOISE(60 * KIB) for n in range(20)}
    assert category("t.xlsx", zipped(rows)) is DATA


def test_known_weights_beside_an_unknown_binary_are_not_unclassified() -> None:
    assert not item("a.zip", zipped({"blob": NOISE(100 * KIB), "w.pt": b"weights"})).unclassified


def test_a_packed_tokenizer_stays_a_companion() -> None:
    found = item("bpe_simple_vocab_16e6.txt.gz", gzip.compress(b"wo rd\n" * 200_000))
    assert (found.category, found.companion) == (WEIGHTS, True)


def test_many_images_in_an_archive_are_data() -> None:
    members = {f"{n}.png": PNG + n.to_bytes(4, "big") for n in range(150)}
    both = classify([file("a.zip", zipped(members)), file("b.tgz", tarred(members))], GIT)
    assert {one.category for one in both} == {DATA}
    assert category("a.zip", zipped(members)) is Category.SAMPLE_OUTPUTS


def test_a_packed_app_beside_weights_is_a_runnable_system() -> None:
    app = zipped({"app.py": b"import gradio\n"})
    found = classify([file("app.zip", app), file("w.pt", b"weights")], GIT)
    assert [one.category for one in found] == [Category.RUNNABLE_SYSTEM, WEIGHTS]


def test_an_archive_in_a_data_set_or_a_space_is_part_of_it() -> None:
    assert category("a.zip", zipped({"a.py": PYTHON}), DATASET) is DATA
    assert category("a.zip", locked_zip("blob", 90 * KIB), DATASET) is DATA
    assert category("a.zip", zipped({"a.py": PYTHON}), SPACE) is Category.RUNNABLE_SYSTEM


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("bomb.gz", gzip.compress(bytes(40 * MIB), mtime=0)),
        ("bomb.tgz", tarred({"a.py": bytes(40 * MIB)})),
        ("bomb.zip", zipped({f"{n}.py": b"# " + b"a" * (9 * MIB) for n in range(5)})),
        ("bomb.xz", lzma.compress(bytes(40 * MIB))),
    ],
)
def test_a_bomb_is_unclassified_at_any_size(monkeypatch: pytest.MonkeyPatch, path: str, data: bytes) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 8 * MIB)
    assert len(data) < 64 * KIB
    assert item(path, data).unclassified


def test_too_many_members_are_unclassified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 50)
    members = {f"{n}.py": PYTHON for n in range(60)}
    for path, data in (("a.zip", zipped(members)), ("a.tgz", tarred(members))):
        found = item(path, data)
        assert found.unclassified
        assert "more than 50 files" in found.why


def test_archives_nested_too_deep_are_unclassified() -> None:
    data = safetensors()
    for _ in range(archives.MAX_DEPTH + 1):
        data = zipped({"a.zip": data})
    found = item("a.zip", data)
    assert found.unclassified
    assert "nested too deep" in found.why


def test_an_encrypted_archive_shows_its_names_and_hides_the_rest() -> None:
    assert "w.safetensors inside" in item("a.zip", locked_zip("w.safetensors", 100)).why
    assert item("a.zip", locked_zip("blob", 90 * KIB)).unclassified
    assert category("a.zip", locked_zip("blob", 100)) is SOURCE


@pytest.mark.parametrize("head", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"\x28\xb5\x2f\xfd"])
def test_archives_that_cannot_be_opened_here_are_unclassified(head: bytes) -> None:
    assert item("a.7z", head + NOISE(64 * KIB)).unclassified


@pytest.mark.parametrize("cut", [100, 200])
def test_a_damaged_archive_is_unclassified_from_64_kib(cut: int) -> None:
    for path, data in (("a.zip", zipped({"a.py": NOISE(90 * KIB)})), ("a.tgz", tarred({"a.py": NOISE(90 * KIB)}))):
        assert item(path, data[:-cut]).unclassified
    assert category("a.zip", zipped({"a.py": PYTHON})[:-40]) is SOURCE


def test_an_archive_of_which_only_the_beginning_is_at_hand_is_unclassified() -> None:
    data = zipped({"a.py": NOISE(90 * KIB)})
    (found,) = classify([File("a.zip", len(data), data[:512])], GIT)
    assert found.unclassified


def test_an_archive_that_cannot_be_read_again_is_unclassified() -> None:
    def gone() -> bytes:
        raise OSError("the disk is gone")

    (found,) = classify([File("a.zip", 9 * MIB, b"PK\x03\x04" + bytes(600), whole=gone)], GIT)
    assert found.unclassified
    assert "the disk is gone" in found.why


def test_an_archive_larger_than_the_bound_is_never_read() -> None:
    def never() -> bytes:
        raise AssertionError("read into memory")

    (found,) = classify([File("a.zip", 1 << 40, b"PK\x03\x04" + bytes(600), whole=never)], GIT)
    assert found.unclassified


def test_an_entry_that_lies_about_its_size_is_unclassified(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(zipped({"a.py": NOISE(400 * KIB)}, zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 28] = (90).to_bytes(4, "little") * 2
    assert item("a.zip", bytes(data)).unclassified
