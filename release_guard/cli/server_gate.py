"""``install --server``, ``uninstall --server``, and ``doctor`` in a bare repository: the gate on the receiving side."""

import os
import sys
from typing import NamedTuple

from release_guard import __version__
from release_guard.cli.shared import BLOCKED, Stop, said
from release_guard.cli.shared import as_json as finding_json
from release_guard.git import hook_files, hooks_folder, server_config, server_hook, shown_refs
from release_guard.git.chain import Chain
from release_guard.git.install import InstallError, Report
from release_guard.git.plumbing import Git
from release_guard.model.finding import Finding
from release_guard.ports import PolicyError, TreeError
from release_guard.reports.text import clean
from release_guard.wiring import machine, policy_layers
from release_guard.wiring.server import Received, look

_INSTALL = "release-guard install --server ."


class Checkup(NamedTuple):
    """How pushes to this repository are judged: sentences, policy layers (origin and name), and what is wrong."""

    facts: tuple[str, ...]
    layers: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


def install(folder: str, python: str, policy: str) -> Report:
    """Put the gate into the bare repository at *folder*; ``Stop`` where nothing was changed."""
    if policy:
        _check_policy(policy)
    try:
        report = server_hook.install(folder, python or sys.executable, policy)
    except InstallError as error:
        raise Stop(f"nothing was changed: {error}", error.fix, BLOCKED) from error
    told = (
        "guarded: every push to this repository is judged before it is taken; no option of the pushing side skips that",
        f"next: release-guard -C {folder} doctor, which says what the repository counts as",
    )
    return report._replace(done=(*report.done, *told))


def uninstall(folder: str) -> Report:
    """Take the gate out of the bare repository at *folder* and put back what was there."""
    try:
        return server_hook.uninstall(folder)
    except InstallError as error:
        raise Stop(f"nothing was changed: {error}", error.fix, BLOCKED) from error


def _check_policy(path: str) -> None:
    from release_guard.evidence import policy_files
    from release_guard.formats import policy as policies
    from release_guard.model.considerations import Unreadable

    file = policy_files.read(os.path.abspath(path), "the policy of --policy")
    read = policies.parse(file.data, file.path)
    if isinstance(read, Unreadable):
        problem = read.findings[0].finding
        raise Stop(f"nothing was changed: {path}:{problem.line}: {problem.message}", problem.fix, BLOCKED)


def is_server() -> bool:
    """Whether the present folder is in a bare repository."""
    with Git() as git:
        status, answer = git.ask("rev-parse", "--is-bare-repository")
    return status == 0 and answer.strip() == b"true"


def examine() -> Checkup:
    """Look at the bare repository in the present folder. Raises ``TreeError``."""
    with Git() as git:
        folder = os.fsdecode(git.run("rev-parse", "--absolute-git-dir")).rstrip("\n")
        facts, findings = _of_gate(folder)
        layers: tuple[tuple[str, str], ...] = ()
        try:
            settings = server_config.read(git)
            found = policy_layers.in_force(git, folder, machine.setting(settings.settings))
            layers = tuple((stated.layer.origin, stated.layer.policy.name) for stated in found.layers)
            layers += (("built-in policy", "team"),) if found.rules.built_in else ()
            findings += list(found.findings)
            facts += [*_of_place(look(git, (), settings)), f"a push is judged within {settings.deadline:g} seconds"]
        except (PolicyError, TreeError) as error:
            findings.append(Finding(error.code, str(error), fix=error.fix))
        facts += _of_head(git)
        facts += _of_pushes_from_here(git)
    return Checkup(tuple(facts), layers, tuple(findings))


def _of_gate(folder: str) -> tuple[list[str], list[Finding]]:
    try:
        path = server_hook.place(folder)
    except InstallError as error:
        return [], [Finding("RG502", str(error), fix=error.fix)]
    hook = hook_files.read(path)
    if hook is None or not server_hook.is_ours(path):
        by = "nothing of release-guard is in force here" if hook is None else f"{path} is another hook"
        return [f"before a push is taken: {by}"], [Finding("RG504", f"no gate is installed; {by}", path, fix=_INSTALL)]
    facts = [f"before a push is taken, {path} judges it with {hook_files.interpreter_of(hook.data)}"]
    problem = server_hook.problem_of(hook)
    if problem:
        return facts, [Finding("RG504", problem, path, fix=_INSTALL)]
    return [*facts, "the gate binds: nothing on the pushing side goes round it, only a shell on this server does"], []


def _of_place(push: Received) -> list[str]:
    answer = push.answer
    seen = (
        "public, because nothing tells" if answer.visibility is None else f"{answer.visibility.word}, by {answer.how}"
    )
    named = str(push.destination)
    if push.destination.is_local:
        named += ", which no considerations file names: git config release-guard.destination HOST/OWNER/NAME"
    return [
        f"the repository goes by {named}",
        f"it counts as {seen}",
        "both as this shell sees them: a server that tells its hooks more is heard at the push",
    ]


def _of_head(git: Git) -> list[str]:
    """Whether the branch that HEAD names is there: what stands on it is the trust base."""
    shown = shown_refs.shown(git)
    if not shown.refs or not shown.head or shown.head in shown.refs:
        return []
    return [
        f"HEAD names {shown.head}, which isn't there: git symbolic-ref HEAD refs/heads/BRANCH names the default branch"
    ]


def _of_pushes_from_here(git: Git) -> list[str]:
    """Whether the other gate is here too: some bare repositories are pushed from."""
    seat = Chain(hooks_folder.in_force(git).path).seat()
    return ["pushes from this repository to others are judged by its pre-push hook"] if _is_gate(seat) else []


def _is_gate(seat: "hook_files.HookFile | None") -> bool:
    return seat is not None and seat.maker is hook_files.Maker.OURS and seat.executable


def as_text(found: Checkup) -> str:
    """What holds, the policy layers, what is wrong, and the next command."""
    layers = [f'{clean(origin)}  "{clean(name)}"' for origin, name in found.layers] or ["none"]
    parts = [
        "Server:\n" + "".join(f"  {clean(fact)}\n" for fact in found.facts),
        "Policy layers, outermost first:\n" + "".join(f"  {line}\n" for line in layers),
        said(*found.findings),
    ]
    return "\n".join(part for part in parts if part) + f"\nrelease-guard: {_next(found)}\n"


def _next(found: Checkup) -> str:
    fixes = [finding.fix for finding in found.findings if finding.fix]
    return f"next: {clean(fixes[0])}" if fixes else "the gate is in place; docs/server.md says what it goes by"


def as_json(found: Checkup) -> dict[str, object]:
    """The same for programs."""
    return {
        "schema": "release-guard-doctor/1",
        "tool": f"release-guard {__version__}",
        "facts": list(found.facts),
        "layers": [{"origin": origin, "name": name} for origin, name in found.layers],
        "findings": [finding_json(finding) for finding in found.findings],
        "next": _next(found),
    }
