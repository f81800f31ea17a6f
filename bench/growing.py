"""How the cost of a judged push grows: in proportion to what is new, and not at all with what is there already.

Each curve has three points, the second and third ten and a hundred times the first.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import history, judged
from bench.history import Shape
from bench.pushing import HOST
from bench.timing import Row, Sample, side_by_side

_TIMES = (1, 10, 100)
#: What is there already may cost this much more at a hundred times its size, for git has to open larger files.
_FLAT = 1.5
_ROUNDS = 3
_URL = f"ssh://{HOST}/digits.git"

Curve = Callable[[Path, int], judged.Push]


def measure(rounds: int) -> list[Row]:
    """Every curve: what a hundred times as much costs over the first point."""
    new = {
        "new commits (100 at first), one file each": _commits,
        "new files (1,000 at first) in ten commits": _files,
        "new refs (500 at first) to new commits": _refs,
    }
    old = {
        "one new commit over old ones (200 at first)": _old_commits,
        "the same with new weights": _old_commits_and_weights,
        "new weights beside standing files (1,000 at first)": _standing_files,
        "one new commit beside old refs (500 at first)": _old_refs,
    }
    rounds = max(_ROUNDS, rounds // 10)
    return [
        *(row for what, curve in new.items() for row in _rows(what, curve, rounds, float)),
        *(row for what, curve in old.items() for row in _rows(what, curve, rounds, lambda _: _FLAT)),
    ]


def _rows(what: str, curve: Curve, rounds: int, most: Callable[[int], float]) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        pushes = {times: curve(Path(name) / str(times), times) for times in _TIMES}
        taken = side_by_side({str(times): push.work for times, push in pushes.items()}, rounds, warm_up=1)
    first = taken[str(_TIMES[0])]
    yield Row("growth", what, first, peak=pushes[_TIMES[0]].peak)
    for times in _TIMES[1:]:
        yield _row(f"{what}, x{times}", taken[str(times)], first, most(times), pushes[times].peak)


def _row(what: str, sample: Sample, first: Sample, most: float, peak: int) -> Row:
    ratio = sample.median / first.median
    return Row("growth", what, sample, "the first point", ratio, f"at most {most:g}", ratio <= most, peak)


def _first(folder: Path, shape: Shape) -> judged.Push:
    """A push of a whole history to a place that holds nothing."""
    repository = _built(folder, shape)
    return judged.Push(repository, _empty(folder), [("refs/heads/main", _oid(repository, "main"), "")])


def _next(folder: Path, shape: Shape) -> judged.Push:
    """A push of the last commit to a place on another machine that holds all before it."""
    repository = _built(folder, shape)
    old = _oid(repository, "main~1")
    judged.git(repository, "remote", "add", "origin", _URL)
    judged.git(repository, "update-ref", "refs/remotes/origin/main", old)
    return judged.Push(repository, _URL, [("refs/heads/main", _oid(repository, "main"), old)])


def _built(folder: Path, shape: Shape) -> Path:
    folder.mkdir()
    return history.build(folder / "work.git", shape)


def _empty(folder: Path) -> str:
    """A place on this machine, which can be asked what it holds: nothing."""
    judged.git(folder, "init", "--quiet", "--bare", "place.git")
    return str(folder / "place.git")


def _oid(repository: Path, name: str) -> str:
    return judged.git(repository, "rev-parse", name).strip()


def _commits(folder: Path, times: int) -> judged.Push:
    return _first(folder, Shape(commits=100 * times, files=100 * times))


def _files(folder: Path, times: int) -> judged.Push:
    return _first(folder, Shape(commits=10, files=1000 * times))


def _refs(folder: Path, times: int) -> judged.Push:
    repository = _built(folder, Shape(commits=500 * times, files=500))
    oids = judged.git(repository, "rev-list", "main").split()[: 500 * times]
    return judged.Push(repository, _empty(folder), [(f"refs/heads/topic-{at}", oid, "") for at, oid in enumerate(oids)])


def _old_commits(folder: Path, times: int) -> judged.Push:
    return _next(folder, Shape(commits=200 * times, files=200 * times))


def _old_commits_and_weights(folder: Path, times: int) -> judged.Push:
    return _next(folder, Shape(commits=200 * times, files=200 * times, weights=True))


def _standing_files(folder: Path, times: int) -> judged.Push:
    return _next(folder, Shape(commits=2, files=2, standing=1000 * times, weights=True))


def _old_refs(folder: Path, times: int) -> judged.Push:
    push = _next(folder, Shape(commits=2, files=2))
    repository = folder / "work.git"
    oid = _oid(repository, "main~1")
    lines = (f"create refs/remotes/origin/topic-{at} {oid}\n" for at in range(500 * times))
    judged.git(repository, "update-ref", "--stdin", stdin="".join(lines))
    judged.git(repository, "pack-refs", "--all")
    return push
