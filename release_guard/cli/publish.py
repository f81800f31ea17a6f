"""``publish``: judge what is on the Hub, and make it as visible as its reviews allow."""

import click

from release_guard.cli.shared import BLOCKED, Stop, count
from release_guard.cli.visibility import agree, complain, place_on_hub, settled
from release_guard.hub import journal, listing
from release_guard.hub import publish as changing
from release_guard.hub.api import Hub, Info, RefusedError
from release_guard.hub.journal import Journal
from release_guard.hub.listing import Listing
from release_guard.model.decision import Outcome, worst
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.reports import text
from release_guard.wiring import project
from release_guard.wiring import publish as judging
from release_guard.wiring.project import Project
from release_guard.wiring.publish import Judged

_BRANCH, _TAG = "refs/heads/", "refs/tags/"


@click.command()
@click.argument("dest")
@click.option("--squash", is_flag=True, help="Drop earlier revisions first, for good; asks before it does.")
@click.option("--policy", type=click.Path(), metavar="FILE", help="A policy of the machine, beside those in force.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def publish(dest: str, squash: bool, policy: str | None, yes: bool) -> None:
    """Make a repository on the Hub as visible as its reviews allow.

    Everything it holds is judged, in every revision. Then its gate is set while it is private, its visibility is
    raised at once, and the Hub is asked what it shows. A run that was stopped can be repeated.

    Exit code 0: it is as visible as its answers ask for. 1: blocked, or the Hub shows something else. 3: could not
    judge. 4: it is less visible than asked for. 5: overridden.
    """
    place = place_on_hub(dest, "public")
    hub = judging.hub()
    with project.opened(policy=policy or "") as here, Journal(place, journal.folder()) as book:
        info = settled(hub, place, book)
        if squash:
            _squash(hub, info, here, book, yes=yes)
        found = judging.judge(hub, info, here)
        click.echo(text.render(found.decisions), nl=False)
        to = _cleared(found)
        if info.visibility < to:
            agree(f"make {info.place} {to.word}?", yes=yes)
            complain(changing.publish(hub, info, to, found.listed.refs, book))
            click.echo(f"release-guard: {info.place} is {to.word}, as the Hub shows it now")
        else:
            _stand(found)
    click.get_current_context().exit(_outcome(found).exit_code)


def _cleared(found: Judged) -> Visibility:
    """The visibility that is cleared, wider than private; ends the command where there is none."""
    if not found.described:
        message = f"nothing describes what {found.info.place} holds, so nothing says how widely it may be seen"
        raise Stop(message, "release-guard init", BLOCKED)
    if found.to is None or found.to is Visibility.PRIVATE:
        outcome = _outcome(found)
        click.echo(f"release-guard: {found.info.place} stays {found.info.visibility.word}; nothing was changed")
        if outcome is not Outcome.NOT_JUDGED:
            _say_if_wider(found)
            outcome = Outcome.BLOCK
        raise click.exceptions.Exit(outcome.exit_code)
    return found.to


def _outcome(found: Judged) -> Outcome:
    return worst(tuple(one.outcome for one in found.decisions if one.enforced))


def _stand(found: Judged) -> None:
    """Say that there is nothing to raise; what is wider than it may be is a block."""
    info = found.info
    click.echo(f"release-guard: {info.place} is {info.visibility.word} already; nothing was changed")
    if _say_if_wider(found):
        raise click.exceptions.Exit(BLOCKED)


def _say_if_wider(found: Judged) -> bool:
    info = found.info
    if info.visibility <= found.ceiling:
        return False
    to = max(held for held in info.place.holds if held <= found.ceiling)
    click.echo(f"    it is wider than what is cleared: release-guard lower {info.place} --to {to.word}")
    return True


def _squash(hub: Hub, info: Info, here: Project, book: Journal, *, yes: bool) -> None:
    """Drop what isn't at a tip, where the rest would be cleared without it."""
    found = judging.judge(hub, info, here, tips_only=True)
    if found.to in (None, Visibility.PRIVATE) or not found.described:
        click.echo(text.render(found.decisions), nl=False)
        click.echo("release-guard: without its history it would not be cleared either, so no revision was dropped")
        _cleared(found)
    listed = listing.over_all(hub, info.place)
    gone = sum(one.removed for one in listed.versions)
    branches = tuple(ref.removeprefix(_BRANCH) for ref in listed.refs if ref.startswith(_BRANCH))
    if not gone:
        click.echo(f"release-guard: {info.place} has no file that only earlier revisions hold")
        return
    _say_what_goes(info.place, listed, gone, branches)
    agree("drop them for good?", yes=yes)
    try:
        changing.squash(hub, info.place, branches, book)
    except RefusedError as error:
        raise Stop(f"earlier revisions could not be dropped: {error}", "", BLOCKED) from error


def _say_what_goes(place: Destination, listed: Listing, gone: int, branches: tuple[str, ...]) -> None:
    click.echo(f"{place}: {count(gone, 'file version')} stand only in earlier revisions:")
    for one in [one for one in listed.versions if one.removed][:20]:
        click.echo(f"  - {text.clean(one.path)} (in {one.commit[:7]})")
    click.echo(f"Dropping the history of {', '.join(map(text.clean, branches))} can't be undone, and ids of commits")
    click.echo("that papers or code name will lead nowhere. What somebody has already is out of reach.")
    kept = [ref.removeprefix(_TAG) for ref in listed.refs if not ref.startswith(_BRANCH)]
    if kept:
        click.echo(f"These refs are left, and keep what they hold: {', '.join(map(text.clean, kept))}")
