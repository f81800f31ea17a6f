"""Puts the guard into the library requests, which huggingface_hub uses in its 0.x line.

A session sends every hop of a redirect by itself, so its ``send`` sees them all.
"""

from functools import wraps
from types import ModuleType
from typing import Any

from release_guard.hub import watch
from release_guard.hub.outgoing import Ask, Outgoing, Reply, Rewrite
from release_guard.hub.watch import Watch

#: What of a caller's options a question of our own takes over: how to reach the Hub, not what to do there.
_WAY = ("verify", "cert", "proxies")


def guard(module: ModuleType, ward: Watch) -> None:
    """Let *ward* decide about every request of every ``Session`` of *module* (``requests.sessions``).

    Sessions that were made before count too. A second call changes nothing.
    """
    session: Any = module.Session
    send = session.send
    if hasattr(send, watch.MARK):
        return

    @wraps(send)
    def guarded(self: Any, request: Any, **options: Any) -> Any:
        method, url = request.method or "", request.url or ""
        if not watch.is_own() and ward.concerns(method, url):
            request = _decided(request, ward, _ask(module, self, send, request, options))
        return send(self, request, **options)

    setattr(guarded, watch.MARK, ward)
    session.send = guarded


def _decided(request: Any, ward: Watch, ask: Ask) -> Any:
    """The request to send in place of *request*, which itself is left as it was, but for a stream that was read."""
    body = _body(request, ward.limit) if ward.needs_body(request.method, request.url) else None
    answer = ward.handler(Outgoing(request.method, request.url, request.headers.get("content-type", ""), body), ask)
    watch.decided(request.method, request.url, answer)
    return _with_body(request.copy(), answer.body) if isinstance(answer, Rewrite) else request


def _body(request: Any, limit: int) -> bytes:
    """Reads the body. What can't be read twice stands in the request as bytes afterwards."""
    body = request.body
    if body is None or isinstance(body, str | bytes | bytearray):
        return body.encode() if isinstance(body, str) else bytes(body or b"")
    if hasattr(body, "read") and isinstance(getattr(request, "_body_position", None), int) and _seekable(body):
        return _read_and_rewound(body, limit)
    data, whole = watch.parted(_chunks(body), limit)
    if whole is None:
        _with_body(request, data)
    else:
        request.body = whole
    return data


def _seekable(body: Any) -> bool:
    return hasattr(body, "seek") and getattr(body, "seekable", lambda: True)()


def _read_and_rewound(body: Any, limit: int) -> bytes:
    start = body.tell()
    data = body.read(limit + 1)
    body.seek(start)
    return data.encode() if isinstance(data, str) else bytes(data)


def _chunks(body: Any) -> Any:
    """How requests itself would read a stream: a file by its ``read``, anything else item by item."""
    return iter(lambda: body.read(1 << 16) or None, None) if hasattr(body, "read") else body


def _with_body(request: Any, body: bytes) -> Any:
    request.body = body
    request._body_position = None  # noqa: SLF001 - else a redirect would seek in bytes
    request.headers.pop("Transfer-Encoding", None)
    request.headers["Content-Length"] = str(len(body))
    return request


def _ask(module: Any, session: Any, send: Any, request: Any, options: dict[str, Any]) -> Ask:
    """Questions over the caller's *session*, with the token that *request* carries."""
    token, caller = request.headers.get("authorization"), request.url
    way = {name: options[name] for name in _WAY if name in options}

    def ask(method: str, url: str, body: bytes | None) -> Reply:
        told = watch.headers(token, caller, url, body)
        question = module.Request(method, url, headers=told, data=body).prepare()
        with watch.own():
            answer = send(session, question, timeout=watch.TIMEOUT, allow_redirects=False, **way)
        return Reply(
            answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content
        )

    return ask
