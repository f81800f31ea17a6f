"""Asks the Hub on our own behalf, through whichever huggingface_hub is installed (0.30 to 2.x).

Its session knows the proxies and certificates of this machine, and it finds the token that ``HF_TOKEN`` names or
that ``hf auth login`` saved. The token is handed from there to the request and nowhere else.
"""

from typing import Any

from release_guard import __version__
from release_guard.hub import watch
from release_guard.hub.outgoing import Reply

#: Seconds for one answer.
TIMEOUT = 30.0
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
    from huggingface_hub import get_token
    from huggingface_hub.utils import get_session  # type: ignore[attr-defined]

    session: Any = get_session()
    token = get_token()
    headers = {"User-Agent": f"release-guard/{__version__}", "Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    on_requests = type(session).__module__.partition(".")[0] == "requests"
    content, follow = ("data", "allow_redirects") if on_requests else ("content", "follow_redirects")
    try:
        with watch.own():
            answer = session.request(method, url, headers=headers, timeout=TIMEOUT, **{content: body, follow: False})
        return Reply(
            answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content
        )
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _STACKS:
            raise OSError(type(error).__name__) from error  # its own words may quote the address, with what it holds
        raise
