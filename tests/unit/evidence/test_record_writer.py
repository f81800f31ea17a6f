"""Records on disk: one new file each, never over another, and only what will be read again."""

import datetime as dt
from pathlib import Path

import pytest

from release_guard.evidence import record_writer
from release_guard.evidence.record_writer import WriteError
from release_guard.evidence.signing import SigningError
from release_guard.formats import records
from release_guard.model.record import Record

WITHDRAWAL = Record(
    "withdrawal",
    "",
    "okafor@uni.example",
    dt.date(2026, 11, 20),
    recorded_by="okafor@uni.example",
    withdraws="2026-10-01-okafor-ml-3fa9c1.toml",
)


def test_a_record_is_written_where_it_is_sought_and_reads_back_the_same(tmp_path: Path) -> None:
    (path,) = record_writer.write(str(tmp_path), WITHDRAWAL)
    assert path.startswith("release-records/2026-11-20-okafor-withdrawal-")
    found = records.parse((tmp_path / path).read_bytes(), path)
    assert found == WITHDRAWAL._replace(file=path.partition("/")[2], path=path)


def test_the_same_record_again_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    (path,) = record_writer.write(str(tmp_path), WITHDRAWAL)
    (tmp_path / path).write_text("somebody's own words\n")
    with pytest.raises(WriteError, match="there already"):
        record_writer.write(str(tmp_path), WITHDRAWAL)
    assert (tmp_path / path).read_text() == "somebody's own words\n"


def test_two_different_records_of_one_person_and_day_stand_side_by_side(tmp_path: Path) -> None:
    first = record_writer.write(str(tmp_path), WITHDRAWAL)
    second = record_writer.write(str(tmp_path), WITHDRAWAL._replace(withdraws="2026-10-02-okafor-ml-000000.toml"))
    assert first != second
    assert len(list((tmp_path / "release-records").iterdir())) == 2


def test_a_record_that_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="one e-mail address or handle"):
        record_writer.write(str(tmp_path), WITHDRAWAL._replace(by="Dr M. Okafor <okafor@uni.example>"))
    assert not (tmp_path / "release-records").exists()


def test_a_record_that_can_t_be_signed_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(SigningError):
        record_writer.write(str(tmp_path), WITHDRAWAL, str(tmp_path / "no-such-key"))
    assert not (tmp_path / "release-records").exists()


def test_a_record_that_is_too_large_to_be_read_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no push reads more"):
        record_writer.write(str(tmp_path), WITHDRAWAL._replace(name="x" * records.MAX_BYTES))
    assert not (tmp_path / "release-records").exists()


def test_a_linked_folder_is_refused_because_no_push_would_be_judged_by_it(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "release-records").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WriteError, match="symbolic link"):
        record_writer.write(str(tmp_path), WITHDRAWAL)
    assert not list((tmp_path / "elsewhere").iterdir())
