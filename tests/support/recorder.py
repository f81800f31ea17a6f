"""A small web server on loopback that notes every request, and redirects where it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple


class Seen(NamedTuple):
    """A request that arrived, whole; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Recorder:
    """What arrived, in order; ``moved`` holds paths and the addresses to which they are redirected (307)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.seen: list[Seen] = []
        self.moved: dict[str, str] = {}

    @property
    def bodies(self) -> list[bytes]:
        return [one.body for one in self.seen]


@contextmanager
def recorder() -> Iterator[Recorder]:
    """A server that runs for the length of a block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.noted = Recorder(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.noted  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        noted: Recorder = self.server.noted  # type: ignore[attr-defined]
        headers = {name.lower(): value for name, value in self.headers.items()}
        noted.seen.append(Seen(self.command, self.path, headers, self._body(headers)))
        moved = noted.moved.get(self.path)
        said = b'{"answer": "yes"}'
        self.send_response(307 if moved else 200)
        if moved:
            self.send_header("Location", moved)
        self.send_header("X-Told", "Something")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - as http.server wants them

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(headers.get("content-length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *values: Any) -> None:
        """Nothing: a test reads ``seen``."""
