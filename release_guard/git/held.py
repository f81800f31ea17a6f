"""What the destination of a push holds already: the objects that aren't new there, and its default branch.

Three sources, in the order of how far they can be trusted:

1. the old oids of the push's own lines: git has just read them from the destination;
2. an advertisement: what the destination tells anybody who asks (a local path, or the anonymous probe);
3. tracking refs, ``refs/remotes/<name>/``, of a remote whose address is this destination.

Only the first two make content "already there". Tracking refs outlive ``git remote set-url``: they may be another
repository's, perhaps a private one's, and weights excluded by them would go out unjudged. They serve to find the
default branch where nothing better tells it, unless a line of the push contradicts them.
"""

import os
from collections.abc import Mapping, Sequence

from release_guard.git import remotes
from release_guard.git.plumbing import Git, elsewhere
from release_guard.git.refs import RefLine, is_zero
from release_guard.model.destination import Destination, DestinationError
from release_guard.model.lean import NamedTuple, Protocol
from release_guard.ports import NotFetchedError, TreeError

_BRANCHES = "refs/heads/"
#: What default branches are called where nothing tells.
_USUAL = ("refs/heads/main", "refs/heads/master")
#: So many names go onto a command line.
_FEW = 100


class Advertisement(Protocol):
    """The refs of a place as it shows them: full names to hexadecimal oids, and the name that HEAD stands for.

    ``head`` is "" where the place doesn't tell. A place that is known to be empty, or not to exist, has no refs.
    """

    @property
    def refs(self) -> Mapping[str, str]: ...

    @property
    def head(self) -> str: ...


class Refs(NamedTuple):
    """An ``Advertisement`` made here."""

    refs: Mapping[str, str] = {}
    head: str = ""


class Advertiser(Protocol):
    """Asks a place for its refs; None where it can't or won't tell. No credentials are used."""

    def advertised(self, destination: Destination) -> Advertisement | None: ...


class LocalAdvertiser:
    """Looks into repositories on this machine; *environ* is the environment of the hook."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = elsewhere(os.environ if environ is None else environ)

    def advertised(self, destination: Destination) -> Advertisement | None:
        if not destination.is_local:
            return None
        inside = os.path.join(destination.path, ".git")
        folder = inside if os.path.exists(inside) else destination.path
        with Git(".", {**self._environ, "GIT_DIR": folder}) as git:
            status, listed = git.ask("for-each-ref", "--format=%(objectname) %(refname)")
            if status:
                return None
            head = git.ask("symbolic-ref", "-q", "HEAD")[1]
        return Refs(_refs(listed), _text(head).strip())


def _refs(listed: bytes) -> dict[str, str]:
    pairs = [line.partition(" ")[::2] for line in _text(listed).splitlines()]
    return {name: oid for oid, name in pairs}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


class Held(NamedTuple):
    """What a destination holds, as far as it can be told from here.

    ``oids`` are here and there: everything reachable from them isn't new. ``branch`` and ``tip`` are its default
    branch and that branch's oid, "" where unknown; ``tip`` may not be here. ``empty`` is true only where it is known
    that the destination has no ref at all. ``unseen`` says that nobody could see it until now, so that all of it is new
    to those who will.
    """

    oids: tuple[str, ...] = ()
    branch: str = ""
    tip: str = ""
    empty: bool = False
    unseen: bool = False


def begin(git: Git, lines: Sequence[RefLine], remote: str) -> None:
    """Have git begin with what ``look`` will ask for of the place called *remote* where nobody shows what it holds."""
    if not _is_address(remote):
        git.ahead(_url_of(remote))
        git.ahead(_refs_of(remote, {line.remote: line.old for line in lines}))


def look(
    git: Git, lines: Sequence[RefLine], remote: str, destination: Destination, advertisement: Advertisement | None
) -> Held:
    """Find out what *destination*, called *remote* in this repository, holds. Raises ``TreeError``."""
    told = {line.remote: line.old for line in lines}
    shown = advertisement.refs if advertisement is not None else {}
    names = [oid for oid in dict.fromkeys([*told.values(), *shown.values()]) if not is_zero(oid)]
    oids = tuple([oid for oid, found in zip(names, git.find(names), strict=True) if found])
    if advertisement is not None:
        seen, head = shown, advertisement.head
    else:
        seen, head = _tracking(git, remote, destination, told)
    refs = {name: oid for name, oid in {**seen, **told}.items() if not is_zero(oid)}
    branch = _default(head, refs)
    return Held(oids, branch, refs.get(branch, ""), empty=advertisement is not None and not names)


def _default(head: str, refs: Mapping[str, str]) -> str:
    """The default branch: where HEAD points if that is there, else main, master or the only branch."""
    branches = [name for name in refs if name.startswith(_BRANCHES)]
    if head in refs:
        return head
    for usual in _USUAL:
        if usual in branches:
            return usual
    return branches[0] if len(branches) == 1 else ""


def _tracking(git: Git, remote: str, destination: Destination, told: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The branches of *destination* as last seen, by their names there, and the name of its default one or "".

    Where the push creates a branch that was seen there before, the refs are of another repository, and aren't used.
    """
    name = _remote_of(git, remote, destination)
    if not name:
        return {}, ""
    refs, head = _seen(git, name, _refs_of(name, told))
    if not head and not refs.keys() & set(_USUAL):
        refs, head = _seen(git, name, _every_ref_of(name))  # the only branch may be the default one
    if any(ref in refs and is_zero(old) for ref, old in told.items()):
        return {}, ""
    return refs, head


def _seen(git: Git, remote: str, command: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The tracking refs of *remote* that *command* lists, by their names there, and what its HEAD stands for or ""."""
    prefix = f"refs/remotes/{remote}/"
    rows = [line.split(" ", 2) for line in _text(git.run(*command)).splitlines()]
    refs = {_BRANCHES + ref.removeprefix(prefix): oid for oid, _, ref in rows}
    tip = refs.pop(f"{_BRANCHES}HEAD", "")
    heads = [_BRANCHES + symref.removeprefix(prefix) for _, symref, ref in rows if ref == f"{prefix}HEAD" and symref]
    return ({**refs, heads[0]: tip}, heads[0]) if heads else (refs, "")


def _remote_of(git: Git, remote: str, destination: Destination) -> str:
    """The remote that is fetched from *destination*: *remote* if it is one, else the first with that address."""
    base = os.path.abspath(git.folder)
    status, url = git.ask(*_url_of(remote)) if not _is_address(remote) else (2, b"")
    if status == 0:
        return remote if _names(_text(url).splitlines()[0], base, destination) else ""
    _, listed = git.ask("config", "--null", "--get-regexp", r"^remote\..*\.url$")
    for entry in filter(None, _text(listed).split("\0")):
        key, _, value = entry.partition("\n")
        if _names(value, base, destination):
            return key.removeprefix("remote.").removesuffix(".url")
    return ""


def _url_of(remote: str) -> tuple[str, ...]:
    return ("remote", "get-url", "--", remote)


def _every_ref_of(remote: str) -> tuple[str, ...]:
    return ("for-each-ref", "--format=%(objectname) %(symref) %(refname)", f"refs/remotes/{remote}/")


def _refs_of(remote: str, told: Mapping[str, str]) -> tuple[str, ...]:
    """Of perhaps very many branches those that may be the default one, and those that the push names."""
    *command, prefix = _every_ref_of(remote)
    if len(told) > _FEW:
        return (*command, prefix)
    wanted = dict.fromkeys([f"{_BRANCHES}HEAD", *_USUAL, *told])
    return (*command, *(prefix + ref.removeprefix(_BRANCHES) for ref in wanted if ref.startswith(_BRANCHES)))


def _is_address(remote: str) -> bool:
    return not remote or remote.startswith(("-", ".", "/")) or ":" in remote


def _names(url: str, base: str, destination: Destination) -> bool:
    try:
        return remotes.destination(url, base) == destination
    except DestinationError:
        return False


def standing_tip(git: Git, held: Held) -> str | None:
    """The commit that holds the destination's policy and records, None where it is known to hold nothing.

    Raises ``TreeError`` where that can't be seen from here.
    """
    if held.empty:
        return None
    if not held.tip:
        raise TreeError("the destination's default branch can't be seen from here: run git fetch, then push again")
    if git.find([held.tip])[0] is None:
        branch = held.branch.removeprefix(_BRANCHES)
        raise NotFetchedError(
            f"the destination's {branch} is at {held.tip[:7]}, which isn't here: run git fetch, then push again"
        )
    return held.tip
