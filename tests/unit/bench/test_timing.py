"""The bench's own arithmetic: what it does in which order, and what it says of the numbers. No clock is looked at."""

from functools import partial

from bench.__main__ import table
from bench.timing import Row, Sample, Work, side_by_side


def test_work_takes_turns_and_another_begins_each_round() -> None:
    done: list[str] = []
    work = {name: Work(partial(done.append, name), partial(done.append, "-")) for name in "abc"}
    taken = side_by_side(work, rounds=3, warm_up=0)
    assert "".join(done) == "-a-b-c-b-c-a-c-a-b"
    assert [len(sample.seconds) for sample in taken.values()] == [3, 3, 3]


def test_rounds_to_warm_up_are_run_and_not_counted() -> None:
    runs: list[None] = []
    taken = side_by_side({"a": Work(lambda: runs.append(None))}, rounds=2, warm_up=3)
    assert (len(runs), len(taken["a"].seconds)) == (5, 2)


def test_what_something_adds_is_told_round_by_round() -> None:
    added = Sample((3.0, 13.0, 4.0)).minus(Sample((1.0, 11.0, 1.0)))
    assert (added.seconds, added.median) == ((2.0, 2.0, 3.0), 2.0)


def test_spread_leaves_a_single_slow_round_out() -> None:
    assert Sample((1.0,) * 20 + (500.0,)).spread == 0


def test_table_shows_the_target_beside_each_number() -> None:
    rows = [
        Row("P1", "ours", Sample((0.02, 0.02)), "python", 2.5, "at most 2", met=False),
        Row("P1", "python", Sample((0.008,))),
    ]
    _, ours, python, *_ = table(rows).splitlines()
    assert ours.split() == ["P1", "ours", "20.00", "ms", "0.00", "2", "python", "2.50", "at", "most", "2", "missed"]
    assert python.split() == ["P1", "python", "8.00", "ms", "0.00", "1"]
