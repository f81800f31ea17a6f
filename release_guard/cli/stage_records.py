"""What ``advance`` writes down: that a stage went out to a place, or was taken back there."""

import click

from release_guard.cli import reviewing
from release_guard.cli.shared import Repository
from release_guard.model.attempt import Facts
from release_guard.model.destination import Destination
from release_guard.model.plan import Step
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility


class Writer:
    """Writes the records of one run, all by the same person."""

    def __init__(self, here: Repository, facts: Facts, person: str, key: str | None) -> None:
        self.here, self.facts, self.person, self._key = here, facts, person, key

    def stage(self, step: Step, place: Destination, seen: Visibility) -> None:
        """Record that *step* is out at *place*, which its host shows as *seen*."""
        word = self._word("stage")._replace(stage=step.stage.id, destination=str(place), visibility=seen)
        click.echo(f"{step.stage.id} is out at {place}, {seen.word}")
        self._keep(word, f"Stage {step.stage.id} is out at {place}")

    def withdrawal(self, record: Record) -> None:
        """Take the stage record *record* back."""
        click.echo(f"{record.stage} is taken back at {record.destination}")
        word = self._word("withdrawal")._replace(withdraws=record.file)
        self._keep(word, f"Take stage {record.stage} back at {record.destination}")

    def _word(self, kind: str) -> Record:
        typed = reviewing.recorder(self.here.git, self.person)
        return Record(kind, "", self.person, reviewing.today(), recorded_by=typed)

    def _keep(self, bare: Record, message: str) -> None:
        word = reviewing.with_name(bare)
        paths = reviewing.keep(self.here.top, word, self._key)
        click.echo(f"written: {word.path}")
        reviewing.tell_worth(self.facts, word, self.here.top, paths)
        click.echo(reviewing.next_step(self.here.top, paths, message))
