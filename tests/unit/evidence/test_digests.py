"""Digests of folders, compared with hashlib over the whole file."""

import hashlib
import os
from pathlib import Path

import pytest

from release_guard.evidence import digests
from release_guard.evidence.digests import FileDigest
from release_guard.ports import TreeError


def expected(path: str, data: bytes) -> FileDigest:
    return FileDigest(path, hashlib.sha256(data).hexdigest(), len(data))


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, digests.CHUNK - 1, digests.CHUNK, digests.CHUNK * 2 + 7])
def test_file_of_any_size_has_its_sha256(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "weights.bin").write_bytes(data)
    assert digests.of_folder(str(tmp_path)) == (expected("weights.bin", data),)


def test_folder_is_read_whole_and_in_order(tmp_path: Path) -> None:
    contents = {"b.txt": b"b", "a/z.bin": b"z", "a/deep/y.bin": b"y", "c.txt": b"c" * 5000}
    for name, data in contents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    found = digests.of_folder(str(tmp_path))
    assert [each.path for each in found] == ["b.txt", "c.txt", "a/z.bin", "a/deep/y.bin"]
    assert set(found) == {expected(name, data) for name, data in contents.items()}


def test_folders_of_version_control_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git" / "objects").mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_bytes(b"ref")
    (tmp_path / ".gitignore").write_bytes(b"*.o")
    assert [each.path for each in digests.of_folder(str(tmp_path))] == [".gitignore"]


def test_lfs_pointer_stands_for_the_file_it_names(tmp_path: Path) -> None:
    oid = "0123456789abcdef" * 4
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 987654\n"
    (tmp_path / "model.safetensors").write_text(pointer)
    assert digests.of_folder(str(tmp_path)) == (FileDigest("model.safetensors", oid, 987654, pointer=True),)


@pytest.mark.parametrize(
    "tail", ["", "oid sha256:abc\nsize 1\n", f"oid md5:{'a' * 64}\nsize 1\n", f"oid sha256:{'a' * 64}\nsize x\n"]
)
def test_broken_pointer_is_an_ordinary_file(tmp_path: Path, tail: str) -> None:
    data = f"version https://git-lfs.github.com/spec/v1\n{tail}".encode()
    (tmp_path / "model.bin").write_bytes(data)
    assert digests.of_folder(str(tmp_path)) == (expected("model.bin", data),)


def test_link_counts_as_the_file_behind_it(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / "1").write_bytes(b"weights")
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "model.bin").symlink_to(tmp_path / "blobs" / "1")
    assert digests.of_folder(str(tmp_path / "snapshot")) == (expected("model.bin", b"weights"),)


def test_folder_behind_a_link_is_read_and_a_circle_ends(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "data.bin").write_bytes(b"data")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "root" / "circle").symlink_to(tmp_path / "root")
    assert digests.of_folder(str(tmp_path / "root")) == (expected("linked/data.bin", b"data"),)


def test_link_that_leads_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "model.bin").symlink_to(tmp_path / "gone")
    with pytest.raises(TreeError, match=r"model\.bin can't be read"):
        digests.of_folder(str(tmp_path))


def test_pipe_in_the_folder_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.bin")
    with pytest.raises(TreeError, match=r"model\.bin is no regular file"):
        digests.of_folder(str(tmp_path))


def test_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="can't be listed"):
        digests.of_folder(str(tmp_path / "nothing"))


def test_many_files_keep_their_order(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.bin").write_bytes(bytes([number]) * (number * 37))
    found = digests.of_folder(str(tmp_path))
    assert found == tuple(expected(f"{number:03}.bin", bytes([number]) * (number * 37)) for number in range(200))
