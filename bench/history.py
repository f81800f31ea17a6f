"""Histories of any length for P3 and the growth curves, written with ``git fast-import`` to be quick.

What they hold is plain: code, pages and settings of a few hundred bytes, spread over folders as people spread them.
"""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.pushing import HOST
from bench.release import CONSIDERATIONS
from release_guard.formats import presets

_ENDINGS = ("py",) * 6 + ("md", "md", "json", "yaml")
_WHO = b"Ada <ada@example.org>"
_BEGINNING = 1_600_000_000
#: A commit touches so many folders, of which there is one for so many files.
_TOUCHED, _IN_FOLDER = 5, 50
_PLACES = (f"{HOST}/**", "file:/**")
_ANSWERS = CONSIDERATIONS.replace(f'"{HOST}/**"', ", ".join(f'"{place}"' for place in _PLACES))
_HEADER = b'{"w":{"dtype":"F32","shape":[64],"data_offsets":[0,256]}}'


class Shape(NamedTuple):
    """How large a history is: its commits after the first, and how many new files all of them bring together.

    ``standing`` are files that the first commit brings at once. With ``weights`` the last commit brings some.
    """

    commits: int
    files: int
    standing: int = 0
    weights: bool = False


def build(folder: Path, shape: Shape) -> Path:
    """A bare repository in *folder* whose branch main has such a history, with a release's files from the start."""
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(folder)], check=True)
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--done"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for piece in _stream(shape, random.Random(shape.commits + shape.files)):  # the same each time
            importer.stdin.write(piece)
        importer.stdin.write(b"done\n")
    assert importer.returncode == 0
    return folder


def _stream(shape: Shape, chance: random.Random) -> Iterator[bytes]:
    lines = _lines(chance)
    folders = max(1, (shape.files + shape.standing) // _IN_FOLDER)
    yield _commit(0)
    yield _file("release-considerations.toml", _ANSWERS.encode())
    yield _file("release-policy.toml", policy().encode())
    for number in range(shape.standing):
        yield _source(number, number % folders, chance, lines)
    number = shape.standing
    for commit in range(1, shape.commits + 1):
        yield _commit(commit)
        places = [chance.randrange(folders) for _ in range(_TOUCHED)]
        upto = shape.standing + shape.files * commit // shape.commits
        for at in range(number, upto):
            yield _source(at, places[at % _TOUCHED], chance, lines)
        number = upto
        if shape.weights and commit == shape.commits:
            yield _file("models/part.safetensors", len(_HEADER).to_bytes(8, "little") + _HEADER + chance.randbytes(256))


def policy() -> str:
    """A policy that asks for little, and calls every place public that the bench pushes to."""
    places = (f'\n[[place]]\nmatch = "{place}"\nvisibility = "public"\n' for place in _PLACES)
    return presets.text("solo").decode() + "".join(places)


def _commit(number: int) -> bytes:
    when = b"%d +0000" % (_BEGINNING + 60 * number)
    return b"commit refs/heads/main\nauthor %b %b\ncommitter %b %b\ndata 6\nChange\n" % (_WHO, when, _WHO, when)


def _file(path: str, data: bytes) -> bytes:
    return b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(data), data)


def _source(number: int, folder: int, chance: random.Random, lines: list[bytes]) -> bytes:
    path = f"src/part{folder % 40}/group{folder}/module_{number}.{_ENDINGS[number % len(_ENDINGS)]}"
    return _file(path, b'"""Part %d."""\n' % number + b"".join(chance.choices(lines, k=chance.randint(5, 40))))


def _lines(chance: random.Random) -> list[bytes]:
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(800)]
    return [f"    {' '.join(chance.choices(words, k=8))}\n".encode() for _ in range(3000)]
