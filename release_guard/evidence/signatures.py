"""Asks OpenSSH whether signatures hold, several at a time; whom to trust is the judge's question, from the roster.

``ssh-keygen -Y check-novalidate`` does the cryptography (OpenSSH 8.2 or newer). Nothing is written to disk: the record
and its signature are handed over in memory. Runs in the hook, so no ``subprocess`` (12 ms) is imported here.
"""

import os
import select
import time
from collections.abc import Callable, Sequence

from release_guard.evidence import sshsig
from release_guard.model.lean import NamedTuple
from release_guard.model.record import BadSignature, Signature

#: How long all signatures of a batch may take together; one takes 5 ms.
SECONDS = 10.0

#: How many processes run side by side.
AT_ONCE = 16

_OUTPUT_BYTES = 4096


class _Running(NamedTuple):
    pid: int
    output: int
    key: str


def check(data: bytes, armored: bytes, *, seconds: float = SECONDS) -> Signature | BadSignature:
    """Whether *armored* is a signature over exactly *data* in our namespace, and by which key. Never raises."""
    return check_many([(data, armored)], seconds=seconds)[0]


def check_many(
    pairs: Sequence[tuple[bytes, bytes]], *, seconds: float = SECONDS
) -> tuple[Signature | BadSignature, ...]:
    """The answers for pairs of data and signature, in their order, within *seconds* in all. Never raises."""
    return begin(pairs)(seconds)


def begin(pairs: Sequence[tuple[bytes, bytes]]) -> "Callable[[float], tuple[Signature | BadSignature, ...]]":
    """Start to check *pairs*; what this returns waits so many seconds for the answers, and has to be called once."""
    begun = [_start(data, armored) for data, armored in pairs[:AT_ONCE]]

    def answers(seconds: float = SECONDS) -> tuple[Signature | BadSignature, ...]:
        deadline = time.monotonic() + seconds
        found = [_finish(each, deadline) for each in begun]
        for first in range(AT_ONCE, len(pairs), AT_ONCE):
            batch = [_start(data, armored) for data, armored in pairs[first : first + AT_ONCE]]
            found += [_finish(each, deadline) for each in batch]
        return tuple(found)

    return answers


def _start(data: bytes, armored: bytes) -> _Running | BadSignature:
    try:
        signature = sshsig.parse(armored)
        return _spawn(data, signature)
    except sshsig.FormatError as error:
        return BadSignature(f"the signature can't be read: {error}")
    except FileNotFoundError:
        return BadSignature("the signature can't be checked: ssh-keygen (OpenSSH) is not installed")
    except OSError as error:
        return BadSignature(f"the signature can't be checked: {error.strerror}")


def _spawn(data: bytes, signature: sshsig.SshSig) -> _Running:
    """Start one ``ssh-keygen``. The end of its output tells that it is done, so nothing has to poll."""
    opened: list[int] = []
    try:
        opened.append(_in_memory(data))
        opened.append(_in_memory(signature.armored))
        output, inlet = os.pipe()
        opened.append(inlet)
        os.set_inheritable(opened[1], True)
        command = ["ssh-keygen", "-Y", "check-novalidate", "-n", sshsig.NAMESPACE, "-s", f"/dev/fd/{opened[1]}"]
        try:
            pid = os.posix_spawnp(
                command[0],
                command,
                {**os.environ, "LC_ALL": "C"},
                file_actions=[(os.POSIX_SPAWN_DUP2, source, target) for source, target in _streams(opened[0], inlet)],
            )
        except OSError:
            os.close(output)
            raise
        return _Running(pid, output, signature.key)
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _streams(stdin: int, output: int) -> tuple[tuple[int, int], ...]:
    return ((stdin, 0), (output, 1), (output, 2))


def _in_memory(data: bytes) -> int:
    """A descriptor from which *data* can be read once."""
    descriptor = os.memfd_create("release-guard") if hasattr(os, "memfd_create") else _unnamed_file()
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _unnamed_file() -> int:
    """Where memory has no descriptors (macOS): a file without a name, gone when it is closed."""
    from tempfile import TemporaryFile

    with TemporaryFile() as file:
        return os.dup(file.fileno())


def _finish(running: _Running | BadSignature, deadline: float) -> Signature | BadSignature:
    if isinstance(running, BadSignature):
        return running
    said = _read(running.output, deadline)
    if said is None:
        os.kill(running.pid, 9)
    _, status = os.waitpid(running.pid, 0)
    if said is None:
        return BadSignature("the signature can't be checked: ssh-keygen took too long")
    if os.waitstatus_to_exitcode(status) == 0:
        return Signature(running.key)
    return BadSignature(_reason(said.decode("utf-8", "replace")))


def _read(descriptor: int, deadline: float) -> bytes | None:
    """What comes before the end of the stream; None where the end doesn't come in time."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    said = b""
    try:
        while poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            chunk = os.read(descriptor, _OUTPUT_BYTES)
            if not chunk:
                return said
            said = (said + chunk)[:_OUTPUT_BYTES]
        return None
    finally:
        os.close(descriptor)


def _reason(said: str) -> str:
    """OpenSSH's complaint in our words where we know it, else its first line without control characters."""
    if "incorrect signature" in said:
        return "the signature is of other bytes: the record was changed after signing, or the file is another's"
    if "unknown option" in said or "Unsupported operation" in said:
        return "the signature can't be checked: this needs OpenSSH 8.2 or newer"
    line = "".join(letter if letter.isprintable() else " " for letter in said.strip().partition("\n")[0])
    return f"the signature does not hold: ssh-keygen says {line[:200]!r}" if line else "the signature does not hold"
