"""A git host on loopback: the real ``git http-backend`` behind a small HTTP server that notes every request.

It serves the bare repositories of a folder. Some can be private (401 for strangers), any path can be answered by
a script instead, for hosts that lie, hang or break off, and a forge's API can stand before it all (``forges``).
"""

import os
import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, final
from urllib.parse import urlsplit

#: A scripted answer: it writes to the handler what the host says.
Script = Callable[["Handler"], None]


def says(status: int, body: bytes = b"", **headers: str) -> Script:
    """A script that gives the same answer each time; underscores in header names stand for dashes."""

    def script(handler: "Handler") -> None:
        handler.say(status, body, **headers)

    return script


class Request(NamedTuple):
    """What a client sent."""

    method: str
    path: str
    headers: "dict[str, str]"


@final
class GitHost:
    """A running host; use it as a context manager. ``url`` has no final slash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.private: set[str] = set()
        self.realm = "git"
        self.scripts: dict[str, Script] = {}
        self.requests: list[Request] = []
        self.api: Callable[[Handler], bool] | None = None
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.host = self  # type: ignore[attr-defined]

    def __enter__(self) -> "GitHost":
        threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def name(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.name}"

    def repository(self, name: str, *, private: bool = False, pushable: bool = True) -> Path:
        """Make an empty bare repository NAME.git and return its path."""
        path = self.folder / f"{name}.git"
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "init", "-q", "--bare", str(path)], check=True)
        if pushable:
            subprocess.run(["git", "-C", str(path), "config", "http.receivepack", "true"], check=True)
        if private:
            self.private.add(name)
        return path

    def script(self, name: str, answer: Script) -> str:
        """Answer for the repository *name* with *answer*; returns its URL."""
        self.scripts[name] = answer
        return f"{self.url}/{name}.git"

    def named(self, path: str) -> str:
        """The repository that a request's path is about."""
        return path.strip("/").partition(".git")[0]


class Handler(BaseHTTPRequestHandler):
    """One request: scripted, refused, or handed to git."""

    protocol_version = "HTTP/1.1"

    @property
    def host(self) -> GitHost:
        host: GitHost = self.server.host  # type: ignore[attr-defined]
        return host

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Say nothing: the requests are kept in the host."""

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; underscores in header names stand for dashes."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.host.requests.append(Request(self.command, self.path, headers))
        name = self.host.named(urlsplit(self.path).path)
        try:
            if self.host.api is not None and self.host.api(self):
                return
            if name in self.host.scripts:
                self.host.scripts[name](self)
            elif name in self.host.private and "authorization" not in headers:
                self.say(401, WWW_Authenticate=f'Basic realm="{self.host.realm}"')
            else:
                self._run_git(headers)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _run_git(self, headers: "dict[str, str]") -> None:
        url = urlsplit(self.path)
        environ = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.host.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": headers.get("content-type", ""),
            "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
            "GIT_PROTOCOL": headers.get("git-protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(
            ["git", "http-backend"], input=self._body(headers), capture_output=True, env=environ, check=False
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line)
        status = int(fields.pop("Status", "200 OK").split(" ", 1)[0])
        self.say(status, body, **fields)

    def sent(self) -> bytes:
        """The body of the request."""
        return self._body({name.lower(): value for name, value in self.headers.items()})

    def _body(self, headers: "dict[str, str]") -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(headers.get("content-length", "0")))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)
