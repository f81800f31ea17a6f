"""A request on its way to the Hub, as the guard sees it, whichever HTTP library sends it.

Nothing here holds a header: they carry the token. ``Ask`` sends a request of our own with the caller's headers, through
the client as it was before the guard wrapped it.
"""

from collections.abc import Callable, Iterator, Mapping

from release_guard.model.lean import NamedTuple


class Outgoing(NamedTuple):
    """What is about to be sent. ``url`` is absolute; ``body`` None means that nobody has read it.

    ``file`` is what goes to storage where the request itself can't be seen: then ``url`` is that of the leave to store.
    """

    method: str
    url: str
    content_type: str = ""
    body: bytes | None = None
    file: "LocalFile | None" = None


class LocalFile(NamedTuple):
    """A file on this machine: its ``name`` here, its ``size`` in bytes, its first 256 KiB as ``head``.

    ``digest`` reads it all and gives its sha256 (hex); it raises ``OSError`` where that can't be done.
    """

    name: str
    size: int
    head: bytes
    digest: "Callable[[], str]"


class Reply(NamedTuple):
    """An answer of the Hub; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Pass(NamedTuple):
    """The request goes out as it is. With *digests*, whoever has leave to store bytes now tells first which."""

    digests: bool = False


class Rewrite(NamedTuple):
    """The request goes out with another body."""

    body: bytes


#: Method, absolute URL and body to the Hub's answer, with the caller's own token. Raises ``OSError`` without one.
Ask = Callable[[str, str, "bytes | None"], Reply]

#: Absolute URL, and whether the token goes along, to the body piece by piece. Raises ``OSError``, also for a refusal.
Stream = Callable[[str, bool], Iterator[bytes]]

#: Decides about one request; raises ``ReleaseBlocked`` to refuse it.
Handler = Callable[[Outgoing, Ask], "Pass | Rewrite"]


class ReleaseBlocked(Exception):  # noqa: N818 - users meet it by this name
    """The upload isn't cleared; the message is the whole report.

    Not an error of the network, so no client tries it again.
    """

    def _render_traceback_(self, *_: object) -> list[str]:
        """What a notebook shows: the report alone (IPython, ``showtraceback``)."""
        return str(self).splitlines()


class CommandBlocked(ReleaseBlocked, SystemExit):
    """The same inside a command of somebody else's: uncaught, it ends that with the report and status 1.

    Python prints the ``code`` of a ``SystemExit`` and no traceback, which would tell of nobody's program.
    """

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.code = report


#: Under this name the package hands it out, and a traceback shows it.
ReleaseBlocked.__module__ = CommandBlocked.__module__ = "release_guard"
