"""What a guarded program calls for each request of its own: the guard of the Hub, put together when it is needed first.

A read costs a look at the method and the address; what `quick` lets pass imports nothing of the judge.
"""

import os
import sys
from functools import lru_cache, partial
from shutil import which
from typing import TYPE_CHECKING

from release_guard.hub import quick
from release_guard.hub.outgoing import Ask, Outgoing, Pass, ReleaseBlocked, Rewrite
from release_guard.hub.reach import concerns, needs_body
from release_guard.hub.state import States

if TYPE_CHECKING:
    from release_guard.hub.guard import Guard
    from release_guard.hub.session import Machine
    from release_guard.model.decision import Decision
    from release_guard.model.destination import Destination

_ANSWERS = ("release-considerations.toml", "release-considerations")

__all__ = ["concerns", "handler", "needs_body"]


def handler(outgoing: Outgoing, ask: Ask) -> Pass | Rewrite:
    """Decide about one request. Raises ``ReleaseBlocked``, also where we ourselves fail (RG001)."""
    try:
        return Pass() if quick.passes(outgoing, ask, _states()) else _guard().handle(outgoing, ask)
    except ReleaseBlocked:
        raise
    except Exception as error:  # noqa: BLE001 - a guard that fails must not open the gate
        from release_guard.wiring import crash

        report = crash.report(error)
        _say(report.splitlines()[0])
        raise ReleaseBlocked(report) from None


@lru_cache(maxsize=1)
def _guard() -> "Guard":
    from release_guard.hub.guard import Guard
    from release_guard.hub.session import Tools
    from release_guard.reports import text
    from release_guard.wiring.libraries import is_command

    return Guard(Tools(_look, text.render, _say, is_command(), _keep, _remember), states=_states())


@lru_cache(maxsize=1)
def _states() -> States:
    """What is known of places, to the quick look and to the guard: what either of them forgets, both forget."""
    return States()


# a child of a fork may have been born while another thread decided: it begins with a guard, and a lock, of its own
os.register_at_fork(after_in_child=_guard.cache_clear)


def _look() -> "Machine":
    """The working project and this machine's settings. Raises ``PortError``."""
    from release_guard.hub.session import Machine, show_nothing
    from release_guard.ports import TreeError

    named = os.environ.get("RELEASE_GUARD_PROJECT")
    if named and not os.path.isdir(named):
        raise TreeError(f"RELEASE_GUARD_PROJECT names {named}, where no folder is", "correct it, or unset it")
    if which("git") is None:
        return _without_git(named or ".")
    from release_guard.wiring import elsewhere, project

    with project.opened() as found:
        uncommitted = found.is_repository and any(os.path.exists(os.path.join(found.top, name)) for name in _ANSWERS)
        forges = partial(elsewhere.at_forges, found.top) if found.is_repository else show_nothing
        return Machine(found.evidence, found.setting, uncommitted, forges)


def _without_git(folder: str) -> "Machine":
    from release_guard.evidence.folder import FolderSource
    from release_guard.git.config import Settings
    from release_guard.hub.session import Machine
    from release_guard.model.destination import Destination
    from release_guard.ports import Evidence
    from release_guard.wiring import machine

    source = FolderSource(os.path.abspath(folder), Destination("file", "/nowhere"), Evidence("no project"))
    return Machine(source.evidence(), machine.setting(Settings()))


def _keep(decisions: "tuple[Decision, ...]") -> "tuple[Decision, ...]":
    """Write decisions into the ledger of this machine."""
    from datetime import datetime, timezone

    from release_guard.wiring import ledger

    return ledger.keep(decisions, "upload", datetime.now(timezone.utc))


def _remember(place: "Destination") -> None:
    """*place* was seen to be public: a push of the other half of its release knows of it without asking."""
    from release_guard.hosts.cache import Cache
    from release_guard.model.visibility import Visibility

    cache = Cache()
    if cache.get(place) is None:
        cache.put(place, Visibility.PUBLIC)


def _say(line: str) -> None:
    """One line for people. A program without a standard error isn't disturbed."""
    from release_guard.reports import text

    if sys.stderr is not None:
        sys.stderr.write(f"{text.clean(line)}\n")
        sys.stderr.flush()
