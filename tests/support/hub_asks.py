"""Plain requests to an embedded Hub, for what no client would ask or would hide."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Told(NamedTuple):
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    url: str,
    method: str = "GET",
    *,
    token: str | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Told:
    """One request on a connection of its own; a *body* that isn't bytes is sent as JSON. Redirects aren't followed."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        connection.request(method, url[len(f"{parts.scheme}://{parts.netloc}") :], sent, {**bearer, **(headers or {})})
        answer = connection.getresponse()
        return Told(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def commit(summary: str, **texts: str) -> bytes:
    """The body of a commit that adds *texts* by path, with two underscores for a dot."""
    lines: list[dict[str, Any]] = [{"key": "header", "value": {"summary": summary}}]
    lines += [
        {"key": "file", "value": {"path": path.replace("__", "."), "content": text}} for path, text in texts.items()
    ]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
