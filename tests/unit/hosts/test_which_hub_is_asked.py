"""Which Hub says who reads a place on the public one: itself, or one on this machine; no other with the same names."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from release_guard.hosts import huggingface
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility

PLACE = parse("hf:models/acme/digits")


class _Hub(http.server.BaseHTTPRequestHandler):
    """Says of every repository that it is private."""

    def do_GET(self) -> None:
        body = json.dumps({"id": "acme/digits", "private": True, "gated": False}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_hub_on_this_machine_is_asked(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert huggingface.ask(PLACE).visibility is Visibility.PRIVATE


def test_another_hub_is_not_believed_about_the_public_one(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.acme.example")
    monkeypatch.setenv("HTTP_PROXY", hub)  # through which that other Hub would answer "private"
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert huggingface.ask(PLACE).visibility is None
