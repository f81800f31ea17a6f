"""Puts the pre-push gate where git runs it, in front of the hook that is there, and takes it out again.

The hook that was there is kept byte for byte under our own name and called by the shim when the gate has passed.
What is wrong with an installation is for ``doctor`` to say; the shim and its neighbours stand in ``hook_files``.
"""

import os
import sys

from release_guard.git import belt, dispatch, hooks_folder, interpreter
from release_guard.git.chain import Chain
from release_guard.git.hook_files import Maker
from release_guard.git.hooks_folder import SCOPES, HooksFolder
from release_guard.git.plumbing import Git
from release_guard.model.lean import NamedTuple


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
            done = dispatch.install(git, SCOPES[scope], place, python)
            return Report(place, (*done, *belt.install(git, SCOPES[scope], _beside(place), python)))
        force = hooks_folder.in_force(git)
        if _is_guarded_for_all(force):
            return Report(force.path, (f"the {force.scope} core.hooksPath guards this repository already",))
        _refuse_foreign_folder(git, force)
        done = (_left_alone(force),) if force.is_relative else Chain(force.path).install(python)
        return Report(force.path, (*done, *belt.install(git, "local", belt.own(git), python)))


def uninstall(scope: str = "repo", *, folder: str = ".", dispatcher: str = "") -> Report:
    """Take the gate out again and put back what was there, byte for byte; errors as for ``install``."""
    with Git(folder) as git:
        if scope != "repo":
            place = dispatcher or hooks_folder.dispatcher(scope)
            done = dispatch.uninstall(git, SCOPES[scope], place)
            return Report(place, (*done, *belt.uninstall(git, SCOPES[scope], _beside(place))))
        places = {hooks_folder.own(git)}
        force = hooks_folder.in_force(git)
        if not force.is_shared:
            places.add(force.path)
        done = tuple([line for place in sorted(places) for line in Chain(place).uninstall()])
        done += belt.uninstall(git, "local", belt.own(git))
        return Report(force.path, done or ("no gate was installed in this repository",))


def _checked_interpreter(python: str) -> str:
    python = python or sys.executable
    problem = interpreter.problem_of(python)
    if problem:
        raise InstallError(problem, "run `release-guard install` from the virtual environment that release-guard is in")
    return python


def _is_guarded_for_all(force: HooksFolder) -> bool:
    gate = Chain(force.path).gate
    return force.is_shared and gate is not None and gate.maker is Maker.OURS


def _beside(dispatcher: str) -> str:
    """The folder of the belt, beside the folder that core.hooksPath names."""
    return os.path.join(os.path.dirname(dispatcher), "belt")


def _left_alone(force: HooksFolder) -> str:
    return (
        f"core.hooksPath is the relative path {force.setting}, whose files belong to the project: nothing was written "
        f"there; so that git-lfs waits for the verdict too, {hooks_folder.line_for(force)}"
    )


def _refuse_foreign_folder(git: Git, force: HooksFolder) -> None:
    """A relative folder is no obstacle where git starts the gate by its configuration."""
    if force.is_shared:
        raise InstallError(
            f"core.hooksPath is set to {force.setting} for more than this repository ({force.scope})",
            f"release-guard install --scope {'system' if force.scope == 'system' else 'user'}",
        )
    if force.is_relative and belt.version_of(git) < belt.SINCE:
        raise InstallError(
            f"core.hooksPath is the relative path {force.setting}: its files belong to the project, and a work tree "
            "that lacks them runs no hook",
            hooks_folder.line_for(force),
        )
