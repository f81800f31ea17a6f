"""The questions that are put to the Hub, and the few things that it is told: one repository at a time, over an ``Ask``.

Facts: huggingface_hub's ``HfApi`` of the lines 0.30 to 2.x, and the hub docs' "API endpoints". What is asked is asked
again where the Hub is busy (429, 5xx) or out of reach for a moment. What is told may have come through although the
answer didn't, so nobody tells it twice before looking.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from release_guard.hub import replies
from release_guard.hub.outgoing import Ask, Reply, Stream
from release_guard.hub.replies import MissingError, RefusedError
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility, of_hub
from release_guard.ports import Answer, HostError

__all__ = ["AT_ONCE", "Hub", "Info", "MissingError", "RefusedError"]

#: How often the same question is put to a Hub that is busy.
_TRIES = 4
_REDIRECTS, _HOPS = frozenset({301, 302, 303, 307, 308}), 5
_HOW = "Hub API"
#: What is asked of each kind of place; buckets and kernels tell all that they have, unasked.
_EXPAND = {
    "models": ("private", "gated", "downloads", "likes"),
    "datasets": ("private", "gated", "downloads", "likes"),
    "spaces": ("private", "likes"),
}
#: Files that are fetched at a time; more would only meet the Hub's rate limit sooner.
AT_ONCE = 8
#: No listing is longer; a Hub whose pages lead in a circle must not hold us.
_PAGES_AT_MOST = 10_000


_Item = TypeVar("_Item")
_Found = TypeVar("_Found")


class Info(NamedTuple):
    """What the Hub says of a repository now. ``gate`` is False, "auto" or "manual", also while it is private.

    ``moment`` is the Hub's own clock; ``downloads`` counts those of the last thirty days, ``likes`` all of them.
    """

    place: Destination
    private: bool
    gate: object
    moment: datetime | None
    downloads: int = 0
    likes: int = 0

    @property
    def visibility(self) -> Visibility:
        return of_hub(private=self.private, gated=self.gate)

    @property
    def answer(self) -> Answer:
        """The same as the gate's port wants it."""
        return Answer(self.visibility, _HOW, host_moment=self.moment)


class Hub:
    """One Hub at *endpoint* ("https://huggingface.co"), asked through *ask*; *pause* waits for seconds.

    Files are fetched *at_once* at a time, from as many threads; 1 where *ask* can't be shared. The content of buckets
    comes through *stream*; without one it can't be read. Where the Hub says how long to wait, that is done for up to
    *patience* seconds.
    """

    def __init__(
        self,
        ask: Ask,
        endpoint: str,
        pause: Callable[[float], None] = time.sleep,
        at_once: int = AT_ONCE,
        stream: Stream | None = None,
        patience: float = 20.0,
    ) -> None:
        self._ask, self._pause, self.at_once, self._stream = ask, pause, at_once, stream
        self._patience = patience
        self.endpoint = endpoint.rstrip("/")

    def info(self, place: Destination) -> Info:
        """Who can read *place* now. Raises ``HostError`` where the Hub doesn't say, or shows no such repository."""
        fields = "&".join(f"expand={field}" for field in _EXPAND.get(place.kind, ()))
        reply = self._get(f"{_api(place)}?{fields}" if fields else _api(place), place)
        said = replies.value(reply, place)
        if not isinstance(said, dict) or not isinstance(said.get("private"), bool):
            raise HostError(f"the Hub didn't say whether {place} is private")
        found = said.get("id")
        here = place._replace(path=found) if isinstance(found, str) and found.count("/") == 1 else place
        gate = said.get("gated", False) if Visibility.GATED_MANUAL in place.holds else False
        counts = (said.get(name) for name in ("downloads", "likes"))
        downloads, likes = (count if isinstance(count, int) else 0 for count in counts)
        return Info(here, said["private"], gate, replies.moment(reply.headers), downloads, likes)

    def shown_as(self, place: Destination) -> str:
        """The word by which the list of its owner's places tells who sees *place*; "" where no list tells it.

        Only there a Space that is "protected" is told from a private one (``HfApi.list_user_repos``): for a member of
        the organisation, or for its owner.
        """
        for path in (f"/api/organizations/{place.namespace}/settings/repositories", "/api/settings/repositories"):
            try:
                every = (one for one in self.pages(path, place) if isinstance(one, dict))
                found = next((one for one in every if _is_entry_of(place, one)), None)
            except HostError:
                continue
            if found is not None:
                return str(found.get("visibility"))
        return ""

    def pages(self, path: str, place: Destination) -> Iterator[Any]:
        """Every entry of a listing, page after page (RFC 8288, as the Hub's clients follow it)."""
        seen: set[str] = set()
        following: str | None = path
        while following is not None and following not in seen and len(seen) < _PAGES_AT_MOST:
            seen.add(following)
            reply = self._get(following, place)
            found = replies.value(reply, place)
            if not isinstance(found, list):
                raise HostError(f"the Hub's listing of {place} can't be understood")
            yield from found
            following = replies.next_page(reply.headers)

    def read(self, path: str, place: Destination) -> Any:
        """One answer in JSON."""
        return replies.value(self._get(path, place), place)

    def file(self, place: Destination, commit: str, path: str) -> bytes:
        """The bytes of a file that isn't kept by LFS."""
        from urllib.parse import quote

        kind = "" if place.kind == "models" else f"{place.kind}/"
        return self._get(f"/{kind}{place.path}/resolve/{commit}/{quote(path)}", place).body

    def content(self, place: Destination, path: str, xet_hash: str) -> Iterator[bytes]:
        """The bytes of a file in the bucket *place*, piece by piece, from wherever the Hub keeps them.

        Raises ``HostError``, also where the file isn't the one that *xet_hash* names any longer.
        """
        from urllib.parse import quote

        if self._stream is None:
            raise HostError(f"the content of {place} can't be read from here")
        at = f"/buckets/{place.path}/resolve/{quote(path, safe='')}"
        reply = self._get(at, place, "HEAD")
        if reply.headers.get("x-xet-hash", xet_hash) != xet_hash:
            raise HostError(f"somebody changed {path} in {place} while it was looked at", "run it again")
        to = reply.headers.get("location", "")
        try:
            yield from self._stream(to or self.endpoint + at, not to)
        except OSError as error:
            raise HostError(f"{path} in {place} can't be read to its end: {replies.network(error)}") from error

    def several(self, items: Iterable[_Item], fetch: Callable[[_Item], _Found]) -> Iterator[tuple[_Item, _Found]]:
        """Every item with what *fetch* brings for it, in order; a few at a time, so that memory stays flat."""
        left = iter(items)
        if self.at_once == 1:
            yield from ((item, fetch(item)) for item in left)
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(self.at_once) as pool:
            while some := list(islice(left, self.at_once)):
                yield from zip(some, pool.map(fetch, some), strict=True)

    def tell(self, place: Destination, settings: Mapping[str, object]) -> None:
        """Change the settings of *place*; raises ``RefusedError``. Whether they took is for a reading to show."""
        self._tell("PUT", f"{_api(place)}/settings", place, settings)

    def squash(self, place: Destination, branch: str, message: str) -> None:
        """Make the present state of *branch* its only commit, which nothing brings back; raises ``RefusedError``."""
        from urllib.parse import quote

        self._tell("POST", f"{_api(place)}/super-squash/{quote(branch, safe='')}", place, {"message": message})

    def wait(self, again: int) -> None:
        """Wait before something is tried *again* (0: for the first time)."""
        self._pause(replies.wait({}, again, self._patience))

    @staticmethod
    def is_busy(status: int) -> bool:
        """Whether the same may be answered otherwise in a moment; 0 stands for no answer."""
        return status == 0 or status in replies.BUSY

    def _tell(self, method: str, path: str, place: Destination, body: Mapping[str, object]) -> None:
        import json

        try:
            reply = self._hops(method, path, json.dumps(body).encode())
        except OSError as error:
            raise RefusedError(f"the Hub gave no answer about {place}: {replies.network(error)}") from error
        if reply.status >= 300:
            raise RefusedError(f"the Hub refused for {place}: {replies.reason(reply)}", reply.status)

    def _get(self, path: str, place: Destination, method: str = "GET") -> Reply:
        for again in range(_TRIES):
            last = again == _TRIES - 1
            try:
                reply = self._hops(method, path, None)
            except OSError as error:
                if last:
                    raise HostError(f"the Hub can't be reached about {place}: {replies.network(error)}") from error
                self.wait(again)
                continue
            if reply.status not in replies.BUSY or last:
                break
            self._pause(replies.wait(reply.headers, again, self._patience))
        if reply.status >= 400 or (reply.status >= 300 and method != "HEAD"):
            raise replies.unread(reply, place)
        return reply

    def _hops(self, method: str, path: str, body: bytes | None) -> Reply:
        """Ask, and follow redirects as long as they stay on this Hub: another host would be shown the token."""
        for _ in range(_HOPS):
            reply = self._ask(method, self.endpoint + path, body)
            to = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not to:
                return reply
            path = to.removeprefix(self.endpoint)
            if not path.startswith("/") or path.startswith("//"):
                return reply
        return reply


def _api(place: Destination) -> str:
    return f"/api/{place.kind}/{place.path}"


def _is_entry_of(place: Destination, entry: dict[str, Any]) -> bool:
    return entry.get("type") == place.kind.removesuffix("s") and entry.get("id") == place.path
