"""What is sent with requests and httpx2, sync and async, passes the guard: every hop, every client, and whole."""

import asyncio
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx2
import pytest
import requests

from release_guard.hub.outgoing import Ask, Outgoing, Pass, ReleaseBlocked, Reply, Rewrite
from tests.support.recorder import Recorder, recorder
from tests.support.senders import SENDERS, Handlers, Sender, watch


@pytest.fixture
def web() -> Iterator[Recorder]:
    with recorder() as server:
        yield server


@pytest.fixture(params=SENDERS, ids=lambda sender: sender.name)
def sender(request: pytest.FixtureRequest) -> Sender:
    found: Sender = request.param
    return found


@pytest.fixture
def handler(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> Handlers:
    """The guard in place, taken out again after the test."""
    found = Handlers()
    guard(sender, monkeypatch, found)
    return found


def guard(sender: Sender, monkeypatch: pytest.MonkeyPatch, handler: Handlers, limit: int = 1 << 20) -> None:
    for kind, method in sender.wrapped:
        monkeypatch.setattr(kind, method, getattr(kind, method))
    sender.guard(watch(handler, limit=limit))


def test_write_is_told_with_its_method_address_type_and_body(sender: Sender, web: Recorder, handler: Handlers) -> None:
    sender.send("POST", f"{web.url}/api/x?a=1", b'{"a": 1}', **{"Content-Type": "application/json"})
    assert handler.asked == [Outgoing("POST", f"{web.url}/api/x?a=1", "application/json", b'{"a": 1}')]
    assert web.bodies == [b'{"a": 1}']


def test_read_is_not_told(sender: Sender, web: Recorder, handler: Handlers) -> None:
    assert sender.send("GET", f"{web.url}/api/x").status == 200
    assert handler.asked == []


def test_refusal_reaches_the_caller_as_it_is_and_nothing_is_sent(
    sender: Sender, web: Recorder, handler: Handlers
) -> None:
    handler.answers.append(ReleaseBlocked("the whole report"))
    with pytest.raises(ReleaseBlocked, match="the whole report"):
        sender.send("POST", f"{web.url}/api/x", b"{}")
    assert web.seen == []


def test_rewritten_body_goes_out_with_its_length_and_all_other_headers(
    sender: Sender, web: Recorder, handler: Handlers
) -> None:
    handler.answers.append(Rewrite(b'{"private": true}'))
    sender.send("POST", f"{web.url}/api/x", b"{}", Authorization="Bearer hf_x", **{"X-Mine": "kept"})
    (seen,) = web.seen
    assert seen.body == b'{"private": true}'
    assert seen.headers["content-length"] == "17"
    assert (seen.headers["authorization"], seen.headers["x-mine"]) == ("Bearer hf_x", "kept")


def test_rewritten_stream_is_sent_with_its_length(sender: Sender, web: Recorder, handler: Handlers) -> None:
    handler.answers.append(Rewrite(b"other"))
    sender.send("POST", f"{web.url}/api/x", sender.stream([b"ab", b"cd"]))
    assert web.bodies == [b"other"]
    assert "transfer-encoding" not in web.seen[0].headers


def test_every_hop_of_a_redirect_is_told(sender: Sender, web: Recorder, handler: Handlers) -> None:
    web.moved["/old"] = f"{web.url}/new"
    sender.send("POST", f"{web.url}/old", b"{}")
    assert [asked.url for asked in handler.asked] == [f"{web.url}/old", f"{web.url}/new"]
    assert [asked.body for asked in handler.asked] == [b"{}", b"{}"]


def test_hop_to_a_refused_address_is_not_sent(sender: Sender, web: Recorder, handler: Handlers) -> None:
    web.moved["/old"] = f"{web.url}/new"

    def refuse_new(request: Outgoing, ask: Ask) -> Pass:
        if request.url.endswith("/new"):
            raise ReleaseBlocked("not there")
        return Pass()

    handler.answers.append(refuse_new)
    with pytest.raises(ReleaseBlocked):
        sender.send("POST", f"{web.url}/old", b"{}")
    assert [seen.path for seen in web.seen] == ["/old"]


def test_rewritten_body_is_what_follows_a_redirect(sender: Sender, web: Recorder, handler: Handlers) -> None:
    web.moved["/old"] = f"{web.url}/new"
    handler.answers.append(lambda request, ask: Rewrite(b"private") if request.url.endswith("/old") else Pass())
    sender.send("POST", f"{web.url}/old", b"public")
    assert web.bodies == [b"private", b"private"]


def test_stream_of_unknown_size_is_told_and_goes_out_whole(sender: Sender, web: Recorder, handler: Handlers) -> None:
    sender.send("POST", f"{web.url}/api/x", sender.stream([b"ab", b"cd"]))
    assert handler.asked[0].body == b"abcd"
    assert web.bodies == [b"abcd"]


def test_stream_over_the_limit_is_told_as_too_long_and_still_goes_out_whole(
    sender: Sender, web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Handlers()
    guard(sender, monkeypatch, handler, limit=5)
    sender.send("POST", f"{web.url}/api/x", sender.stream([b"abcd", b"efgh", b"ijkl"]))
    assert handler.asked[0].body == b"abcdefgh"
    assert web.bodies == [b"abcdefghijkl"]


def test_body_of_an_upload_is_left_unread(sender: Sender, web: Recorder, handler: Handlers) -> None:
    sender.send("PUT", f"{web.url}/stored", sender.stream([b"ab", b"cd"]))
    assert handler.asked[0].body is None
    assert web.seen[0].headers["transfer-encoding"] == "chunked"
    assert web.bodies == [b"abcd"]


def test_text_is_told_as_bytes(sender: Sender, web: Recorder, handler: Handlers) -> None:
    sender.send("POST", f"{web.url}/api/x", "grün")
    assert handler.asked[0].body == "grün".encode()
    assert web.bodies == ["grün".encode()]


def test_missing_body_is_told_as_an_empty_one(sender: Sender, web: Recorder, handler: Handlers) -> None:
    sender.send("POST", f"{web.url}/api/x")
    assert handler.asked[0].body == b""


@pytest.mark.parametrize("sender", SENDERS[:2], ids=lambda sender: sender.name)
def test_error_in_a_callers_own_stream_is_the_callers(
    sender: Sender, web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parts() -> Iterator[bytes]:
        yield b"ab"
        raise ZeroDivisionError

    handler = Handlers()
    guard(sender, monkeypatch, handler)
    with pytest.raises(ZeroDivisionError):
        sender.send("POST", f"{web.url}/api/x", parts())
    assert handler.asked == []


def test_client_made_before_the_guard_is_guarded(
    sender: Sender, web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sender.client()
    handler = Handlers(ReleaseBlocked("no"))
    guard(sender, monkeypatch, handler)
    with pytest.raises(ReleaseBlocked):
        sender.send("POST", f"{web.url}/api/x", b"{}", client)


def test_second_guard_changes_nothing(
    sender: Sender, web: Recorder, handler: Handlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Handlers()
    sender.guard(watch(second))
    sender.send("POST", f"{web.url}/api/x", b"{}")
    assert (len(handler.asked), len(second.asked)) == (1, 0)


def test_question_carries_the_callers_token_and_is_judged_by_nobody(
    sender: Sender, web: Recorder, handler: Handlers
) -> None:
    replies: list[Reply] = []

    def ask_first(request: Outgoing, ask: Ask) -> Pass:
        replies.append(ask("PUT", f"{web.url}/api/settings", b'{"private": true}'))
        return Pass()

    handler.answers.append(ask_first)
    sender.send("POST", f"{web.url}/api/x", b"{}", Authorization="Bearer hf_x", Cookie="mine=1")
    question, write = web.seen
    assert (question.method, question.path, question.body) == ("PUT", "/api/settings", b'{"private": true}')
    assert question.headers["authorization"] == "Bearer hf_x"
    assert "cookie" not in question.headers
    assert write.path == "/api/x"
    assert (replies[0].status, replies[0].headers["x-told"], replies[0].body) == (
        200,
        "Something",
        b'{"answer": "yes"}',
    )
    assert len(handler.asked) == 1


def test_question_to_another_host_takes_no_token_along(sender: Sender, web: Recorder, handler: Handlers) -> None:
    elsewhere = web.url.replace("127.0.0.1", "localhost")
    handler.answers.append(lambda request, ask: ask("GET", f"{elsewhere}/x", None) and Pass())
    sender.send("POST", f"{web.url}/api/x", b"{}", Authorization="Bearer hf_x")
    assert "authorization" not in web.seen[0].headers


def test_question_follows_no_redirect(sender: Sender, web: Recorder, handler: Handlers) -> None:
    web.moved["/old"] = f"{web.url}/new"
    replies: list[Reply] = []

    def ask_old(request: Outgoing, ask: Ask) -> Pass:
        replies.append(ask("GET", f"{web.url}/old", None))
        return Pass()

    handler.answers.append(ask_old)
    sender.send("POST", f"{web.url}/api/x", b"{}")
    assert (replies[0].status, replies[0].headers["location"]) == (307, f"{web.url}/new")


def test_question_without_an_answer_is_an_oserror(sender: Sender, web: Recorder, handler: Handlers) -> None:
    errors: list[OSError] = []

    def ask_nobody(request: Outgoing, ask: Ask) -> Pass:
        try:
            ask("GET", "http://127.0.0.1:9/secret", None)
        except OSError as error:
            errors.append(error)
        return Pass()

    handler.answers.append(ask_nobody)
    sender.send("POST", f"{web.url}/api/x", b"{}")
    assert len(errors) == 1


def test_many_threads_are_told_once_each(web: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    sender, handler = SENDERS[1], Handlers()
    guard(sender, monkeypatch, handler)
    with httpx2.Client() as client:
        threads = [Thread(target=client.post, args=(f"{web.url}/{number}",)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(asked.url for asked in handler.asked) == sorted(f"{web.url}/{number}" for number in range(16))


def test_client_that_took_over_the_hooks_of_another_is_guarded_by_its_own(
    web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Handlers()
    guard(SENDERS[1], monkeypatch, handler)
    with httpx2.Client() as first:
        first.post(f"{web.url}/first")
        hooks = first.event_hooks

    async def second() -> None:
        async with httpx2.AsyncClient(event_hooks=hooks) as client:
            await client.post(f"{web.url}/second")

    asyncio.run(second())
    assert [asked.url for asked in handler.asked] == [f"{web.url}/first", f"{web.url}/second"]


def test_question_for_an_async_client_does_not_need_its_event_loop(
    web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    deciding, answered = Event(), Event()

    def ask_late(request: Outgoing, ask: Ask) -> Pass:
        deciding.set()
        ask("GET", f"{web.url}/api/settings", None)
        answered.set()
        return Pass()

    async def blocked() -> bool:
        async with httpx2.AsyncClient() as client:
            sending = asyncio.create_task(client.post(f"{web.url}/api/x"))
            while not deciding.is_set():
                await asyncio.sleep(0.001)
            in_time = answered.wait(10)  # as a program does that calls something slow without await
            await sending
        return in_time

    guard(SENDERS[2], monkeypatch, Handlers(ask_late))
    assert asyncio.run(blocked())


@pytest.mark.parametrize("opened", [lambda path: path.open("rb"), lambda path: io.BytesIO(path.read_bytes())])
@pytest.mark.parametrize("sender", SENDERS[:2], ids=lambda sender: sender.name)
def test_file_is_told_from_where_it_stands_and_sent_from_there(
    opened: Callable[[Path], Any],
    sender: Sender,
    web: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    handler = Handlers()
    guard(sender, monkeypatch, handler)
    (tmp_path / "body").write_bytes(b"0123456789")
    with opened(tmp_path / "body") as file:
        file.seek(4)
        sender.send("POST", f"{web.url}/api/x", file)
    assert handler.asked[0].body == b"456789"
    assert web.bodies == [b"456789"]


def test_prepared_request_of_a_caller_keeps_its_own_body(web: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = Handlers(Rewrite(b"private"))
    guard(SENDERS[0], monkeypatch, handler)
    with requests.Session() as session:
        prepared = session.prepare_request(requests.Request("POST", f"{web.url}/api/x", data=b"public"))
        session.send(prepared)
    assert prepared.body == b"public"
    assert web.bodies == [b"private"]


def test_sessions_of_the_module_functions_are_guarded(web: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    for sender in SENDERS[:2]:
        guard(sender, monkeypatch, Handlers(ReleaseBlocked("no")))
    for send in (requests.post, httpx2.post):
        with pytest.raises(ReleaseBlocked):
            send(f"{web.url}/api/x")
    assert web.seen == []


# what gets round a client is met at the last door before the network


class OwnSession(requests.Session):
    """Sends by its adapter, and by nothing of requests that sees every request."""

    def send(self, request: Any, **options: Any) -> requests.Response:
        return self.get_adapter(request.url).send(request, timeout=options.get("timeout"))


class OwnClient(httpx2.Client):
    """Sends by its transport."""

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        return self._send_single_request(request)


class OwnAsyncClient(httpx2.AsyncClient):
    """Sends by its transport."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        return await self._send_single_request(request)


class NoHooks(httpx2.Client):
    """Has no hooks to speak of."""

    def __getattribute__(self, name: str) -> Any:
        return {"request": [], "response": []} if name == "event_hooks" else super().__getattribute__(name)


OWN = ((0, OwnSession), (1, OwnClient), (2, OwnAsyncClient), (1, NoHooks))


@pytest.mark.parametrize(("number", "kind"), OWN, ids=lambda one: getattr(one, "__name__", ""))
def test_client_that_sends_in_its_own_way_is_guarded(
    number: int, kind: Any, web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, handler = SENDERS[number], Handlers(ReleaseBlocked("no"))
    guard(sender, monkeypatch, handler)
    with pytest.raises(ReleaseBlocked):
        sender.send("POST", f"{web.url}/api/x", sender.stream([b"ab", b"cd"]), kind())
    assert sender.send("GET", f"{web.url}/api/x", None, kind()).status == 200
    assert [asked.body for asked in handler.asked] == [b"abcd"]
    assert [seen.method for seen in web.seen] == ["GET"]


def test_questions_of_such_a_client_are_asked_and_its_body_is_rewritten(
    web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asking(request: Outgoing, ask: Ask) -> Rewrite:
        assert ask("GET", request.url, None).status == 200
        return Rewrite(b"private")

    for number, kind in OWN:
        guard(SENDERS[number], monkeypatch, Handlers(asking))
        SENDERS[number].send("POST", f"{web.url}/api/x", b"public", kind(), Authorization="Bearer hf_x")
        monkeypatch.undo()
    told = [(seen.method, seen.body, seen.headers["authorization"]) for seen in web.seen]
    assert told == [("GET", b"", "Bearer hf_x"), ("POST", b"private", "Bearer hf_x")] * len(OWN)


def test_transport_and_adapter_themselves_are_guarded(web: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    for sender in SENDERS[:2]:
        guard(sender, monkeypatch, Handlers(ReleaseBlocked("no")))
    with pytest.raises(ReleaseBlocked), httpx2.HTTPTransport() as transport:
        transport.handle_request(httpx2.Request("POST", f"{web.url}/api/x", content=b"{}"))
    with pytest.raises(ReleaseBlocked):
        requests.adapters.HTTPAdapter().send(requests.Request("POST", f"{web.url}/api/x", data=b"{}").prepare())
    assert web.seen == []


def test_request_that_changes_after_the_decision_is_decided_again(
    web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Swapping(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            request.stream, request.headers["content-length"] = httpx2.ByteStream(b"other"), "5"
            return super().handle_request(request)

    handler = Handlers()
    guard(SENDERS[1], monkeypatch, handler)
    with httpx2.Client(transport=Swapping()) as client:
        client.post(f"{web.url}/api/x", content=b"first")
    assert [asked.body for asked in handler.asked] == [b"first", b"other"]


def test_stream_in_the_place_of_bytes_is_what_is_told(web: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = Handlers()
    guard(SENDERS[1], monkeypatch, handler)
    with httpx2.Client() as client:
        request = client.build_request("POST", f"{web.url}/api/x", content=b"shown")
        request.stream = httpx2.ByteStream(b"taken")
        client.send(request)
    assert handler.asked[0].body == b"taken"
    assert web.bodies == [b"taken"]


class Changing(io.BytesIO):
    """A file that somebody writes to: another reading brings other bytes."""

    readings = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.readings += bool(found)
        return found if self.readings < 2 else found.upper()


@pytest.mark.parametrize("body", [Changing(b"abcd"), bytearray(b"abcd")], ids=["file", "bytearray"])
def test_body_goes_out_as_it_was_told_however_it_reads_later(
    body: Any, web: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Handlers()
    guard(SENDERS[0], monkeypatch, handler)
    requests.post(f"{web.url}/api/x", data=body, timeout=5)
    assert [asked.body for asked in handler.asked] == web.bodies == [b"abcd"]
