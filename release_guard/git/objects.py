"""Looking objects up in one long-lived ``git cat-file``: their ids, types, sizes and bytes.

``--batch`` and ``--batch-check`` serve every git since 1.6; ``--batch-command`` would need 2.36.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from release_guard.git.process import Process
from release_guard.model.lean import NamedTuple
from release_guard.ports import TreeError

_TYPES = {kind: sys.intern(kind.decode()) for kind in (b"blob", b"tree", b"commit", b"tag")}

#: What is asked in one go. The answers to two of these must fit a pipe of 16 KiB, or both sides would wait for each
#: other; beside the name, or an id instead of it, an answer holds a type and a size, or a word.
_IN_FLIGHT = 7 << 10
_ANSWER = 70

#: A rest up to this size is read and dropped; for a longer one the process is ended and started again.
_WORTH_DRAINING = 1 << 20


class Found(NamedTuple):
    """An object that is here: its hexadecimal id, its type ("blob", "tree", "commit", "tag") and its size in bytes."""

    oid: str
    type: str
    size: int


class Object(NamedTuple):
    """An object with its first bytes; ``whole`` says whether these are all."""

    oid: str
    type: str
    size: int
    data: bytes

    @property
    def whole(self) -> bool:
        return len(self.data) == self.size


class Reader:
    """One ``git cat-file`` process, started by *start* when it is first asked, and again after it was ended.

    *failure* makes the error for a process that stopped answering.
    """

    def __init__(self, start: Callable[[], Process], failure: Callable[[int], TreeError]) -> None:
        self._start = start
        self._failure = failure
        self._process: Process | None = None
        self._asked: Asked | None = None

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = self._asked = None

    def ready(self) -> None:
        """Start the process, so that it is up when the first question comes."""
        self._send(b"")

    def find(self, names: Iterable[str]) -> list[Found | None]:
        """What each name stands for, in order; None where it isn't here or could not be the name of anything."""
        found: list[Found | None] = []
        waiting = 0
        for group in _groups(names):
            self._send(b"".join(group))
            found += self._headers(waiting)  # git looks for these while we read what it said of the last ones
            waiting = len(group)
        return found + self._headers(waiting)

    def _headers(self, count: int) -> list[Found | None]:
        if not count:
            return []
        assert self._process is not None
        lines = list(islice(self._process.output, count))
        if len(lines) < count or not lines[-1].endswith(b"\n"):
            raise self._stopped()
        return [_found(line) for line in lines]

    def read(self, name: str, limit: int) -> Object | None:
        """The object called *name* with at most *limit* of its bytes."""
        self._send(_request(name))
        header = self._header()
        if header is None:
            return None
        data = self._take(min(limit, header.size))
        self._pass_over(header.size - len(data))
        return Object(header.oid, header.type, header.size, data)

    def ask(self, names: Sequence[str]) -> "Asked":
        """Ask for all bytes of a few small objects together: the names have to fit a pipe, the bytes memory.

        Git looks them up while we do something else.
        """
        self._send(b"".join([_request(name) for name in names]))
        self._asked = Asked(len(names), self._objects)
        return self._asked

    def _objects(self, count: int) -> "list[Object | None]":
        return [self._rest(self._header()) for _ in range(count)]

    def _rest(self, header: Found | None) -> Object | None:
        if header is None:
            return None
        data = self._take(header.size + 1)
        return Object(header.oid, header.type, header.size, data[:-1])

    def chunks(self, name: str, size: int) -> Iterator[bytes]:
        """The bytes of the object called *name* in pieces of *size*; ask for nothing else before it is exhausted."""
        self._send(_request(name))
        header = self._header()
        if header is None:
            raise TreeError(f"the object {name[:80]!r} isn't here: fetch it, then push again")
        left = header.size
        while left:
            data = self._take(min(size, left))
            left -= len(data)
            yield data
        self._take(1)

    def _send(self, requests: bytes) -> None:
        if self._process is None:
            self._process = self._start()
        if self._asked is not None:
            self._asked.objects()  # answers come in the order of the questions
            self._asked = None
        self._process.write(requests)

    def _header(self) -> Found | None:
        assert self._process is not None
        line = self._process.output.readline()
        if not line.endswith(b"\n"):
            raise self._stopped()
        return _found(line)

    def _take(self, size: int) -> bytes:
        assert self._process is not None
        data = self._process.output.read(size)
        if len(data) < size:
            raise self._stopped()
        return data

    def _pass_over(self, size: int) -> None:
        if size > _WORTH_DRAINING:
            self.close()
        else:
            self._take(size + 1)

    def _stopped(self) -> TreeError:
        assert self._process is not None
        status = self._process.wait()
        self.close()
        return self._failure(status)


class Asked:
    """Objects that were asked for and may not have been taken yet; *take* reads as many answers as it is told."""

    def __init__(self, count: int, take: "Callable[[int], list[Object | None]]") -> None:
        self._count, self._take = count, take
        self._found: list[Object | None] | None = None

    def objects(self) -> "list[Object | None]":
        """The objects, in the order in which they were asked for; None where one isn't here."""
        if self._found is None:
            self._found = self._take(self._count)
        return self._found


def _found(line: bytes) -> Found | None:
    """Read one line of ``--batch-check``: id, type and size, or a name and a word that says why there is none."""
    fields = line[:-1].split(b" ")
    if len(fields) == 3 and fields[1] in _TYPES and fields[2].isdigit() and len(fields[0]) in (40, 64):
        return Found(fields[0].decode("ascii"), _TYPES[fields[1]], int(fields[2]))
    return None


def _request(name: str) -> bytes:
    """One line of input. A name with a line break can't be asked for; what stands in for it is never found."""
    data = name.encode("utf-8", "surrogateescape")
    return (b"?" if b"\n" in data or not data else data) + b"\n"


def _groups(names: Iterable[str]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    weight = 0
    for name in names:
        request = _request(name)
        weight += len(request) + _ANSWER
        if group and weight > _IN_FLIGHT:
            yield group
            group, weight = [], len(request) + _ANSWER
        group.append(request)
    if group:
        yield group
