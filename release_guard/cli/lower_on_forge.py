"""``lower`` for a repository on a forge: what is lost by it, the change, and what its host shows afterwards."""

import click

from release_guard.cli.shared import BLOCKED, USAGE, Stop, said
from release_guard.cli.visibility import agree
from release_guard.git.plumbing import Git
from release_guard.hosts.lowering import RefusedError
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.wiring import lowering
from release_guard.wiring.lowering import Ready


def run(place: Destination, named: str, word: str, *, yes: bool) -> None:
    """Make *place*, which was called *named*, as narrow as *word* says; ends the command where it can't be."""
    if place.is_local:
        raise Stop(f"{place} is on this machine, where nobody else reads it", "", USAGE)
    if word in lowering.GATED:
        _complain(_no_gate(place, word))
    with Git() as git:
        try:
            found = lowering.ready(git, place, named)
        except RefusedError as error:
            _complain(Finding(error.code, str(error), str(place), fix=error.fix))
        _lower(found, place, word, yes=yes)


def _lower(found: Ready, place: Destination, word: str, *, yes: bool) -> None:
    standing = found.standing
    if word not in standing.narrower:
        known = f"a repository at {place.host} is {' or '.join((*standing.narrower, 'public'))}"
        raise Stop(f"{known}; {word} is no way to narrow it there", f"release-guard lower {place}", USAGE)
    if standing.place != place:
        click.echo(f"release-guard: {place} is called {standing.place} now")
    if standing.seen.is_within(word):
        click.echo(f"release-guard: {standing.place} is {standing.seen.visibility} already; nothing was changed")
        return
    click.echo(f"{standing.place} is {standing.seen.visibility} now and would be {word}:")
    click.echo("\n".join(f"  - {line}" for line in lowering.lost(found, word)))
    agree(f"make {standing.place} {word}?", yes=yes)
    done = lowering.lower(found, word)
    if done.findings:
        _complain(*done.findings)
    click.echo(f"release-guard: {standing.place} is {done.shows}, as {standing.forge.NAME} shows it now")


def _no_gate(place: Destination, word: str) -> Finding:
    message = f"{word} can't be had at {place.host}: whoever can see a repository there has all of it"
    fix = f"release-guard lower {place}, and give the weights out of a gated repository on the Hub"
    return Finding("RG418", message, str(place), fix=fix)


def _complain(*findings: Finding) -> None:
    click.echo(said(*findings), nl=False)
    raise click.exceptions.Exit(BLOCKED)
