"""``release-guard review renew``: the same person's review once more, after they saw what changed."""

import sys
from datetime import timedelta

import click

from release_guard.cli import changed_words, reviewing
from release_guard.cli.review_build import DAYS, in_scope
from release_guard.cli.review_record import check_committed
from release_guard.cli.review_words import in_words
from release_guard.cli.reviewing import BY_HELP, KEY_HELP
from release_guard.cli.shared import repository
from release_guard.evidence.binding import bound
from release_guard.judge.case import Case
from release_guard.judge.reviews import APPROVALS
from release_guard.model.attempt import Facts
from release_guard.model.people import same_person
from release_guard.model.record import Bound, Record
from release_guard.wiring.desk import Desk


@click.command("renew")
@click.argument("file", required=False)
@click.option("--rationale", metavar="TEXT", help="Why it still stands; default: the words of the earlier review.")
@click.option("--by", metavar="ID", help=BY_HELP)
@click.option("--yes", is_flag=True, help="Don't ask: the changes were looked at.")
@click.option("--sign", "key", metavar="KEY", help=KEY_HELP)
def renew(file: str | None, rationale: str | None, by: str | None, yes: bool, key: str | None) -> None:
    """Give an earlier approval again, for what is there now.

    FILE is its name in release-records/, or how that begins; default: your last one. Shows what changed since, and
    asks. Scope, role and open conditions stay as they were.
    """
    with repository() as here:
        found = reviewing.open_desk(here)
        facts = found.facts[0]
        person = reviewing.speaker(here.git, by)
        earlier = _earlier(facts, file, person)
        reviewing.check_same_person(earlier, person)
        facts, answers = reviewing.choose(found, earlier.scope.release or None)
        check_committed(here, found, answers, facts)
        now = _bound_now(found, facts, earlier)
        then = changed_words.reviewed_text(here.git, answers.path, earlier.bound)
        _show(earlier, changed_words.lines(earlier, now, then, found.text_of(answers.path), facts.attempt.items), found)
        _agree(yes)
        word = _again(earlier, facts, now, reviewing.recorder(here.git, person), rationale)
        paths = reviewing.keep(here.top, word, key)
        click.echo(in_words(word, found, facts), nl=False)
        reviewing.tell_worth(facts, word, here.top, paths)
        click.echo(reviewing.next_step(here.top, paths, f"Renew the review of {person}"))


def _earlier(facts: Facts, file: str | None, person: str) -> Record:
    approvals = [one for one in facts.records if one.kind == "review" and one.decision in APPROVALS]
    if file is not None:
        return reviewing.pick(approvals, file, "approval")
    own = [one for one in approvals if same_person(one.by, person)]
    if not own:
        others = sorted({one.file for one in approvals})
        listed = f"; there is {', '.join(others)}" if others else "; there is none by anybody yet"
        ask = "; to ask its reviewer: release-guard review request --to WHO" if others else ""
        raise click.UsageError(f"{person} has no approval here that could be renewed{listed}{ask}")
    return max(own, key=lambda one: (one.date, one.file))


def _bound_now(found: Desk, facts: Facts, earlier: Record) -> Bound:
    policy = found.evidence.policy
    _, answers = reviewing.choose(found, earlier.scope.release or None)
    called = earlier.bound.artifacts  # what was called something else then is still that: the same bytes
    return bound(
        answers,
        in_scope(facts.attempt.items, earlier.scope.content, called),
        facts.attempt.capabilities,
        policy.data if policy is not None else None,
        called,
    )


def _show(earlier: Record, lines: tuple[str, ...], found: Desk) -> None:
    click.echo(f"since {earlier.file} (reviewed by {earlier.by} on {earlier.date}), at {found.origin}:")
    click.echo(reviewing.bullets(lines or ("nothing changed of what it was bound to",)), nl=False)


def _agree(yes: bool) -> None:
    """Ask whether the review still stands; without a terminal nobody can answer, so ``--yes`` is needed."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is here to ask whether the review still stands: look at the changes, then --yes")
    if not click.confirm("Do you stand by your review with these changes?", default=False):
        raise click.Abort


def _again(earlier: Record, facts: Facts, now: Bound, recorded_by: str, rationale: str | None) -> Record:
    """The earlier review of what is there now. Conditions that were confirmed are met; the others stay open."""
    words = Case(facts).words
    still_open = tuple(condition for condition in earlier.conditions if not words.meets(condition, earlier))
    today = reviewing.today()
    span = (earlier.expires - earlier.date).days if earlier.expires is not None else DAYS
    limit = Case(facts).rules.review_age_days or span
    return reviewing.with_name(
        earlier._replace(
            file="",
            path="",
            date=today,
            recorded_by=recorded_by,
            rationale=rationale or earlier.rationale,
            expires=today + timedelta(days=min(max(span, 1), limit)),
            decision="approve-with-conditions" if still_open else "approve",
            conditions=still_open,
            bound=now,
            signature=None,
            at_tip=True,
            at_destination=False,
            altered=False,
        )
    )
