"""Puts the guard into httpx and httpx2, which huggingface_hub uses in its 1.x and 2.x lines.

A client's ``send`` is called once for a whole chain of redirects, but its request hooks are called for every hop, after
the caller's own ``auth`` has had its turn. So ``send`` only sees to it that our hook is there, and the hook decides. It
can't put another request in the place of the one that it is given: a rewritten body goes into that one.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
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


class _Guarded(ABC):
    """What both kinds of hook know: who decides, the library, and the client that they belong to."""

    def __init__(self, ward: Watch, package: str, client: Any) -> None:
        self.ward, self.package, self._client = ward, package, ref(client)

    @property
    def library(self) -> Any:
        """``httpx`` or ``httpx2`` itself, imported in full by the time that anything is sent."""
        return sys.modules[self.package]

    @property
    def client(self) -> Any:
        """The client, which is there as long as it sends."""
        return self._client()

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

    def put(self, request: Any, body: bytes) -> None:
        """Give *request* another body, with all other headers kept."""
        request.stream, request._content = self.library.ByteStream(body), body  # noqa: SLF001 - there is no setter
        request.headers.pop("transfer-encoding", None)
        request.headers["content-length"] = str(len(body))

    @abstractmethod
    def asking(self) -> AbstractContextManager[Any]:
        """A sync client for questions of our own."""

    def _ask(self, request: Any, method: str, url: str, body: bytes | None) -> Reply:
        """A question of our own, with the token that *request* carries and nothing else of it."""
        told = watch.headers(request.headers.get("authorization"), str(request.url), url, body)
        timeout = {"timeout": self.library.Timeout(watch.TIMEOUT).as_dict()}
        question = self.library.Request(method, url, headers=told, content=body, extensions=timeout)
        try:
            with watch.own(), self.asking() as client:
                answer = client.send(question, auth=None, follow_redirects=False)
        except self.library.HTTPError as error:
            raise OSError(type(error).__name__) from None  # its own words may quote the address, with what it holds
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status_code, headers, answer.content)


class _Hook(_Guarded):
    """The request hook of one ``Client``."""

    def __call__(self, request: Any) -> None:
        if self.is_concerned(request):
            body = self._body(request) if self.wants_body(request) else None
            self.carry_out(request, self.decide(request, body))

    def asking(self) -> AbstractContextManager[Any]:
        return nullcontext(self.client)

    def _body(self, request: Any) -> bytes:
        """Reads the body. A stream is replaced by bytes; one over the limit by a stream of the same bytes."""
        if hasattr(request, "_content"):
            return bytes(request.content)
        data, whole = watch.parted(request.stream, self.ward.limit)
        if whole is None:
            self.put(request, data)
        else:
            request.stream = _again(self.library.SyncByteStream, "__iter__", whole)
        return data


class _AsyncHook(_Guarded):
    """The request hook of one ``AsyncClient``: the decision is taken in a thread, so that nothing else has to wait."""

    async def __call__(self, request: Any) -> None:
        if self.is_concerned(request):
            from anyio import to_thread

            body = await self._body(request) if self.wants_body(request) else None
            self.carry_out(request, await to_thread.run_sync(self.decide, request, body))

    def asking(self) -> AbstractContextManager[Any]:
        """A client of the thread's own: the event loop may be held up by somebody who waits for this decision.

        It trusts whom the caller's client trusts, and takes proxies from the environment.
        """
        pool = getattr(self.client._transport, "_pool", None)  # noqa: SLF001 - it is told nowhere else
        client: AbstractContextManager[Any] = self.library.Client(verify=getattr(pool, "_ssl_context", None) or True)
        return client

    async def _body(self, request: Any) -> bytes:
        if hasattr(request, "_content"):
            return bytes(request.content)
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
