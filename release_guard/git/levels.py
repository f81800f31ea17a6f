"""What stands between a push and the world, the nearest first: which of it is in force, what advises and what binds.

Each level that isn't in force has the exact command, or the step, that puts it there.
"""

import os

from release_guard.git import hooks_folder
from release_guard.git.belt import SINCE, Belt
from release_guard.git.chain import Chain
from release_guard.git.hook_files import GATE
from release_guard.git.hooks_folder import HooksFolder
from release_guard.model.lean import NamedTuple

IN_FORCE, HIDDEN, MISSING, UNSEEN = "in force", "hidden", "not there", "can't be seen from here"
ADVISES, BINDS = "advises", "binds"
REQUIRED_CHECK = "make `release-guard check --range A..B` a required check on the host"
_CLONE = "the hook of this clone"
_SERVERS = "on the server: release-guard install --server PATH"


class Level(NamedTuple):
    """One level: its name, its state in words, whether it advises or binds, and what puts it in force ("": nothing)."""

    name: str
    state: str
    reach: str
    next: str = ""


def of(force: HooksFolder, own: str, belt: Belt, *, sits: bool, works: bool, calls: bool) -> "tuple[Level, ...]":
    """The levels of a repository with the hooks folders *force* and *own*.

    *sits* says whether our shim is in force, *works* whether it can judge, *calls* whether the project's script calls
    the gate first.
    """
    clone = Level(_CLONE, *_of_clone(force, own, sits=sits, works=works, calls=calls))
    return (
        clone,
        _of_configuration(force, belt),
        *(_of_all(scope, force, works=works) for scope in ("user", "system")),
        Level("a hook on the server", UNSEEN, BINDS, _SERVERS),
        Level("a required check on the host", UNSEEN, BINDS, REQUIRED_CHECK),
    )


def fix_for(force: HooksFolder) -> str:
    """What puts the gate into the folder *force*, as a command or an edit."""
    if force.is_relative:
        return hooks_folder.line_for(force)
    scope = {"global": " --scope user", "command": " --scope user", "system": " --scope system"}.get(force.scope, "")
    return f"release-guard install{scope}"


def _of_clone(force: HooksFolder, own: str, *, sits: bool, works: bool, calls: bool) -> "tuple[str, str, str]":
    """State, reach and next step of the hook that belongs to this clone alone."""
    if calls or (works and not force.is_shared):
        return IN_FORCE, ADVISES, ""
    if works:
        return "not needed", ADVISES, ""
    if sits:
        return "there, and doesn't work", ADVISES, fix_for(force)
    hidden = force.path != own and Chain(own).is_ours(GATE)
    return f"{HIDDEN} by core.hooksPath" if hidden else MISSING, ADVISES, fix_for(force)


def _of_configuration(force: HooksFolder, belt: Belt) -> Level:
    name = f"git's configuration, from git {SINCE[0]}.{SINCE[1]} on"
    if not belt.understood:
        unread = f"git {belt.version_word} doesn't read it"
        return Level(name, f"set; {unread}" if belt.hook is not None else unread, ADVISES)
    if belt.active:
        return Level(name, IN_FORCE, ADVISES)
    scope = " --scope user" if force.is_shared else ""
    state = "switched off" if belt.hook is not None and belt.hook.off else MISSING
    return Level(name, state, ADVISES, "" if state != MISSING else f"release-guard install{scope}")


def _of_all(scope: str, force: HooksFolder, *, works: bool) -> Level:
    name = {"user": "every repository of yours", "system": "every repository of this machine"}[scope]
    folder = hooks_folder.dispatcher(scope)
    if not Chain(folder).is_ours(GATE):
        return Level(name, MISSING, ADVISES, f"release-guard install --scope {scope}")
    if os.path.realpath(force.path) == os.path.realpath(folder) and works:
        return Level(name, IN_FORCE, ADVISES)
    return Level(name, f"{HIDDEN} here by core.hooksPath ({force.scope})" if force.setting else HIDDEN, ADVISES)
