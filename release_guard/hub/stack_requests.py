"""Puts the guard into the library requests, which huggingface_hub uses in its 0.x line.

A session sends every hop of a redirect by itself, so its ``send`` sees them all. What gets round it, as a session with
a ``send`` of its own does, meets the adapter: there whatever no session has decided about is decided.
"""

from functools import partial, wraps
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
    from requests.adapters import HTTPAdapter

    kinds: tuple[tuple[Any, dict[str, bool]], ...] = ((module.Session, {"allow_redirects": False}), (HTTPAdapter, {}))
    for kind, alone in kinds:
        if not hasattr(kind.send, watch.MARK):
            kind.send = _guarded(kind.send, module, ward, alone)


def _guarded(send: Any, module: ModuleType, ward: Watch, alone: dict[str, bool]) -> Any:
    """*send* of a session or of an adapter; *alone* are the options by which a question of ours stays one request."""

    @wraps(send)
    def guarded(self: Any, request: Any, *arguments: Any, **options: Any) -> Any:
        method, url = request.method or "", request.url or ""
        if not watch.is_own() and not _is_decided(request) and ward.concerns(method, url):
            request = _decided(request, ward, _ask(module, partial(send, self, **alone), request, options))
        setattr(request, watch.MARK, (request.method, request.url, request.body))
        return send(self, request, *arguments, **options)

    setattr(guarded, watch.MARK, ward)
    return guarded


def _is_decided(request: Any) -> bool:
    """Whether the request stands as it was when it was decided about."""
    method, url, body = getattr(request, watch.MARK, (None, None, None))
    return method is request.method and url is request.url and body is request.body


def _decided(request: Any, ward: Watch, ask: Ask) -> Any:
    """The request to send in place of *request*, which itself is left as it was, but for a stream that was read."""
    body = _body(request, ward.limit) if ward.needs_body(request.method, request.url) else None
    answer = ward.handler(Outgoing(request.method, request.url, request.headers.get("content-type", ""), body), ask)
    watch.decided(request.method, request.url, answer)
    return _with_body(request.copy(), answer.body) if isinstance(answer, Rewrite) else request


def _body(request: Any, limit: int) -> bytes:
    """Reads the body. What isn't bytes or a string is bytes in the request afterwards, so that it goes out as judged.

    A file over the limit is rewound, another stream over it goes out as the same pieces.
    """
    body = request.body
    if body is None or type(body) in (str, bytes):
        return body.encode() if isinstance(body, str) else body or b""
    if isinstance(getattr(request, "_body_position", None), int) and _is_too_long(body, limit):
        return _read_and_rewound(body, limit)
    data, whole = watch.parted(_chunks(body), limit)
    if whole is None:
        _with_body(request, data)
    else:
        request.body = whole
    return data


def _is_too_long(body: Any, limit: int) -> bool:
    """Whether a file that can be rewound has more than *limit* bytes to come."""
    if not hasattr(body, "read") or not hasattr(body, "seek") or not getattr(body, "seekable", lambda: True)():
        return False
    start = body.tell()
    size: int = body.seek(0, 2) - start
    body.seek(start)
    return size > limit


def _read_and_rewound(body: Any, limit: int) -> bytes:
    start = body.tell()
    data = body.read(limit + 1)
    body.seek(start)
    return data.encode() if isinstance(data, str) else bytes(data)


def _chunks(body: Any) -> Any:
    """How requests itself would read a stream: a file by its ``read``, anything else item by item."""
    if isinstance(body, str | bytes | bytearray | memoryview):
        return [body]
    return iter(lambda: body.read(1 << 16) or None, None) if hasattr(body, "read") else body


def _with_body(request: Any, body: bytes) -> Any:
    request.body = body
    request._body_position = None  # noqa: SLF001 - else a redirect would seek in bytes
    request.headers.pop("Transfer-Encoding", None)
    request.headers["Content-Length"] = str(len(body))
    return request


def _ask(module: Any, send: Any, request: Any, options: dict[str, Any]) -> Ask:
    """Questions over the caller's session or adapter by *send*, with the token that *request* carries."""
    token, caller = request.headers.get("authorization"), request.url
    way = {name: options[name] for name in _WAY if name in options}

    def ask(method: str, url: str, body: bytes | None) -> Reply:
        told = watch.headers(token, caller, url, body)
        question = module.Request(method, url, headers=told, data=body).prepare()
        with watch.own():
            answer = send(question, timeout=watch.TIMEOUT, **way)
        return Reply(
            answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content
        )

    return ask
