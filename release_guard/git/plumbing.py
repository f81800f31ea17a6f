"""Git's own plumbing as few processes: run one, stream one, and look objects up in a long-lived ``git cat-file``.

Children are started with ``posix_spawn``: importing ``subprocess`` would cost every push five milliseconds. What the
objects mean is left to the modules beside this one.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType

from release_guard.git.objects import Asked, Found, Object, Reader
from release_guard.git.process import Errors, NamelessFile, Process
from release_guard.model.lean import BinaryIO
from release_guard.ports import TreeError

#: Variables that tie git to one repository (``git rev-parse --local-env-vars``); never handed to git in another one.
LOCAL_VARIABLES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)

#: A missing object is never fetched in the middle of a push; nothing is written or asked; what is judged are the
#: objects that the push sends, not those that ``refs/replace/`` or a graft shows in their place; and a pathspec means
#: what we wrote, whatever the user's shell says of theirs.
_SETTINGS = {
    "GIT_GLOB_PATHSPECS": "0",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_ICASE_PATHSPECS": "0",
    "GIT_LITERAL_PATHSPECS": "0",
    "GIT_NOGLOB_PATHSPECS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}

_OF_PARTIAL = "; this clone is partial: run git fetch --refetch --no-filter, then push again"
#: A pipe takes so much before anybody reads from it (16 KiB on macOS).
_SHORT = 16 << 10


def elsewhere(environ: Mapping[str, str]) -> dict[str, str]:
    """*environ* for git in another repository than the one that it was made for."""
    return {name: value for name, value in environ.items() if name not in LOCAL_VARIABLES}


class Git:
    """Git in the repository that *folder* and *environ* lead to, as git itself would find it.

    Use it as a context manager, or call ``close``: it keeps processes open. Every failure is a ``TreeError``.
    """

    def __init__(self, folder: str = ".", environ: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.environ = {**(os.environ if environ is None else environ), **_SETTINGS}
        self._command = ["git"] if folder in ("", ".") else ["git", "-C", folder]
        self._errors = Errors()
        self._infos = self._reader("--batch-check")
        self._contents = self._reader("--batch")
        self._streams: list[Process] = []
        self._kept: dict[tuple[tuple[str, ...], bytes], bytes] = {}
        self._begun: dict[tuple[tuple[Sequence[str], ...], bytes], list[Process]] = {}

    def __enter__(self) -> "Git":  # noqa: PYI034 (typing.Self needs Python 3.11)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that are still open."""
        for process in (*self._streams, *(one for running in self._begun.values() for one in running)):
            process.kill()
        self._infos.close()
        self._contents.close()
        self._errors.close()

    def start(self, arguments: Sequence[str], stdin: int | None = None, *, feed: bool = False) -> Process:
        """Start ``git ARGUMENTS`` with the descriptor *stdin*, or with a pipe of its own where *feed* is set."""
        return Process([*self._command, *arguments], self.environ, self._errors, stdin, feed=feed)

    def ask(self, *arguments: str, stdin: bytes = b"") -> tuple[int, bytes]:
        """The exit code and standard output of one short run; negative where a signal ended it."""
        (process,) = self._running((arguments,), stdin)
        try:
            output = process.output.read()
            return process.wait(), output
        finally:
            process.kill()

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """The standard output of one run that has to succeed."""
        status, output = self.ask(*arguments, stdin=stdin)
        if status:
            raise self.failure(arguments, status)
        return output

    def once(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """``run``, kept for the next time: for what can't change, since it is asked of objects by their ids."""
        if (arguments, stdin) not in self._kept:
            self._kept[arguments, stdin] = self.run(*arguments, stdin=stdin)
        return self._kept[arguments, stdin]

    def pipe(self, *commands: Sequence[str], stdin: bytes = b"", end: bytes = b"\n") -> Iterator[bytes]:
        """The pieces, cut at *end*, that the last of *commands* writes, each reading from the one before.

        Memory stays flat. A failure of any of them is raised after the last piece.
        """
        running = self._running(commands, stdin)
        self._streams += running
        try:
            yield from _pieces(running[-1].output, end)
            self._settle(commands, running)
        finally:
            for process in running:
                process.kill()
                self._streams.remove(process)

    def ahead(self, *commands: Sequence[str], stdin: bytes = b"") -> None:
        """Start what ``ask``, ``run`` or ``pipe`` will be asked for with the same words: git works while we do, too.

        What nobody asks for is ended by ``close``.
        """
        self._begun[commands, stdin] = self._running(commands, stdin)

    def ready(self) -> None:
        """Have git at hand for looking objects up, before the first of them is needed."""
        self._infos.ready()
        self._contents.ready()

    def _running(self, commands: tuple[Sequence[str], ...], stdin: bytes) -> list[Process]:
        begun = self._begun.pop((commands, stdin), None)
        if begun is not None:
            return begun
        running: list[Process] = []
        try:
            for arguments in commands:
                running.append(self._after(running[-1], arguments) if running else self._fed(arguments, stdin))
        except TreeError:
            for process in running:
                process.kill()
            raise
        return running

    def _fed(self, arguments: Sequence[str], stdin: bytes) -> Process:
        """A process with *stdin* as its input: one that writes before it has read all would wait for us for ever."""
        if len(stdin) > _SHORT:
            with NamelessFile(stdin) as file:
                return self.start(arguments, file.fileno())
        process = self.start(arguments, feed=True)
        process.feed(stdin)
        return process

    def _after(self, first: Process, arguments: Sequence[str]) -> Process:
        with first.output as upstream:
            return self.start(arguments, upstream.fileno())

    def _settle(self, commands: Iterable[Sequence[str]], running: Iterable[Process]) -> None:
        for arguments, process in zip(commands, running, strict=True):
            status = process.wait()
            if status:
                raise self.failure(arguments, status)

    def failure(self, arguments: Sequence[str], status: int) -> TreeError:
        """The error that says what was tried and what git gave as its reason."""
        said = self._errors.said()
        if "promisor remote" in said:
            said += _OF_PARTIAL
        tried = " ".join(["git", *arguments])[:120]
        return TreeError(f"{tried!r} ended with {status}" + (f": {said}" if said else ""))

    def absent(self, what: str) -> TreeError:
        """The error that says that *what* isn't here, and how it can be brought here."""
        status, _ = self.ask("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
        return TreeError(f"{what} isn't here" + (": run git fetch, then push again" if status else _OF_PARTIAL))

    def find(self, names: Iterable[str]) -> list[Found | None]:
        """What each object name ("<oid>", "<oid>:<path>", "HEAD") stands for, in order; None where it isn't here."""
        return self._infos.find(names)

    def read(self, name: str, limit: int) -> Object | None:
        """The object of that name with its first *limit* bytes; None where it isn't here."""
        return self._contents.read(name, limit)

    def ask_for(self, names: Sequence[str]) -> Asked:
        """All bytes of at most a hundred small objects, to be taken when they are needed."""
        return self._contents.ask(names)

    def chunks(self, name: str, size: int = 1 << 20) -> Iterator[bytes]:
        """All bytes of one object, piece by piece. Raises ``TreeError`` where it isn't here."""
        return self._contents.chunks(name, size)

    def _reader(self, mode: str) -> Reader:
        command = ("cat-file", mode)
        return Reader(lambda: self.start(command, feed=True), lambda status: self.failure(command, status))


def _pieces(stream: BinaryIO, end: bytes) -> Iterator[bytes]:
    if end == b"\n":
        for line in stream:
            yield line.rstrip(b"\n")
        return
    rest = b""
    while block := stream.read(1 << 16):
        *pieces, rest = (rest + block).split(end)
        yield from pieces
    if rest:
        yield rest
