"""The second belt: git 2.54 and newer run hooks that their configuration names, whatever core.hooksPath says.

``hook.release-guard`` starts the gate where the hooks folder in force doesn't. Such a hook stands beside the folder's
own and not before it: it refuses the push, and can't keep git-lfs from uploading in another hook. Older git reads these
settings and does nothing (git-config(1), ``hook.<friendly-name>.command``; git-hook(1)).
"""

import os
import re
import shlex
from collections.abc import Mapping

from release_guard.git import hook_files
from release_guard.git.chain import Chain, write
from release_guard.git.hook_files import EARLIER, GATE
from release_guard.git.plumbing import Git
from release_guard.model.lean import NamedTuple

#: The first git that runs configured hooks.
SINCE = (2, 54)
#: The file that git's configuration names; the shim that it starts lies beside it.
STARTER = "belt"
_MARK = b"# release-guard belt "
_NAME = "release-guard"
COMMAND, EVENT = f"hook.{_NAME}.command", f"hook.{_NAME}.event"
_FALSE = ("false", "no", "off", "0", "")
_TRUE = ("true", "yes", "on", "1")


class Hook(NamedTuple):
    """What git's configuration says of one configured hook for pre-push, and where it says so (git's scope).

    ``off`` names the setting that keeps it from running, with its scope, "" where none does.
    """

    command: str
    scope: str
    off: str = ""


class Belt(NamedTuple):
    """The state of the belt: git's version, our configured hook or None, and whether its files are there.

    ``others`` are the configured hooks of other tools that git starts before a push, by their names.
    """

    version: "tuple[int, int]"
    hook: "Hook | None"
    sound: bool
    others: "Mapping[str, Hook]" = {}

    @property
    def understood(self) -> bool:
        """Whether this git runs configured hooks."""
        return self.version >= SINCE

    @property
    def version_word(self) -> str:
        """Git's version, as people say it."""
        return ".".join(map(str, self.version))

    @property
    def active(self) -> bool:
        """Whether this git starts the gate by its configuration."""
        return self.understood and self.hook is not None and not self.hook.off and self.sound


def version_of(git: Git) -> "tuple[int, int]":
    """Git's major and minor version."""
    found = re.search(rb"(\d+)\.(\d+)", git.run("version"))
    return (int(found[1]), int(found[2])) if found else (0, 0)


def look(git: Git) -> Belt:
    """Look at the belt as git in this repository has it. Raises ``TreeError``."""
    _, listed = git.ask("config", "--show-scope", "--null", "--get-regexp", r"^hook\.")
    hooks = parse(listed)
    hook = hooks.pop(_NAME, None)
    sound = hook is not None and _is_sound(git, hook.command)
    return Belt(version_of(git), hook, sound, {name: other for name, other in hooks.items() if not other.off})


def parse(listed: bytes) -> "dict[str, Hook]":
    """The hooks for pre-push in what ``git config --show-scope --null`` printed, by name.

    Git's own rules: the last command and the last switch count, and an empty event takes the earlier ones back.
    """
    fields = os.fsdecode(listed).split("\0")
    commands: dict[str, Hook] = {}
    runs: dict[str, bool] = {}
    off: dict[str, str] = {}
    for where, entry in zip(fields[::2], fields[1::2], strict=False):
        key, _, value = entry.partition("\n")
        name, _, kind = key.removeprefix("hook.").rpartition(".")
        if kind == "command":
            commands[name] = Hook(value, where)
        elif kind == "event":
            runs[name] = bool(value) and (runs.get(name, False) or value == GATE)
        elif kind == "enabled":
            off[name] = _switched(off.get(name, ""), value, f"{key} ({where})")
    found = ((name, hook, off.get(name, "") or off.get(GATE, "")) for name, hook in commands.items() if runs.get(name))
    return {name: hook._replace(off=switch) for name, hook, switch in found}


def _switched(before: str, value: str, name: str) -> str:
    """The name of the switch that is off now; a word that is neither yes nor no changes nothing."""
    word = value.lower()
    if word in _FALSE:
        return name
    return "" if word in _TRUE else before


def command_for(scope: str, folder: str) -> str:
    """The command that starts the belt in *folder*; for one repository it survives that the repository is moved."""
    if scope == "local":
        return f'"$(git rev-parse --git-common-dir)/release-guard/{STARTER}"'
    return shlex.quote(os.path.join(folder, STARTER))


def own(git: Git) -> str:
    """The folder of the belt of one repository, shared by its linked work trees."""
    answer = os.fsdecode(git.run("rev-parse", "--git-common-dir")).rstrip("\n")
    return os.path.normpath(os.path.join(os.path.abspath(git.folder or "."), answer, "release-guard"))


def install(git: Git, scope: str, folder: str, python: str) -> "tuple[str, ...]":
    """Write the belt into *folder* and name it in the configuration of git's *scope*; what was done, in sentences."""
    os.makedirs(folder, exist_ok=True)
    Chain(folder).install(python)
    write(os.path.join(folder, STARTER), hook_files.shipped(STARTER))
    git.run("config", f"--{scope}", "--replace-all", COMMAND, command_for(scope, folder))
    git.run("config", f"--{scope}", "--replace-all", EVENT, GATE)
    return (f"git {SINCE[0]}.{SINCE[1]} and newer also start it by their configuration (hook.{_NAME}, {scope})",)


def uninstall(git: Git, scope: str, folder: str) -> "tuple[str, ...]":
    """Take the belt out of the configuration of *scope*, and out of *folder*; what was done, in sentences."""
    done: list[str] = []
    if _setting(git, scope) == command_for(scope, folder):
        for key in (COMMAND, EVENT):
            git.ask("config", f"--{scope}", "--unset-all", key)
        done.append(f"{COMMAND} ({scope}) is unset again")
    if os.path.isdir(folder):
        Chain(folder).uninstall()
        starter = hook_files.read(os.path.join(folder, STARTER))
        if starter is not None and _MARK in starter.data:
            os.remove(starter.path)
        if not os.listdir(folder):
            os.rmdir(folder)
    return tuple(done)


def _setting(git: Git, scope: str) -> str:
    status, answer = git.ask("config", f"--{scope}", "--get", COMMAND)
    return "" if status else os.fsdecode(answer).rstrip("\n")


def _is_sound(git: Git, command: str) -> bool:
    """Whether *command* is ours and both of its files are there."""
    folder = own(git) if command == command_for("local", "") else os.path.dirname(_word(command))
    starter = hook_files.read(os.path.join(folder, STARTER))
    if starter is None or not starter.executable or _MARK not in starter.data:
        return False
    chain = Chain(folder)
    gate = chain.gate
    return chain.is_ours(GATE) and gate is not None and gate.executable and chain.file(EARLIER) is None


def _word(command: str) -> str:
    try:
        words = shlex.split(command)
    except ValueError:
        return ""
    return words[0] if len(words) == 1 else ""
