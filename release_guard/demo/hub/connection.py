"""One connection to the Hub or to its storage: it reads requests, goes wrong as planned, and sends what is said."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, urlsplit

from release_guard.demo.hub.accounts import STRANGER, Who
from release_guard.demo.hub.answers import Answer, Refused
from release_guard.demo.hub.faults import Fault, Faults
from release_guard.demo.hub.protocol import answered
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


class Asked(NamedTuple):
    """A request that was made, and the status of its answer (0: none was sent). Tokens are never kept.

    ``account`` is who asked, None for a stranger; ``storage`` tells the place for large content from the Hub itself;
    ``body`` is None unless the Hub was told to keep bodies.
    """

    method: str
    path: str
    query: str
    size: int
    account: str | None
    status: int
    storage: bool
    content_type: str = ""
    body: bytes | None = None


class Owner(Protocol):
    """What a connection needs of the Hub that it belongs to."""

    world: World
    faults: Faults
    closing: Event
    keeps_bodies: bool

    def note(self, asked: Asked) -> None: ...


class Server(ThreadingHTTPServer):
    """A listener on a free port of 127.0.0.1 that answers by *routes*.

    Storage goes by another name, as the real one does: clients of 1.x take what has the Hub's name for the Hub.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, owner: Owner, routes: tuple[Route, ...], *, storage: bool) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.owner, self.routes, self.storage = owner, routes, storage

    @property
    def url(self) -> str:
        return f"http://{'localhost' if self.storage else '127.0.0.1'}:{self.server_address[1]}"


class Connection(BaseHTTPRequestHandler):
    """The library's handler, with one way for every method."""

    protocol_version = "HTTP/1.1"
    server_version = "EmbeddedHub"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def handle(self) -> None:
        self._fault = Fault()
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Say nothing: the requests are kept in the Hub."""

    def do_GET(self) -> None:
        owner, path = self.server.owner, urlsplit(self.path).path
        self._fault = fault = owner.faults.for_(self.command, path)
        if fault.wait:
            owner.closing.wait(fault.wait)
        body = self._body(fault.reads)
        if fault.reads is not None:
            self._note(body, STRANGER, 0)
            self.close_connection = True
            return
        who, answer = self._answer(body)
        self._note(body, who, 0 if fault.sends == -1 else answer.status)
        self._send(answer, fault.sends)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 (the library's names)

    def date_time_string(self, timestamp: float | None = None) -> str:
        now = self.server.owner.world.clock() if timestamp is None else timestamp
        return super().date_time_string(now + self._fault.skew)  # type: ignore[arg-type,unused-ignore]

    def _answer(self, body: bytes) -> tuple[Who, Answer]:
        world, planned, url = self.server.owner.world, self._fault.answer, urlsplit(self.path)
        try:
            who = world.accounts.bearer(self.headers.get("Authorization"))
        except Refused as refused:
            return STRANGER, planned or refused.answer
        if planned is not None:
            return who, planned
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower() != "authorization"}
        query = parse_qs(url.query, keep_blank_values=True)
        request = Request(self.command, url.path, query, headers, body, who, {}, self._fault.forgotten)
        return who, answered(world, self.server.routes, request)

    def _note(self, body: bytes, who: Who, status: int) -> None:
        url, owner = urlsplit(self.path), self.server.owner
        asked = Asked(self.command, url.path, url.query, len(body), who.name, status, self.server.storage)
        kind = self.headers.get("Content-Type", "")
        owner.note(asked._replace(content_type=kind, body=body if owner.keeps_bodies else None))

    def _send(self, answer: Answer, sends: int | None) -> None:
        if sends == -1:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body if sends is None else answer.body[:sends])
        self.wfile.flush()
        self.close_connection = self.close_connection or sends is not None

    def _body(self, most: int | None) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunked()[:most]
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length if most is None else min(length, most))

    def _chunked(self) -> bytes:
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)
