"""Guards every repository of a user or a machine: a folder of ours behind ``core.hooksPath``.

In that folder the gate is the same shim as elsewhere, and what it calls next is a file that hands on to the
repository's own hooks; the other hooks are handed on directly. A core.hooksPath that was set before is remembered
in the same configuration, served by the same hand-over, and put back at the end.
"""

import os

from release_guard.git import hook_files, interpreter
from release_guard.git.chain import write
from release_guard.git.hook_files import EARLIER, GATE, Maker
from release_guard.git.hooks_folder import FORWARDED
from release_guard.git.plumbing import Git

#: Where the value of core.hooksPath from before the install is kept.
EARLIER_SETTING = "release-guard.earlierHooksPath"


def install(git: Git, scope: str, folder: str, python: str) -> "tuple[str, ...]":
    """Fill *folder* and point the core.hooksPath of git's *scope* ("global", "system") at it."""
    os.makedirs(folder, exist_ok=True)
    now = setting(git, scope, "core.hooksPath")
    if now and now != folder:
        git.run("config", f"--{scope}", EARLIER_SETTING, now)
    earlier = os.path.expanduser(setting(git, scope, EARLIER_SETTING))
    write(os.path.join(folder, GATE), hook_files.shim(python, start=interpreter.start_of(python)))
    for name in (EARLIER, *FORWARDED):
        write(os.path.join(folder, name), hook_files.forward(earlier))
    git.run("config", f"--{scope}", "core.hooksPath", folder)
    then = f"the hooks in {earlier}" if earlier else "each repository's own hooks"
    return (f"core.hooksPath ({scope}) is {folder}: the gate runs first, then {then}",)


def uninstall(git: Git, scope: str, folder: str) -> "tuple[str, ...]":
    """Put core.hooksPath back as it was and remove what is ours from *folder*."""
    done = []
    if setting(git, scope, "core.hooksPath") == folder:
        earlier = setting(git, scope, EARLIER_SETTING)
        if earlier:
            git.run("config", f"--{scope}", "core.hooksPath", earlier)
        else:
            git.run("config", f"--{scope}", "--unset-all", "core.hooksPath")
        done.append(f"core.hooksPath ({scope}) is {earlier or 'unset'} again")
    if setting(git, scope, EARLIER_SETTING):
        git.run("config", f"--{scope}", "--unset-all", EARLIER_SETTING)
    done += [f"removed {folder}"] if _clear(folder) else []
    return tuple(done) or (f"no gate was installed at {scope} scope",)


def setting(git: Git, scope: str, key: str) -> str:
    """The value of *key* in one scope of git's configuration, "" where it is not set."""
    status, answer = git.ask("config", f"--{scope}", "--get", key)
    return "" if status else os.fsdecode(answer).rstrip("\n")


def _clear(folder: str) -> bool:
    if not os.path.isdir(folder):
        return False
    for name in (GATE, EARLIER, *FORWARDED):
        found = hook_files.read(os.path.join(folder, name))
        if found is not None and found.maker in (Maker.OURS, Maker.FORWARD):
            os.remove(found.path)
    if os.listdir(folder):
        return False
    os.rmdir(folder)
    return True
