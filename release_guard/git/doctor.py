"""Looks at how a repository is guarded: which hook runs, in which order, whether it can judge, and what binds.

It only looks; every finding names the one command that mends it. What policies say is left to the command line.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from release_guard.git import hook_files, hooks_folder, interpreter
from release_guard.git.chain import Chain
from release_guard.git.hook_files import GATE, SET_ASIDE, HookFile, Maker
from release_guard.git.hooks_folder import HooksFolder
from release_guard.git.plumbing import Git
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility

_INSTALL = "release-guard install"
_MENDS_LFS = "git lfs update --force && release-guard install"


class Checkup(NamedTuple):
    """What holds, in sentences, and what is wrong."""

    facts: "tuple[str, ...]"
    findings: "tuple[Finding, ...]"


class Guarded(NamedTuple):
    """The hooks of one repository: the folder in force, its own folder, our shim where it works, and who runs."""

    force: HooksFolder
    own: str
    seat: "HookFile | None"
    makers: "tuple[Maker, ...]"


def examine(
    folder: str = ".", *, binding: "Iterable[str]" = (), remembered: "Iterable[tuple[str, Visibility]]" = ()
) -> Checkup:
    """Look at the repository at *folder*; ``TreeError`` where there is none.

    *binding* names what the caller knows to bind (a server hook, a required check); without any, RG505 says so.
    *remembered* are the visibilities that a cache of hosts' answers holds (``hosts.cache.Cache.places``).
    """
    with Git(folder) as git:
        guarded = _guarded(git)
        findings = [*_of_gate(guarded), *_of_lfs(git, guarded)]
    bound = tuple(binding)
    findings += [] if bound else [_nothing_binds()]
    return Checkup((*_facts(guarded), *_remembered(tuple(remembered)), *_reach(bound)), tuple(findings))


def _guarded(git: Git) -> Guarded:
    force, own = hooks_folder.in_force(git), hooks_folder.own(git)
    chain = Chain(force.path)
    makers = chain.makers()
    if Maker.FORWARD in makers:
        makers += tuple(maker for maker in Chain(own).makers() if maker is not Maker.OURS)
    return Guarded(force, own, chain.seat(), makers)


def _facts(guarded: Guarded) -> Iterator[str]:
    force = guarded.force
    whose = f"core.hooksPath, {force.scope}" if force.setting else "the repository's own"
    yield f"git takes its hooks from {force.path} ({whose})"
    order = ", then ".join(maker.value for maker in guarded.makers if maker is not Maker.FORWARD)
    yield f"before a push runs {order}" if order else "before a push runs nothing"
    if hooks_folder.is_called_by_script(force):
        yield f"the gate is called by {hooks_folder.script_in(force.path)}"
    if guarded.seat is not None and guarded.seat.maker is Maker.OURS:
        yield f"the gate judges with {hook_files.interpreter_of(guarded.seat.data)}"


def _remembered(places: "tuple[tuple[str, Visibility], ...]") -> Iterator[str]:
    private = sum(visibility < Visibility.PUBLIC for _, visibility in places)
    if places:
        yield f"{len(places)} answers of hosts are remembered, {private} of them not public"


def _reach(bound: "tuple[str, ...]") -> Iterator[str]:
    yield (
        "a hook advises: --no-verify, another core.hooksPath, `git lfs push`, other git programs and the web page "
        "go round it"
    )
    yield from (f"{name} binds" for name in bound)


def _nothing_binds() -> Finding:
    message = "what guards this repository advises and binds nobody: a required check on the host would"
    fix = "make `release-guard check --range A..B` a required check on the host"
    return Finding("RG505", message, fix=fix)


def _of_gate(guarded: Guarded) -> Iterator[Finding]:
    seat = guarded.seat
    if seat is None or seat.maker is not Maker.OURS:
        if not hooks_folder.is_called_by_script(guarded.force):
            yield _missing(guarded)
        return
    if not seat.executable:
        yield Finding("RG504", "the gate is not executable, so git passes it by", seat.path, fix=_INSTALL)
    python = hook_files.interpreter_of(seat.data)
    if seat.data != hook_files.shim(python, start=hook_files.start_of(seat.data)):
        yield Finding(
            "RG504", "the gate is of another version of release-guard, or was edited", seat.path, fix=_INSTALL
        )
    problem = interpreter.problem_of(python)
    if problem:
        yield Finding("RG504", f"the gate can't judge: {problem}", seat.path, fix=_INSTALL)


def _missing(guarded: Guarded) -> Finding:
    """Say why the gate doesn't run: hidden by a setting, moved aside, or never there."""
    force = guarded.force
    hidden = _hidden(guarded)
    if hidden:
        return Finding(
            "RG502", f"core.hooksPath ({force.scope}: {force.setting}) hides {hidden}", force.path, fix=_fix(force)
        )
    if Chain(force.path).is_ours(SET_ASIDE):
        moved = os.path.join(force.path, SET_ASIDE)
        return Finding("RG502", "lefthook moved the gate aside and doesn't run it", moved, fix=_INSTALL)
    uploads = ", and git-lfs uploads before anything is judged" if Maker.LFS in guarded.makers else ""
    return Finding("RG504", f"no gate is installed{uploads}", os.path.join(force.path, GATE), fix=_fix(force))


def _hidden(guarded: Guarded) -> str:
    """The gate that is installed and out of git's sight, "" where there is none."""
    places = [guarded.own, hooks_folder.dispatcher("user"), hooks_folder.dispatcher("system")]
    for place in places:
        if place != guarded.force.path and Chain(place).is_ours(GATE):
            return os.path.join(place, GATE)
    return ""


def _fix(force: HooksFolder) -> str:
    if force.is_relative:
        return hooks_folder.line_for(force)
    return f"{_INSTALL} --scope user" if force.is_shared else _INSTALL


def _of_lfs(git: Git, guarded: Guarded) -> Iterator[Finding]:
    if not _uses_lfs(git) or {Maker.LFS, Maker.LEFTHOOK, Maker.HUSKY, Maker.OTHER} & set(guarded.makers):
        return
    message = "files are in git LFS and no hook of git-lfs runs: a push would leave their content behind"
    yield Finding("RG502", message, os.path.join(guarded.force.path, GATE), fix=_MENDS_LFS)


def _uses_lfs(git: Git) -> bool:
    status, _ = git.ask("grep", "-q", "-e", "filter=lfs", "HEAD", "--", ":(top,glob)**/.gitattributes")
    if status == 0:
        return True
    attributes = Path(git.folder) / ".gitattributes"
    return attributes.is_file() and b"filter=lfs" in attributes.read_bytes()
