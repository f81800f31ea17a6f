"""What all forges have in common: how their modules are asked, and what they say of a repository.

A forge is one of the modules ``github``, ``gitlab``, ``gitea`` and ``bitbucket``. They hold no state and send nothing:
each says where its API is, how a request is signed, and what an answer means. Sending is left to ``api``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from release_guard.hosts.tokens import Client, Credential
from release_guard.hosts.web import Reply

#: What a forge calls the visibility of a repository. Only some of them have "internal": every signed-in member.
PRIVATE, INTERNAL, PUBLIC = "private", "internal", "public"
_WIDTHS = (PRIVATE, INTERNAL, PUBLIC)


class Seen(NamedTuple):
    """A repository as its forge shows it: ``path`` is its name there today, ``visibility`` one of the three words.

    The counts are -1 where the forge doesn't tell them.
    """

    path: str
    visibility: str
    forks: int = -1
    stars: int = -1
    watchers: int = -1

    def is_within(self, word: str) -> bool:
        """Whether it is no more visible than *word*."""
        return _WIDTHS.index(self.visibility) <= _WIDTHS.index(word)


class Change(NamedTuple):
    """A request that sets the visibility: its method and its JSON body."""

    method: str
    body: Mapping[str, object]


class Forge(Protocol):
    """One kind of host, by ``NAME``; ``SETTABLE`` are the words that a repository can be narrowed to."""

    @property
    def NAME(self) -> str: ...  # noqa: N802 (a module's constant)

    @property
    def SETTABLE(self) -> tuple[str, ...]: ...  # noqa: N802

    def api(self, scheme: str, host: str, /) -> str:
        """The address of the API of *host*, without a final slash."""

    def repository(self, path: str, /) -> str:
        """The path below the API of the repository *path* ("acme/digits"); "" where that can't be one."""

    def headers(self, credential: Credential, /) -> Mapping[str, str]:
        """The headers that sign a request with *credential*."""

    def tokens(self, environ: Mapping[str, str], host: str, /) -> Iterator[Credential]:
        """The tokens in *environ* that belong to *host*."""

    def client(self, host: str, /) -> Client | None:
        """The command that prints the token for *host*, where the forge has such a client."""

    def seen(self, data: Mapping[str, Any], /) -> Seen | None:
        """What the API says of a repository; None where it says too little."""

    def narrowed(self, word: str, /) -> Change:
        """The change that makes a repository as narrow as *word*."""

    def lost(self, seen: Seen, word: str, /) -> tuple[str, ...]:
        """What making it *word* takes from people, in sentences without a full stop."""

    def sign_in(self, host: str, /) -> str:
        """What gives this machine a token for *host* that may change who sees a repository."""

    def lacking(self, reply: Reply, /) -> str:
        """Which right or scope a refused request lacked, in words; "" where the forge doesn't tell."""


def bearer(credential: Credential) -> Mapping[str, str]:
    """RFC 6750: the secret is a token, whoever is named beside it."""
    return {"Authorization": f"Bearer {credential.secret}"}


def basic(credential: Credential) -> Mapping[str, str]:
    """RFC 7617: user and secret, as git itself would send them."""
    from base64 import b64encode

    pair = f"{credential.user}:{credential.secret}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode('ascii')}"}


def segments(path: str, prefix: str) -> str:
    """*prefix* and the two segments of *path*, quoted; "" where there aren't two."""
    parts = path.split("/")
    return f"{prefix}/{quote(parts[0], safe='')}/{quote(parts[1], safe='')}" if len(parts) == 2 and all(parts) else ""


def host_in(value: str) -> str:
    """The host, with its port, that a variable names as a host or as a URL; "" where it names none."""
    return value.strip().partition("://")[2 if "://" in value else 0].partition("/")[0].rpartition("@")[2].lower()


def count(data: Mapping[str, Any], key: str) -> int:
    """A number of an answer, -1 where there is none."""
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else -1


def some(number: int, one: str, many: str) -> str:
    """A count in words: "3 stars", "1 star", and "stars" where nobody told how many."""
    return many if number < 0 else f"{number} {one if number == 1 else many}"


def fields(reply: Reply) -> Mapping[str, Any]:
    """The JSON object of an answer; empty where it is none."""
    import json

    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
