"""Who can read the destination of a push: the rules of this machine and of the push, and how hosts are asked."""

import os

from release_guard.git import remotes
from release_guard.git.config import Settings
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine
from release_guard.git.tree import POLICY, READ_AT_MOST
from release_guard.hosts.visibility import VisibilityOf, https_twin
from release_guard.model.destination import Destination, DestinationError
from release_guard.model.lean import NamedTuple
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import HostError, PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from release_guard.hosts.asking import Asker
    from release_guard.hosts.web import Reach


class Push(NamedTuple):
    """One run of a pre-push hook: its two arguments, what the second one names, and the refs.

    ``partial`` is true where other refs of the same push can't be seen (RG507), ``covered`` where the native hook sees
    those.
    """

    name: str
    url: str
    destination: Destination
    lines: tuple[RefLine, ...]
    partial: bool = False
    covered: bool = False


def destination(url: str, git: Git) -> Destination:
    """The place that git's second argument to the hook names; raises ``HostError`` where it names none."""
    try:
        return remotes.destination(url, os.path.abspath(git.folder))
    except DestinationError as error:
        raise HostError(f"{remotes.shown(url)!r} is no place that can be judged: {error}") from None


def host(git: Git, push: Push, settings: Settings) -> VisibilityOf:
    """The answerer for one push.

    Machine policies and git's own configuration are believed, unless one of the policies can't be read. What they mark
    private the repository's own policy isn't asked about: the shim answers such places without reading any policy.
    Else that policy, wherever it stands, is heard where it says "public".
    """
    machine = _of_machine(settings)
    marked = tuple(PlaceRule(pattern, Visibility.PRIVATE) for pattern in settings.private)
    trusted = () if machine is None else (*machine, *marked)
    private = machine is not None and push.destination.matches(settings.private)
    twin = remotes.https_twin(push.url) or https_twin(push.destination)
    pushed = () if private else _of_repository(git, push)
    return VisibilityOf(
        trusted,
        pushed,
        reach=lambda: reach(git, twin),
        twin=lambda _: twin,
        asker=lambda: asker(git, twin, push.url),
        internal=lambda: _internal(git, push, settings),
    )


def asker(git: Git, twin: str, address: str = "") -> "Asker":
    """What asks the API of the host of *twin* with a token that is at hand; *address* is what git was given."""
    from release_guard.hosts.asking import Asker

    told = address if address.lower().startswith(("https://", "http://")) else ""
    return Asker(reach(git, twin), git.environ, git.folder, kinds_of_hosts(git), told)


def kinds_of_hosts(git: Git) -> dict[str, str]:
    """The forge at each host, as git's system and global configuration names it: ``release-guard.HOST.host-kind``."""
    pattern = r"^release-guard\..*\.host-kind$"
    _, listed = git.ask("config", "--show-scope", "--null", "--get-regexp", pattern)
    fields = listed.decode("utf-8", "replace").split("\0")
    said: dict[str, str] = {}
    for scope, entry in zip(fields[::2], fields[1::2], strict=False):
        key, _, word = entry.partition("\n")
        host = key.removeprefix("release-guard.").removesuffix(".host-kind")
        if scope in ("system", "global"):
            said[host.partition("://")[2 if "://" in host else 0].rstrip("/").lower()] = word.strip().lower()
    return said


def _internal(git: Git, push: Push, settings: Settings) -> Visibility:
    """What a repository counts as that every member of its host can read: the widest that any policy says."""
    from release_guard.evidence import policy_files
    from release_guard.formats import policy
    from release_guard.model.policy import Policy

    try:
        machine = policy_files.of_machine(settings.policy, settings.scopes)
    except PolicyError:
        return Visibility.PUBLIC
    texts = [(file.data, file.path) for file in machine] + [(data, POLICY) for data in _policies(git, push)]
    read = (policy.parse(data, path) for data, path in texts if b"internal" in data)
    return max((one.internal for one in read if isinstance(one, Policy)), default=Visibility.PRIVATE)


def _of_machine(settings: Settings) -> tuple[PlaceRule, ...] | None:
    """The places of the machine's policies; None where one can't be read, of which the judge will tell."""
    from release_guard.evidence import policy_files

    try:
        files = policy_files.of_machine(settings.policy, settings.scopes)
    except PolicyError:
        return None
    return tuple(rule for file in files for rule in rules(file.data, file.path))


def _of_repository(git: Git, push: Push) -> tuple[PlaceRule, ...]:
    """What the repository's own policies say of places."""
    return tuple(rule for text in _policies(git, push) for rule in rules(text, POLICY))


def _policies(git: Git, push: Push) -> tuple[bytes, ...]:
    """Those of the pushed tips, of HEAD, and of the destination as last seen: a ref without a policy is a push too."""
    seen = (f"refs/remotes/{push.name}/{branch}" for branch in ("HEAD", "main", "master"))
    tips = dict.fromkeys((*(line.new for line in push.lines if not line.deletes), "HEAD", *seen))
    found = (git.read(f"{tip}:{POLICY}", READ_AT_MOST) for tip in tips)
    return tuple(dict.fromkeys(text.data for text in found if text is not None))


def rules(data: bytes, path: str) -> tuple[PlaceRule, ...]:
    """The place rules of one policy; its reader isn't even imported where there is none.

    One that can't be read might call a local path public, which nothing else would tell; the judge says what is wrong.
    """
    if b"place" not in data:
        return ()
    from release_guard.formats import policy
    from release_guard.model.policy import Policy

    read = policy.parse(data, path)
    return read.places if isinstance(read, Policy) else (PlaceRule("file:**", Visibility.PUBLIC),)


def reach(git: Git, twin: str) -> "Reach":
    """The network as git reaches it for this address: its proxy and its certificates, none of its credentials."""
    from release_guard.hosts.web import Reach
    from release_guard.wiring import hook_start

    hook_start.whole()
    _, listed = git.ask("config", "--null", "--get-urlmatch", "http", twin)
    told = dict(entry.partition("\n")[::2] for entry in listed.decode("utf-8", "replace").split("\0") if entry)
    ca = told.get("http.sslcainfo") or told.get("http.sslcapath") or ""
    return Reach(told.get("http.proxy", ""), os.path.expanduser(ca))
