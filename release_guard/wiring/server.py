"""The pre-receive hook of a git server: ``python -I -m release_guard.wiring.hook pre-receive [OPTIONS]``.

It needs no network, no home and no disk to write on, and refuses when its time is up. Who can read the repository, and
by which policies it is judged, is the server's word; the judgement itself is stage two (``received``).
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import NamedTuple

from release_guard.git import refs, server_config
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine
from release_guard.git.server_config import ServerSettings
from release_guard.hosts import served
from release_guard.model.destination import Destination, DestinationError
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, PolicyError, PortError

USAGE, NOT_JUDGED = 2, 3
_USAGE = "usage: release-guard hook pre-receive [--policy FILE] [--destination DEST | --host HOST] [--visibility V]"
_OPTIONS = ("--policy", "--destination", "--host", "--visibility", "--deadline")
#: Seconds of computing after the deadline, when even the refusal didn't get its turn: then the process is ended.
_GRACE = 1.0


class Received(NamedTuple):
    """One push as the server sees it: where to, who can read there, and the refs; *settings* are the server's."""

    destination: Destination
    answer: Answer
    lines: tuple[RefLine, ...]
    settings: ServerSettings
    policy: str
    pusher: str


def main(arguments: Sequence[str]) -> int:
    """Judge one push that a server receives; the exit code is 0 where git may take it. Our own failures refuse too."""
    prefix = _prefix()
    watch = Watch(prefix)
    watch.ends_after(server_config.DEADLINE)
    try:
        told = _options(arguments)
        if told is None:
            return _say(f"{prefix}{_USAGE}", USAGE)
        return _pre_receive(told, refs.parse_received(sys.stdin.buffer.read()), watch)
    except PortError as error:
        from release_guard.wiring import received

        return received.not_judged(error, prefix)
    except Exception as error:  # noqa: BLE001 - a guard that fails must not open the gate
        from release_guard.wiring import crash

        return _say("".join(f"{prefix}{line}\n" for line in crash.report(error).splitlines()), NOT_JUDGED)


def _pre_receive(told: dict[str, str], lines: tuple[RefLine, ...], watch: "Watch") -> int:
    """Judge *lines*: in silence and at once where the repository is private."""
    if not lines:
        return 0
    with Git() as git:
        settings = _settings(git, told)
        watch.ends_after(settings.deadline)
        push = look(git, lines, settings, told.get("--policy", ""))
        if push.answer.visibility is Visibility.PRIVATE:
            return 0
        from release_guard.wiring import received

        return received.judge(git, push, watch.prefix)


def _options(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options with their values, None where they make no sense."""
    words = iter(arguments)
    told: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if name not in _OPTIONS:
            return None
        value = value if equals else next(words, "")
        if not value:
            return None
        told[name] = value
    return told


def _settings(git: Git, told: dict[str, str]) -> ServerSettings:
    """The server's configuration, with the options of the hook in the place of what it says. Raises ``PolicyError``."""
    settings = server_config.read(git)
    for name, value in told.items():
        settings = server_config.with_value(settings, name.removeprefix("--"), value)
    return settings


def look(git: Git, lines: tuple[RefLine, ...], settings: ServerSettings, policy: str = "") -> Received:
    """Find out what the repository of *git* is called and who can read it. Raises ``PolicyError`` and ``TreeError``."""
    folder = os.path.realpath(os.fsdecode(git.run("rev-parse", "--absolute-git-dir")).rstrip("\n"))
    known = served.told(os.environ, folder)
    try:
        place = served.destination(known, settings.destination, settings.host, folder)
    except DestinationError as error:
        raise PolicyError(f"the server's name for this repository is no destination: {error}") from None
    trusted = _trusted(settings, policy)
    configured = None if trusted is None else settings.visibility
    exported = os.path.join(folder, "git-daemon-export-ok")
    answer = served.answer(
        place, known, configured, trusted or (), _pushed(git, lines), lambda: os.path.exists(exported)
    )
    return Received(place, answer, lines, settings, policy, known.pusher)


def _trusted(settings: ServerSettings, policy: str) -> tuple[PlaceRule, ...] | None:
    """The places of the server's policies and configuration; None where a policy can't be read: the judge will tell."""
    from release_guard.evidence import policy_files
    from release_guard.wiring import places

    try:
        files = policy_files.of_machine(settings.settings.policy, settings.settings.scopes)
        files += (policy_files.read(policy, "the policy of the hook"),) if policy else ()
    except PolicyError:
        return None
    marked = tuple(PlaceRule(pattern, Visibility.PRIVATE) for pattern in settings.settings.private)
    return (*marked, *(rule for file in files for rule in places.rules(file.data, file.path)))


def _pushed(git: Git, lines: tuple[RefLine, ...]) -> tuple[PlaceRule, ...]:
    """What the push and the default branch say of places; only "public" is heard."""
    from release_guard.git.tree import POLICY, READ_AT_MOST
    from release_guard.wiring import places

    tips = dict.fromkeys(("HEAD", *(line.new for line in lines if not line.deletes)))
    found = (git.read(f"{tip}:{POLICY}", READ_AT_MOST) for tip in tips)
    texts = dict.fromkeys(text.data for text in found if text is not None)
    return tuple(rule for text in texts for rule in places.rules(text, POLICY))


def too_late(seconds: float) -> tuple[str, ...]:
    """What is said when the time is up; made before the catalogue is imported, so it can't be looked up there."""
    return (
        f"release-guard: RG006 time-budget-spent: the judgement took more than {seconds:g} seconds",
        "    fix: push fewer commits at a time, or on the server: git config release-guard.deadline SECONDS",
        "release-guard: not judged, so refused; more: release-guard explain RG006",
    )


class Watch:
    """Ends this process when its time is up. Nothing can catch that, and what is said was made before.

    A program that computes without ever coming back to Python is ended by the system, a little later.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._began = time.monotonic()
        self._words = b""
        signal.signal(signal.SIGALRM, self._refuse)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def ends_after(self, seconds: float) -> None:
        """Let the whole judgement, counted from its beginning, take *seconds*."""
        self._words = "".join(f"{self.prefix}{line}\n" for line in too_late(seconds)).encode()
        left = max(0.001, self._began + seconds - time.monotonic())
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.setitimer(signal.ITIMER_PROF, left + _GRACE)

    def _refuse(self, _number: int, _frame: FrameType | None) -> None:
        os.write(2, self._words)
        os._exit(NOT_JUDGED)


def _prefix() -> str:
    """What GitLab shows of a hook in its web pages begins so."""
    return "GL-HOOK-ERR: " if "GL_PROJECT_PATH" in os.environ or "GL_REPOSITORY" in os.environ else ""


def _say(words: str, status: int) -> int:
    sys.stderr.write(words if words.endswith("\n") else f"{words}\n")
    return status
