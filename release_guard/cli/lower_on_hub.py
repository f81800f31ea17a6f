"""``lower`` for a place on the Hub: what is lost by it, the change, and what the Hub shows afterwards."""

import click

from release_guard.cli.shared import USAGE, Stop, count
from release_guard.cli.visibility import agree, at_work, complain
from release_guard.hub import lowering, setting
from release_guard.hub.api import Info
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.wiring import publish as judging

_PROTECTED = "protected"


def run(place: Destination, word: str, *, yes: bool) -> None:
    """Make *place* as narrow as *word* says; ``Stop`` where it can't be, or the Hub shows something else."""
    to = _possible(place, word)
    hub = judging.hub()
    with at_work(hub, place) as (info, book):
        if info.visibility <= to and not _may_be_protected(info, word):
            click.echo(f"release-guard: {info.place} is {info.visibility.word} already; nothing was changed")
            return
        click.echo("\n".join(lost(info, word)))
        agree(f"make {info.place} {word}?", yes=yes)
        complain(lowering.protect(hub, info, book) if word == _PROTECTED else lowering.lower(hub, info, to, book))
        click.echo(f"release-guard: {info.place} is {word}, as the Hub shows it now")
        if to is Visibility.GATED_MANUAL:
            page = f"{hub.endpoint}/{setting.page(info.place)}/settings"
            click.echo(f"    requests for its files wait for your answer at {page}")
        click.echo(f"    to see how widely it may be shown again: release-guard check --at {info.place}")


def _possible(place: Destination, word: str) -> Visibility:
    """The visibility of *place*'s files under *word*; ``Stop`` where it can't have that."""
    if word == _PROTECTED:
        if place.kind != "spaces":
            raise Stop(f"only a Space can be protected, and {place} is none", f"release-guard lower {place}", USAGE)
        return Visibility.PRIVATE
    to = Visibility.parse(word)
    if to not in place.holds:
        raise Stop(f"{place.kind} have no gate on the Hub", f"release-guard lower {place}", USAGE)
    return to


def _may_be_protected(info: Info, word: str) -> bool:
    """A Space that hides its files may still let everybody use its app, and the Hub doesn't say which it is."""
    return info.place.kind == "spaces" and info.private and word == Visibility.PRIVATE.word


def lost(info: Info, word: str) -> tuple[str, ...]:
    """What a lowering to *word* takes from people, and what it can't take back."""
    downloads = f" ({count(info.downloads, 'download')} in the last 30 days)" if info.downloads else ""
    now = info.visibility.word
    if _may_be_protected(info, word):
        now = "private or protected"
    return (
        f"{info.place} is {now} now and would be {word}:",
        f"  - {_WHO[word]}",
        f"  - {_RUNS.get((info.place.kind, word)) or _LOADS}",
        f"  - copies that were downloaded{downloads}, duplicated or mirrored stay with whoever has them",
    )


_GATED = ("models", "datasets")
_WHO = {
    "private": "only members of its namespace can see it, its card and its discussions",
    "protected": "only members of its namespace can see its files",
    "gated-manual": "people have to ask for its files; its card, file names and discussions stay open",
    "gated-auto": "people have to register for its files; its card, file names and discussions stay open",
}
_LOADS = "apps and code of others that load it stop working"
_RUNS = {
    **{(kind, "gated-manual"): "apps and code of others stop until their people are let in" for kind in _GATED},
    **{(kind, "gated-auto"): "apps and code of others stop until their people have registered" for kind in _GATED},
    ("spaces", "private"): "the running app is closed to others as well",
    ("spaces", "protected"): "its app stays open to everybody: what the app gives away is still given away",
}
