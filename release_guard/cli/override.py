"""``release-guard override``: break the glass, on record, for these bytes and this place, for a day at most."""

from datetime import datetime, timedelta, timezone

import click

from release_guard.cli import reviewing
from release_guard.cli.reviewing import BY_HELP, KEY_HELP
from release_guard.cli.shared import BLOCKED, NOT_JUDGED, Repository, Stop, count, repository, said
from release_guard.judge import override as rules
from release_guard.judge.case import Case
from release_guard.judge.decide import decide
from release_guard.model.attempt import Facts
from release_guard.model.decision import Decision, Outcome, worst
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.finding import Finding, Severity
from release_guard.model.people import canonical_id, is_agent
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from release_guard.reports.text import clean
from release_guard.wiring import break_glass

#: No override lasts longer, whatever a policy says.
LONGEST = 24


@click.command("override")
@click.option("--target", required=True, metavar="DEST", help="The one place that it is for.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it can't wait.")
@click.option("--hours", type=click.IntRange(1, LONGEST), help="How long; default: as long as the policy allows.")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIR",
    help="For an upload of this folder to the Hub, in one commit, instead of what HEAD brings.",
)
@click.option("--by", metavar="ID", help=BY_HELP)
@click.option("--sign", "key", metavar="KEY", help=KEY_HELP)
def override(target: str, reason: str, hours: int | None, folder: str | None, by: str | None, key: str | None) -> None:
    """Break the glass: let what HEAD brings to one place through, in spite of open findings.

    For exactly this content and this place, and for a day at most. The push shows every finding that stays
    open; an objection and a failure to judge can't be overridden.
    """
    if not reason.strip():
        raise click.UsageError("--reason is empty; whoever reads the record later has nothing else to go by")
    with repository() as here:
        destination = _place(here, target)
        coming = _coming(here, destination, folder)
        if coming.answer.visibility is Visibility.PRIVATE:
            click.echo(f"{destination} is private: a push there is never held, so there is nothing to override")
            return
        decisions = tuple(decide(facts) for facts in coming.facts)
        if not _is_held(decisions, destination):
            return
        word = _record(here, coming.facts, reason, hours, by, key)
        paths = reviewing.keep(here.top, word, key)
        _tell(word, decisions)
        click.echo(f"written: {word.path}")
        then = "push again" if folder is None else "upload the folder again"
        click.echo(reviewing.next_step(here.top, paths, "Break the glass", then))


def _coming(here: Repository, destination: Destination, folder: str | None) -> break_glass.Coming:
    if folder is None:
        return break_glass.coming(here.git, destination)
    if not destination.is_hub:
        raise click.UsageError(f"folders are uploaded to the Hub alone, and {destination} isn't there")
    from release_guard.wiring import uploading  # it asks the Hub, which a push needn't wait for

    return uploading.of_folder(folder, destination)


def _place(here: Repository, target: str) -> Destination:
    if "*" in target or "?" in target:
        raise click.UsageError(f"{target!r} is a pattern; an override is for one place")
    try:
        return parse(target, base=here.top)
    except DestinationError as error:
        raise click.UsageError(f"--target: {error}") from error


def _is_held(decisions: tuple[Decision, ...], destination: Destination) -> bool:
    """Whether there is something to override; ``Stop`` where nothing may override it."""
    outcome = worst(tuple(decision.outcome for decision in decisions))
    if outcome in (Outcome.ALLOW, Outcome.OVERRIDDEN):
        why = {
            Outcome.ALLOW: "nothing holds a push of HEAD there",
            Outcome.OVERRIDDEN: "an override for this content is in force already",
        }[outcome]
        click.echo(f"no record was written for {destination}: {why}")
        return False
    found = _open(decisions)
    fixed = [one for one in found if one.code in rules.UNBREAKABLE or one.code.startswith("RG0")]
    if fixed:
        click.echo(said(*fixed), err=True, nl=False)
        code = NOT_JUDGED if outcome is Outcome.NOT_JUDGED else BLOCKED
        raise Stop("the glass can't be broken over this", "mend what stands above, then push", code)
    return True


def _open(decisions: tuple[Decision, ...]) -> list[Finding]:
    """The errors that stand, each once."""
    every = (one for decision in decisions for one in decision.findings)
    return list(dict.fromkeys(one for one in every if one.severity in (None, Severity.ERROR)))


def _record(
    here: Repository, facts: tuple[Facts, ...], reason: str, hours: int | None, by: str | None, key: str | None
) -> Record:
    case = Case(facts[0])
    person = reviewing.speaker(here.git, by)
    typed = reviewing.recorder(here.git, person)
    _check_person(case, person, typed)
    if case.signed and key is None:
        fix = f"release-guard override ... --sign KEY, with the key that the policy gives {person}"
        raise Stop("the policy asks for signatures here, and an override without one counts for nothing", fix, BLOCKED)
    limit = min(LONGEST, case.rules.override_hours)
    if hours is not None and hours > limit:
        raise click.UsageError(f"--hours {hours}: the policy allows {limit}")
    now = datetime.now(timezone.utc).replace(microsecond=0)
    return reviewing.with_name(
        Record(
            "override",
            "",
            person,
            now.date(),
            recorded_by=typed,
            reason=reason,
            until=now + timedelta(hours=hours or limit),
            destination=str(facts[0].attempt.destination),
            attempt=case.attempt.digest,
        )
    )


def _check_person(case: Case, person: str, typed: str) -> None:
    if is_agent(person) or is_agent(typed):
        raise Stop(f"{typed} is a program, and only a person can break the glass", "run this command yourself", BLOCKED)
    allowed = case.rules.override_by
    if allowed is not None and canonical_id(person) not in allowed:
        who = ", ".join(sorted(allowed)) or "nobody"
        fix = "ask them to record it" if allowed else "the machine's policy would name them: [override] allowed_by"
        raise Stop(f"the policy lets {who} break the glass, not {person}", fix, BLOCKED)


def _tell(word: Record, decisions: tuple[Decision, ...]) -> None:
    """Say loudly what was done, and what stays open."""
    found = _open(decisions)
    until = word.until.strftime("%Y-%m-%d %H:%M UTC") if word.until is not None else ""
    click.secho("BREAK-GLASS: this content goes out although it isn't cleared", bold=True)
    click.echo(f"  place:   {word.destination}")
    click.echo(f"  until:   {until}, and never for other bytes")
    click.echo(f"  by:      {word.by}")
    click.echo(f"  reason:  {clean(word.reason)}")
    click.echo(f"  content: {word.attempt}")
    number = f"{count(len(found), 'finding')} stay{'s' if len(found) == 1 else ''} open"
    click.echo(f"{number}; the push shows them again, and once it is through nothing else will:")
    click.echo(said(*found), nl=False)
    click.echo("What becomes public can't be called back. The record is published with the release.")
