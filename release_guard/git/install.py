"""Puts the pre-push gate where git runs it, in front of the hook that is there, and takes it out again.

The hook that was there is kept byte for byte under our own name and called by the shim when the gate has passed.
What is wrong with an installation is for ``doctor`` to say; the shim and its neighbours stand in ``hook_files``.
"""

import os
import sys
from typing import NamedTuple

from release_guard.git import dispatch, hooks_folder
from release_guard.git.chain import Chain
from release_guard.git.hook_files import Maker
from release_guard.git.hooks_folder import SCOPES, HooksFolder
from release_guard.git.plumbing import Git

#: What an interpreter must be able to do: the very thing that the shim asks of it.
_TRIAL = "import release_guard.wiring.hook"


class InstallError(Exception):
    """Nothing was changed; the message says why, ``fix`` what to do instead."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class Report(NamedTuple):
    """What was done, in sentences, and the hooks folder that it was done in."""

    folder: str
    done: tuple[str, ...]


def install(scope: str = "repo", *, folder: str = ".", python: str = "", dispatcher: str = "") -> Report:
    """Install the gate for the repository at *folder*, or for all repositories of a user or a machine.

    *python* is the interpreter that judges (default: the running one), *dispatcher* the folder for ``core.hooksPath``
    in the wider scopes. Installing again refreshes what is ours and changes nothing else. Raises ``InstallError``
    before anything is changed, ``TreeError`` outside a repository and ``OSError`` where writing fails.
    """
    python = _checked_interpreter(python)
    with Git(folder) as git:
        if scope != "repo":
            place = dispatcher or hooks_folder.dispatcher(scope)
            return Report(place, dispatch.install(git, SCOPES[scope], place, python))
        force = hooks_folder.in_force(git)
        if _is_guarded_for_all(force):
            return Report(force.path, (f"the {force.scope} core.hooksPath guards this repository already",))
        _refuse_foreign_folder(force)
        return Report(force.path, Chain(force.path).install(python))


def uninstall(scope: str = "repo", *, folder: str = ".", dispatcher: str = "") -> Report:
    """Take the gate out again and put back what was there, byte for byte; errors as for ``install``."""
    with Git(folder) as git:
        if scope != "repo":
            place = dispatcher or hooks_folder.dispatcher(scope)
            return Report(place, dispatch.uninstall(git, SCOPES[scope], place))
        places = {hooks_folder.own(git)}
        force = hooks_folder.in_force(git)
        if not force.is_shared:
            places.add(force.path)
        done = [line for place in sorted(places) for line in Chain(place).uninstall()]
        return Report(force.path, tuple(done) or ("no gate was installed in this repository",))


def _checked_interpreter(python: str) -> str:
    import subprocess

    python = python or sys.executable
    if not os.path.isabs(python):
        raise InstallError(
            f"the interpreter {python!r} is no absolute path", "release-guard install --python /full/path"
        )
    try:
        command = [python, "-I", "-c", _TRIAL]
        trial = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"{python} does not run: {error}", "release-guard install --python PATH") from None
    if trial.returncode:
        raise InstallError(
            f"{python} -I can't import release_guard (packages in the user's own site folder are out of its sight)",
            "install release-guard into a virtual environment, then run its `release-guard install`",
        )
    return python


def _is_guarded_for_all(force: HooksFolder) -> bool:
    gate = Chain(force.path).gate
    return force.is_shared and gate is not None and gate.maker is Maker.OURS


def _refuse_foreign_folder(force: HooksFolder) -> None:
    if force.is_shared:
        raise InstallError(
            f"core.hooksPath is set to {force.setting} for more than this repository ({force.scope})",
            f"release-guard install --scope {'system' if force.scope == 'system' else 'user'}",
        )
    if force.is_relative:
        raise InstallError(
            f"core.hooksPath is the relative path {force.setting}: its files belong to the project, and a work tree "
            "that lacks them runs no hook",
            _fix_for_relative(force),
        )


def _fix_for_relative(force: HooksFolder) -> str:
    parts = force.setting.rstrip("/").split("/")
    script = "/".join([*parts[:-1], "pre-push"] if parts[-1] == "_" else [*parts, "pre-push"])
    return f'make `release-guard hook pre-push "$@" || exit 1` the first command of {script}'
