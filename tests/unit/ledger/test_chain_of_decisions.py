"""The ledger: entries are added whole, by many at once, and whoever changes the past is found out."""

import json
import multiprocessing
import os
import resource
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_guard.ledger.audit import Audit, audit, parsed
from release_guard.ledger.book import Book, LedgerError, default_path
from release_guard.ledger.entry import GENESIS, Head, head_of, written


def book(folder: Path, entries: int = 0) -> Book:
    made = Book(str(folder / "state" / "ledger.jsonl"))
    for number in range(entries):
        made.add({"destination": f"github.com/acme/n{number}", "outcome": "allow"})
    return made


def checked(made: Book) -> Audit:
    return audit(made.lines(), made.head())


def edit(made: Book, change: "dict[int, str | None]") -> None:
    """Replace lines (counted from 1) by others, or take them out."""
    lines = Path(made.path).read_text().splitlines()
    kept = [change.get(number, line) for number, line in enumerate(lines, 1)]
    Path(made.path).write_text("".join(f"{line}\n" for line in kept if line is not None))


def test_entries_are_numbered_and_chained(tmp_path: Path) -> None:
    made = book(tmp_path, 3)
    entries = [json.loads(line) for line in made.lines()]
    assert [one["n"] for one in entries] == [1, 2, 3]
    assert entries[0]["previous"] == GENESIS
    assert [one["previous"] for one in entries[1:]] == [one["entry"] for one in entries[:-1]]
    assert checked(made) == Audit(made.head() or Head(), (), frozenset(one["entry"] for one in entries))


def test_changed_entry_is_found(tmp_path: Path) -> None:
    made = book(tmp_path, 3)
    second = list(made.lines())[1].decode()
    edit(made, {2: second.replace("acme/n1", "acme/xx")})
    assert [fault.line for fault in checked(made).faults] == [2]


def test_entry_taken_out_is_found(tmp_path: Path) -> None:
    made = book(tmp_path, 3)
    edit(made, {2: None})
    assert any("doesn't follow entry 1" in fault.message for fault in checked(made).faults)


def test_end_cut_off_is_found_and_stays_on_record(tmp_path: Path) -> None:
    made = book(tmp_path, 3)
    edit(made, {3: None})
    assert any("isn't here any more" in fault.message for fault in checked(made).faults)
    made.add({"outcome": "block"})
    assert any("had ended at 3" in fault.message for fault in checked(made).faults)


def test_rewritten_chain_is_found_by_where_it_ended(tmp_path: Path) -> None:
    made = book(tmp_path, 2)
    other = Book(str(tmp_path / "other.jsonl"))
    for number in range(3):
        other.add({"destination": f"github.com/acme/n{number}", "outcome": "block"})
    Path(made.path).write_bytes(Path(other.path).read_bytes())
    (fault,) = checked(made).faults
    assert "entry 2" in fault.message and "isn't here any more" in fault.message


def test_torn_last_line_is_no_fault_and_is_dropped_by_the_next(tmp_path: Path) -> None:
    made = book(tmp_path, 2)
    with open(made.path, "ab") as file:
        file.write(b'{"n":3,"outc')
    assert checked(made).faults == ()
    made.add({"outcome": "allow"})
    assert checked(made).faults == ()
    assert parsed(list(made.lines())[-1]) is not None
    assert json.loads(list(made.lines())[-1])["torn"] == 12


def test_line_that_is_no_entry_is_a_fault(tmp_path: Path) -> None:
    made = book(tmp_path, 1)
    with open(made.path, "ab") as file:
        file.write(b"hello\n")
    made.add({"outcome": "allow"})
    assert {fault.line for fault in checked(made).faults} == {2, 3}


def _writes(path: str, count: int) -> None:
    made = Book(path)
    for number in range(count):
        made.add({"process": os.getpid(), "turn": number})


def test_many_writers_make_one_chain(tmp_path: Path) -> None:
    made = book(tmp_path)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_writes, args=(made.path, 20)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert checked(made).head.number == 60
    assert checked(made).faults == ()


def test_full_disk_leaves_the_chain_as_it_was(tmp_path: Path) -> None:
    made = book(tmp_path, 2)
    before = Path(made.path).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(LedgerError):
            made.add({"outcome": "allow", "release": "x" * 200})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert Path(made.path).read_bytes() == before
    assert checked(made).faults == ()


def test_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "ledger.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LedgerError):
        book(tmp_path, 1)
    assert not (tmp_path / "elsewhere").exists()


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = book(tmp_path, 1)
    assert os.stat(made.path).st_mode & 0o777 == 0o600


def test_without_a_home_there_is_no_place_for_it() -> None:
    assert default_path({}) == ""
    assert default_path({"HOME": "relative"}) == ""
    assert default_path({"HOME": "/home/ada"}) == "/home/ada/.local/state/release-guard/ledger.jsonl"
    with pytest.raises(LedgerError):
        Book("").add({"outcome": "allow"})


def test_durable_entry_is_on_the_disk(tmp_path: Path) -> None:
    made = book(tmp_path)
    assert made.add({"outcome": "allow"}, durable=True).number == 1


texts = st.text(max_size=40)
values = st.one_of(texts, st.integers(-(10**12), 10**12), st.booleans(), st.lists(texts, max_size=3))


@given(st.dictionaries(st.sampled_from(["release", "destination", "codes", "at"]), values))
def test_every_entry_is_read_back_as_it_was_written(fields: dict[str, object]) -> None:
    line, head = written(fields, Head())
    assert head_of(line.rstrip(b"\n")) == head
    assert audit([line.rstrip(b"\n")], head) == Audit(head, (), frozenset({head.digest}))
