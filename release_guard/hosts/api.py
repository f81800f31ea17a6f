"""Asks a forge's API about one repository with a token that is at hand, and changes who sees it.

How each forge is asked is left to its module (``forge.Forge``), where tokens come from to ``tokens``, and what follows
from an answer to ``visibility`` and ``lowering``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from release_guard.hosts import forge as forges
from release_guard.hosts import web
from release_guard.hosts.forge import Forge, Seen
from release_guard.hosts.tokens import Credential, may_carry
from release_guard.hosts.web import Call, Reach, Reply
from release_guard.ports import HostError

_AGENT = "release-guard"


class Told(NamedTuple):
    """What an API said of a repository: ``seen``, or the ``reason`` why it said nothing.

    ``hidden`` is true where it took the token and shows no such repository to it: there is none, or it isn't public.
    ``credential`` is the one that was used last.
    """

    seen: Seen | None = None
    reason: str = ""
    hidden: bool = False
    moment: datetime | None = None
    credential: Credential | None = None


class Place(NamedTuple):
    """One repository on one forge: the API's ``base`` address, and its ``path`` below that."""

    forge: Forge
    base: str
    path: str

    @property
    def url(self) -> str:
        return self.base + self.path


def place(forge: Forge, url: str, path: str) -> "Place | None":
    """The repository *path* on the host of *url* (https or http); None where the forge can hold no such thing, or where
    a token would travel in the open."""
    parts = web.parts_of(url)
    base = forge.api(parts.scheme, web.host_of(url))
    below = forge.repository(path)
    return Place(forge, base, below) if below and may_carry(base) else None


def ask(place: Place, credentials: Iterable[Credential], reach: Reach) -> Told:
    """Ask with each of *credentials* until one is shown the repository; never raises for what a host does.

    One that reaches nothing else is no reason to stop: the next may see more. A host that doesn't answer isn't asked
    again.
    """
    last = Told(reason="no token for it is at hand")
    for credential in credentials:
        try:
            found = read(place, credential, reach)
        except HostError as error:
            return last._replace(reason=str(error), credential=credential)
        if found.seen is not None:
            return found
        last = found._replace(hidden=found.hidden or last.hidden)
    return last


def read(place: Place, credential: Credential, reach: Reach) -> Told:
    """What the API shows to *credential*. Raises ``HostError`` where it doesn't answer."""
    reply = web.send(_call(place, credential), reach)
    moment = web.moment_of(reply)
    if reply.status == 200 and not reply.cut:
        seen = place.forge.seen(forges.fields(reply))
        if seen is not None:
            return Told(seen, moment=moment, credential=credential)
        return Told(None, f"{_who(place)} didn't say who can see it", moment=moment, credential=credential)
    hidden = reply.status == 404 and bool(forges.fields(reply))
    return Told(None, refusal(place, reply), hidden, moment, credential)


def narrow(place: Place, word: str, credential: Credential, reach: Reach) -> str:
    """Make the repository as narrow as *word*; the value is the refusal in words, "" where it was accepted.

    Whether it took is for a reading to show. Raises ``HostError`` where the API doesn't answer.
    """
    import json

    change = place.forge.narrowed(word)
    reply = web.send(_call(place, credential, change.method, json.dumps(dict(change.body)).encode()), reach)
    return "" if 200 <= reply.status < 300 else refusal(place, reply)


def _call(place: Place, credential: Credential, method: str = "GET", body: bytes = b"") -> Call:
    kind = {"Content-Type": "application/json"} if body else {}
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **place.forge.headers(credential), **kind}
    return Call(place.url, headers, method, body, stays=True)


def refusal(place: Place, reply: Reply) -> str:
    """Why the API didn't do it: what it says itself, and the right that was missing where it tells."""
    if 300 <= reply.status < 400:
        return f"{_who(place)} sends us to another host, which isn't shown the token"
    words = [f"{_who(place)} answered HTTP {reply.status}", _message(reply), place.forge.lacking(reply)]
    return ": ".join(word for word in words if word)


def _who(place: Place) -> str:
    return f"{place.forge.NAME} ({web.host_of(place.base)})"


def _message(reply: Reply) -> str:
    """The message of an error, in one short line; each forge keeps it in one of a few places."""
    data = forges.fields(reply)
    error = data.get("error")
    said = data.get("message") or (error.get("message") if isinstance(error, dict) else error) or ""
    if isinstance(said, dict):  # GitLab names the field that was wrong
        said = "; ".join(f"{key} {value}" for key, value in said.items())
    line = " ".join(str(said).split())
    return "".join(char if char.isprintable() else "?" for char in line)[:200].rstrip(".")
