"""The Hub's pre-receive hook: large files belong into LFS, and a pointer must lead to something that is there.

Runs inside the bare repository of ``git_store``, with git's lines on stdin; what it says reaches whoever pushes.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from release_guard.content.pointers import LONGEST, lfs_pointer
from release_guard.demo.hub.rules import LARGEST_REGULAR

_ZERO = frozenset("0")
_REJECTED = "Your push was rejected because"


def main(lines: Iterable[str]) -> int:
    """Look at the blobs that are new; the exit code is 0 where all are as the Hub wants them."""
    tips = [new for _old, new, _ref in (line.split() for line in lines) if not _ZERO.issuperset(new)]
    if not tips:
        return 0
    stored = frozenset(Path("lfs-known").read_text().split())
    problems = [problem for path, oid, size in _new_blobs(tips) for problem in _problems(path, oid, size, stored)]
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def _new_blobs(tips: list[str]) -> Iterator[tuple[str, str, int]]:
    listed = _git("rev-list", "--objects", *tips, "--not", "--all").splitlines()
    paths = dict(line.partition(" ")[::2] for line in listed)
    told = _git("cat-file", "--batch-check", data="".join(f"{oid}\n" for oid in paths))
    for line in told.splitlines():
        oid, kind, size = line.split(" ")
        if kind == "blob":
            yield paths[oid], oid, int(size)


def _problems(path: str, oid: str, size: int, stored: frozenset[str]) -> Iterator[str]:
    if size > LARGEST_REGULAR:
        yield f"{_REJECTED} {path} is larger than 10 MiB: use https://git-lfs.github.com/ to store it"
    if size <= LONGEST:
        found = lfs_pointer(subprocess.run(["git", "cat-file", "blob", oid], capture_output=True, check=True).stdout)
        if found is not None and found.sha256 not in stored:
            yield f"{_REJECTED} {path} is an LFS pointer to a file that does not exist"


def _git(*arguments: str, data: str = "") -> str:
    done = subprocess.run(["git", *arguments], input=data, capture_output=True, check=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.stdin))
