"""Which folder git takes its hooks from, and who said so: the repository, ``core.hooksPath``, or us.

Leaves what lies in that folder to ``hook_files`` and ``install``.
"""

import os
from pathlib import Path

from release_guard.git.plumbing import Git
from release_guard.model.lean import NamedTuple

#: The scopes in which release-guard can be installed, with git's own word for the configuration of each.
SCOPES = {"repo": "local", "user": "global", "system": "system"}

#: How a script of the project's own calls the gate.
CALL = "release-guard hook pre-push"

#: How lines begin that send nothing: comments, sourced files, settings of the shell.
_PREPARES = ("#", ". ", "source ", "set ", "export ")

#: The hook names that git looks up in core.hooksPath. Left out: push-to-checkout, whose mere presence changes what
#: git does, and fsmonitor-watchman, which is called by its path.
FORWARDED = (
    "applypatch-msg",
    "commit-msg",
    "p4-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
    "p4-prepare-changelist",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-receive",
    "post-rewrite",
    "post-update",
    "pre-applypatch",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-rebase",
    "pre-receive",
    "prepare-commit-msg",
    "proc-receive",
    "reference-transaction",
    "sendemail-validate",
    "update",
)


class HooksFolder(NamedTuple):
    """The folder in force: its absolute *path*, and the setting with its scope where ``core.hooksPath`` names it."""

    path: str
    setting: str = ""
    scope: str = ""

    @property
    def is_relative(self) -> bool:
        """Whether it depends on what is checked out: a work tree without that folder runs no hook at all."""
        return bool(self.setting) and not os.path.isabs(os.path.expanduser(self.setting))

    @property
    def is_shared(self) -> bool:
        """Whether it serves more than this repository."""
        return self.scope in ("global", "system", "command")


def in_force(git: Git) -> HooksFolder:
    """The folder from which git runs this repository's hooks; ``TreeError`` outside a repository."""
    path = _absolute(git, os.fsdecode(git.run("rev-parse", "--git-path", "hooks")).rstrip("\n"))
    status, answer = git.ask("config", "--show-scope", "--get", "core.hooksPath")
    if status:
        return HooksFolder(path)
    scope, _, setting = os.fsdecode(answer).rstrip("\n").partition("\t")
    return HooksFolder(path, setting, scope)


def own(git: Git) -> str:
    """The repository's own hooks folder, whatever core.hooksPath says; linked work trees share it."""
    return _absolute(git, os.fsdecode(git.run("rev-parse", "--git-common-dir")).rstrip("\n") + "/hooks")


def _absolute(git: Git, path: str) -> str:
    return os.path.normpath(os.path.join(os.path.abspath(git.folder or "."), path))


def dispatcher(scope: str) -> str:
    """The folder of ours to which core.hooksPath points after an install in *scope* ("user" or "system")."""
    if scope == "system":
        return "/etc/release-guard/hooks"
    data = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):
        data = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(data, "release-guard", "hooks")


def script_in(folder: str) -> str:
    """The project's own pre-push script for a relative core.hooksPath: husky's scripts lie beside its folder "_"."""
    parent, name = os.path.split(folder.rstrip("/"))
    return os.path.join(parent if name == "_" else folder, "pre-push")


def line_for(force: HooksFolder) -> str:
    """What to add to that script, in words."""
    return f'make `{CALL} "$@" || exit 1` the first command of {script_in(force.setting)}'


def call_in_script(force: HooksFolder) -> str:
    """How the project's own script calls the gate: "first", "late" (after commands that may send something), or ""."""
    script = Path(script_in(force.path))
    if not force.is_relative or not script.is_file() or not os.access(os.path.join(force.path, "pre-push"), os.X_OK):
        return ""
    lines = [line.strip() for line in script.read_text(errors="replace").splitlines()]
    commands = [line for line in lines if line and not line.startswith(_PREPARES)]
    calls = [index for index, line in enumerate(commands) if CALL in line]
    return "" if not calls else "first" if calls[0] == 0 else "late"
