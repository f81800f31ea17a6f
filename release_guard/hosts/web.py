"""HTTP with one host: trust and route are git's own, time and size are bounded, and no secret leaves its host.

No netrc, no cookies, no user in the URL, no header of git's configuration. What is asked, and what an answer means, is
left to ``anonymous`` (strangers) and ``api`` (with a token).
"""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError

from release_guard.ports import HostError

#: The advertisement of a repository with two hundred thousand refs is half as long.
BODY_LIMIT = 32 << 20
_HOPS = 5
_ANY_METHOD = (307, 308)
_REDIRECTS = (301, 302, 303, *_ANY_METHOD)


class Reach(NamedTuple):
    """How the network is reached: ``proxy`` is git's http.proxy ("" leaves it to the environment), ``ca`` git's
    http.sslCAInfo or http.sslCAPath ("" means the system's store), ``seconds`` the time that all of it may take."""

    proxy: str = ""
    ca: str = ""
    seconds: float = 5.0


class Reply(NamedTuple):
    """What came back: the final ``url``, the header names in lower case, the body, and whether it was ``cut``."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False


class Call(NamedTuple):
    """What is sent. With ``stays`` a redirect to another scheme, host or port isn't followed, but is the reply.

    ``headers`` may hold a secret, and then ``stays`` has to be set. Only a GET follows every kind of redirect.
    """

    url: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""
    stays: bool = False

    def __repr__(self) -> str:
        return f"Call({self.method} {self.url})"


def send(call: Call, reach: Reach) -> Reply:
    """Send *call*, redirects followed; raises ``HostError`` where no whole answer came in time.

    The clock runs for everything, name lookup included, which no timeout of a socket covers: so a thread does the
    work and is left behind when time is up.
    """
    outcome: list[Reply | HostError] = []
    worker = threading.Thread(target=lambda: outcome.append(_attempt(call, reach)), daemon=True)
    worker.start()
    worker.join(reach.seconds)
    if not outcome:
        raise HostError(f"{host_of(call.url)} did not answer within {reach.seconds:g} s")
    if isinstance(outcome[0], HostError):
        raise outcome[0]
    return outcome[0]


def _attempt(call: Call, reach: Reach) -> "Reply | HostError":
    try:
        with _session(reach) as session:
            return _follow(session, call, reach, time.monotonic() + reach.seconds)
    except HostError as error:
        return error
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        said = _root(error)
        secret = call.headers.get("Authorization", "").rpartition(" ")[2]
        return HostError(f"{host_of(call.url)} could not be asked: {said.replace(secret, '...') if secret else said}")


def _session(reach: Reach) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # or requests would read ~/.netrc
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.verify = reach.ca or _system_store()
    return session


def _system_store() -> "str | bool":
    paths = ssl.get_default_verify_paths()
    return paths.cafile or paths.capath or True


def _follow(session: requests.Session, call: Call, reach: Reach, deadline: float) -> Reply:
    for _ in range(_HOPS):
        call = call._replace(url=without_user(call.url))
        reply = _one(session, call, reach, deadline)
        target = reply.headers.get("location", "") if _leads_on(call, reply.status) else ""
        if not target:
            return reply
        target = urljoin(call.url, target)
        if call.stays and _origin(target) != _origin(call.url):
            return reply
        if urlsplit(call.url).scheme == "https" and urlsplit(target).scheme != "https":
            raise HostError(f"{host_of(call.url)} redirects from https to something weaker")
        call = call._replace(url=target)
    raise HostError(f"{host_of(call.url)} redirects more than {_HOPS} times")


def _leads_on(call: Call, status: int) -> bool:
    return status in (_REDIRECTS if call.method == "GET" else _ANY_METHOD)


def _one(session: requests.Session, call: Call, reach: Reach, deadline: float) -> Reply:
    if urlsplit(call.url).scheme not in ("http", "https"):
        raise HostError(f"{host_of(call.url)} is not reached by http")
    left = max(deadline - time.monotonic(), 0.1)
    with session.request(
        call.method,
        call.url,
        headers=dict(call.headers),
        data=call.body or None,
        stream=True,
        allow_redirects=False,
        timeout=left,
        proxies=_proxies(call.url, reach.proxy),
    ) as response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        body, cut = _read(response, lambda: time.monotonic() > deadline)
        return Reply(call.url, response.status_code, headers, body, cut)


def _proxies(url: str, proxy: str) -> "dict[str, str]":
    if not proxy:
        return dict(requests.utils.get_environ_proxies(url, no_proxy=None))
    if requests.utils.should_bypass_proxies(url, no_proxy=None):
        return {}
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    return {"http": proxy, "https": proxy}


def _read(response: requests.Response, late: "Callable[[], bool]") -> "tuple[bytes, bool]":
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_content(65536):
        pieces.append(piece)
        size += len(piece)
        if size > BODY_LIMIT or late():
            return b"".join(pieces), True
    return b"".join(pieces), False


def moment_of(reply: Reply) -> "datetime | None":
    """The host's own clock, None where it shows none."""
    try:
        moment = parsedate_to_datetime(reply.headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def parts_of(url: str) -> SplitResult:
    """The parts of *url*; raises ``HostError`` where it is no URL."""
    try:
        return urlsplit(url)
    except ValueError:
        raise HostError("an address that is no URL can't be asked") from None


def without_user(url: str) -> str:
    """*url* without user, password and fragment; raises ``HostError`` where it is no URL."""
    parts = parts_of(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def host_of(url: str) -> str:
    """Host and port of *url*, in lower case, a port that goes without saying left out; never its user or password."""
    parts = urlsplit(url)
    usual = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return parts.netloc.rpartition("@")[2].lower().removesuffix(usual)


def _origin(url: str) -> "tuple[str, str]":
    return urlsplit(url).scheme, host_of(url)


def _root(error: BaseException) -> str:
    """The innermost reason in few words: the wrappings of the HTTP libraries say little and repeat the URL."""
    seen: BaseException = error
    while isinstance(inner := seen.__cause__ or seen.__context__, BaseException):
        seen = inner
    return f"{type(seen).__name__}: {seen}"[:200]
