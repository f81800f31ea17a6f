"""``policy update``: bring here what policies extend, or move a pin to what its source holds now."""

import os

import click

from release_guard import __version__
from release_guard.cli.policy_changes import as_rows
from release_guard.cli.shared import (
    BLOCKED,
    NOT_JUDGED,
    Stop,
    as_json,
    count,
    json_text,
    put,
    reports,
    said,
    table,
    work_tree,
)
from release_guard.cli.visibility import agree
from release_guard.git import config
from release_guard.git.plumbing import Git
from release_guard.git.tree import POLICY
from release_guard.model.finding import Finding
from release_guard.ports import PolicyError
from release_guard.reports.text import clean
from release_guard.wiring import policy_pin, policy_update
from release_guard.wiring.policy_pin import Pinning, Proposal
from release_guard.wiring.policy_update import Update


@click.command()
@click.option("--latest", is_flag=True, help="Propose what the source holds now, and pin it if you agree.")
@click.option("--from", "source", metavar="SOURCE", help="Extend this: a git repository, an https address or a file.")
@click.option("--path", "inner", metavar="PATH", default="", help="The file in that repository.")
@click.option("--branch", metavar="NAME", default="", help="Of which branch the newest commit is meant.")
@click.option("--yes", is_flag=True, help="Pin it without asking.")
@click.argument("file", required=False, metavar="[FILE]")
@reports
def update(
    latest: bool,
    source: str | None,
    inner: str,
    branch: str,
    yes: bool,
    file: str | None,
    form: str,
    output: str | None,
) -> None:
    """Bring here what the policies in force extend.

    Fetches only what is pinned and not here yet; pushes never fetch. With --latest or --from, shows what a newer policy
    would change and moves the pin of FILE (default: release-policy.toml) once you agree.
    """
    if latest or source:
        _move(file, source or "", inner, branch, yes=yes)
        return
    if file or inner or branch or yes:
        raise click.UsageError("FILE, --path, --branch and --yes go with --latest or --from")
    found = bring()
    put(as_text(found) if form == "text" else json_text(_json(found)), output)
    click.get_current_context().exit(exit_code(found))


def bring() -> Update:
    """Have here what the machine's policies and those of the repository around extend."""
    top = work_tree()
    with Git(top or ".") as git:
        roots = policy_update.repository_roots(git, top) if top is not None else ()
        try:
            roots = (*policy_update.machine_roots(config.read(git)), *roots)
        except PolicyError as error:
            found = policy_update.bring(roots)
            return found._replace(findings=(Finding(error.code, str(error), fix=error.fix), *found.findings))
        return policy_update.bring(roots)


def exit_code(found: Update) -> int:
    """How a command ends that brought *found*."""
    codes = {finding.code for finding in found.findings}
    return NOT_JUDGED if "RG004" in codes else BLOCKED if codes else 0


def as_text(found: Update) -> str:
    """What is here, what was fetched for it, and what is wrong."""
    rows = [("fetched" if one.fetched else "here", one.file.origin, one.file.path) for one in found.here]
    if not rows and not found.findings:
        return "release-guard: no policy in force extends another; nothing to fetch\n"
    number = count(len(rows), "outer policy", "outer policies")
    wrong = f", {count(len(found.findings), 'problem')}" if found.findings else ""
    return table(rows) + said(*found.findings) + f"release-guard: {number} on this machine{wrong}\n"


def _json(found: Update) -> dict[str, object]:
    return {
        "schema": "release-guard-policy-update/1",
        "tool": f"release-guard {__version__}",
        "policies": [
            {"origin": clean(one.file.origin), "path": one.file.path, "fetched": one.fetched} for one in found.here
        ],
        "findings": [as_json(finding) for finding in found.findings],
    }


def _move(file: str | None, source: str, inner: str, branch: str, *, yes: bool) -> None:
    """Show what stands at the source now, and pin it once somebody agrees."""
    path, inside = _file(file)
    pinning = policy_pin.read(path, source=source, inner=inner, inside=inside)
    proposal = policy_pin.propose(pinning, branch)
    if proposal.findings:
        click.echo(said(*proposal.findings), nl=False)
        raise Stop("the newest is no sound policy, so it can't be pinned", "ask its owners to mend it", BLOCKED)
    pin, old = proposal.newer.pin, pinning.old
    if old is not None and old.sha256 == pin.sha256 and (old.source, old.path) == (pin.source, pin.path):
        moved = f"; {pin.rev[:12]} didn't change it" if pin.rev != old.rev else ""
        click.echo(f"release-guard: {path} pins the newest already{moved}")
        return
    click.echo(_shown(pinning, proposal), nl=False)
    agree(f"pin this in {path}?", yes=yes)
    policy_pin.write(pinning, pin, proposal.newer.data)
    click.echo(f"written: {path}")
    found = bring()
    if found.findings:
        click.echo(said(*found.findings), nl=False)
    click.echo(_next(path, inside=inside))


def _file(named: str | None) -> tuple[str, bool]:
    """The policy file whose pin is meant, and whether it is a repository's own."""
    top = work_tree()
    if named is None:
        if top is None:
            raise Stop("there is no repository here", "name the file: release-guard policy update --latest FILE")
        return os.path.relpath(os.path.join(top, POLICY)), True
    own = top is not None and os.path.realpath(named) == os.path.realpath(os.path.join(top, POLICY))
    return named, own


def _shown(pinning: Pinning, proposal: Proposal) -> str:
    newer, old = proposal.newer, pinning.old
    lines = [f"{pinning.path} would extend {newer.pin.shown}", f"  sha256  {newer.pin.sha256}"]
    if old is not None and old.sha256:
        lines.append(f"  pinned  {old.shown}, sha256 {old.sha256[:12]}...")
    if not newer.descends:
        lines.append(
            "  the pinned commit isn't in the history of this one: somebody rewrote it, or it is another branch"
        )
    lines += [f"  {line}" for line in newer.log]
    text = "".join(f"{clean(line)}\n" for line in lines)
    if proposal.changes is None:
        return f"{text}release-guard: {clean(proposal.why)}; read the whole of it before you agree\n"
    return text + as_rows(proposal.changes)


def _next(path: str, *, inside: bool) -> str:
    if inside:
        return f'next: release-guard policy lint, then git add {path} && git commit -m "Move the pin of our policy"'
    return "next: release-guard policy lint"
