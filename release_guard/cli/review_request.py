"""``release-guard review request``: the message to send a reviewer, in the words of ``request_words``."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from release_guard.cli import changed_words, reviewing
from release_guard.cli.request_words import Ask, command, message
from release_guard.cli.review_build import asked_for, in_scope
from release_guard.cli.shared import Repository, json_text, put, reports, repository
from release_guard.evidence.binding import bound
from release_guard.git.plumbing import Git
from release_guard.judge.case import Case
from release_guard.judge.reviews import APPROVALS
from release_guard.judge.standing import mendable, missing
from release_guard.model.attempt import Facts
from release_guard.model.considerations import BOUND_SECTIONS, Considerations
from release_guard.model.fields_records import ROLES
from release_guard.model.people import canonical_id, same_person
from release_guard.model.policy import Slot
from release_guard.model.record import Record
from release_guard.wiring.desk import Desk

SCHEMA = "release-review-request/1"


@click.command("request")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Ask for this role. May be repeated.")
@click.option("--to", default="", metavar="ID", help="Whom you ask; shows what changed since their last review.")
@click.option("--target", default="", metavar="DEST", help="For which place; default: the targets of the file.")
@click.option("--release", metavar="NAME", help="Which release, where the repository holds several.")
@click.option("--rev", metavar="REV", help="The commit to review; default: HEAD.")
@click.option("--at", metavar="DEST[@REV]", help=reviewing.AT_HELP)
@reports
def request(
    roles: tuple[str, ...],
    to: str,
    target: str,
    release: str | None,
    rev: str | None,
    at: str | None,
    form: str,
    output: str | None,
) -> None:
    """Print the message to send a reviewer, one for each person who is missing.

    Without --role it asks for whom the policy still wants. Nothing is sent and nothing is written.
    """
    if rev is not None and at is not None:
        raise click.UsageError("--rev and --at are two different things to review: name one")
    place = reviewing.place(target) if target else ""
    with _looked_at(rev, at, place) as (here, found):
        facts, file = reviewing.choose(found, release)
        facts = facts._replace(attempt=facts.attempt._replace(wanted=asked_for(file)))
        slots = tuple(Slot(role) for role in roles) or missing(Case(facts))
        if not slots:
            _say_why_nobody_is_missing(Case(facts))
        asks = [_ask(here.git, found, facts, file, slot, to, place) for slot in slots or (Slot("any"),)]
        if form == "json":
            put(json_text({"schema": SCHEMA, "requests": [_as_json(ask) for ask in asks]}), output)
            return
        put(f"\n{'-' * 72}\n\n".join(message(ask) for ask in asks), output)
        for ask in asks if not to else ():
            _who_could(ask)


@contextmanager
def _looked_at(rev: str | None, at: str | None, place: str) -> Iterator[tuple[Repository, Desk]]:
    if at is not None:
        with reviewing.on_hub(at) as (here, found):
            yield here, found
        return
    with repository() as here:
        yield here, reviewing.open_desk(here, rev or "HEAD", place)


def _say_why_nobody_is_missing(case: Case) -> None:
    """Where no further person is needed, an earlier reviewer may be: or else nobody at all."""
    near = mendable(case)
    for finding in near:
        click.echo(f"release-guard: {finding.path}: {finding.message}; ask its reviewer again: {finding.fix}", err=True)
    if not near:
        click.echo("release-guard: no further review is needed; here is the message all the same", err=True)


def _ask(git: Git, found: Desk, facts: Facts, file: Considerations, slot: Slot, to: str, place: str) -> Ask:
    role = "" if slot.role in ("any", "owner") else slot.role
    last = _last_review(facts, to)
    policy = found.evidence.policy
    items = in_scope(facts.attempt.items, file.released, {})
    return Ask(
        asker=reviewing.typist(git) or file.owner,
        to=to,
        role=role or (last.role if last is not None else ""),
        external=slot.external,
        facts=facts,
        file=file,
        desk=found,
        visibility=asked_for(file),
        targets=(place,) if place else tuple(map(reviewing.place, file.targets)),
        items=items,
        last=last,
        since=_written_at(git, last) if last is not None else "",
        then_text=changed_words.reviewed_text(git, file.path, last.bound) if last is not None else b"",
        now=bound(file, items, facts.attempt.capabilities, policy.data if policy is not None else None),
    )


def _last_review(facts: Facts, to: str) -> Record | None:
    """The last approval of *to* that holds as a word: not withdrawn, not anybody else's."""
    if not to:
        return None
    case = Case(facts)
    found = [
        record
        for record in facts.records
        if record.decision in APPROVALS and same_person(record.by, to) and not case.words.withdrawn(record)
    ]
    return max(found, key=lambda record: (record.date, record.file), default=None)


def _written_at(git: Git, record: Record) -> str:
    """The commit that brought *record*: the answers and the code of that time are there."""
    status, output = git.ask("log", "-1", "--diff-filter=A", "--format=%h", "--", record.path)
    return output.decode("ascii", "replace").strip() if status == 0 else ""


def _who_could(ask: Ask) -> None:
    """Say on stderr whom the policy lists for the role."""
    roster = Case(ask.facts).rules.roster
    own = {canonical_id(person) for person in (ask.file.owner, *ask.file.authors)}
    people = [
        person.id
        for one in roster.lists[:1]
        for person in one.values()
        if canonical_id(person.id) not in own and (not ask.role or ask.role in person.roles)
    ]
    if people:
        role = f" as {ask.role}" if ask.role else ""
        click.echo(f"release-guard: the policy lists{role}: {', '.join(sorted(people))} (name one with --to)", err=True)


def _as_json(ask: Ask) -> dict[str, object]:
    found = ask.changes
    return {
        "asker": ask.asker,
        "to": ask.to or None,
        "role": ask.role or None,
        "external": ask.external,
        "release": ask.file.name or ask.file.title,
        "commit": ask.desk.commit,
        "considerations": ask.file.path,
        "sections": list(BOUND_SECTIONS),
        "content": sorted(ask.file.released),
        "visibility": ask.visibility.word,
        "targets": list(ask.targets),
        "files": [{"path": path, "sha256": digest} for digest, path in sorted(ask.now.paths.items(), key=str)],
        "last_review": ask.last.file if ask.last is not None else None,
        "changes": None if found is None else {name: _plain(value) for name, value in found._asdict().items()},
        "command": command(ask),
        "message": message(ask),
    }


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, dict) else list(value) if isinstance(value, tuple) else value
