"""Which requests of a program go to the Hub and may write there, told from their method and address alone.

Leaves what they do to `wire`. Quick, because every request of every program passes here, reads included.
"""

import os
import sys
from collections.abc import Iterator

from release_guard.model.destination import HUB_HOSTS, unquoted
from release_guard.model.lean import NamedTuple

#: Other hosts of the same service: its staging.
_MORE_HOSTS = ("hub-ci.huggingface.co",)
_READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_PORTS = {"https": ":443", "http": ":80"}


class Address(NamedTuple):
    """Where a request goes on the Hub: ``path`` at the root of the Hub's host, and ``query`` without ``?``."""

    path: str
    query: str


def concerns(method: str, url: str) -> bool:
    """Whether the request may write to the Hub: no other is delayed. Never raises."""
    return (method.upper() not in _READS or _may_write(url)) and address(url) is not None


def needs_body(method: str, url: str) -> bool:
    """Whether only the body tells what a request to the Hub does; False for every other host."""
    from release_guard.hub import wire

    found = address(url)
    return found is not None and wire.needs_body(method, found.path)


def address(url: str) -> Address | None:
    """The path and query that *url* means to the Hub; None where it leads elsewhere.

    The Hub is the public one, its staging, the endpoint that huggingface_hub uses (``HF_ENDPOINT``, with its path if it
    has one), and the hosts in ``RELEASE_GUARD_HUB_HOSTS`` (separated by commas, each ``host`` or ``host:port``).
    """
    host, target = _split(url)
    path, _, query = target.partition("?")
    for endpoint in _endpoints():
        other, prefix = _split(endpoint.rstrip("/"))
        if host and host == other and (path == prefix or path.startswith(f"{prefix}/")):
            return Address(path[len(prefix) :], query)
    return Address(path, query) if host in HUB_HOSTS or host in _MORE_HOSTS or host in _named() else None


def endpoint(url: str, found: Address) -> str:
    """What stands before the path of *found*, the address of *url*."""
    return url.partition("#")[0].partition("?")[0].removesuffix(found.path)


def _may_write(url: str) -> bool:
    """A quick look at a read, as in `wire`: only leave to write and the start of a push are more."""
    text = (unquoted(url) if "%" in url else url).lower()
    return "write-token" in text or "receive" in text


def _endpoints() -> Iterator[str]:
    """What the environment says now, and what huggingface_hub took from it when it was imported."""
    yield os.environ.get("HF_ENDPOINT", "")
    yield str(getattr(sys.modules.get("huggingface_hub.constants"), "ENDPOINT", ""))


def _named() -> "tuple[str, ...]":
    named = os.environ.get("RELEASE_GUARD_HUB_HOSTS", "")
    return tuple(host.strip().lower() for host in named.split(",") if host.strip())


def _split(url: str) -> tuple[str, str]:
    """Host, with its port unless that is the scheme's own, and what follows it, without a fragment."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "", ""
    rest = rest.partition("#")[0]
    ends = [at for at in (rest.find("/"), rest.find("?")) if at >= 0]
    end = min(ends, default=len(rest))
    host = rest[:end].rpartition("@")[2].lower()
    return host.removesuffix(_PORTS.get(scheme.lower(), "")).rstrip("."), rest[end:]
