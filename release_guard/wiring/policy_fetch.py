"""Brings outer policies here, from git or from an https address: what is pinned, and what has been written since.

The only place where policies meet a network; no hook and no judgement comes here. What a policy means is for others.
"""

from typing import NamedTuple

from release_guard.evidence import outer_policies
from release_guard.evidence.policy_cache import digest
from release_guard.formats import extends
from release_guard.formats.extends import Extends, Kind
from release_guard.git import policy_source
from release_guard.git.plumbing import Git
from release_guard.hosts import anonymous, web
from release_guard.ports import HostError, PolicyError
from release_guard.wiring import places

_LARGEST = policy_source.LARGEST


class Newer(NamedTuple):
    """What stands at a source now: the pin that names it, its bytes, and the commits that led there, newest first.

    ``descends`` is false where the pinned commit isn't among the ancestors of the newest.
    """

    pin: Extends
    data: bytes
    log: tuple[str, ...] = ()
    descends: bool = True


def pinned(named: Extends) -> bytes:
    """The bytes that *named* leads to, whatever they are. Raises ``PolicyError``."""
    if named.kind is Kind.GIT:
        return policy_source.file_at(extends.local_path(named.source), named.rev, named.path)
    return at_address(named.source)


def at_address(url: str) -> bytes:
    """What an https address shows to a stranger. Raises ``PolicyError``."""
    shown = extends.without_user(url)
    try:
        with Git() as git:
            reply = anonymous.get(url, places.reach(git, url)._replace(seconds=30.0))
    except HostError as error:
        raise PolicyError(
            f"{shown} can't be fetched: {error}", f"see that it can be reached: curl -fsSL {shown}"
        ) from None
    if reply.status != 200:
        message = f"{shown} can't be fetched: {web.host_of(reply.url)} answered with HTTP {reply.status}"
        fix = "correct source under [extends]; what needs a password is best kept in a git repository"
        raise PolicyError(message, fix)
    if reply.cut or len(reply.body) > _LARGEST:
        raise PolicyError(f"{shown} shows more than {_LARGEST} bytes, which no policy has", "name the right file")
    return reply.body


def newest(named: Extends, folder: str = "", branch: str = "") -> Newer:
    """What the source of *named* holds now, pinned or not; a relative one is in *folder*. Raises ``PolicyError``.

    Where the source is a repository and *named* says no file in it, the file is ``release-policy.toml``.
    """
    placed = outer_policies.placed(named, folder)
    if placed.kind is Kind.URL:
        data = at_address(placed.source)
        return Newer(named._replace(sha256=digest(data)), data)
    if placed.kind is Kind.FILE and not policy_source.is_repository(extends.local_path(placed.source)):
        data = outer_policies.read(outer_policies.place(placed), f"the policy {named.shown}").data
        return Newer(named._replace(sha256=digest(data)), data)
    path = named.path or "release-policy.toml"
    source = extends.local_path(placed.source)
    found = policy_source.newest(source, path, named.rev, branch)
    pin = named._replace(rev=found.rev, path=path, sha256=digest(found.data))
    return Newer(pin, found.data, found.log, found.descends)
