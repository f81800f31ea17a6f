"""A folder as an attempt: what is in it, whose answers speak for it, and what happens where it can't be read."""

import hashlib
import os
from pathlib import Path

import pytest

from release_guard.evidence.folder import FolderSource, records_in
from release_guard.model.attempt import Attempt, Context
from release_guard.model.category import Category
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, TreeError

PLACE = parse("hf:models/acme/digits")
PROJECT = Evidence(
    "commit 1a2b3c4",
    considerations=(Bytes("release-considerations.toml", b"project"),),
    records=(Bytes("release-records/a.toml", b"project"), Bytes("release-records/b.toml", b"project")),
    policy=Bytes("release-policy.toml", b"project"),
)


def attempt_of(folder: Path) -> Attempt:
    source = FolderSource(str(folder), PLACE, PROJECT)
    return source.attempt(Context(PLACE), Visibility.PUBLIC, Answer(None, "not asked"))


def test_every_file_is_an_item_with_its_digest_and_a_pointer_stands_for_its_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "model.safetensors").write_bytes(b"\0" * 300_000)
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 40000000\n"
    (tmp_path / "large.safetensors").write_text(pointer)
    items = {item.path: item for item in attempt_of(tmp_path).items}
    assert items["deep/model.safetensors"].sha256 == hashlib.sha256(b"\0" * 300_000).hexdigest()
    assert (items["large.safetensors"].sha256, items["large.safetensors"].size) == ("ab" * 32, 40_000_000)
    assert {item.category for item in items.values()} == {Category.TRAINED_MODEL}


def test_a_record_in_the_folder_does_not_change_the_digest_of_the_attempt(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("print(1)\n")
    before = attempt_of(tmp_path).digest
    (tmp_path / "release-records").mkdir()
    (tmp_path / "release-records" / "x.toml").write_text("")
    assert attempt_of(tmp_path).digest == before
    (tmp_path / "train.py").write_text("print(2)\n")
    assert attempt_of(tmp_path).digest != before


def test_the_project_speaks_where_the_folder_says_nothing(tmp_path: Path) -> None:
    found = FolderSource(str(tmp_path), PLACE, PROJECT).evidence()
    assert (found.considerations, found.policy, found.records) == (
        PROJECT.considerations,
        PROJECT.policy,
        PROJECT.records,
    )


def test_the_folder_s_own_files_come_first_and_all_records_speak(tmp_path: Path) -> None:
    (tmp_path / "release-considerations.toml").write_text("own")
    (tmp_path / "release-records").mkdir()
    (tmp_path / "release-records" / "b.toml").write_text("own")
    found = FolderSource(str(tmp_path), PLACE, PROJECT).evidence()
    assert [file.data for file in found.considerations] == [b"own"]
    assert [file.data for file in found.records] == [b"project", b"own"]
    assert found.policy == PROJECT.policy
    assert [file.path for file in records_in(str(tmp_path))] == ["release-records/b.toml"]


def test_a_folder_that_can_t_be_read_whole_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").symlink_to(tmp_path / "nowhere")
    with pytest.raises(TreeError, match=r"model\.safetensors"):
        attempt_of(tmp_path)


def test_pipe_among_the_records_keeps_nobody_waiting(tmp_path: Path) -> None:
    (tmp_path / "release-records").mkdir()
    os.mkfifo(tmp_path / "release-records" / "a.toml")
    with pytest.raises(TreeError, match=r"release-records/a\.toml is no file"):
        records_in(str(tmp_path))
