"""``release-guard confirm``: somebody's word that a stage, event, trigger or condition has come about."""

import re
from typing import NamedTuple

import click

from release_guard.cli import reviewing
from release_guard.cli.reviewing import BY_HELP, KEY_HELP
from release_guard.cli.shared import closest, repository
from release_guard.model.attempt import Facts
from release_guard.model.considerations import Considerations
from release_guard.model.record import Condition, Record

_USAGE = "write stage:ID, event, trigger:N or condition:FILE#ID"


class Subject(NamedTuple):
    """What is confirmed: ``name`` as records spell it, ``words`` and ``short`` for people."""

    name: str
    words: str
    short: str


@click.command("confirm")
@click.argument("subject")
@click.option("--evidence", required=True, metavar="URL", help="Where one can see it.")
@click.option("--statement", required=True, metavar="TEXT", help="What you confirm, in your words.")
@click.option("--by", metavar="ID", help=BY_HELP)
@click.option("--release", metavar="NAME", help="Which release, where the repository holds several.")
@click.option("--sign", "key", metavar="KEY", help=KEY_HELP)
def confirm(subject: str, evidence: str, statement: str, by: str | None, release: str | None, key: str | None) -> None:
    """Record that something the plan or a reviewer waits for has happened.

    SUBJECT is stage:ID, event, trigger:N (counted from 1) or condition:FILE#ID, where FILE is the review that set the
    condition. An owner or author can't confirm; for a condition its reviewer can, or whom the condition names.
    """
    with repository() as here:
        found = reviewing.open_desk(here)
        facts, file = reviewing.choose(found, release)
        what = _subject(subject, file, facts)
        person = reviewing.speaker(here.git, by)
        word = reviewing.with_name(
            Record(
                "confirmation",
                "",
                person,
                reviewing.today(),
                recorded_by=reviewing.recorder(here.git, person),
                confirms=what.name,
                evidence=evidence,
                statement=statement,
            )
        )
        paths = reviewing.keep(here.top, word, key)
        click.echo(f"{person} confirms {what.words}")
        click.echo(f"written: {word.path}")
        reviewing.tell_worth(facts, word, here.top, paths)
        click.echo(reviewing.next_step(here.top, paths, f"Confirm {what.short}"))


def _subject(text: str, file: Considerations, facts: Facts) -> Subject:
    kind, _, rest = text.strip().partition(":")
    finders = {"stage": _stage, "event": _event, "trigger": _trigger, "condition": _condition}
    if kind not in finders:
        raise click.UsageError(f"{text!r} names nothing that can be confirmed: {_USAGE}")
    return finders[kind](rest, file, facts)


def _stage(name: str, file: Considerations, facts: Facts) -> Subject:
    del facts
    waiting = {stage.id: stage for stage in file.timing.stages if stage.event}
    stage = waiting.get(name)
    if stage is None:
        every = [one.id for one in file.timing.stages]
        if name in every:
            raise click.UsageError(f"stage {name} waits for no event, so there is nothing to confirm")
        raise click.UsageError(f"{file.path} has no stage {name!r}{closest(name, every) or _there_is(every)}")
    return Subject(f"stage:{name}", f"what stage {name} waits for: {stage.event}", f"stage {name}")


def _event(rest: str, file: Considerations, facts: Facts) -> Subject:
    del facts
    if rest:
        raise click.UsageError(f"there is one event and it has no name: {_USAGE}")
    if file.timing.mode != "evented":
        raise click.UsageError(f"{file.path} waits for no event: its timing is {file.timing.mode or 'not stated'}")
    return Subject("event", f"the event: {file.timing.event}", "the event")


def _trigger(number: str, file: Considerations, facts: Facts) -> Subject:
    del facts
    triggers = file.timing.triggers
    if not re.fullmatch(r"[1-9]\d{0,3}", number) or int(number) > len(triggers):
        listed = "; ".join(f"trigger:{i} is {text}" for i, text in enumerate(triggers, 1)) or "it has none"
        raise click.UsageError(f"{file.path} has no trigger {number!r}: {listed}")
    return Subject(f"trigger:{number}", f"an early release: {triggers[int(number) - 1]}", f"trigger {number}")


def _condition(text: str, file: Considerations, facts: Facts) -> Subject:
    del file
    name, mark, wanted = text.rpartition("#")
    if not mark or not name or not wanted:
        raise click.UsageError("a condition is named by its review and its id: condition:FILE#ID")
    setting = [one for one in facts.records if one.conditions]
    review = reviewing.pick(setting, name, "review with conditions")
    condition = _named(review, wanted)
    words = f"condition {condition.id} of {review.by}'s review: {condition.text}"
    return Subject(f"condition:{review.file}#{condition.id}", words, f"condition {condition.id}")


def _named(review: Record, wanted: str) -> Condition:
    for condition in review.conditions:
        if condition.id.lower() == wanted.lower():
            return condition
    known = [condition.id for condition in review.conditions]
    raise click.UsageError(f"{review.file} has no condition {wanted!r}{_there_is(known)}")


def _there_is(known: list[str]) -> str:
    return f"; there is {', '.join(known)}" if known else "; there is none"
