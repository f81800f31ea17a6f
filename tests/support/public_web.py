"""The well-known hosts on loopback, under their own names and over TLS: a proxy that ends each tunnel at a ``GitHost``.

Who trusts its certificate (git's ``http.sslCAInfo``) and goes through it (``http.proxy``) sees github.com as the world
would. Needs the ``openssl`` command.
"""

import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import final

from tests.support.git_http import GitHost, Handler


@final
class PublicWeb:
    """A running proxy; use it as a context manager. ``hosts`` says who answers under which name.

    ``tunnels`` notes every name that was asked for, ``ca`` is the certificate to trust.
    """

    def __init__(self, folder: Path, hosts: "dict[str, GitHost]") -> None:
        self.hosts = hosts
        self.tunnels: list[str] = []
        self.ca = folder / "ca.pem"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.ca, _certificate(folder, tuple(hosts)))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Tunnel)
        self._server.daemon_threads = True
        self._server.web = self  # type: ignore[attr-defined]

    def __enter__(self) -> "PublicWeb":
        threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"


class _Tunnel(BaseHTTPRequestHandler):
    def do_CONNECT(self) -> None:
        web: PublicWeb = self.server.web  # type: ignore[attr-defined]
        name = self.path.partition(":")[0]
        web.tunnels.append(name)
        if name not in web.hosts:
            self.send_error(502)
            return
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        try:
            with web.context.wrap_socket(self.connection, server_side=True) as inside:
                Handler(inside, self.client_address, web.hosts[name]._server)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Say nothing: the names are kept in the web."""


def _certificate(folder: Path, names: "tuple[str, ...]") -> Path:
    """Write ``ca.pem``, a certificate for *names* that is its own authority; the value is its key."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(folder / "ca.pem"), "-days", "2", "-subj", "/CN=loopback"]
    command += ["-addext", f"subjectAltName={','.join(f'DNS:{name}' for name in names)}"]
    subprocess.run(command, check=True, capture_output=True)
    return key
