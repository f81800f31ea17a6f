"""One GET as a stranger: no netrc, no cookies, no credential helper, no user in the URL, no header of git's config.

Trust and route are git's own (CA store, ``http.sslCAInfo``, proxies); time and size are bounded. What an answer means
is left to ``probe``.
"""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError

from release_guard.ports import HostError

#: The advertisement of a repository with two hundred thousand refs is half as long.
BODY_LIMIT = 32 << 20
_HOPS = 5
_HEADERS = {
    "User-Agent": "git/2.40 (release-guard)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Pragma": "no-cache",
}


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


def get(url: str, reach: Reach) -> Reply:
    """GET *url*, redirects followed; raises ``HostError`` where no whole answer came in time.

    The clock runs for everything, name lookup included, which no timeout of a socket covers: so a thread does the
    work and is left behind when time is up.
    """
    outcome: list[Reply | HostError] = []
    worker = threading.Thread(target=lambda: outcome.append(_attempt(url, reach)), daemon=True)
    worker.start()
    worker.join(reach.seconds)
    if not outcome:
        raise HostError(f"{host_of(url)} did not answer within {reach.seconds:g} s")
    if isinstance(outcome[0], HostError):
        raise outcome[0]
    return outcome[0]


def _attempt(url: str, reach: Reach) -> "Reply | HostError":
    try:
        with _session(reach) as session:
            return _follow(session, url, reach, time.monotonic() + reach.seconds)
    except HostError as error:
        return error
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        return HostError(f"{host_of(url)} could not be asked: {_root(error)}")


def _session(reach: Reach) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # or requests would read ~/.netrc
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update(_HEADERS)
    session.verify = reach.ca or _system_store()
    return session


def _system_store() -> "str | bool":
    paths = ssl.get_default_verify_paths()
    return paths.cafile or paths.capath or True


def _follow(session: requests.Session, url: str, reach: Reach, deadline: float) -> Reply:
    for _ in range(_HOPS):
        url = without_user(url)
        reply = _one(session, url, reach, deadline)
        target = reply.headers.get("location", "") if reply.status in (301, 302, 303, 307, 308) else ""
        if not target:
            return reply
        target = urljoin(url, target)
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
            raise HostError(f"{host_of(url)} redirects from https to something weaker")
        url = target
    raise HostError(f"{host_of(url)} redirects more than {_HOPS} times")


def _one(session: requests.Session, url: str, reach: Reach, deadline: float) -> Reply:
    if urlsplit(url).scheme not in ("http", "https"):
        raise HostError(f"{host_of(url)} is not reached by http")
    left = max(deadline - time.monotonic(), 0.1)
    with session.get(
        url, stream=True, allow_redirects=False, timeout=left, proxies=_proxies(url, reach.proxy)
    ) as response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        body, cut = _read(response, lambda: time.monotonic() > deadline)
        return Reply(url, response.status_code, headers, body, cut)


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


def without_user(url: str) -> str:
    """*url* without user, password and fragment; raises ``HostError`` where it is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise HostError("an address that is no URL can't be asked") from None
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def host_of(url: str) -> str:
    """Host and port of *url*, in lower case; never its user or password."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _root(error: BaseException) -> str:
    """The innermost reason in few words: the wrappings of the HTTP libraries say little and repeat the URL."""
    seen: BaseException = error
    while isinstance(inner := seen.__cause__ or seen.__context__, BaseException):
        seen = inner
    return f"{type(seen).__name__}: {seen}"[:200]
