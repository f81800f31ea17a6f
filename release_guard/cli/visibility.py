"""What ``publish``, ``lower`` and ``recall`` share: which place is meant, asking, and saying what the Hub shows."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from release_guard.cli.check import destination
from release_guard.cli.shared import BLOCKED, NOT_JUDGED, USAGE, Stop, said
from release_guard.hosts.cache import Cache
from release_guard.hub import lowering
from release_guard.hub.api import Hub, Info
from release_guard.hub.journal import Journal, folder
from release_guard.hub.lowering import Done
from release_guard.model.destination import Destination

#: What does the same elsewhere, by host.
_ELSEWHERE = {
    "github.com": "gh repo edit {path} --visibility {word}",
    "gitlab.com": "glab api --method PUT projects/{quoted} -f visibility={word}",
}


def place_on_hub(text: str, word: str) -> Destination:
    """The repository on the Hub that *text* names; other places are refused, with what does it there (*word*)."""
    place = destination(text)
    if not place.is_hub:
        command = _ELSEWHERE.get(place.host, "the settings page of the repository")
        fix = command.format(path=place.path, quoted=place.path.replace("/", "%2F"), word=word)
        raise Stop(f"{place} isn't on the Hub, and this command changes visibility only there", fix, 2)
    return place


def place_and_revision(text: str) -> tuple[Destination, str]:
    """What ``--at`` names: a repository on the Hub, and after "@" a branch, tag or commit ("" for all revisions)."""
    name, at, revision = text.partition("@")
    if at and not revision:
        raise click.UsageError(f"{text!r} names no revision after its @")
    return place_on_hub(name, "private"), revision


def agree(question: str, *, yes: bool) -> None:
    """Ask before something is changed; without a terminal nobody can answer, so ``--yes`` is needed."""
    if yes:
        return
    if not sys.stdin.isatty():
        message = f"nobody is here to answer {question!r}, so nothing was changed"
        raise Stop(message, "look at the above, then run the same with --yes", USAGE)
    if not click.confirm(question, default=False):
        raise click.Abort


@contextmanager
def at_work(hub: Hub, place: Destination) -> Iterator[tuple[Info, Journal]]:
    """How *place* stands, under the name that it has now, and its journal: nobody else is at work on it meanwhile.

    What an earlier run left behind is in order then; ``Stop`` where it can't be. Raises ``PortError``.
    """
    here = hub.info(place).place
    if here != place:
        click.echo(f"release-guard: {place} is called {here} now")
    with Journal(here, folder()) as book:
        yield _settled(hub, here, book), book


def _settled(hub: Hub, place: Destination, journal: Journal) -> Info:
    info = hub.info(place)
    done = lowering.settle(hub, info, journal)
    if done is None:
        return info
    click.echo(f"release-guard: an earlier run was stopped half-way; {place} is {done.info.visibility.word} again")
    complain(done)
    return done.info


def complain(done: Done) -> None:
    """``Stop`` where the Hub doesn't show what was meant, after saying why; pushes go by what it shows now."""
    Cache().put(done.info.place, done.info.visibility)
    if done.findings:
        click.echo(said(*done.findings), nl=False)
        raise click.exceptions.Exit(NOT_JUDGED if done.findings[0].code.startswith("RG0") else BLOCKED)
