"""Where a release goes: one canonical form for every place, and what each place can hold (formats.md)."""

import re
from functools import lru_cache

from release_guard.model import globs
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility

HUB_HOSTS = frozenset({"huggingface.co", "hf.co", "www.huggingface.co"})
HUB_KINDS = ("models", "datasets", "spaces", "kernels", "buckets")
#: A name has at most 253 characters (RFC 1035, section 2.3.4), and a port may follow; no host has longer paths.
_LONGEST_HOST, _LONGEST_PATH = 260, 4096
_GATED = frozenset(Visibility)
_UNGATED = frozenset({Visibility.PRIVATE, Visibility.PUBLIC})
_WITH_PORT = r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}/"


class DestinationError(ValueError):
    """The text names no place that could be judged; the message says why."""


class Destination(NamedTuple):
    """One place. ``host`` is ``hf``, ``file`` or a host name; ``path`` has no leading slash (but ``file``'s has)."""

    host: str
    path: str
    kind: str = "git"

    def __str__(self) -> str:
        if self.host == "hf":
            return f"hf:{self.kind}/{self.path}"
        if self.host == "file":
            return f"file:{self.path}"
        return f"{self.host}/{self.path}"

    @property
    def is_hub(self) -> bool:
        return self.host == "hf"

    @property
    def is_local(self) -> bool:
        return self.host == "file"

    @property
    def namespace(self) -> str:
        """The account or organisation that owns the place."""
        return self.path.split("/", 1)[0]

    @property
    def holds(self) -> "frozenset[Visibility]":
        """The visibilities that this place can have: only models and datasets on the Hub have a gate."""
        return _GATED if self.is_hub and self.kind in ("models", "datasets") else _UNGATED

    def matches(self, patterns: "tuple[str, ...]") -> bool:
        """Whether one of the canonical *patterns* covers this place; case counts only in local paths."""
        return _covered(self, patterns)


@lru_cache(maxsize=256)
def _covered(place: Destination, patterns: "tuple[str, ...]") -> bool:
    """Kept, because every review of a release names the same few patterns."""
    if place.is_local:
        return globs.matches_any(patterns, str(place))
    return globs.matches_any(tuple(pattern.lower() for pattern in patterns), str(place).lower())


def parse(text: str, *, base: str = "", for_git: bool = False) -> Destination:
    """Read a canonical form, a URL, an scp-like address or a local path.

    User, password, default port, ``.git`` and a final slash are dropped, so no credential survives. A relative local
    path is resolved against *base* (an absolute folder). "git.example:3000/acme/digits" is a host with its port, unless
    the text is *for_git*, which reads a folder 3000 there. Raises ``DestinationError`` where the text names no place.
    """
    text = text.strip()
    if not text or any(ord(char) < 32 for char in text):
        raise DestinationError("an empty name or one with control characters is no destination")
    if text.startswith("hf:"):
        return _hub(text[3:].removeprefix("//"))
    if text.startswith("file:"):
        return _local(unquoted(text.removeprefix("file://")) if text.startswith("file://") else text[5:], base)
    scheme, separator, rest = text.partition("://")
    if separator:
        return _from_url(scheme, rest)
    if not for_git and re.match(_WITH_PORT, text):
        host, _, path = text.partition("/")
        return _remote(re.sub(r":(22|443)$", "", host), path)
    if re.match(r"[^/]+:", text) and not re.match(r"[A-Za-z]:[\\/]", text):
        return _from_scp(text)
    head = text.split("/", 1)[0]
    if text.startswith((".", "/", "~")) or "/" not in text or ("." not in head and head != "localhost"):
        return _local(text, base)
    return _remote(head, text[len(head) :])


def _from_url(scheme: str, rest: str) -> Destination:
    scheme = scheme.lower().removeprefix("git+").removesuffix("+git")
    authority, _, path = rest.partition("/")
    host = authority.rpartition("@")[2]
    default = {"ssh": ":22", "https": ":443", "http": ":80", "git": ":9418"}.get(scheme)
    if default is None:
        raise DestinationError(f"the transport {scheme!r} is not known, so nothing can be said of who reads there")
    return _remote(host.removesuffix(default), re.split(r"[?#]", path)[0])


def _from_scp(text: str) -> Destination:
    """``[user@]host:path``, or with brackets around the host, its user and its port (git's ``connect.c``)."""
    bracketed = re.match(r"(?:[^@\[/]*@)?\[([^\]]+)\]:(.*)", text, re.DOTALL)
    if bracketed:
        host = bracketed[1].rpartition("@")[2]
        literal = host.count(":") > 1
        return _remote(f"[{host}]" if literal else host.removesuffix(":22"), bracketed[2])
    address = text.rpartition("@")[2] if "@" in text.split("/", 1)[0] else text
    match = re.match(r"([^:]+):(.*)", address, re.DOTALL)
    if match is None:
        raise DestinationError(f"{address!r} is neither a URL nor an address")
    return _remote(match[1], match[2])


def _remote(host: str, path: str) -> Destination:
    host = host.lower().rstrip(".")
    if len(host) > _LONGEST_HOST or len(path) > _LONGEST_PATH:
        raise DestinationError(f"{host[:40]!r} and what follows are too long for the name of a place")
    try:
        host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise DestinationError(f"{host!r} is no host name") from None
    path = re.sub(r"/+", "/", unquoted(path)).strip("/")
    path = path.removesuffix(".git").rstrip("/")
    if not host or not path or any(part in ("..", ".") for part in path.split("/")):
        raise DestinationError("a host and the path of a repository are needed")
    if host in HUB_HOSTS:
        return _hub(path)
    return Destination(host, path)


def unquoted(text: str) -> str:
    """*text* without percent encoding (RFC 3986, section 2.1)."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _hub(path: str) -> Destination:
    parts = [part for part in path.strip("/").split("/") if part]
    kind = parts.pop(0) if parts and parts[0] in HUB_KINDS else "models"
    if len(parts) < 2:
        raise DestinationError(f"a place on the Hub is KIND/NAMESPACE/NAME, not {path!r}")
    return Destination("hf", "/".join(parts[:2]).removesuffix(".git"), kind)


def _local(path: str, base: str) -> Destination:
    if not path.startswith("/"):
        if not base:
            raise DestinationError(f"{path!r} is relative to an unknown folder")
        path = f"{base}/{path}"
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return Destination("file", "/" + "/".join(parts))
