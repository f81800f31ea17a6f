"""``release-guard review withdraw``: a person takes back what they said; the first record stays, a second ends it."""

import click

from release_guard.cli import reviewing
from release_guard.cli.reviewing import BY_HELP, KEY_HELP
from release_guard.cli.shared import repository
from release_guard.model.record import Record


@click.command("withdraw")
@click.argument("file")
@click.option("--by", metavar="ID", help=BY_HELP)
@click.option("--sign", "key", metavar="KEY", help=KEY_HELP)
def withdraw(file: str, by: str | None, key: str | None) -> None:
    """Take back an earlier record of your own: an approval then counts for nothing, an objection ends.

    FILE is its name in release-records/, or how that begins.
    """
    with repository() as here:
        found = reviewing.open_desk(here)
        facts = found.facts[0]
        earlier = reviewing.pick([one for one in facts.records if one.kind != "withdrawal"], file)
        person = reviewing.speaker(here.git, by)
        reviewing.check_same_person(earlier, person)
        word = reviewing.with_name(
            Record(
                "withdrawal",
                "",
                person,
                reviewing.today(),
                recorded_by=reviewing.recorder(here.git, person),
                withdraws=earlier.file,
            )
        )
        paths = reviewing.keep(here.top, word, key)
        said = f"{earlier.kind}, {earlier.decision}" if earlier.decision else earlier.kind
        click.echo(f"{person} takes back {earlier.file} ({said})")
        click.echo(f"written: {word.path}")
        reviewing.tell_worth(facts, word, here.top, paths)
        click.echo(reviewing.next_step(here.top, paths, f"Withdraw a record of {person}"))
