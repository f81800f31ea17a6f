"""Taking a stage back: narrow what can be narrowed, and say on record that it isn't out any longer."""

import click

from release_guard.cli import reviewing
from release_guard.cli.check import destination
from release_guard.cli.lower import lower
from release_guard.cli.shared import Stop
from release_guard.cli.stage_records import Writer
from release_guard.judge.plan import covers
from release_guard.model.destination import Destination
from release_guard.model.plan import Plan, Step
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility


def take_back(step: Step, place: Destination | None, plan: Plan, writer: Writer, *, yes: bool) -> None:
    """Lower the places that *step* went out to as far as the other stages allow, and withdraw its records."""
    wanted = None if place is None else str(place)
    records = [one for one in step.records if wanted in (None, one.destination)]
    if not records:
        raise Stop(
            f"{step.stage.id} isn't out{f' at {place}' if place else ''}, so there is nothing to take back", "", 2
        )
    for record in records:
        _check_person(record, writer.person)
    for record in records:
        _narrow(destination(record.destination), _left(plan, step, record.destination), yes=yes)
        writer.withdrawal(record)
    for later in plan.steps:
        if later.stage.after == step.stage.id and later.records:
            click.echo(
                f"{later.stage.id} came after it and is out still: release-guard advance --back {later.stage.id}"
            )


def _check_person(record: Record, person: str) -> None:
    try:
        reviewing.check_same_person(record, person)
    except click.UsageError as error:
        fix = f"release-guard lower {record.destination} at once; then {record.by} takes the record back"
        raise Stop(error.message, fix, 2) from None


def _left(plan: Plan, back: Step, place: str) -> Visibility:
    """The widest visibility at *place* of the stages that stay out and open what *back* opened; else private."""
    steps = (step for step in plan.steps if step is not back and covers(step.stage, back.stage))
    others = (one for step in steps for one in step.records if one.destination == place)
    return max((one.visibility for one in others), default=Visibility.PRIVATE)


def _narrow(place: Destination, to: Visibility, *, yes: bool) -> None:
    if place.is_local or to is Visibility.PUBLIC:
        click.echo(
            f"release-guard: {place} is left as visible as it is" + (": other stages are out there" if to else "")
        )
        return
    try:
        click.get_current_context().invoke(lower, dest=str(place), word=to.word, yes=yes)
    except click.exceptions.Exit as done:
        if done.exit_code:
            raise
