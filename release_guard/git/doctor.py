"""Looks at how a repository is guarded: which hook runs, in which order, whether it can judge, and what binds.

It only looks; every finding names the one command that mends it. What policies say is left to the command line.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from release_guard.git import belt, hook_files, hooks_folder, interpreter, levels
from release_guard.git.belt import Belt
from release_guard.git.chain import Chain
from release_guard.git.hook_files import GATE, SET_ASIDE, HookFile, Maker
from release_guard.git.hooks_folder import HooksFolder
from release_guard.git.levels import Level
from release_guard.git.plumbing import Git
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility

_INSTALL = "release-guard install"
_MENDS_LFS = "git lfs update --force && release-guard install"


class Checkup(NamedTuple):
    """What holds, in sentences, what is wrong, and what stands between a push and the world, the nearest first."""

    facts: "tuple[str, ...]"
    findings: "tuple[Finding, ...]"
    levels: "tuple[Level, ...]" = ()


class Guarded(NamedTuple):
    """The hooks of one repository: the folder in force, its own folder, our shim where it works, and who runs.

    ``belt`` is the gate as git's configuration starts it, ``calls`` how the project's own script does (``first``,
    ``late`` or "").
    """

    force: HooksFolder
    own: str
    seat: "HookFile | None"
    makers: "tuple[Maker, ...]"
    belt: Belt
    calls: str

    @property
    def sits(self) -> bool:
        """Whether our shim is where git, or the hook that git runs, starts it."""
        return self.seat is not None and self.seat.maker is Maker.OURS


def examine(
    folder: str = ".", *, binding: "Iterable[str]" = (), remembered: "Iterable[tuple[str, Visibility]]" = ()
) -> Checkup:
    """Look at the repository at *folder*; ``TreeError`` where there is none.

    *binding* names what the caller knows to bind (a server hook, a required check); without any, RG505 says so.
    *remembered* are the visibilities that a cache of hosts' answers holds (``hosts.cache.Cache.places``).
    """
    bound = tuple(binding)
    with Git(folder) as git:
        guarded = _guarded(git)
        uses_lfs = _uses_lfs(git)
    findings = [*_of_gate(guarded), *_of_belt(guarded), *_beside(guarded)]
    findings += _of_lfs(guarded) if uses_lfs else []
    findings += [] if bound else [_nothing_binds()]
    works = guarded.sits and not [one for one in findings if one.code == "RG504"]
    found = levels.of(
        guarded.force, guarded.own, guarded.belt, sits=guarded.sits, works=works, calls=guarded.calls == "first"
    )
    facts = (*_facts(guarded), *_remembered(tuple(remembered)), *_reach(bound))
    return Checkup(facts, tuple(findings), found)


def _guarded(git: Git) -> Guarded:
    force, own = hooks_folder.in_force(git), hooks_folder.own(git)
    chain = Chain(force.path)
    makers = chain.makers()
    if Maker.FORWARD in makers:
        makers += tuple(maker for maker in Chain(own).makers() if maker is not Maker.OURS)
    return Guarded(force, own, chain.seat(), makers, belt.look(git), hooks_folder.call_in_script(force))


def _facts(guarded: Guarded) -> Iterator[str]:
    force = guarded.force
    whose = f"core.hooksPath, {force.scope}" if force.setting else "the repository's own"
    yield f"git takes its hooks from {force.path} ({whose})"
    order = ", then ".join(maker.value for maker in guarded.makers if maker is not Maker.FORWARD)
    yield f"before a push runs {order}" if order else "before a push runs nothing"
    if guarded.calls:
        yield f"the gate is called by {hooks_folder.script_in(force.path)}"
    if guarded.sits and guarded.seat is not None:
        yield f"the gate judges with {hook_files.interpreter_of(guarded.seat.data)}"
    if guarded.belt.active and guarded.belt.hook is not None:
        yield (
            f"git {guarded.belt.version_word} also starts the gate by its configuration ({guarded.belt.hook.scope}), "
            "whatever core.hooksPath says"
        )
    if guarded.belt.understood and guarded.belt.others:
        yield f"git also starts {', '.join(guarded.belt.others)} by its configuration, before or beside the gate"


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
    return Finding("RG505", message, fix=levels.REQUIRED_CHECK)


def _of_gate(guarded: Guarded) -> Iterator[Finding]:
    if guarded.sits and guarded.seat is not None:
        yield from _of_seat(guarded.seat)
    elif guarded.calls == "late":
        script = hooks_folder.script_in(guarded.force.path)
        message = "the project's script calls the gate after other commands: what these send isn't judged"
        yield Finding("RG502", message, script, fix=hooks_folder.line_for(guarded.force))
    elif not guarded.calls:
        yield _missing(guarded)


def _of_seat(seat: HookFile) -> Iterator[Finding]:
    if not seat.executable and os.statvfs(seat.path).f_flag & os.ST_NOEXEC:
        message = "no program runs on the disk that the gate lies on (noexec), so git passes it by"
        yield Finding("RG504", message, seat.path, fix=f"{_INSTALL} --scope user")
    elif not seat.executable:
        yield Finding("RG504", "the gate is not executable, so git passes it by", seat.path, fix=_INSTALL)
    python = hook_files.interpreter_of(seat.data)
    if seat.data != hook_files.shim(python, start=hook_files.start_of(seat.data)):
        message = "the gate is of another version of release-guard, or was edited"
        yield Finding("RG504", message, seat.path, fix=_INSTALL)
    problem = interpreter.problem_of(python)
    if problem:
        yield Finding("RG504", f"the gate can't judge: {problem}", seat.path, fix=_INSTALL)


def _missing(guarded: Guarded) -> Finding:
    """Say why the gate doesn't run: hidden by a setting, moved aside, or never there."""
    force = guarded.force
    hidden = _hidden(guarded)
    if hidden:
        message = f"core.hooksPath ({force.scope}: {force.setting}) hides {hidden}"
    elif Chain(force.path).is_ours(SET_ASIDE):
        hidden = os.path.join(force.path, SET_ASIDE)
        message = "lefthook moved the gate aside and doesn't run it"
    elif guarded.belt.active:
        hidden = force.path
        message = "no gate is in the folder that git takes its hooks from"
    if guarded.belt.active:
        message += f"; git {guarded.belt.version_word} starts it all the same, but git-lfs wouldn't wait for it"
    if hidden:
        return Finding("RG502", message, hidden if not force.setting else force.path, fix=levels.fix_for(force))
    uploads = ", and git-lfs uploads before anything is judged" if Maker.LFS in guarded.makers else ""
    return Finding("RG504", f"no gate is installed{uploads}", os.path.join(force.path, GATE), fix=levels.fix_for(force))


def _hidden(guarded: Guarded) -> str:
    """The gate that is installed and out of git's sight, "" where there is none."""
    places = [guarded.own, hooks_folder.dispatcher("user"), hooks_folder.dispatcher("system")]
    for place in places:
        if place != guarded.force.path and Chain(place).is_ours(GATE):
            return os.path.join(place, GATE)
    return ""


def _of_belt(guarded: Guarded) -> Iterator[Finding]:
    """What keeps this git from starting the gate by its configuration, although that says so."""
    found = guarded.belt
    if not found.understood or found.hook is None:
        return
    scope = {"global": " --scope user", "system": " --scope system"}.get(found.hook.scope, "")
    if found.hook.off:
        key, _, where = found.hook.off.partition(" ")
        message = f"{found.hook.off} keeps git from starting the gate by its configuration"
        yield Finding("RG502", message, fix=f"git config --{where.strip('()')} --unset-all {key}")
    elif not found.sound:
        message = f"git's configuration ({found.hook.scope}) starts the gate by a file that isn't there or isn't ours"
        yield Finding("RG504", message, fix=f"{_INSTALL}{scope}")


def _beside(guarded: Guarded) -> Iterator[Finding]:
    """Other configured hooks that upload: git runs every one of them, whatever the gate says."""
    for name, other in guarded.belt.others.items() if guarded.belt.understood else ():
        if "lfs" in other.command:
            message = (
                f"git's configuration ({other.scope}) starts git-lfs as {name!r} beside the gate: it uploads unjudged"
            )
            unset = f"git config --{other.scope} --unset-all hook.{name}.event '^{GATE}$'"
            yield Finding("RG502", message, fix=f"{unset} && {_MENDS_LFS}")


def _of_lfs(guarded: Guarded) -> Iterator[Finding]:
    if {Maker.LFS, Maker.LEFTHOOK, Maker.HUSKY, Maker.OTHER} & set(guarded.makers):
        return
    message = "files are in git LFS and no hook of git-lfs runs: a push would leave their content behind"
    yield Finding("RG502", message, os.path.join(guarded.force.path, GATE), fix=_MENDS_LFS)


def _uses_lfs(git: Git) -> bool:
    status, _ = git.ask("grep", "-q", "-e", "filter=lfs", "HEAD", "--", ":(top,glob)**/.gitattributes")
    if status == 0:
        return True
    attributes = Path(git.folder) / ".gitattributes"
    return attributes.is_file() and b"filter=lfs" in attributes.read_bytes()
