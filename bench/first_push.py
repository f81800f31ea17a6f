"""P3: the first push of a long history, beside git's own walk through the same objects, and through their bytes."""

import subprocess
import tempfile
from functools import partial
from pathlib import Path

from bench import history, judged
from bench.timing import Row, Work, side_by_side

_SHAPE = history.Shape(commits=10_000, files=100_000)
_OURS = "first push of 10,000 commits and 100,000 files, judged"
_WALK = "git rev-list --objects"
_READ = "the same, every file read: git cat-file --batch"
_MOST = 1.5


def measure(rounds: int) -> list[Row]:
    """Ours over git's walk, which reads no file, and over git reading every file once."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        repository = history.build(folder / "work.git", _SHAPE)
        place = folder / "place.git"
        judged.git(folder, "init", "--quiet", "--bare", str(place))
        tip = judged.git(repository, "rev-parse", "main").strip()
        push = judged.Push(repository, str(place), [("refs/heads/main", tip, "")])
        work = {_OURS: push.work, _WALK: _shell(repository, _walk()), _READ: _shell(repository, _read())}
        taken = side_by_side(work, max(3, rounds // 8), warm_up=1)
    ours, walk, read = taken[_OURS], taken[_WALK], taken[_READ]
    ratio = ours.median / walk.median
    return [
        Row("P3", _WALK, walk),
        Row("P3", _READ, read),
        Row("P3", _OURS, ours, _WALK, ratio, f"at most {_MOST}", ratio <= _MOST, push.peak),
        Row("P3", _OURS, ours, "the same, read", ours.median / read.median, peak=push.peak),
    ]


def _shell(repository: Path, command: str) -> Work:
    return Work(partial(subprocess.run, ["sh", "-c", f"{command} > /dev/null"], cwd=repository, check=True))


def _walk() -> str:
    return "git rev-list --objects main"


def _read() -> str:
    return f"{_walk()} | cut -d ' ' -f 1 | git cat-file --batch --buffer"
