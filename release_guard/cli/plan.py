"""``plan``: the stages of a release as a table and as a picture, and what each of them waits for."""

from collections.abc import Sequence

import click

from release_guard.cli import reviewing
from release_guard.cli.shared import put, repository, table
from release_guard.judge.case import Case
from release_guard.judge.plan import plan_of
from release_guard.model.considerations import Considerations
from release_guard.model.plan import Plan, State, Step
from release_guard.reports import plan_json, plan_svg, plan_text
from release_guard.reports.text import clean
from release_guard.wiring.desk import Desk

_HEAD = ("stage", "content", "where", "tier", "when")


@click.command()
@click.option("--release", metavar="NAME", help="Which release, where the repository holds several; default: all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg"]),
    default="text",
    help="A table with a picture, JSON for scripts, or the picture for a page.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write it to FILE.")
def plan(release: str | None, form: str, output: str | None) -> None:
    """Show the stages of a release: what is out, what may go now, and what each waits for.

    It reads the plan and the records at HEAD. Stage records are written by `release-guard advance`.
    """
    with repository() as here:
        plans = plans_of(reviewing.open_desk(here), release)
    if form == "json":
        put(plan_json.render(plans), output)
    elif form == "svg":
        put(plan_svg.picture(_one(plans)), output)
    else:
        put("\n".join(map(as_text, plans)), output)


def plans_of(desk: Desk, release: str | None) -> tuple[Plan, ...]:
    """The plan of every release that *desk* describes, or of the one called *release*; ``Stop`` where there is none."""
    if release is not None:
        facts, file = reviewing.choose(desk, release)
        return (plan_of(Case(facts), file),)
    read = [(one, one.considerations) for one in desk.facts]
    found = tuple(plan_of(Case(one), file) for one, file in read if isinstance(file, Considerations))
    if found:
        return found
    facts, file = reviewing.choose(desk, None)
    return (plan_of(Case(facts), file),)


def _one(plans: Sequence[Plan]) -> Plan:
    if len(plans) > 1:
        raise click.UsageError(f"a picture is of one release: --release {' or '.join(one.release for one in plans)}")
    return plans[0]


def as_text(plan: Plan) -> str:
    """The head, the table, the picture where there is more than one stage, and what to do next."""
    name = plan.title or plan.release or plan.path
    again = f"; people look at it again by {plan.review_by}" if plan.review_by else ""
    parts = [f"{clean(name)}: {plan.mode}{again}\n", table([_row(step) for step in plan.steps], _HEAD)]
    if len(plan.steps) > 1:
        parts.append(plan_text.picture(plan))
    steps = [f"  {step.stage.id}: {step.to_do}" for step in plan.steps if step.to_do]
    if steps:
        parts.append("next:\n" + "".join(f"{clean(line)}\n" for line in dict.fromkeys(steps)))
    return "\n".join(parts)


def _row(step: Step) -> tuple[str, ...]:
    stage = step.stage
    only = (*stage.paths, *stage.references)
    content = ", ".join(sorted(one.value for one in stage.content))
    items = f" ({', '.join(only)})" if only else ""
    return stage.id, content + items, ", ".join(step.targets), stage.tier, when(step)


def when(step: Step) -> str:
    """When a stage went out, or what it waits for."""
    if step.state is State.OUT:
        told = ", ".join(f"{one.destination} ({one.visibility.word}) on {one.date}" for one in step.records)
        ahead = f"; not yet at {', '.join(step.due)}" if step.due else ""
        return f"out: {told}{ahead}"
    if step.state is State.OPEN:
        return "may go now"
    return step.waits_for
