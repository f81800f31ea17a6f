"""What the guard of each HTTP library has in common: whom it asks, and how it reads a body without losing it.

The libraries themselves stand in `stack_requests` and `stack_httpx`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain

from release_guard import __version__
from release_guard.hub.outgoing import Handler, Pass, Rewrite
from release_guard.model.lean import NamedTuple

#: Seconds for one question of our own to the Hub.
TIMEOUT = 15.0
#: The name under which a wrapped function carries its `Watch`.
MARK = "_release_guard"

_OWN: ContextVar[bool] = ContextVar("release_guard_own", default=False)
_STORING: ContextVar[str] = ContextVar("release_guard_storing", default="")


class Watch(NamedTuple):
    """Who decides, and about what, going by the method and the absolute URL of a request.

    ``concerns`` False: the request passes untouched. ``needs_body`` False: its body is left unread. Whatever
    ``handler`` raises goes to the caller, and nothing is sent. ``limit`` is how many bytes of a body are read at most;
    of a longer one the handler gets a little more than that, and if it lets the request pass, that goes out whole.
    """

    handler: Handler
    concerns: Callable[[str, str], bool]
    needs_body: Callable[[str, str], bool]
    limit: int


def is_own() -> bool:
    """Whether the request that is being sent is one of our own questions, which nobody judges."""
    return _OWN.get()


@contextmanager
def own() -> Iterator[None]:
    """Around the sending of a question of our own, and every redirect of it."""
    token = _OWN.set(True)
    try:
        yield
    finally:
        _OWN.reset(token)


def storing() -> str:
    """The address at which this thread, or task, last got leave to store bytes that are to be told; "" for none."""
    return _STORING.get()


def decided(method: str, url: str, answer: Pass | Rewrite) -> None:
    """Note what was *answer*ed to a request; of the reads that are asked about only leave to store counts here."""
    if method.upper() == "GET":
        _STORING.set(url if isinstance(answer, Pass) and answer.digests else "")


def headers(authorization: str | None, caller: str, url: str, body: bytes | None) -> dict[str, str]:
    """The headers of a question of our own: the token goes only where the *caller*'s request took it."""
    told = {"user-agent": f"release-guard/{__version__}", "accept": "application/json"}
    if authorization and _origin(url) == _origin(caller):
        told["authorization"] = authorization
    if body is not None:
        told["content-type"] = "application/json"
    return told


def _origin(url: str) -> list[str]:
    return url.split("/", 3)[:3]


def parted(chunks: Iterable[bytes | str], limit: int) -> tuple[bytes, Iterator[bytes] | None]:
    """A body out of its *chunks*, and None; of one longer than *limit* its start, and an iterator over all of it."""
    taken: list[bytes] = []
    size = 0
    rest = (chunk if isinstance(chunk, bytes) else _bytes(chunk) for chunk in chunks)
    for chunk in rest:
        taken.append(chunk)
        size += len(chunk)
        if size > limit:
            return b"".join(taken), chain(taken, rest)
    return b"".join(taken), None


def _bytes(chunk: "str | bytes | bytearray | memoryview") -> bytes:
    return chunk.encode() if isinstance(chunk, str) else bytes(chunk)
