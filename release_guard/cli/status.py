"""``status``: what is allowed where, what is missing, and who does what next."""

from datetime import timezone

import click

from release_guard import __version__
from release_guard.cli import changed_words, reviewing
from release_guard.cli.check import destination, places
from release_guard.cli.shared import Repository, closest, put, reports, repository, table
from release_guard.git import config
from release_guard.judge.decide import decide
from release_guard.judge.reviews import APPROVALS
from release_guard.model.attempt import Facts
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.decision import Decision
from release_guard.model.finding import Finding
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from release_guard.reports import json_report, text
from release_guard.wiring import check as judging
from release_guard.wiring import machine
from release_guard.wiring.check import Subject

#: Words for a cell of the table.
_ABSENT = "nothing new"


@click.command()
@click.option("--target", metavar="DEST", help="Only this place; default: every target of the file.")
@click.option("--release", metavar="NAME", help="Only this release, where the repository holds several.")
@reports
def status(target: str | None, release: str | None, form: str, output: str | None) -> None:
    """Show what is allowed where, what is missing, and who does what next.

    The table tells for each part of the release how widely HEAD may be seen at each target now.
    """
    subject = Subject()
    with repository() as here:
        setting = machine.setting(config.read(here.git))
        asked = (destination(target),) if target else places(here, subject)
        every = tuple(one for place in asked for one in judging.facts(here.git, subject, place, setting, None))
        found = _of(every, release)
        since = _since(here, found)
    decisions = tuple(map(decide, found))
    if form == "json":
        put(json_report.render(decisions, setting.moment.astimezone(timezone.utc), __version__), output)
    else:
        put(as_text(found, decisions) + since, output)


def _of(found: tuple[Facts, ...], release: str | None) -> tuple[Facts, ...]:
    """Those of *found* that are about *release*; a usage error where none of that name is described."""
    if release is None:
        return found
    names = dict.fromkeys(map(_name, found))
    if release not in names:
        holds = ", ".join(filter(None, names)) or "one release, which has no name"
        near = closest(release, list(filter(None, names)))
        raise click.UsageError(f"no release is called {release!r}{near}; this repository holds {holds}")
    return tuple(one for one in found if _name(one) == release)


def _name(facts: Facts) -> str:
    return facts.considerations.name if isinstance(facts.considerations, Considerations) else ""


def _since(here: Repository, found: tuple[Facts, ...]) -> str:
    """For each earlier reviewer whose review doesn't cover all that there is now: what changed since."""
    if not any(record.decision in APPROVALS for facts in found for record in facts.records):
        return ""
    told = changed_words.of_each_reviewer(here.git, reviewing.open_desk(here))
    return "".join(_changed(record, lines) for record, lines in told if lines)


def _changed(record: Record, lines: tuple[str, ...]) -> str:
    head = f"what changed since {record.by} ({record.role}) reviewed it on {record.date}:"
    fix = f"to ask again: release-guard review request --to {record.by}"
    said = "".join(f"{text.clean(line)}\n" for line in (head, *(f"  {line}" for line in lines), f"  {fix}"))
    return f"\n{said}"


def as_text(found: tuple[Facts, ...], decisions: tuple[Decision, ...]) -> str:
    """The table, then for each target what is missing and the next steps."""
    pairs = tuple(zip(found, decisions, strict=True))
    several = any(facts.several for facts in found)
    return _heads(decisions) + _table(pairs) + "".join(_target(decision, several=several) for decision in decisions)


def _heads(decisions: tuple[Decision, ...]) -> str:
    named = {decision.release: decision for decision in decisions if decision.release}
    lines = [f"{name}: level {decision.level} (why: release-guard explain --level)" for name, decision in named.items()]
    return "".join(f"{text.clean(line)}\n" for line in lines) + ("\n" if lines else "")


def _table(pairs: tuple[tuple[Facts, Decision], ...]) -> str:
    categories = sorted({category for facts, decision in pairs for category in _categories(facts, decision)})
    places_ = tuple(dict.fromkeys(str(facts.attempt.destination) for facts, _ in pairs))
    rows = [(str(category), *(_cell(pairs, category, place) for place in places_)) for category in categories]
    return table(rows, ("may be seen as", *places_)) if rows else ""


def _categories(facts: Facts, decision: Decision) -> set[Category]:
    released = facts.considerations.released if isinstance(facts.considerations, Considerations) else frozenset()
    return {*released, *decision.by_category} - {Category.DOCUMENTATION}


def _cell(pairs: tuple[tuple[Facts, Decision], ...], category: Category, place: str) -> str:
    seen = [
        decision.by_category[category]
        for facts, decision in pairs
        if str(facts.attempt.destination) == place and category in decision.by_category
    ]
    return min(seen).word if seen else _ABSENT


def _target(decision: Decision, *, several: bool) -> str:
    attempt = decision.attempt
    which = f", {text.clean(decision.release) or 'what no release claims'}" if several else ""
    head = f"\n{attempt.destination}{which}, asked for {attempt.wanted.word}: {_verdict(decision)}"
    lines = [head, *(f"  {line}" for line in text.findings(_missing(decision)))]
    if decision.next_steps:
        lines += ["  next:", *(f"    {step}" for step in decision.next_steps)]
    return "".join(f"{line}\n" for line in lines)


def _verdict(decision: Decision) -> str:
    if decision.attempt.wanted <= decision.ceiling:
        return "cleared"
    held = f"cleared for {decision.ceiling.word} only" if decision.ceiling > Visibility.PRIVATE else "not cleared"
    return f"{held}; what is missing:"


def _missing(decision: Decision) -> list[Finding]:
    """The findings but the headline, which stands in the line above them."""
    return [finding for finding in decision.findings if finding.code not in ("RG401", "RG402", "RG403") or finding.line]
