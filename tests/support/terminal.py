"""A person at a real terminal: types answers as the program asks, and reads what stands on the screen."""

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PROMPT = b" > "


class Session(NamedTuple):
    """What stood on the screen in the end, and the exit code (negative where a signal ended it)."""

    screen: str
    status: int


def converse(
    folder: Path, arguments: Sequence[str], answers: Sequence[str], *, seconds: float = 30, prompt: bytes = PROMPT
) -> Session:
    """Run ``release-guard ARGUMENTS`` in *folder* at a terminal; each of *answers* is typed when something is asked.

    A question is what ends with *prompt*.

    The answer ``"^C"`` interrupts. When the answers have run out at a question, the program is ended.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ["TERM"] = "dumb"
        os.execv(sys.executable, [sys.executable, "-m", "release_guard", *arguments])
    screen, left, end = b"", list(answers), time.monotonic() + seconds
    interrupted = 0.0
    while time.monotonic() < end:
        heard = _read(terminal)
        if heard is None:
            break
        screen += heard
        if interrupted and time.monotonic() - interrupted > 1:
            os.write(terminal, b"\x03")  # as anybody does whose first one came while the line was being set up
            interrupted = time.monotonic()
        if screen.endswith(prompt):
            if not left:
                os.kill(child, signal.SIGKILL)
                break
            answer = left.pop(0)
            os.write(terminal, b"\x03" if answer == "^C" else f"{answer}\n".encode())
            interrupted = time.monotonic() if answer == "^C" else 0.0
            screen += b"\n"
    status = _wait(child, end)
    os.close(terminal)
    return Session(screen.decode().replace("\r", ""), status)


def _read(terminal: int) -> "bytes | None":
    """What is there to read within a moment; None when the program has closed its terminal."""
    ready, _, _ = select.select([terminal], [], [], 0.05)
    if not ready:
        return b""
    try:
        return os.read(terminal, 65536) or None
    except OSError:
        return None


def _wait(child: int, end: float) -> int:
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
