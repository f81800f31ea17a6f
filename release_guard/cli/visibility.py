"""What ``publish``, ``lower`` and ``recall`` share: which place is meant, asking, and saying what the Hub shows."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from release_guard.cli.check import destination
from release_guard.cli.shared import BLOCKED, NOT_JUDGED, STOPPED, USAGE, Stop, said
from release_guard.hosts.cache import Cache
from release_guard.hub import lowering
from release_guard.hub.api import Hub, Info
from release_guard.hub.journal import Journal, folder
from release_guard.hub.lowering import Done
from release_guard.model.destination import Destination

#: What makes a repository public elsewhere, by host; nothing but a person's hand does it there.
_RAISES = {
    "github.com": "gh repo edit {path} --visibility public",
    "gitlab.com": "glab api --method PUT projects/{quoted} -f visibility=public",
}


def place_on_hub(text: str, fix: str) -> Destination:
    """The place on the Hub that *text* names. Others are refused with *fix*, in which {place} stands for the name."""
    place = destination(text)
    if place.is_local:
        raise Stop(f"{text!r} isn't on the Hub, but a folder", "name a place on the Hub: hf:models/OWNER/NAME", USAGE)
    if not place.is_hub:
        raise Stop(f"{place} isn't on the Hub, and this command is for the Hub alone", fix.format(place=place), USAGE)
    return place


def place_to_publish(text: str) -> Destination:
    """The same for ``publish``: elsewhere it is judged first as well, and then raised by hand."""
    place = destination(text)
    if place.is_hub:
        return place
    command = _RAISES.get(place.host, "set it on the settings page of the repository")
    by_hand = command.format(path=place.path, quoted=place.path.replace("/", "%2F"))
    return place_on_hub(
        text, f"release-guard check --target {{place}} --visibility public, and if it may go: {by_hand}"
    )


def place_and_revision(text: str) -> tuple[Destination, str]:
    """What ``--at`` names: a place on the Hub, and after "@" a branch, tag or commit ("" for all revisions)."""
    name, at, revision = text.partition("@")
    if at and not revision:
        raise click.UsageError(f"{text!r} names no revision after its @")
    return place_on_hub(name, "release-guard check --target {place}, in a clone of it"), revision


def agree(question: str, *, yes: bool) -> None:
    """Ask before something is changed; without a terminal nobody can answer, so ``--yes`` is needed."""
    if yes:
        return
    if not sys.stdin.isatty():
        message = f"nobody is here to answer {question!r}, so nothing was changed"
        raise Stop(message, "look at the above, then run the same with --yes", USAGE)
    if not click.confirm(question, default=False):
        raise Stop("stopped here; this was not done", code=STOPPED)


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
