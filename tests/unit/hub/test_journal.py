"""The journal: each step is on disk before it is done, and what a crash leaves behind is understood."""

import json
import os
import stat
from pathlib import Path

import pytest

from release_guard.hub.journal import Journal, JournalError, folder
from release_guard.model.destination import parse

PLACE = parse("hf:models/acme/digits")


def steps(path: Path) -> list[str]:
    return [json.loads(line)["step"] for line in path.read_text().splitlines()]


def test_it_lies_outside_of_every_work_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert folder() == Path("/state/release-guard/journal")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", "/home/ada")
    assert folder() == Path("/home/ada/.local/state/release-guard/journal")


def test_a_run_that_ended_leaves_nothing_to_finish(tmp_path: Path) -> None:
    with Journal(PLACE, tmp_path) as book:
        for step in ("begin", "gate", "raise", "end"):
            book.write(step)

    with Journal(PLACE, tmp_path) as book:
        assert book.unfinished == ()
        assert steps(book.path) == ["begin", "gate", "raise", "end"]


def test_only_the_last_run_is_to_be_finished(tmp_path: Path) -> None:
    with Journal(PLACE, tmp_path) as book:
        for step in ("begin", "raise", "begin", "gate"):
            book.write(step, to="public")

    with Journal(PLACE, tmp_path) as book:
        assert [line["step"] for line in book.unfinished] == ["begin", "gate"]


def test_a_line_that_was_cut_short_swallows_no_other(tmp_path: Path) -> None:
    with Journal(PLACE, tmp_path) as book:
        book.write("begin", to="public")
        with book.path.open("a") as file:
            file.write('{"schema": "release-journal/1", "st')

    with Journal(PLACE, tmp_path) as book:
        book.write("raise")
    with Journal(PLACE, tmp_path) as book:
        assert [line["step"] for line in book.unfinished] == ["begin", "raise"]


@pytest.mark.parametrize(
    "text", ["null\n", "[]\n", '{"step": "begin"}\n', "\x00\x00\n", '{"schema": 1}\n', "[" * 100_000]
)
def test_lines_of_others_are_left_out(tmp_path: Path, text: str) -> None:
    with Journal(PLACE, tmp_path) as book:
        book.path.write_text(text)
    with Journal(PLACE, tmp_path) as book:
        assert book.unfinished == ()


def test_one_process_at_a_time_has_it(tmp_path: Path) -> None:
    with Journal(PLACE, tmp_path), pytest.raises(JournalError, match="another release-guard is at work"):
        Journal(PLACE, tmp_path).__enter__()
    with Journal(PLACE, tmp_path):
        pass


def test_two_places_never_share_one(tmp_path: Path) -> None:
    names = (
        "hf:models/a/b",
        "hf:datasets/a/b",
        "hf:models/a/b-c",
        "hf:models/a-b/c",
        "hf:models/a--b/c",
        "hf:models/a/b--c",
    )
    assert len({Journal(parse(name), tmp_path).path for name in names}) == len(names)


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    with Journal(PLACE, tmp_path / "new" / "folder") as book:
        assert stat.S_IMODE(os.stat(book.path).st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_said_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="no further step is taken") as found:
        Journal(PLACE, tmp_path / "file").__enter__()
    assert "XDG_STATE_HOME" in found.value.fix
