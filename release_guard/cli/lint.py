"""``lint``: the files alone, without any push. It reads and reports; the checks stand in ``wiring.lint``."""

import os
from collections.abc import Sequence

import click

from release_guard import __version__
from release_guard.cli.shared import BLOCKED, USAGE, Stop, as_json, count, json_text, put, reports, said, work_tree
from release_guard.wiring import lint as checks
from release_guard.wiring.lint import Report


@click.command()
@click.option("--complete", is_flag=True, help="Fail on answers that are still missing, too.")
@click.argument("files", nargs=-1, type=click.Path(exists=True), metavar="[FILE]...")
@reports
def lint(complete: bool, files: tuple[str, ...], form: str, output: str | None) -> None:
    """Check the files that people write: considerations, records, policy.

    Without FILE, all of them at the top of the repository. Syntax, unknown keys, wrong values and contradictions fail;
    answers that are still missing are listed, and fail with --complete (and in `check` and in a push).
    """
    report = checks.lint(_paths(files))
    if report.strange:
        names = ", ".join(report.strange)
        raise Stop(f"none of release-guard's files: {names}", "give it considerations, records or a policy", USAGE)
    put(as_text(report, complete=complete) if form == "text" else json_text(_json(report, complete=complete)), output)
    click.get_current_context().exit(exit_code(report, complete=complete))


def _paths(files: Sequence[str]) -> tuple[str, ...]:
    """The files that were named, those of ours in named folders, or else all of ours in the repository."""
    if not files:
        return checks.ours(work_tree() or os.getcwd())
    return tuple(path for name in files for path in (checks.ours(name) if os.path.isdir(name) else (name,)))


def exit_code(report: Report, *, complete: bool) -> int:
    """1 where something fails, else 0."""
    return BLOCKED if report.wrong or (complete and report.open_) else 0


def as_text(report: Report, *, complete: bool) -> str:
    """What is wrong, then what is open, then remarks, and one line on what that means."""
    if not report.files:
        return "release-guard: no considerations, records or policy here; `release-guard init` writes the first two\n"
    head = f"release-guard: {_summary(report)}\n"
    body = said(*report.wrong) + said(*report.open_) + said(*report.remarks)
    return head + body + _verdict(report, complete=complete)


def _summary(report: Report) -> str:
    parts = [count(len(report.wrong), "problem")] if report.wrong else []
    parts += [f"{count(len(report.open_), 'answer')} still open"] if report.open_ else []
    return f"{' and '.join(parts) or 'nothing wrong'} in {count(len(report.files), 'file')}"


def _verdict(report: Report, *, complete: bool) -> str:
    if report.wrong:
        return "release-guard: mend the problems above, then run it again: release-guard lint\n"
    if report.open_ and complete:
        return "release-guard: not complete; each finding above names one edit\n"
    if report.open_:
        return "release-guard: fine to commit; what is open holds a public push back until it is answered\n"
    return ""


def _json(report: Report, *, complete: bool) -> dict[str, object]:
    kinds = (("problem", report.wrong), ("open", report.open_), ("remark", report.remarks))
    return {
        "schema": "release-guard-lint/1",
        "tool": f"release-guard {__version__}",
        "complete": complete,
        "passed": exit_code(report, complete=complete) == 0,
        "files": list(report.files),
        "findings": [{**as_json(finding), "kind": kind} for kind, found in kinds for finding in found],
    }
