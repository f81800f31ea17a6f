"""``recall``: take a release back from the Hub as far as that goes: the repository and all that is made from it."""

import click

from release_guard.cli.lower_on_hub import lost
from release_guard.cli.shared import BLOCKED, count, table
from release_guard.cli.visibility import agree, complain, place_on_hub, settled
from release_guard.hub import family, journal, lowering
from release_guard.hub.api import Hub, Info
from release_guard.hub.journal import Journal
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import PortError
from release_guard.wiring import project
from release_guard.wiring import publish as judging

BEYOND_REACH = (
    "What can't be undone:",
    "  - copies that were downloaded, duplicated, mirrored or kept in caches stay with whoever has them",
    "  - repositories of others that are made from it: ask their owners, or the Hub (its pages have a report button)",
    "  - private repositories of others, and those whose card doesn't say what they are made from, aren't listed",
    "  - other hosts: git repositories, releases and mirrors of the same files have to be taken down there",
)


@click.command()
@click.argument("dest")
@click.option("--yes", is_flag=True, help="Don't ask.")
def recall(dest: str, yes: bool) -> None:
    """Make a whole family on the Hub private: a repository, and what is made from it.

    The family is what the working project releases together with it or derives from it, and the models on the Hub
    whose cards name it. Those of others are listed, not changed.
    Exit code 0: all that are in reach are private. 1: some aren't.
    """
    place = place_on_hub(dest, "private")
    hub = judging.hub()
    with project.opened() as here:
        own = (place, *judging.kin(here, place))
    made = tuple(one for one in _descendants(hub, own) if one not in own)
    inside = tuple(dict.fromkeys((*own, *(one for one in made if one.namespace == place.namespace))))
    infos = _look(hub, inside)
    _show(infos, [one for one in made if one not in inside])
    open_ones = [info for info in infos if info.visibility > Visibility.PRIVATE]
    if open_ones:
        click.echo("\n".join(lost(open_ones[0], Visibility.PRIVATE.word)[1:]))
        agree(f"make {count(len(open_ones), 'repository', 'repositories')} private?", yes=yes)
    failed = [info.place for info in open_ones if not _lowered(hub, info)]
    click.echo("\n".join(BEYOND_REACH))
    if failed or len(infos) < len(inside):
        click.get_current_context().exit(BLOCKED)


def _descendants(hub: Hub, own: tuple[Destination, ...]) -> tuple[Destination, ...]:
    return tuple(dict.fromkeys(child for one in own for child in family.descendants(hub, one)))


def _look(hub: Hub, places: tuple[Destination, ...]) -> list[Info]:
    """How each of *places* stands; the first has to be there, of the others it is said where they can't be seen."""
    found = (_seen(hub, place) for place in places[1:])
    return [hub.info(places[0]), *(info for info in found if info is not None)]


def _seen(hub: Hub, place: Destination) -> Info | None:
    try:
        return hub.info(place)
    except PortError as error:
        click.echo(f"release-guard: {error}", err=True)
        return None


def _show(infos: list[Info], others: list[Destination]) -> None:
    rows = [(str(info.place), info.visibility.word) for info in infos]
    click.echo(table([*rows, *((str(one), "of others, not changed") for one in others)], ("place", "now")), nl=False)


def _lowered(hub: Hub, info: Info) -> bool:
    """Make one private; whatever goes wrong with it, the others have their turn."""
    try:
        with Journal(info.place, journal.folder()) as book:
            now = settled(hub, info.place, book)
            if now.visibility > Visibility.PRIVATE:
                complain(lowering.lower(hub, now, Visibility.PRIVATE, book))
    except PortError as error:
        click.echo(f"release-guard: {info.place}: {error}")
        return False
    except click.exceptions.Exit:
        return False
    click.echo(f"release-guard: {info.place} is private, as the Hub shows it now")
    return True
