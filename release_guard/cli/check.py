"""``check``: the whole judgement of what a push would publish, without publishing anything; what CI calls."""

import os
from datetime import datetime, timezone

import click

from release_guard import __version__
from release_guard.cli.shared import BLOCKED, Repository, Stop, put, reporting, repository
from release_guard.gate import Setting
from release_guard.git import config
from release_guard.git.tree import CONSIDERATIONS
from release_guard.judge.decide import decide
from release_guard.model.decision import Decision, worst
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility
from release_guard.ports import PortError
from release_guard.reports import github, gitlab, json_report, sarif, text
from release_guard.wiring import check as judging
from release_guard.wiring import machine
from release_guard.wiring.check import Subject

WORDS = tuple(visibility.word for visibility in Visibility)
_SEEN = "Judge all of it, as if the place were made this visible now; default: what is new, as the file asks."


@click.command()
@click.option("--target", metavar="DEST", help="Where it would go; default: every target of the file.")
@click.option("--visibility", type=click.Choice(WORDS), help=_SEEN)
@click.option("--rev", metavar="REV", help="The revision to judge; default: HEAD.")
@click.option("--range", "span", metavar="A..B", help="Judge only what B has and A hasn't, as in a pull request.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False), help="Judge the files below DIR instead.")
@click.option("--at", metavar="DEST[@REV]", help="Judge what is on the Hub, in all its revisions or in one.")
@click.option("--policy", type=click.Path(), metavar="FILE", help="A policy of the machine, beside those in force.")
@reporting("text", "json", "github", "gitlab", "sarif")
def check(
    target: str | None,
    visibility: str | None,
    rev: str | None,
    span: str | None,
    folder: str | None,
    at: str | None,
    policy: str | None,
    form: str,
    output: str | None,
) -> None:
    """Judge what a push would publish, or what a place on the Hub would show, without publishing anything.

    Exit code 0: it may go. 1: blocked. 3: could not judge. 4: it would go out less visible than asked.
    """
    subject = _subject(rev, span, folder)._replace(unseen=visibility is not None)
    if at is not None:
        if any(value is not None for value in (target, rev, span, folder)):
            raise click.UsageError("--at says what is judged and where; leave --target, --rev, --range, --folder out")
        decisions, moment, then = _on_hub(at, visibility, policy or "")
        _finish(decisions, form, moment, output, on_hub=then)
        return
    with repository() as here:
        setting = machine.setting(config.read(here.git), policy or "")
        wanted = Visibility.parse(visibility) if visibility else None
        asked = (destination(target),) if target else places(here, subject)
        decisions = tuple(one for place in asked for one in _judged(here, subject, place, setting, wanted, form))
    _finish(decisions, form, setting.moment, output)


def _judged(
    here: Repository, subject: Subject, place: Destination, setting: Setting, wanted: Visibility | None, form: str
) -> tuple[Decision, ...]:
    """The decisions about *place*; what can't be read is one of them where a program reads the report."""
    try:
        return tuple(decide(facts) for facts in judging.facts(here.git, subject, place, setting, wanted))
    except PortError as error:
        if form == "text":
            raise
        return (decide(judging.unread(place, error, setting)),)


def _finish(
    decisions: tuple[Decision, ...], form: str, moment: datetime, output: str | None, *, on_hub: str = ""
) -> None:
    put(on_hub if on_hub and form == "text" else _report(decisions, form, moment), output)
    if output is not None and form in ("gitlab", "sarif"):  # the log of a CI job would hold nothing
        click.echo(text.short(decisions, tried=False), err=True, nl=False)
    click.get_current_context().exit(worst(tuple(one.outcome for one in decisions if one.enforced)).exit_code)


def _on_hub(text_: str, visibility: str | None, policy: str) -> tuple[tuple[Decision, ...], datetime, str]:
    """The decisions about what is on the Hub, their moment, and the report. What asks the Hub is imported only here."""
    from release_guard.cli import hub_words
    from release_guard.cli.visibility import place_and_revision
    from release_guard.wiring import project
    from release_guard.wiring import publish as listed

    place, revision = place_and_revision(text_)
    with project.opened(policy=policy) as here:
        info, source = listed.look(listed.hub(), place, revision, here.evidence, looks_around=True)
        facts = listed.gathered(source, here)
        if visibility:
            wanted = Visibility.parse(visibility)
            facts = tuple(one._replace(attempt=one.attempt._replace(wanted=wanted)) for one in facts)
        decisions = listed.judged(facts)
    then = hub_words.foretold(decisions, info, listed.ceiling(decisions), revision)
    return decisions, here.setting.moment, hub_words.report(decisions) + then


def _subject(rev: str | None, span: str | None, folder: str | None) -> Subject:
    if sum(value is not None for value in (rev, span, folder)) > 1:
        raise click.UsageError("give one of --rev, --range and --folder")
    if span is not None and (".." not in span or "..." in span):
        raise click.UsageError(f"--range is A..B, not {span!r}")
    return Subject(rev or "HEAD", span or "", folder or "")


def places(here: Repository, subject: Subject) -> tuple[Destination, ...]:
    """Every place that the file of *subject* names in full; ``Stop`` where there is none."""
    found = judging.targets(here.git, subject)
    if not found and not subject.folder and _is_uncommitted(here):
        fix = f"git add {CONSIDERATIONS} && git commit"
        raise Stop(f"{CONSIDERATIONS} isn't committed yet, and commits are what is judged", fix, BLOCKED)
    if not found:
        fix = "name one: release-guard check --target github.com/OWNER/NAME; or start with: release-guard init"
        raise Stop("nothing says where this would go: no considerations file, or no [release] targets", fix, BLOCKED)
    return found


def _is_uncommitted(here: Repository) -> bool:
    on_disk = os.path.exists(os.path.join(here.top, CONSIDERATIONS))
    return on_disk and here.git.find([f"HEAD:{CONSIDERATIONS}"])[0] is None


def destination(text_: str) -> Destination:
    """The place that an option names."""
    try:
        return parse(text_, base=os.getcwd())
    except DestinationError as error:
        raise click.UsageError(f"{text_!r} is no destination: {error}") from None


def _report(decisions: tuple[Decision, ...], form: str, at: datetime) -> str:
    if form == "json":
        return json_report.render(decisions, at.astimezone(timezone.utc), __version__)
    if form == "github":
        return github.render(decisions)
    if form == "gitlab":
        return gitlab.render(decisions)
    return sarif.render(decisions, __version__) if form == "sarif" else text.render(decisions, tried=False)
