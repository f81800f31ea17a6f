"""What answers of the Hub mean: how long to wait, what to say of a refusal, where the next page is."""

import pytest

from release_guard.hub import replies
from release_guard.hub.api import Hub
from release_guard.hub.outgoing import Reply
from release_guard.model.destination import parse
from release_guard.ports import HostError

PLACE = parse("hf:models/acme/digits")
LIMIT = {"ratelimit": '"api";r=0;t=120', "ratelimit-policy": '"fixed window";"api";q=1000;w=300'}


@pytest.mark.parametrize(
    ("headers", "again", "seconds"),
    [
        ({}, 0, 0.5),
        ({}, 3, 4.0),
        ({"retry-after": "7"}, 0, 7.0),
        ({"retry-after": "0"}, 2, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, 1, 1.0),
        (LIMIT, 0, 120.0),
        ({**LIMIT, "retry-after": "3"}, 0, 3.0),
        ({"retry-after": "100000"}, 0, 300.0),
    ],
)
def test_the_wait_is_what_the_hub_asks_for_and_no_longer(headers: dict[str, str], again: int, seconds: float) -> None:
    assert replies.wait(headers, again, 300.0) == seconds


def test_a_rate_limit_is_waited_for_as_long_as_patience_allows() -> None:
    waited: list[float] = []
    answers = iter([Reply(429, LIMIT), Reply(200, {}, b"[]")])
    hub = Hub(lambda *_: next(answers), "http://hub", waited.append, patience=310.0)

    assert list(hub.pages("/api/models", PLACE)) == []
    assert waited == [120.0]


def test_a_limit_that_outlasts_patience_says_how_long_to_wait() -> None:
    waited: list[float] = []
    hub = Hub(lambda *_: Reply(429, LIMIT), "http://hub", waited.append)

    with pytest.raises(HostError) as found:
        hub.read("/api/models", PLACE)

    assert found.value.fix == "wait 120 seconds for the Hub's rate limit, then run it again"
    assert max(waited) == 20.0


def test_the_next_page_is_asked_for_at_the_host_that_was_asked() -> None:
    link = {"link": '<https://huggingface.co/api/models?cursor=abc&limit=2>; rel="next"'}
    assert replies.next_page(link) == "/api/models?cursor=abc&limit=2"
    assert replies.next_page({"link": '<https://huggingface.co/api>; rel="prev"'}) is None


def test_a_refusal_is_said_in_one_line() -> None:
    reply = Reply(403, {"x-error-message": "No\n  way   in"})
    assert replies.reason(reply) == "No way in"
    assert replies.reason(Reply(502)) == "HTTP status 502"
