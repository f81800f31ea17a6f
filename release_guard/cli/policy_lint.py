"""``policy lint``: what is wrong with policies that read well. The checks stand in ``wiring.policy_lint``."""

import click

from release_guard import __version__
from release_guard.cli.shared import BLOCKED, as_json, count, json_text, put, reports, repository, said
from release_guard.git import config
from release_guard.model.finding import Finding
from release_guard.wiring import machine, policy_layers
from release_guard.wiring import policy_lint as checks


@click.command()
@reports
def lint(form: str, output: str | None) -> None:
    """Check the layers for what could never work.

    Reads the machine's layers, and the repository's as it is on disk. Finds requirements that nobody can meet, content
    that no requirement speaks of, waivers that match nothing, and what has no effect where it stands. Mistakes in the
    form fail, and so do requirements that can't be met.
    """
    with repository() as here:
        setting = machine.setting(config.read(here.git))
        found = policy_layers.in_force(here.git, here.top, setting, work_tree=True)
        layers = tuple(stated.layer for stated in found.layers)
        files = checks.files_of(here.git, here.top)
    findings = (*found.findings, *checks.lint(layers, files, setting.moment.date()))
    failed = bool(checks.errors(findings))
    if form == "json":
        put(json_text(_json(findings, failed=failed)), output)
    else:
        put(_text(findings, len(layers)), output)
    click.get_current_context().exit(BLOCKED if failed else 0)


def _text(findings: tuple[Finding, ...], layers: int) -> str:
    if not layers and not findings:
        return (
            "release-guard: no policy here; `release-guard init` writes one, and the built-in one of a team applies\n"
        )
    wrong, remarks = len(checks.errors(findings)), len(findings) - len(checks.errors(findings))
    parts = [count(wrong, "mistake")] if wrong else []
    parts += [count(remarks, "remark")] if remarks else []
    head = f"release-guard: {' and '.join(parts) or 'nothing wrong'} in {count(layers, 'policy layer')}\n"
    return head + said(*findings)


def _json(findings: tuple[Finding, ...], *, failed: bool) -> dict[str, object]:
    return {
        "schema": "release-guard-lint/1",
        "tool": f"release-guard {__version__}",
        "passed": not failed,
        "findings": [as_json(finding) for finding in findings],
    }
