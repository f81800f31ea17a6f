"""``publish``: judge what is on the Hub, and make it as visible as its reviews allow."""

import os

import click

from release_guard.cli import hub_words
from release_guard.cli.shared import BLOCKED, USAGE, Stop
from release_guard.cli.visibility import agree, at_work, complain, place_to_publish
from release_guard.git.tree import CONSIDERATIONS
from release_guard.hub import history, listing, setting
from release_guard.hub import publish as changing
from release_guard.hub.api import Hub, Info, RefusedError
from release_guard.hub.history import LongHistoryError
from release_guard.hub.journal import Journal
from release_guard.hub.listing import Listing
from release_guard.model.decision import Outcome, worst
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
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
    """Make a place on the Hub as visible as its reviews allow.

    Everything it holds is judged, in every revision. Then its gate is set while it is private, its visibility is
    raised at once, and the Hub is asked what it shows. A run that was stopped can be repeated.

    Exit code 0: it is as visible as its answers ask for. 1: blocked, or the Hub shows something else. 3: could not
    judge. 4: it is less visible than asked for. 5: overridden.
    """
    place = place_to_publish(dest)
    if squash and place.kind == "buckets":
        raise Stop("a bucket has no earlier revisions to drop", f"release-guard publish {place}", USAGE)
    hub = judging.hub()
    with project.opened(policy=policy or "") as here, at_work(hub, place) as (info, book):
        authors = _squash(hub, info, here, book, yes=yes) if squash else ()
        found = judging.on_record(judging.judge(hub, info, here, authors=authors), here.setting.moment)
        _check_described(found, here)
        click.echo(hub_words.report(found.decisions), nl=False)
        _offer(hub, found, here)
        to = _cleared(found)
        if info.visibility < to:
            agree(f"make {info.place} {to.word}?", yes=yes)
            complain(changing.publish(hub, info, to, found.listed.refs, book))
            page = f"{hub.endpoint}/{setting.page(info.place)}"
            click.echo(hub_words.raised(info.place, to, found.decisions, page), nl=False)
        else:
            _stand(found)
    click.get_current_context().exit(_outcome(found).exit_code)


def _check_described(found: Judged, here: Project) -> None:
    """``Stop`` where no answers speak for the place, before a verdict of nothing is shown."""
    place = found.info.place
    if found.described:
        return
    written = os.path.lexists(os.path.join(here.top, CONSIDERATIONS))
    if here.is_repository and written and not here.evidence.considerations:
        fix = f"git add {CONSIDERATIONS} && git commit, then release-guard publish {place}"
        raise Stop(f"{CONSIDERATIONS} isn't committed yet, and only what is committed speaks for {place}", fix, BLOCKED)
    message = f"nothing describes what {place} holds, so nothing says how widely it may be seen"
    raise Stop(message, f"release-guard init, with {place} among its targets; commit it, and publish again", BLOCKED)


def _cleared(found: Judged) -> Visibility:
    """The visibility that is cleared, wider than private; ends the command where there is none."""
    place = found.info.place
    if found.to is None or found.to is Visibility.PRIVATE:
        outcome = _outcome(found)
        if not _say_if_wider(found, outcome):
            click.echo(f"release-guard: {place} stays {found.info.visibility.word}; nothing was changed")
            click.echo(hub_words.steps(found.decisions, f"release-guard publish {place}"), nl=False)
        raise click.exceptions.Exit(outcome.exit_code if outcome is Outcome.NOT_JUDGED else BLOCKED)
    return found.to


def _outcome(found: Judged) -> Outcome:
    return worst(tuple(one.outcome for one in found.decisions if one.enforced))


def _stand(found: Judged) -> None:
    """Say that there is nothing to raise; what is wider than it may be is a block."""
    info = found.info
    if _say_if_wider(found, _outcome(found)):
        raise click.exceptions.Exit(BLOCKED)
    click.echo(f"release-guard: {info.place} is {info.visibility.word} already; nothing was changed")
    click.echo(hub_words.steps(found.decisions, f"release-guard publish {info.place}"), nl=False)


def _say_if_wider(found: Judged, outcome: Outcome) -> bool:
    """Whether it can be seen more widely than is cleared; what couldn't be judged has no ceiling to go by."""
    if found.info.visibility <= found.ceiling or outcome is Outcome.NOT_JUDGED:
        return False
    click.echo(hub_words.wider(found.info, found.ceiling, found.decisions), nl=False)
    return True


def _offer(hub: Hub, found: Judged, here: Project) -> None:
    """Where only earlier revisions hold it back, say so, and that they can be reviewed or dropped."""
    if _outcome(found) not in (Outcome.LOWER, Outcome.BLOCK) or not any(one.removed for one in found.listed.versions):
        return
    rest = judging.judge(hub, found.info, here, squashed=True, authors=found.listed.authors)
    if rest.to is not None and rest.to > (found.to or Visibility.PRIVATE):
        old = hub_words.gone(found.listed, rest.listed)
        click.echo(hub_words.offer(found.info.place, old, rest.to), nl=False)


def _squash(hub: Hub, info: Info, here: Project, book: Journal, *, yes: bool) -> tuple[str, ...]:
    """Drop earlier revisions, where the rest would be cleared without them; the accounts whose work it is."""
    place = info.place
    listed, authors = _history(hub, place)
    rest = judging.judge(hub, info, here, squashed=True, authors=authors)
    _check_described(rest, here)
    if rest.to in (None, Visibility.PRIVATE):
        click.echo(hub_words.report(rest.decisions), nl=False)
        click.echo("release-guard: without its history it would not be cleared either, so no revision was dropped")
        _cleared(rest)
    old = hub_words.gone(listed, rest.listed) if listed is not None else None
    if old is None or old:
        _drop(hub, rest.listed, book, hub_words.what_goes(place, old, *_refs(rest.listed)), yes=yes)
    else:
        click.echo(f"release-guard: {place} has no file that only earlier revisions hold; none was dropped")
    return authors


def _history(hub: Hub, place: Destination) -> tuple[Listing | None, tuple[str, ...]]:
    """All revisions and whose they are; of a history that is too long to be looked through the accounts alone."""
    try:
        listed = listing.over_all(hub, place)
    except LongHistoryError:
        return None, history.accounts(hub, place, listing.refs(hub, place).values())
    return listed, listed.authors


def _refs(listed: Listing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The branches, which a squash makes one commit each, and the other refs, which it leaves."""
    branches = tuple(ref.removeprefix(_BRANCH) for ref in listed.refs if ref.startswith(_BRANCH))
    return branches, tuple(ref.removeprefix(_TAG) for ref in listed.refs if not ref.startswith(_BRANCH))


def _drop(hub: Hub, listed: Listing, book: Journal, what_goes: str, *, yes: bool) -> None:
    click.echo(what_goes, nl=False)
    agree("drop them for good?", yes=yes)
    if listing.marks(hub, listed.place) != listed.refs:
        again = f"release-guard publish {listed.place} --squash"
        raise Stop(f"somebody changed {listed.place} since it was judged; no revision was dropped", again, BLOCKED)
    try:
        changing.squash(hub, listed.place, _refs(listed)[0], book)
    except RefusedError as error:
        again = f"release-guard publish {listed.place} --squash, with a token that may write there"
        raise Stop(f"earlier revisions could not be dropped: {error}", again, BLOCKED) from error
    click.echo(f"release-guard: {listed.place} holds no earlier revisions of its branches any more")
