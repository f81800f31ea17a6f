"""Puts the guard into httpx and httpx2, which huggingface_hub uses in its 1.x and 2.x lines.

A client's ``send`` is called once for a whole chain of redirects, but its request hooks are called for every hop, after
the caller's own ``auth`` has had its turn. So ``send`` only sees to it that our hook is there, and the hook decides. It
can't put another request in the place of the one that it is given: a rewritten body goes into that one.

What gets round the hooks, as a client with a ``send`` of its own does, meets the transport: there whatever no hook has
decided about is decided.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from functools import partial, wraps
from types import ModuleType
from typing import Any
from weakref import ref

from release_guard.hub import watch
from release_guard.hub.outgoing import Outgoing, Pass, Reply, Rewrite
from release_guard.hub.watch import Watch


def guard(module: ModuleType, ward: Watch) -> None:
    """Let *ward* decide about every request of every client of *module* (``httpx._client`` or ``httpx2._client``).

    Clients that were made before count too, sync and async. A second call changes nothing.
    """
    package = module.__name__.partition(".")[0]
    for kind, hook in ((module.Client, _Hook), (module.AsyncClient, _AsyncHook)):
        if not hasattr(kind.send, watch.MARK):
            kind.send = _seen_to(kind.send, partial(hook, ward, package))
    transports = sys.modules.get(f"{package}._transports.default")
    _belt(transports, "HTTPTransport", "handle_request", partial(_through, ward, package))
    _belt(transports, "AsyncHTTPTransport", "handle_async_request", partial(_through_async, ward, package))


def _seen_to(send: Any, hook: Callable[[Any], "_Hook | _AsyncHook"]) -> Any:
    """*send* of a class of clients, made so that *hook* is among the request hooks of each client."""

    @wraps(send)
    def guarded(self: Any, *arguments: Any, **options: Any) -> Any:
        hooks = self.event_hooks["request"]
        if not any(isinstance(one, _Guarded) and one.client is self for one in hooks):
            hooks[:] = [*(one for one in hooks if not isinstance(one, _Guarded)), hook(self)]
        return send(self, *arguments, **options)

    setattr(guarded, watch.MARK, True)
    return guarded


def _belt(transports: Any, name: str, method: str, through: Callable[[Any], Any]) -> None:
    """Have each transport of the class *name* send by way of *through*, where there is such a class."""
    kind = getattr(transports, name, None)
    real = getattr(kind, method, None)
    if real is not None and not hasattr(real, watch.MARK):
        guarded = wraps(real)(through(real))
        setattr(guarded, watch.MARK, True)
        setattr(kind, method, guarded)


def _through(ward: Watch, package: str, real: Any) -> Any:
    def guarded(self: Any, request: Any) -> Any:
        if not _is_decided(request):
            _Hook(ward, package, None, partial(real, self))(request)
        return real(self, request)

    return guarded


def _through_async(ward: Watch, package: str, real: Any) -> Any:
    async def guarded(self: Any, request: Any) -> Any:
        if not _is_decided(request):
            await _AsyncHook(ward, package, None)(request)
        return await real(self, request)

    return guarded


def _is_decided(request: Any) -> bool:
    """Whether the request stands as it was when it was decided about."""
    method, url, stream = getattr(request, watch.MARK, (None, None, None))
    return method is request.method and url is request.url and stream is request.stream


class _Guarded(ABC):
    """What both kinds of hook know: who decides, the library, and the client that they belong to, if to any.

    *ask* sends a question of our own where there is no client for it.
    """

    def __init__(self, ward: Watch, package: str, client: Any, ask: Callable[[Any], Any] | None = None) -> None:
        self.ward, self.package, self.ask = ward, package, ask
        self._client = None if client is None else ref(client)

    @property
    def library(self) -> Any:
        """``httpx`` or ``httpx2`` itself, imported in full by the time that anything is sent."""
        return sys.modules[self.package]

    @property
    def client(self) -> Any:
        """The client, which is there as long as it sends."""
        return None if self._client is None else self._client()

    def is_concerned(self, request: Any) -> bool:
        return not watch.is_own() and self.ward.concerns(request.method, str(request.url))

    def wants_body(self, request: Any) -> bool:
        return self.ward.needs_body(request.method, str(request.url))

    def decide(self, request: Any, body: bytes | None) -> Pass | Rewrite:
        content_type = request.headers.get("content-type", "")
        outgoing = Outgoing(request.method, str(request.url), content_type, body)
        return self.ward.handler(outgoing, partial(self._ask, request))

    def carry_out(self, request: Any, answer: Pass | Rewrite) -> None:
        watch.decided(request.method, str(request.url), answer)
        if isinstance(answer, Rewrite):
            self.put(request, answer.body)

    @staticmethod
    def mark(request: Any) -> None:
        """Note that *request* was decided about, as it stands now."""
        setattr(request, watch.MARK, (request.method, request.url, request.stream))

    def put(self, request: Any, body: bytes) -> None:
        """Give *request* another body, with all other headers kept."""
        request.stream, request._content = self.library.ByteStream(body), body  # noqa: SLF001 - there is no setter
        request.headers.pop("transfer-encoding", None)
        request.headers["content-length"] = str(len(body))

    @abstractmethod
    def answered(self, question: Any) -> Any:
        """Send a question of our own by a sync way; the answer, read to its end."""

    def _ask(self, request: Any, method: str, url: str, body: bytes | None) -> Reply:
        """A question of our own, with the token that *request* carries and nothing else of it."""
        told = watch.headers(request.headers.get("authorization"), str(request.url), url, body)
        timeout = {"timeout": self.library.Timeout(watch.TIMEOUT).as_dict()}
        question = self.library.Request(method, url, headers=told, content=body, extensions=timeout)
        try:
            with watch.own():
                answer = self.answered(question)
        except self.library.HTTPError as error:
            raise OSError(type(error).__name__) from None  # its own words may quote the address, with what it holds
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status_code, headers, answer.content)


class _Hook(_Guarded):
    """The request hook of one ``Client``, or what stands before a transport."""

    def __call__(self, request: Any) -> None:
        if self.is_concerned(request):
            body = self._body(request) if self.wants_body(request) else None
            self.carry_out(request, self.decide(request, body))
        self.mark(request)

    def answered(self, question: Any) -> Any:
        if self.ask is None:
            return self.client.send(question, auth=None, follow_redirects=False)
        answer = self.ask(question)
        answer.read()
        return answer

    def _body(self, request: Any) -> bytes:
        """Reads the body, and puts bytes in its place, so that what is judged goes out.

        One over the limit is replaced by a stream of the same bytes.
        """
        data, whole = watch.parted(request.stream, self.ward.limit)
        if whole is None:
            self.put(request, data)
        else:
            request.stream = _again(self.library.SyncByteStream, "__iter__", whole)
        return data


class _AsyncHook(_Guarded):
    """The same for an ``AsyncClient``: the decision is taken in a thread, so that nothing else has to wait."""

    async def __call__(self, request: Any) -> None:
        if self.is_concerned(request):
            from anyio import to_thread

            body = await self._body(request) if self.wants_body(request) else None
            self.carry_out(request, await to_thread.run_sync(self.decide, request, body))
        self.mark(request)

    def answered(self, question: Any) -> Any:
        """By a client of the thread's own: the event loop may be held up by somebody who waits for this decision.

        It trusts whom the caller's client trusts, and takes proxies from the environment.
        """
        pool = getattr(getattr(self.client, "_transport", None), "_pool", None)  # it is told nowhere else
        with self.library.Client(verify=getattr(pool, "_ssl_context", None) or True) as client:
            return client.send(question, auth=None, follow_redirects=False)

    async def _body(self, request: Any) -> bytes:
        taken: list[bytes] = []
        size, stream = 0, aiter(request.stream)
        async for chunk in stream:
            taken.append(chunk)
            size += len(chunk)
            if size > self.ward.limit:
                request.stream = _again(self.library.AsyncByteStream, "__aiter__", _joined(tuple(taken), stream))
                return b"".join(taken)
        self.put(request, b"".join(taken))
        return b"".join(taken)


def _again(kind: type, method: str, chunks: Any) -> Any:
    """A stream of *kind* that gives *chunks*, once."""
    return type("Again", (kind,), {method: lambda self: chunks})()  # noqa: ARG005 - it stands for a method


async def _joined(taken: tuple[bytes, ...], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in taken:
        yield chunk
    async for chunk in rest:
        yield chunk
