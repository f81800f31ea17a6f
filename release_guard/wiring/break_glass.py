"""The push that an override is for: HEAD on its way to one place, seen exactly as the hook will see it."""

from typing import NamedTuple

from release_guard import gate
from release_guard.git import config, known_remotes
from release_guard.git.held import LocalAdvertiser
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine
from release_guard.hosts.visibility import https_twin
from release_guard.model.attempt import Facts
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, TreeError
from release_guard.wiring import machine, places
from release_guard.wiring import push as pushes
from release_guard.wiring.places import Push

_TRACKING = "refs/remotes"


class Coming(NamedTuple):
    """What a push of HEAD would bring: the place's visibility, and the facts of each release (none: nothing new)."""

    answer: Answer
    facts: tuple[Facts, ...]


def coming(git: Git, destination: Destination) -> Coming:
    """Gather what a push of HEAD to *destination* would be judged by. Raises ``PortError``."""
    settings = config.read(git)
    name, url = _remote(git, destination)
    push = Push(name or url, url, destination, (_line(git, name, destination),))
    host = places.host(git, push, settings)
    answer = host.visibility_of(destination)
    wanted = Visibility.PUBLIC if answer.visibility is None else answer.visibility
    if wanted is Visibility.PRIVATE:
        return Coming(answer, ())
    sources = pushes.sources(git, push, host, answer.place)
    setting = machine.setting(settings)
    return Coming(answer, tuple(one for source in sources for one in gate.facts(source, answer, setting, wanted)))


def _remote(git: Git, destination: Destination) -> tuple[str, str]:
    """The name of the remote that is *destination*, "" where there is none, and the address to ask at."""
    name, url = known_remotes.leading_to(git, destination)
    return name, url or (destination.path if destination.is_local else https_twin(destination))


def _line(git: Git, remote: str, destination: Destination) -> RefLine:
    """The line that the hook will be handed: HEAD, its place there, and what was last seen in that place."""
    head = git.find(["HEAD^{commit}"])[0]
    if head is None:
        raise TreeError("there is no commit yet, so nothing could be pushed")
    place = _branch_there(git, remote)
    shown = LocalAdvertiser().advertised(destination)
    if shown is not None:
        old = shown.refs.get(place, "")
    else:
        seen = git.find([place.replace("refs/heads", f"{_TRACKING}/{remote}", 1)])[0] if remote else None
        old = seen.oid if seen is not None else ""
    return RefLine("HEAD", head.oid, place, old or "0" * len(head.oid))


def _branch_there(git: Git, remote: str) -> str:
    """The ref that a push of the present branch would go to."""
    tracked = _text(git.ask("rev-parse", "--symbolic-full-name", "@{push}"))
    if remote and tracked.startswith(f"{_TRACKING}/{remote}/"):
        return tracked.replace(f"{_TRACKING}/{remote}", "refs/heads", 1)
    return _text(git.ask("symbolic-ref", "-q", "HEAD")) or "refs/heads/main"


def _text(answer: tuple[int, bytes]) -> str:
    status, output = answer
    return output.decode("utf-8", "surrogateescape").strip() if status == 0 else ""
