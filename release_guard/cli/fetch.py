"""``fetch``: bring here what the answers and the policies pin elsewhere, so that hooks need no network."""

import click

from release_guard import __version__
from release_guard.cli import policy_update
from release_guard.cli.shared import (
    NOT_JUDGED,
    as_json,
    count,
    json_text,
    put,
    reports,
    said,
    table,
    work_tree,
)
from release_guard.git.plumbing import Git
from release_guard.reports.text import clean
from release_guard.wiring import publish, record_fetch
from release_guard.wiring.policy_update import Update
from release_guard.wiring.record_fetch import Brought


@click.command()
@reports
def fetch(form: str, output: str | None) -> None:
    """Bring here the parents' records that the answers pin, and the policies that policies extend.

    What is pinned and here already isn't asked for again. Pushes and checks never fetch: what isn't here they name.
    Where a record isn't pinned yet, or has other bytes, the sha256 of what is there is shown.
    """
    top = work_tree()
    records = Brought((), ())
    if top is not None:
        with Git(top) as git:
            records = record_fetch.of_repository(git, top, publish.hub)
    policies = policy_update.bring()
    put(as_text(records, policies) if form == "text" else json_text(_json(records, policies)), output)
    code = policy_update.exit_code(policies)
    click.get_current_context().exit(NOT_JUDGED if records.findings else code)


def as_text(records: Brought, policies: Update) -> str:
    """What is here, what was fetched for it, and what is wrong."""
    rows = [
        (_how(fetched=one.fetched), f"the record of {one.parent.repo}", clean(one.title), clean(one.parent.record))
        for one in records.here
    ]
    rows += [(_how(fetched=one.fetched), one.file.origin, "", one.file.path) for one in policies.here]
    wrong = (*records.findings, *policies.findings)
    if not rows and not wrong:
        return "release-guard: neither the answers nor the policies pin anything elsewhere; nothing to fetch\n"
    outer = count(len(policies.here), "outer policy", "outer policies")
    number = f"{count(len(records.here), 'record')} of parents, {outer}"
    problems = f", {count(len(wrong), 'problem')}" if wrong else ""
    return table(rows) + said(*wrong) + f"release-guard: {number} on this machine{problems}\n"


def _how(*, fetched: bool) -> str:
    return "fetched" if fetched else "here"


def _json(records: Brought, policies: Update) -> dict[str, object]:
    return {
        "schema": "release-guard-fetch/1",
        "tool": f"release-guard {__version__}",
        "records": [
            {
                "repo": clean(one.parent.repo),
                "title": clean(one.title),
                "sha256": one.parent.record_sha256,
                "fetched": one.fetched,
            }
            for one in records.here
        ],
        "policies": [
            {"origin": clean(one.file.origin), "path": one.file.path, "fetched": one.fetched} for one in policies.here
        ],
        "findings": [as_json(one) for one in (*records.findings, *policies.findings)],
    }
