"""``recall``: take a release back from the Hub as far as that goes: the place and all that is made from it."""

from collections.abc import Sequence

import click

from release_guard.cli.lower_on_hub import lost
from release_guard.cli.shared import BLOCKED, count, table
from release_guard.cli.visibility import agree, at_work, complain, place_on_hub
from release_guard.hub import family, lowering
from release_guard.hub.api import Hub, Info
from release_guard.hub.family import Family, Member
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import PortError
from release_guard.reports.text import clean
from release_guard.wiring import project
from release_guard.wiring import publish as judging


@click.command()
@click.argument("dest")
@click.option("--yes", is_flag=True, help="Don't ask.")
def recall(dest: str, yes: bool) -> None:
    """Make a whole family on the Hub private: a place, and what is made from it.

    The family is what the working project releases together with it or derives from it, the models whose cards name
    it, and repositories of the same owners whose answers say that they are made from it; and what is made from those.
    What belongs to others is listed, not changed.
    Exit code 0: all that are in reach are private. 1: some aren't, or couldn't be looked for.
    """
    place = place_on_hub(dest, "release-guard lower {place}")
    hub = judging.hub()
    with project.opened() as here:
        together, abroad = judging.kin(here, place)
    roots = (Member(place, "you named it"), *(Member(one, "the same project releases it") for one in together))
    found = family.family(hub, roots)
    ours = {one.namespace for one in (place, *together)}
    inside = [one for one in found.members if one.place.namespace in ours]
    infos = {one.place: info for one in inside if (info := _seen(hub, one.place)) is not None}
    click.echo(_shown(found, infos, inside), nl=False)
    todo = [info for info in infos.values() if info.visibility > Visibility.PRIVATE or info.place.kind == "spaces"]
    if not todo:
        click.echo("release-guard: nothing of it that is in reach can be seen by others; nothing was changed")
    else:
        click.echo("\n".join(("what private means:", *lost(todo[0], Visibility.PRIVATE.word)[1:-1])))
        agree(f"make {count(len(todo), 'place')} private?", yes=yes)
    failed = [info.place for info in todo if not _lowered(hub, info)]
    others = len(found.members) - len(inside)
    click.echo("\n".join(_beyond_reach(list(infos.values()), others, abroad)))
    if failed or len(infos) < len(inside) or found.cut or found.unseen:
        click.echo(f"release-guard: not all of it is done; look at the above, then: release-guard recall {place}")
        click.get_current_context().exit(BLOCKED)


def _seen(hub: Hub, place: Destination) -> Info | None:
    """How *place* stands; where that can't be seen, it is said, and the others have their turn."""
    try:
        return hub.info(place)
    except PortError as error:
        click.echo(f"release-guard: {error}", err=True)
        return None


def _shown(found: Family, infos: dict[Destination, Info], inside: Sequence[Member]) -> str:
    """The family as a table, and what of it couldn't be looked for."""
    rows = [(str(one.place), _now(infos.get(one.place)), one.why) for one in inside]
    rows += [(str(one.place), "of others, not changed", one.why) for one in found.members if one not in inside]
    lines = [f"release-guard: {clean(one)}" for one in found.unseen]
    if found.cut:
        lines.append(f"release-guard: the family is larger than {family.AT_MOST}; the rest isn't listed: recall again")
    return table(rows, ("place", "now", "because")) + "".join(f"{line}\n" for line in lines)


def _now(info: Info | None) -> str:
    if info is None:
        return "can't be seen"
    hidden = info.place.kind == "spaces" and info.private
    return "private or protected" if hidden else info.visibility.word


def _lowered(hub: Hub, info: Info) -> bool:
    """Make one private; whatever goes wrong with it, the others have their turn."""
    try:
        with at_work(hub, info.place) as (now, book):
            if now.visibility > Visibility.PRIVATE or now.place.kind == "spaces":
                complain(lowering.lower(hub, now, Visibility.PRIVATE, book))
    except PortError as error:
        click.echo(f"release-guard: {info.place}: {error}")
        return False
    except click.exceptions.Exit:
        return False
    click.echo(f"release-guard: {info.place} is private, as the Hub shows it now")
    return True


def _beyond_reach(infos: Sequence[Info], others: int, abroad: Sequence[Destination]) -> tuple[str, ...]:
    """What no setting takes back, with the numbers that are known."""
    downloads, likes = sum(one.downloads for one in infos), sum(one.likes for one in infos)
    times = f" ({count(downloads, 'download')} in the last 30 days)" if downloads else ""
    liked = f" ({count(likes, 'like')})" if likes else ""
    listed = f" ({others} listed above)" if others else ""
    elsewhere = [f"  - {place} isn't on the Hub: release-guard lower {place}" for place in abroad]
    return (
        "What can't be undone:",
        f"  - what was downloaded{times}, duplicated, mirrored or kept in caches stays with whoever has it",
        f"  - repositories of others that are made from it{listed}: ask their owners, or report them on their pages",
        "  - private ones of others, and those that don't say what they are made from, aren't found",
        f"  - likes and discussions{liked} stay with each place, and are seen again if it is",
        "Elsewhere, the same files have to be taken down one by one:",
        *(elsewhere or ["  - git repositories, releases, packages and mirrors; the project names none"]),
    )
