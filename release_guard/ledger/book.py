"""The ledger's file: entries are only ever added, by one process at a time, and a torn line never hides the next.

A second small file tells where the chain ended when it was last written: a ledger that was cut off is then seen, and
the next entry says so for good.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from release_guard.ledger.entry import GENESIS, Head, head_of, written
from release_guard.ports import PortError

#: No entry is longer; so the last one is found without reading the rest.
LONGEST = 1 << 16


class LedgerError(PortError):
    """The ledger can't be written or read."""

    code = "RG009"


def default_path(environ: Mapping[str, str] = os.environ) -> str:
    """``RELEASE_GUARD_LEDGER``, else ``release-guard/ledger.jsonl`` in the XDG state folder; "" without a home."""
    named = environ.get("RELEASE_GUARD_LEDGER", "")
    if named:
        return os.path.abspath(named)
    base = environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(base):
        home = environ.get("HOME", "")
        base = os.path.join(home, ".local", "state") if os.path.isabs(home) else ""
    return os.path.join(base, "release-guard", "ledger.jsonl") if base else ""


class Book:
    """The ledger at *path*."""

    def __init__(self, path: str) -> None:
        self.path = path

    def add(self, fields: Mapping[str, object], *, durable: bool = False) -> Head:
        """Append one entry and return the new head. With *durable* it is on the disk before this returns.

        Nothing is half-written: what could not be written whole is cut off again. Raises ``LedgerError``.
        """
        if not self.path:
            raise LedgerError("there is no home to keep the ledger in", "set RELEASE_GUARD_LEDGER to a file")
        try:
            with self._locked() as file:
                return self._append(file, fields, durable=durable)
        except OSError as error:
            why = (error.strerror or "it can't be opened").lower()
            raise LedgerError(f"the ledger {self.path} can't be written: {why}", _MEND) from error

    @contextmanager
    def _locked(self) -> Iterator[int]:
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)

    def _append(self, file: int, fields: Mapping[str, object], *, durable: bool) -> Head:
        end, last, torn = _tail(file)
        told = self.head()
        whole = dict(fields)
        if torn:
            whole["torn"] = torn
        if told is not None and told.number and told != last and told.number >= last.number:
            whole["expected"] = str(told)
        line, head = written(whole, last)
        if len(line) > LONGEST:
            raise LedgerError("the entry is too long to be kept", "name the release in fewer words")
        try:
            _write(file, line, end)
            if durable:
                os.fsync(file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(file, end)
            raise
        self._tell(head)
        return head

    def head(self) -> Head | None:
        """Where the chain ended when it was last written; None where nothing tells."""
        with suppress(OSError, ValueError), open(f"{self.path}.head", encoding="ascii") as file:  # noqa: PTH123 - no pathlib on the hot path
            number, _, digest = file.read(100).strip().partition(" ")
            return Head(int(number), digest)
        return None

    def _tell(self, head: Head) -> None:
        temporary = f"{self.path}.head.new"
        with open(temporary, "w", encoding="ascii") as file:  # noqa: PTH123 - no pathlib on the hot path
            file.write(f"{head}\n")
        os.replace(temporary, f"{self.path}.head")

    def lines(self) -> Iterator[bytes]:
        """Every line without its newline, the torn one at the end too. Raises ``LedgerError``."""
        try:
            with open(self.path, "rb") as file:  # noqa: PTH123 - as above
                for line in file:
                    yield line.removesuffix(b"\n")
        except FileNotFoundError:
            return
        except OSError as error:
            raise LedgerError(f"the ledger {self.path} can't be read: {error.strerror}", _MEND) from error


_MEND = "make it writable, or name another file: RELEASE_GUARD_LEDGER=FILE"


def _tail(file: int) -> tuple[int, Head, int]:
    """Where the next entry begins, the head before it, and how many bytes of a torn line are dropped there."""
    size = os.lseek(file, 0, os.SEEK_END)
    if size == 0:
        return 0, Head(), 0
    begin = max(0, size - 2 * LONGEST)
    data = os.pread(file, size - begin, begin)
    whole = data.rfind(b"\n") + 1
    end = begin + whole
    last = data[: max(0, whole - 1)].rpartition(b"\n")[2]
    head = head_of(last) or Head(0, GENESIS)
    return end, head, size - end


def _write(file: int, line: bytes, at: int) -> None:
    os.ftruncate(file, at)
    done = 0
    while done < len(line):
        done += os.pwrite(file, line[done:], at + done)
