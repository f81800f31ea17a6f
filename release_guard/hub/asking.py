"""Asks the Hub on our own behalf, through whichever huggingface_hub is installed (0.30 to 2.x).

Its session knows the proxies and certificates of this machine, and it finds the token that ``HF_TOKEN`` names or
that ``hf auth login`` saved. The token is handed from there to the request and nowhere else.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from release_guard import __version__
from release_guard.hub import watch
from release_guard.hub.outgoing import Ask, Reply

#: Seconds for one answer.
TIMEOUT = 30.0
#: Bytes that are held at a time of a large file.
_PIECE = 1 << 20
#: Whose errors are errors of the network, though those of httpx are no ``OSError``.
_STACKS = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "requests", "urllib3"})


def endpoint() -> str:
    """The Hub that huggingface_hub talks to (``HF_ENDPOINT``)."""
    from huggingface_hub import constants

    return constants.ENDPOINT


def ask(method: str, url: str, body: bytes | None) -> Reply:
    """Implements ``outgoing.Ask``. Redirects are not followed: the caller decides who may see the token.

    The in-process guard lets it pass: whoever asks here has judged what it asks for.
    """
    return _asked(method, url, body, _headers())


def with_token(authorization: str | None, caller: str) -> Ask:
    """Asks in the same way with the token that somebody else's request takes to the address *caller*."""
    return lambda method, url, body: _asked(method, url, body, watch.headers(authorization, caller, url, body))


def _asked(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Reply:
    session = _session()
    content = "data" if _on_requests(session) else "content"
    with _network_errors(), watch.own():
        answer = session.request(method, url, headers=headers, timeout=TIMEOUT, **{content: body, **_alone(session)})
    return Reply(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content)


def stream(url: str, token: bool) -> Iterator[bytes]:
    """Implements ``outgoing.Stream``. Storage gets no token: its addresses are signed. The guard lets reads pass."""
    session = _session()
    headers = {**_headers(token=token), "Accept-Encoding": "identity"}
    with _network_errors():
        if _on_requests(session):
            answer = session.get(url, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False)
            with closing(answer):
                _must_be_content(answer.status_code)
                yield from answer.iter_content(_PIECE)
        else:
            with session.stream("GET", url, headers=headers, timeout=TIMEOUT, follow_redirects=False) as answer:
                _must_be_content(answer.status_code)
                yield from answer.iter_bytes(_PIECE)


def _session() -> Any:
    from huggingface_hub.utils import get_session  # type: ignore[attr-defined]

    return get_session()


def _on_requests(session: Any) -> bool:
    return type(session).__module__.partition(".")[0] == "requests"


def _alone(session: Any) -> dict[str, bool]:
    """The option by which a redirect isn't followed."""
    return {"allow_redirects" if _on_requests(session) else "follow_redirects": False}


def _headers(*, token: bool = True) -> dict[str, str]:
    from huggingface_hub import get_token

    found = get_token() if token else None
    headers = {"User-Agent": f"release-guard/{__version__}", "Content-Type": "application/json"}
    return headers | ({"Authorization": f"Bearer {found}"} if found else {})


def _must_be_content(status: int) -> None:
    if status != 200:
        raise OSError(f"HTTP status {status}")


@contextmanager
def _network_errors() -> Iterator[None]:
    """Errors of each HTTP library as ``OSError``."""
    try:
        yield
    except Exception as error:
        if type(error) is OSError:
            raise
        if isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _STACKS:
            raise OSError(type(error).__name__) from error  # its own words may quote the address, with what it holds
        raise
