"""One child process with its pipes, started with ``posix_spawn``; it knows nothing of git."""

import os
from collections.abc import Mapping

from release_guard.model.lean import BinaryIO
from release_guard.ports import TreeError

_SIGKILL, _SIGPIPE = 9, 13  # POSIX numbers; importing ``signal`` would cost more than it tells


class NamelessFile:
    """A file that has no name and is gone when it is closed, with *data* in it to be read from its start."""

    def __init__(self, data: bytes = b"") -> None:
        self._file = _nameless_file()
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        os.lseek(self._file, 0, os.SEEK_SET)

    def __enter__(self) -> "NamelessFile":  # noqa: PYI034 (typing.Self needs Python 3.11)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fileno(self) -> int:
        return self._file

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


class Errors(NamelessFile):
    """A file that takes what children write to standard error, so that no full pipe ever stops one."""

    def said(self) -> str:
        """What a child gave as its reason to stop, or else wrote last, in at most 200 printable characters."""
        size = os.fstat(self._file).st_size
        lines = os.pread(self._file, 4000, max(0, size - 4000)).decode("utf-8", "replace").split("\n")
        told = [line for line in lines if line.strip()] or [""]
        line = ([line for line in told if line.startswith(("fatal: ", "error: "))] or told)[-1]
        return "".join(char if char.isprintable() else "?" for char in line)[:200]


def _nameless_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("errors")
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


class Process:
    """A running command. ``output`` is its standard output; its input is a pipe, a descriptor or nothing.

    Raises ``TreeError`` where it can't be started.
    """

    def __init__(
        self, command: list[str], environ: Mapping[str, str], errors: Errors, stdin: int | None, *, feed: bool
    ) -> None:
        self._name = command[0]
        self._status: int | None = None
        self._input: int | None = None
        theirs_in = stdin
        if feed:
            theirs_in, self._input = os.pipe()
        ours_out, theirs_out = os.pipe()
        try:
            self.pid = _spawn(command, environ, theirs_in, theirs_out, errors.fileno())
        except OSError as error:
            os.close(ours_out)
            self._close_input()
            raise TreeError(f"{self._name} can't be started: {error.strerror}") from None
        finally:
            os.close(theirs_out)
            if feed and theirs_in is not None:
                os.close(theirs_in)
        self.output: BinaryIO = os.fdopen(ours_out, "rb", 1 << 16)

    def feed(self, data: bytes) -> None:
        """Write all of *data* to the process and close its input."""
        self.write(data)
        self._close_input()

    def write(self, data: bytes) -> None:
        """Write *data*; a process that has ended already says why in its exit code, so that is no error here."""
        if self._input is None:
            return
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._input, rest) :]
        except BrokenPipeError:
            self._close_input()

    def wait(self) -> int:
        """The exit code, negative where a signal ended it; closes the input first."""
        self._close_input()
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status

    def kill(self) -> None:
        """End the process if it runs still, and let go of its pipes."""
        self._close_input()
        self.output.close()
        if self._status is None:
            os.kill(self.pid, _SIGKILL)
            self.wait()

    def _close_input(self) -> None:
        if self._input is not None:
            os.close(self._input)
            self._input = None


def _spawn(command: list[str], environ: Mapping[str, str], stdin: int | None, stdout: int, stderr: int) -> int:
    source: tuple[int, ...] = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)  # type: ignore[assignment]
        if stdin is None
        else (os.POSIX_SPAWN_DUP2, stdin, 0)
    )
    actions = [source, (os.POSIX_SPAWN_DUP2, stdout, 1), (os.POSIX_SPAWN_DUP2, stderr, 2)]
    return os.posix_spawnp(command[0], command, environ, file_actions=actions, setsigdef=(_SIGPIPE,))
