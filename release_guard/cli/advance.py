"""``advance``: take the next step of a release plan, record that it was taken; and take one back."""

from collections.abc import Sequence

import click

from release_guard.cli import reviewing, stage_out
from release_guard.cli.check import destination
from release_guard.cli.reviewing import BY_HELP, KEY_HELP
from release_guard.cli.shared import BLOCKED, Stop, closest, repository
from release_guard.cli.stage_back import take_back
from release_guard.cli.stage_records import Writer
from release_guard.judge.case import Case
from release_guard.judge.plan import plan_of
from release_guard.model.destination import Destination
from release_guard.model.plan import Plan, State, Step
from release_guard.model.record import Record


@click.command()
@click.argument("stage", required=False)
@click.option("--target", metavar="DEST", help="Only this place; default: every place that the stage names in full.")
@click.option("--release", metavar="NAME", help="Which release, where the repository holds several.")
@click.option("--back", is_flag=True, help="Take the stage back: lower what can be lowered, and record it.")
@click.option("--by", metavar="ID", help=BY_HELP)
@click.option("--sign", "key", metavar="KEY", help=KEY_HELP)
@click.option("--yes", is_flag=True, help="Don't ask.")
def advance(
    stage: str | None, target: str | None, release: str | None, back: bool, by: str | None, key: str | None, yes: bool
) -> None:
    """Take the next step of the release plan, and record that it was taken.

    STAGE is its id in the considerations file; default: the first whose time has come. On the Hub the repository is
    published as its reviews allow; elsewhere the commit must have been pushed already. Either way the place is asked
    who can read it, and that is what the record says.

    Exit code 0: recorded. 1: its time hasn't come, or it isn't cleared. 3: could not judge.
    """
    with repository() as here:
        found = reviewing.open_desk(here)
        facts, file = reviewing.choose(found, release)
        plan = plan_of(Case(facts), file)
        writer = Writer(here, facts, reviewing.speaker(here.git, by), key)
        if back:
            take_back(_named(plan, stage), _place(target), plan, writer, yes=yes)
            return
        step = _named(plan, stage) if stage else _next(plan)
        if not step.due and step.state is State.OUT and target is None:
            click.echo(f"{step.stage.id} is out already: {_told(step.records)}")
            return
        _check_open(step)
        for place in _due(step, _place(target)):
            if place.is_hub:
                writer.stage(step, place, stage_out.on_hub(place, step, plan, yes=yes))
            else:
                writer.stage(step, place, stage_out.by_git(here, found.commit, place, step))


def _place(target: str | None) -> Destination | None:
    return None if target is None else destination(target)


def _named(plan: Plan, name: str | None) -> Step:
    """The step called *name*, or the only one."""
    if name is None and len(plan.steps) == 1:
        return plan.steps[0]
    every = [step.stage.id for step in plan.steps]
    if name is None:
        raise click.UsageError(f"say which stage: {', '.join(every)}")
    found = [step for step in plan.steps if step.stage.id == name]
    if not found:
        near = closest(name, every) or f"; there is {', '.join(every) or 'none'}"
        raise click.UsageError(f"{plan.path} has no stage {name!r}{near}")
    return found[0]


def _next(plan: Plan) -> Step:
    """The first step whose time has come and that isn't out everywhere; ends the command where all are."""
    for step in plan.steps:
        if step.due and not (step.state is State.WAITING or step.waits_for):
            return step
    waiting = [step for step in plan.steps if step.state is State.WAITING]
    if waiting:
        return min(waiting, key=lambda step: step.begins)
    if plan.steps and not any(step.records for step in plan.steps):
        raise click.UsageError("the file names no place in full, only patterns: say which place with --target")
    click.echo("every stage of the plan is out")
    raise click.exceptions.Exit(0)


def _check_open(step: Step) -> None:
    if step.waits_for:
        fix = step.to_do or f"wait until {step.begins}, then release-guard advance {step.stage.id}"
        raise Stop(f"{step.stage.id} can't go yet: {step.waits_for}", fix, BLOCKED)


def _due(step: Step, place: Destination | None) -> tuple[Destination, ...]:
    """The places to which the step goes now."""
    if place is not None:
        if not place.matches(step.targets):
            raise click.UsageError(f"{step.stage.id} doesn't go to {place}: it goes to {', '.join(step.targets)}")
        return (place,)
    if not step.due:
        raise click.UsageError(f"{step.stage.id} names no place in full: say which with --target")
    return tuple(destination(name) for name in step.due)


def _told(records: Sequence[Record]) -> str:
    return ", ".join(f"{one.destination} ({one.visibility.word}) on {one.date}" for one in records)
