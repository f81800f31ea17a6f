"""``install`` and ``uninstall``: the gate in front of every push of a repository, a user or a machine.

What ``--hub`` and ``--server`` do instead stands in ``hub_guard`` and ``server_gate``.
"""

from collections.abc import Callable

import click

from release_guard import __version__
from release_guard.cli import server_gate
from release_guard.cli.shared import Stop, json_text, put, reports, work_tree
from release_guard.git import install as gate
from release_guard.git.install import InstallError, Report
from release_guard.git.tree import POLICY
from release_guard.reports import text
from release_guard.wiring import begin

_SCOPE = click.option(
    "--scope",
    type=click.Choice(["repo", "user", "system"]),
    help="This repository (default), every repository of yours, or every repository on this machine.",
)
_HUB = click.option("--hub", is_flag=True, help="Guard uploads to the Hugging Face Hub in this Python environment.")
_SERVER = click.option(
    "--server", metavar="PATH", default="", help="The bare repository at PATH instead: what is pushed to it is judged."
)
_GUARDED = {
    "repo": "every push from this clone is judged before anything leaves it",
    "user": "every push of yours, from any repository, is judged before anything leaves it",
    "system": "every push from this machine is judged before anything leaves it",
}


@click.command()
@_SCOPE
@_HUB
@_SERVER
@click.option(
    "--policy", metavar="FILE", default="", help="With --server: the policy by which that repository is judged."
)
@click.option(
    "--python", metavar="PATH", default="", help="The interpreter that judges or is guarded; default: this one."
)
@reports
def install(scope: str | None, hub: bool, server: str, policy: str, python: str, form: str, output: str | None) -> None:
    """Put the gate in front of every push, before any hook that is there; or, with --hub, in front of uploads.

    A hook that is there already is kept byte for byte and still runs, after the gate has passed. Installing again
    changes nothing but what is out of date.
    """
    _one_kind(scope, hub=hub, server=server, policy=policy)
    if server:
        report = server_gate.install(server, python, policy)
        put(_shown(report.done) if form == "text" else _json("install", "server", report), output)
        return
    if hub:
        from release_guard.cli import hub_guard

        report = hub_guard.install(python)
        put(_shown(report.done) if form == "text" else _json("install", "hub", report), output)
        return
    scope = scope or "repo"
    report = _carried_out(lambda: gate.install(scope, python=python), scope)
    told = [
        *report.done,
        f"guarded: {_GUARDED[scope]}; pushes to private places stay silent",
        "advice, not a lock: `git push --no-verify` and other git clients go around a local hook",
        *_of_bare(scope),
        f"next: release-guard {'doctor' if _is_described() else 'init'}",
    ]
    put(_shown(told) if form == "text" else _json("install", scope, report), output)


@click.command()
@_SCOPE
@_HUB
@_SERVER
@click.option("--python", metavar="PATH", default="", help="With --hub: the interpreter; default: this one.")
@reports
def uninstall(scope: str | None, hub: bool, server: str, python: str, form: str, output: str | None) -> None:
    """Take the gate out and put back what was there before, byte for byte."""
    _one_kind(scope, hub=hub, server=server)
    if server:
        report = server_gate.uninstall(server)
        put(_shown(report.done) if form == "text" else _json("uninstall", "server", report), output)
        return
    if hub:
        from release_guard.cli import hub_guard

        report = hub_guard.uninstall(python)
        put(_shown(report.done) if form == "text" else _json("uninstall", "hub", report), output)
        return
    scope = scope or "repo"
    report = _carried_out(lambda: gate.uninstall(scope), scope)
    put(_shown(report.done) if form == "text" else _json("uninstall", scope, report), output)


def _one_kind(scope: str | None, *, hub: bool, server: str, policy: str = "") -> None:
    if hub and scope is not None:
        raise click.UsageError("--hub guards a Python environment and --scope names repositories: give one of them")
    if server and (hub or scope is not None):
        raise click.UsageError("--server guards what is pushed to one repository; leave --scope and --hub out")
    if policy and not server:
        raise click.UsageError("--policy goes with --server; elsewhere: git config --global release-guard.policy FILE")


def _is_described() -> bool:
    """Whether a considerations file is there; in a bare repository and in the wider scopes there need be none."""
    top = None if server_gate.is_server() else work_tree()
    return top is None or bool({*begin.present(top)} - {POLICY})


def _of_bare(scope: str) -> list[str]:
    if scope != "repo" or not server_gate.is_server():
        return []
    return ["this repository is bare: what is pushed *to* it is judged after release-guard install --server ."]


def _carried_out(act: Callable[[], Report], scope: str) -> Report:
    if scope == "repo" and not server_gate.is_server() and work_tree() is None:
        raise Stop("this folder is in no git repository", "git init, or name another scope: --scope user")
    try:
        return act()
    except InstallError as error:
        raise Stop(f"nothing was changed: {error}", error.fix, code=1) from error


def _shown(lines: "list[str] | tuple[str, ...]") -> str:
    return "".join(f"release-guard: {text.clean(line)}\n" for line in lines)


def _json(command: str, scope: str, report: Report) -> str:
    return json_text(
        {
            "schema": "release-guard-install/1",
            "tool": f"release-guard {__version__}",
            "command": command,
            "scope": scope,
            "folder": report.folder,
            "done": list(report.done),
        }
    )
