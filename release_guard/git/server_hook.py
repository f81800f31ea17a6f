"""Puts the pre-receive gate into a repository on a server, in front of the hook that is there, and takes it out again.

One repository at a time: how Gitolite, GitLab and others give a hook to all of theirs stands in docs/server.md.
"""

import os
import shutil

from release_guard.git import hook_files, hooks_folder, interpreter
from release_guard.git.chain import write
from release_guard.git.hook_files import HookFile, Maker
from release_guard.git.install import InstallError, Report
from release_guard.git.plumbing import Git
from release_guard.ports import TreeError

GATE = "pre-receive"
#: The hook that was there before, which the shim runs when the gate has passed.
EARLIER = "pre-receive.release-guard-earlier"
_MARK = b"# release-guard pre-receive shim "
_POLICY = "release-guard.policy"


def install(folder: str, python: str, policy: str = "") -> Report:
    """Put the gate into the repository at *folder*, judging with *python*, and name the server's *policy* to it.

    Installing again refreshes the shim. Raises ``InstallError`` before anything is changed, and ``OSError``.
    """
    problem = interpreter.problem_of(python)
    if problem:
        raise InstallError(problem, "run it from the virtual environment that release-guard is in, or give --python")
    with Git(folder) as git:
        hooks = _hooks(git, folder)
        gate = os.path.join(hooks, GATE)
        done = _keep(gate)
        os.makedirs(hooks, exist_ok=True)
        write(gate, hook_files.shim(python, GATE))
        done.append(f"wrote {gate}; it judges with {python}")
        if policy:
            git.run("config", "--local", "--replace-all", _POLICY, os.path.abspath(policy))
            done.append(f"{_POLICY} of this repository is {os.path.abspath(policy)}")
        return Report(hooks, tuple(done))


def uninstall(folder: str) -> Report:
    """Take the gate out of the repository at *folder* and put back what was there, byte for byte."""
    with Git(folder) as git:
        hooks = _hooks(git, folder)
        gate, earlier = os.path.join(hooks, GATE), os.path.join(hooks, EARLIER)
        if not is_ours(gate):
            return Report(hooks, ("no gate was installed in this repository",))
        if os.path.lexists(earlier):
            os.replace(earlier, gate)
            done = [f"put back the hook that was there before: {gate}"]
        else:
            os.remove(gate)
            done = [f"removed {gate}"]
        if git.ask("config", "--local", "--unset-all", _POLICY)[0] == 0:
            done.append(f"{_POLICY} of this repository is unset again")
        return Report(hooks, tuple(done))


def place(folder: str) -> str:
    """Where the gate of the repository at *folder* belongs; ``InstallError`` where it would never run."""
    with Git(folder) as git:
        return os.path.join(_hooks(git, folder), GATE)


def problem_of(hook: HookFile) -> str:
    """What keeps our shim *hook* from judging, in words; "" where nothing does."""
    python = hook_files.interpreter_of(hook.data)
    if not hook.executable:
        return "the gate is not executable, so git passes it by"
    if hook.data != hook_files.shim(python, GATE):
        return "the gate is of another version of release-guard, or was edited"
    problem = interpreter.problem_of(python)
    return f"the gate can't judge: {problem}" if problem else ""


def is_ours(path: str) -> bool:
    """Whether the hook at *path* is our shim."""
    found = hook_files.read(path)
    return found is not None and _MARK in found.data[:400]


def _hooks(git: Git, folder: str) -> str:
    """The folder from which this repository's hooks are run."""
    try:
        bare = git.run("rev-parse", "--is-bare-repository").strip() == b"true"
    except TreeError as error:
        raise InstallError(str(error), "name a repository: release-guard install --server /srv/git/NAME.git") from None
    if not bare:
        raise InstallError(
            f"{folder} has a work tree; a server's repositories are bare",
            "release-guard install, without --server, guards the pushes from here",
        )
    force, own = hooks_folder.in_force(git), hooks_folder.own(git)
    forward = hook_files.read(os.path.join(force.path, GATE))
    if force.path != own and (forward is None or forward.maker is not Maker.FORWARD):
        raise InstallError(
            f"core.hooksPath is {force.setting} ({force.scope}), so hooks of this repository alone would never run",
            f"call `release-guard hook pre-receive` from {os.path.join(force.path, GATE)}",
        )
    return own


def _keep(gate: str) -> list[str]:
    """Keep the hook that is there, if it isn't ours."""
    earlier = os.path.join(os.path.dirname(gate), EARLIER)
    if not os.path.lexists(gate) or is_ours(gate):
        return []
    if os.path.lexists(earlier):
        raise InstallError(f"{gate} was put there after the gate, and {earlier} is kept from before", f"rm {earlier}")
    beside = f"{earlier}.{os.getpid()}"
    shutil.copy2(gate, beside, follow_symlinks=False)
    os.replace(beside, earlier)
    return [f"kept the hook that was there as {earlier}; it runs after the gate has passed"]
