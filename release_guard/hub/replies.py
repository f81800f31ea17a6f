"""What an answer of the Hub means: JSON, the next page, a refusal in words, how long to wait, and the Hub's clock."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from release_guard.hub.outgoing import Reply
from release_guard.model.destination import Destination
from release_guard.ports import HostError

#: Answers after which the same question is worth another try.
BUSY = frozenset({408, 429, 500, 502, 503, 504})
#: The seconds until a window of the Hub's rate limit is over (hub docs, "Rate limits").
_RESET = re.compile(r";\s*t=(\d{1,5})\b")


class RefusedError(HostError):
    """The Hub said no to something that it was told; ``status`` is the HTTP status, 0 where no answer came."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class MissingError(HostError):
    """The Hub shows us no such repository: it isn't there, or it is hidden from whoever asks."""


def value(reply: Reply, place: Destination) -> Any:
    """The JSON of an answer. Raises ``HostError``."""
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        raise HostError(f"the Hub's answer about {place} is no JSON") from None


def next_page(headers: Mapping[str, str]) -> str | None:
    """Path and query of the next page, without the host: a Hub behind a gateway may name itself, not the gateway."""
    for link in headers.get("link", "").split(","):
        address, _, relation = link.partition(";")
        if 'rel="next"' in relation:
            parts = urlsplit(address.strip(" <>"))
            return f"{parts.path}?{parts.query}"
    return None


def unread(reply: Reply, place: Destination) -> HostError:
    """Why something could not be read, as the error to raise."""
    if reply.status in (401, 404) and reply.headers.get("x-error-code", "RepoNotFound") == "RepoNotFound":
        fix = "look at the name; if it is right, sign in with a token that reaches it: hf auth login"
        return MissingError(f"the Hub shows us no {place}", fix)
    seconds = _reset(reply.headers) if reply.status == 429 else 0
    fix = f"wait {seconds} seconds for the Hub's rate limit, then run it again" if seconds else ""
    return HostError(f"the Hub doesn't let us read {place}: {reason(reply)}", fix)


def reason(reply: Reply) -> str:
    """What the Hub says of a refusal, in one line; never a header that holds a token, since answers hold none."""
    said = reply.headers.get("x-error-message") or f"HTTP status {reply.status}"
    return " ".join(said.split())[:300]


def network(error: OSError) -> str:
    """What is wrong with the network, without addresses that hold a password."""
    return error.strerror or str(error) or type(error).__name__


def wait(headers: Mapping[str, str], again: int, longest: float) -> float:
    """Seconds to wait before something is tried *again* (0: for the first time), *longest* at most."""
    told = headers.get("retry-after", "")
    seconds = int(told) if told.isascii() and told.isdigit() else _reset(headers)
    return min(float(seconds) if seconds or told == "0" else 0.5 * 2**again, longest)


def _reset(headers: Mapping[str, str]) -> int:
    found = _RESET.search(headers.get("ratelimit", ""))
    return int(found[1]) if found else 0


def moment(headers: Mapping[str, str]) -> datetime | None:
    """The Hub's own clock; None where it doesn't tell a time with a zone."""
    try:
        found = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo is not None else None
