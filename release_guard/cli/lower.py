"""``lower``: make a repository on the Hub less visible, and say what that does and doesn't take back."""

import click

from release_guard.cli.shared import Stop, count
from release_guard.cli.visibility import agree, complain, place_on_hub, settled
from release_guard.hub import journal
from release_guard.hub import publish as changing
from release_guard.hub.api import Info
from release_guard.hub.journal import Journal
from release_guard.model.visibility import Visibility
from release_guard.wiring import publish as judging

NARROWER = ("private", "gated-manual", "gated-auto")
_USAGE = 2


@click.command()
@click.argument("dest")
@click.option(
    "--to",
    "word",
    type=click.Choice(NARROWER),
    default="private",
    show_default=True,
    help="How visible it is to be afterwards.",
)
@click.option("--yes", is_flag=True, help="Don't ask.")
def lower(dest: str, word: str, yes: bool) -> None:
    """Make a repository on the Hub less visible.

    Says first what is lost by it, and asks the Hub afterwards what it shows.
    Exit code 0: it is that narrow. 1: the Hub refused (RG404), or shows something else (RG405).
    """
    place, to = place_on_hub(dest, "private"), Visibility.parse(word)
    if to not in place.holds:
        raise Stop(f"{place.kind} have no gate on the Hub", f"release-guard lower {place}", _USAGE)
    hub = judging.hub()
    with Journal(place, journal.folder()) as book:
        info = settled(hub, place, book)
        if info.visibility <= to:
            click.echo(f"release-guard: {info.place} is {info.visibility.word} already; nothing was changed")
            return
        click.echo("\n".join(lost(info, to)))
        agree(f"make {info.place} {to.word}?", yes=yes)
        complain(changing.lower(hub, info, to, book))
        click.echo(f"release-guard: {info.place} is {to.word}, as the Hub shows it now")


def lost(info: Info, to: Visibility) -> tuple[str, ...]:
    """What a lowering takes from people, and what it can't take back."""
    downloads = f" ({count(info.downloads, 'download')} in the last 30 days)" if info.downloads else ""
    who = {
        Visibility.PRIVATE: "only members of its namespace can see it, its card and its discussions",
        Visibility.GATED_MANUAL: "people have to ask for its files; its card, file names and discussions stay open",
        Visibility.GATED_AUTO: "people have to register for its files; its card, file names and discussions stay open",
    }[to]
    runs = "apps and code of others that load it stop working"
    return (
        f"{info.place} is {info.visibility.word} now and would be {to.word}:",
        f"  - {who}",
        f"  - {runs}" if info.place.kind != "spaces" else "  - the running app is closed to others as well",
        f"  - copies that were downloaded{downloads}, duplicated or mirrored stay with whoever has them",
    )
