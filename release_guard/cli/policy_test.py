"""``policy test``: an organisation's own table of example releases, judged under its policy."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from release_guard import __version__
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
from release_guard.model.finding import Finding, Severity
from release_guard.reports.text import clean
from release_guard.wiring import policy_choice, policy_starter, policy_trial
from release_guard.wiring.policy_choice import Chosen
from release_guard.wiring.policy_trial import Result, Table


@click.command("test")
@click.argument("table_file", required=False, metavar="[TABLE]")
@click.option("--policy", "named", metavar="POLICY", help="The policy: a file, or REV:path; default: what TABLE names.")
@click.option("--init", "begin", is_flag=True, help="Write a first TABLE: what the policy says of simple releases now.")
@reports
def test(table_file: str | None, named: str | None, begin: bool, form: str, output: str | None) -> None:
    """Judge a table of example releases under a policy.

    TABLE (default: release-policy-tests.toml) holds releases, each with the one right verdict. They are judged by the
    same judge as pushes, under the policy and what it extends alone: the machine's layers are left out.

    Exit code 0: every verdict is right. 1: some aren't. 3: something can't be read.
    """
    path = table_file or os.path.relpath(os.path.join(work_tree() or ".", policy_trial.TABLE))
    if begin:
        _begin(path, named)
        return
    tried = policy_trial.read(path)
    if not isinstance(tried, Table):
        give_up(tried, path)
    chosen = policy_choice.choose(named or os.path.relpath(tried.policy))
    if chosen.findings:
        give_up(chosen.findings, chosen.name)
    results = policy_trial.run(tried, chosen.layers)
    put(as_text(results, path, chosen) if form == "text" else json_text(_json(results, path, chosen)), output)
    click.get_current_context().exit(BLOCKED if any(one.differences for one in results) else 0)


def give_up(findings: Sequence[Finding], name: str) -> NoReturn:
    """Say what is wrong with the file *name*, and stop."""
    click.echo(said(*findings), nl=False)
    raise Stop(f"{name} can't be used: {count(len(findings), 'mistake')}", "mend what stands above", NOT_JUDGED)


def _begin(path: str, named: str | None) -> None:
    if os.path.lexists(path):
        raise Stop(f"{path} is there already", f"release-guard policy test {path}", BLOCKED)
    chosen = policy_choice.choose(named or os.path.join(os.path.dirname(path), policy_trial.POLICY))
    if chosen.findings:
        give_up(chosen.findings, chosen.name)
    Path(path).write_text(policy_starter.text(chosen.layers), encoding="utf-8")
    click.echo(f"written: {path}\nnext: correct what isn't meant, then: release-guard policy test {path}")


def as_text(results: Sequence[Result], path: str, chosen: Chosen) -> str:
    """A row for each example, then what differs and why."""
    rows = [("differs" if one.differences else "ok", one.example.name, _verdict(one)) for one in results]
    wrong = [one for one in results if one.differences]
    parts = [table(rows), *(_difference(one, path) for one in wrong)]
    number = (
        f"{len(wrong)} of {count(len(results), 'example')} differ{'s' * (len(wrong) == 1)}"
        if wrong
        else count(len(results), "example")
    )
    verdict = (
        f"release-guard: {number} under {clean(chosen.name)}{'' if wrong else ', every verdict as it should be'}\n"
    )
    return "".join(parts) + verdict


def _verdict(result: Result) -> str:
    decision = result.decision
    level = f"level {decision.level}" if decision.level is not None else "no answers"
    return f"{level}: {decision.outcome}, ceiling {decision.ceiling.word}"


def _difference(result: Result, path: str) -> str:
    lines = [f"{path}:{result.example.line}: {result.example.name}"]
    lines += [f"    {what}: expected {wanted}, found {found}" for what, wanted, found in result.differences]
    if result.example.because:
        lines.append(f"    because: {result.example.because}")
    errors = [one for one in result.decision.findings if one.severity is Severity.ERROR]
    lines += [f"    said: {one.code} {one.message}" for one in errors[:5]]
    return "".join(f"{clean(line)}\n" for line in lines)


def _json(results: Sequence[Result], path: str, chosen: Chosen) -> dict[str, object]:
    return {
        "schema": "release-guard-policy-test/1",
        "tool": f"release-guard {__version__}",
        "table": path,
        "policy": chosen.name,
        "passed": not any(one.differences for one in results),
        "examples": [
            {
                "name": one.example.name,
                "line": one.example.line,
                "passed": not one.differences,
                "outcome": str(one.decision.outcome),
                "ceiling": one.decision.ceiling.word,
                "level": one.decision.level,
                "differences": [
                    {"what": what, "expected": wanted, "found": found} for what, wanted, found in one.differences
                ],
                "findings": [as_json(finding) for finding in one.decision.findings],
            }
            for one in results
        ],
    }
