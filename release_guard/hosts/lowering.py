"""Makes a repository on a forge less visible, and looks afterwards what its host shows: to a token, and to strangers.

What is lost by it is for the forge's module to say. There is no gate on a forge and no step in between: one request
changes the setting, and a request that isn't answered may have done so too, which the look afterwards tells.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from time import sleep
from typing import NamedTuple

from release_guard.hosts import api, kinds, probe, web
from release_guard.hosts.api import Place, Told
from release_guard.hosts.asking import Asker, anybody_joins
from release_guard.hosts.cache import Cache
from release_guard.hosts.forge import INTERNAL, Forge, Seen
from release_guard.hosts.tokens import Credential, at_hand, may_carry
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility
from release_guard.ports import HostError

#: Seconds between the looks at a host that doesn't show the change yet.
_PAUSES = (0.0, 0.5, 1.5)


class Standing(NamedTuple):
    """A repository before it is changed: its ``place`` by its name of today, and how it stands there.

    ``url`` is its https or http address, ``credential`` the one that was shown it.
    """

    place: Destination
    url: str
    at: Place
    seen: Seen
    credential: Credential

    @property
    def forge(self) -> Forge:
        return self.at.forge

    @property
    def narrower(self) -> tuple[str, ...]:
        """The words that keep somebody out there."""
        open_to_all = anybody_joins(self.place, self.forge)
        return tuple(word for word in self.forge.SETTABLE if not (word == INTERNAL and open_to_all))


class Done(NamedTuple):
    """What the host shows after a change, "" where it can't be asked; ``findings`` are empty where it is as meant."""

    shows: str
    findings: tuple[Finding, ...] = ()


class RefusedError(HostError):
    """The host doesn't let us change anything there: no token, or one that is shown nothing."""

    code = "RG404"


def kind_of(asker: Asker, place: Destination, url: str, cache: Cache) -> str:
    """Which forge runs at *place*; raises ``HostError`` where nothing tells."""
    word = kinds.named(place.host, asker.configured, asker.environ) or cache.kind(place.host)
    if word:
        return word
    look = probe.look(url, asker.reach, cache.knows_host)
    if look.kind:
        cache.meet_host(place.host, look.kind)
        return look.kind
    message = f"nothing tells which forge runs at {place.host}" + (
        f" ({look.answer.reason})" if look.answer.reason else ""
    )
    words = "|".join(sorted(kinds.FORGES))
    raise HostError(message, f"git config --global release-guard.{place.host}.host-kind {words}")


def standing(asker: Asker, place: Destination, url: str, cache: Cache) -> Standing:
    """How *place* stands, whose https or http address is *url*. Raises ``HostError``."""
    forge = kinds.FORGES[kind_of(asker, place, url, cache)]
    if not may_carry(url):
        raise RefusedError(f"{place.host} is reached without TLS, so no token is sent there", "use its https address")
    at = api.place(forge, url, place.path)
    if at is None:
        raise HostError(f"{place.path!r} can't be a repository on {forge.NAME}", "name it as in its https address")
    told = api.ask(at, at_hand(forge, asker.address or url, asker.environ, asker.folder), asker.reach)
    if told.seen is None or told.credential is None:
        raise _unseen(forge, place, told)
    today = Destination(place.host, told.seen.path)
    now = _address(url, told.seen.path)
    return Standing(today, now, api.place(forge, now, told.seen.path) or at, told.seen, told.credential)


def _unseen(forge: Forge, place: Destination, told: Told) -> HostError:
    sign_in = forge.sign_in(place.host)
    if told.credential is None:
        return RefusedError(f"no token for {place.host} is at hand, and a stranger can't change {place}", sign_in)
    if told.hidden:
        message = f"{forge.NAME} shows no {place} to the token from {told.credential.origin}"
        return RefusedError(message, f"look at the name; if it is right, sign in as somebody with access: {sign_in}")
    return HostError(f"{place} could not be looked at: {told.reason}", sign_in)


def _address(url: str, path: str) -> str:
    """Where git serves *path* on the host of *url*; every forge takes the ending, not all do without."""
    parts = web.parts_of(url)
    return f"{parts.scheme}://{parts.netloc}/{path}.git"


def lower(before: Standing, word: str, asker: Asker, cache: Cache, pause: Callable[[float], None] = sleep) -> Done:
    """Make the repository as narrow as *word* ("private", "internal"), and look what its host shows.

    The cache forgets the place before and after, so that no push meanwhile goes by what was.
    """
    cache.forget(before.place)
    credential, refusal = _set(before, word, asker)
    shown = _shown(before, word, credential, asker, pause)
    cache.forget(before.place)
    if shown == "":
        message = f"{word} was asked for, and nobody can be asked what {before.place} is now"
        return Done("", (Finding("RG405", message, str(before.place), fix=f"release-guard lower {before.place}"),))
    narrow = before.seen._replace(visibility=shown).is_within(word)
    return Done(shown) if narrow else Done(shown, (_failed(before, word, refusal, shown),))


def _set(before: Standing, word: str, asker: Asker) -> tuple[Credential, str]:
    """Ask with each token until one may; the token that was used last, and its refusal, "" where it was taken."""
    used, refusal = before.credential, ""
    for credential in chain((before.credential,), _others(before, asker)):
        used = credential
        try:
            refusal = api.narrow(before.at, word, credential, asker.reach)
        except HostError as error:
            return used, str(error)  # it may have been done all the same
        if not refusal:
            break
    return used, refusal


def _others(before: Standing, asker: Asker) -> Iterator[Credential]:
    """The other tokens at hand, each looked for only when it is needed."""
    found = at_hand(before.forge, asker.address or before.url, asker.environ, asker.folder)
    return (one for one in found if one.secret != before.credential.secret)


def _shown(before: Standing, word: str, credential: Credential, asker: Asker, pause: Callable[[float], None]) -> str:
    """The widest that the API and a stranger's look show, "" where neither tells."""
    shown = ""
    for seconds in _PAUSES:
        pause(seconds)
        shown = _look(before, credential, asker)
        if shown and before.seen._replace(visibility=shown).is_within(word):
            break
    return shown


def _look(before: Standing, credential: Credential, asker: Asker) -> str:
    stranger = probe.look(before.url, asker.reach, lambda _: True).answer
    if stranger.visibility is Visibility.PUBLIC:
        return "public"
    try:
        told = api.read(before.at, credential, asker.reach)
    except HostError:
        told = Told()
    if told.seen is not None:
        return told.seen.visibility
    return "private" if stranger.visibility is Visibility.PRIVATE else ""


def _failed(before: Standing, word: str, refusal: str, shown: str) -> Finding:
    name, place = before.forge.NAME, before.place
    if refusal:
        fix = f"let an administrator of it do this, or sign in with the right: {before.forge.sign_in(place.host)}"
        return Finding("RG404", f"{place} is {shown} still: {refusal}", str(place), fix=fix)
    message = f"{name} accepted {word}, and {place} shows as {shown} afterwards"
    return Finding("RG405", message, str(place), fix="set it on the repository's settings page, then look again")
