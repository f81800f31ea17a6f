"""What was begun with a repository on the Hub: each step is written down before it is done, and nothing is erased.

One file for each repository, one JSON object a line, outside of every work tree. Only one process at a time has it.
What a run that was killed left behind is for ``publish`` to finish; decisions have the ledger.
"""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from release_guard.model.destination import Destination
from release_guard.ports import PortError

SCHEMA = "release-journal/1"
#: The first and the last line of a run.
BEGIN, END = "begin", "end"


class JournalError(PortError):
    """The journal can't be written, or another process has it; then nothing is changed on the Hub."""

    code = "RG009"


def folder() -> Path:
    """Where the journals lie: ``$XDG_STATE_HOME/release-guard/journal``."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return Path(base, "release-guard", "journal")


class Journal:
    """The journal of *place*, to be used in a ``with``; raises ``JournalError``.

    ``unfinished`` holds the lines of the last run where that was killed, else nothing.
    """

    def __init__(self, place: Destination, where: Path, now: Callable[[], datetime] | None = None) -> None:
        self.path = where / f"{quote(str(place).lower(), safe='')}.jsonl"
        self.unfinished: tuple[Mapping[str, Any], ...] = ()
        self._place = place
        self._now = now or (lambda: datetime.now(timezone.utc))
        self._file = -1

    def __enter__(self) -> "Journal":  # noqa: PYI034 - Self needs Python 3.11
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.unfinished = _last_run(self.path.read_bytes())
        except BlockingIOError:
            self._close()
            raise JournalError(f"another release-guard is at work on {self._place}", "wait until it is done") from None
        except OSError as error:
            self._close()
            raise self._failed(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def write(self, step: str, **values: object) -> None:
        """Write *step* down, to last through a crash, before it is done. Raises ``JournalError``."""
        line = {"schema": SCHEMA, "at": self._now().isoformat(timespec="seconds"), "step": step, **values}
        try:
            # a line that a crash cut short must not swallow this one
            text = ("" if self._ends_well() else "\n") + json.dumps(line) + "\n"
            data = text.encode()
            if os.write(self._file, data) != len(data):
                raise OSError(28, "no space left on device")
            os.fsync(self._file)
        except OSError as error:
            raise self._failed(error) from error

    def note(self, step: str, **values: object) -> None:
        """The same where the step makes things narrower, or is done: a full disk is no reason to leave it."""
        with suppress(JournalError):
            self.write(step, **values)

    def _ends_well(self) -> bool:
        size = os.fstat(self._file).st_size
        return size == 0 or os.pread(self._file, 1, size - 1) == b"\n"

    def _failed(self, error: OSError) -> JournalError:
        reason = (error.strerror or type(error).__name__).lower()
        fix = "make room there, or name another folder in XDG_STATE_HOME; the run can be repeated"
        return JournalError(f"{self.path} can't be written ({reason}), so no further step is taken", fix)

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _last_run(data: bytes) -> tuple[Mapping[str, Any], ...]:
    """The lines since the last beginning, where no end follows; lines that can't be read are left out."""
    run: list[Mapping[str, Any]] = []
    for text in data.splitlines():
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if not isinstance(line, dict) or line.get("schema") != SCHEMA:
            continue
        if line.get("step") == BEGIN:
            run = []
        run.append(line)
        if line.get("step") == END:
            run = []
    return tuple(run)
