"""One way to send a request with each HTTP library that is installed here, sync and async."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from types import ModuleType
from typing import Any, NamedTuple

import httpx2
import httpx2._client
import requests
import requests.sessions

from release_guard.hub import stack_httpx, stack_requests
from release_guard.hub.outgoing import Ask, Handler, Outgoing, Pass, Rewrite
from release_guard.hub.watch import Watch


class Answer(NamedTuple):
    """What came back."""

    status: int
    url: str


class Sender:
    """Sends with requests; ``guard`` is its stack's, ``wrapped`` are the methods that it wraps, each with its class."""

    name = "requests"
    wrapped: tuple[tuple[Any, str], ...] = ((requests.Session, "send"), (requests.adapters.HTTPAdapter, "send"))
    module: ModuleType = requests.sessions

    def guard(self, watch: Watch) -> None:
        stack_requests.guard(self.module, watch)

    def client(self) -> Any:
        return requests.Session()

    def send(self, method: str, url: str, body: Any = None, client: Any = None, **headers: str) -> Answer:
        with client or self.client() as session:
            answer = session.request(method, url, data=body, headers=headers)
        return Answer(answer.status_code, answer.url)

    def stream(self, chunks: list[bytes]) -> Any:
        """A body of unknown size, that can be read once."""
        return iter(chunks)


class SyncSender(Sender):
    """Sends with ``httpx2.Client``."""

    name = "httpx2"
    wrapped: tuple[tuple[Any, str], ...] = (
        (httpx2.Client, "send"),
        (httpx2.AsyncClient, "send"),
        (httpx2.HTTPTransport, "handle_request"),
        (httpx2.AsyncHTTPTransport, "handle_async_request"),
    )
    module = httpx2._client

    def guard(self, watch: Watch) -> None:
        stack_httpx.guard(self.module, watch)

    def client(self) -> Any:
        return httpx2.Client(follow_redirects=True)

    def send(self, method: str, url: str, body: Any = None, client: Any = None, **headers: str) -> Answer:
        with client or self.client() as session:
            answer = session.request(method, url, content=body, headers=headers)
        return Answer(answer.status_code, str(answer.url))

    def stream(self, chunks: list[bytes]) -> Any:
        def parts() -> Iterator[bytes]:
            yield from chunks

        return parts()


class AsyncSender(SyncSender):
    """Sends with ``httpx2.AsyncClient``, in an event loop of its own."""

    name = "httpx2-async"

    def client(self) -> Any:
        return httpx2.AsyncClient(follow_redirects=True)

    def send(self, method: str, url: str, body: Any = None, client: Any = None, **headers: str) -> Answer:
        return asyncio.run(self._send(client or self.client(), method, url, body, headers))

    async def _send(self, client: Any, method: str, url: str, body: Any, headers: dict[str, str]) -> Answer:
        async with client as session:
            answer = await session.request(method, url, content=body, headers=headers)
        return Answer(answer.status_code, str(answer.url))

    def stream(self, chunks: list[bytes]) -> Any:
        async def parts() -> AsyncIterator[bytes]:
            for chunk in chunks:
                yield chunk

        return parts()


SENDERS = (Sender(), SyncSender(), AsyncSender())


class Handlers:
    """A handler that notes what it is asked, and answers what it is given; an exception in its place is raised."""

    def __init__(self, *answers: Any) -> None:
        self.asked: list[Outgoing] = []
        self.answers = list(answers)

    def __call__(self, request: Outgoing, ask: Ask) -> Pass | Rewrite:
        self.asked.append(request)
        answer = self.answers[0] if self.answers else Pass()
        if callable(answer):
            answer = answer(request, ask)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Pass | Rewrite)
        return answer


def watch(handler: Handler, *, limit: int = 1 << 20) -> Watch:
    """Every write concerns *handler*; the body of a PUT is left unread, as that of an upload."""
    return Watch(handler, lambda method, url: method != "GET", lambda method, url: method == "POST", limit)
