"""``release-guard review request``: the message to send a reviewer, ready to paste.

It says what is asked, what to read, what changed since their last word, and the one command with which to answer.
"""

import shlex
from typing import NamedTuple

import click

from release_guard.cli import reviewing
from release_guard.cli.review_record import asked_for, gone, in_scope
from release_guard.cli.shared import count, json_text, put, reports, repository
from release_guard.evidence import changes
from release_guard.evidence.binding import bound, by_bytes
from release_guard.evidence.changes import Changes
from release_guard.formats import shapes, toml_source
from release_guard.git.plumbing import Git
from release_guard.judge.case import Case
from release_guard.judge.reviews import APPROVALS
from release_guard.judge.rules.records import RENEW
from release_guard.judge.standing import mendable, missing
from release_guard.model.attempt import Facts, Item
from release_guard.model.considerations import BOUND_SECTIONS, HAZARDS, Considerations, Unreadable
from release_guard.model.fields_records import ROLES
from release_guard.model.people import canonical_id, same_person
from release_guard.model.policy import Slot
from release_guard.model.record import Bound, Record
from release_guard.model.visibility import Visibility
from release_guard.reports.text import clean
from release_guard.wiring.desk import Desk

SCHEMA = "release-review-request/1"
_KIB = 1024


class Ask(NamedTuple):
    """One message: who asks whom for which role, about what. ``role`` is "" where any role will do."""

    asker: str
    to: str
    role: str
    external: bool
    facts: Facts
    file: Considerations
    desk: Desk
    visibility: Visibility
    targets: tuple[str, ...]
    last: Record | None
    since: str
    now: Bound

    @property
    def changes(self) -> Changes | None:
        return changes.between(self.last.bound, self.now) if self.last is not None else None


@click.command("request")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Ask for this role. May be repeated.")
@click.option("--to", default="", metavar="ID", help="Whom you ask; shows what changed since their last review.")
@click.option("--target", default="", metavar="DEST", help="For which place; default: the targets of the file.")
@click.option("--release", metavar="NAME", help="Which release, where the repository holds several.")
@click.option("--rev", default="HEAD", metavar="REV", help="The commit to review; default: HEAD.")
@reports
def request(
    roles: tuple[str, ...], to: str, target: str, release: str | None, rev: str, form: str, output: str | None
) -> None:
    """Print the message to send a reviewer, one for each person who is missing.

    Without --role it asks for whom the policy still wants. Nothing is sent and nothing is written.
    """
    place = reviewing.place(target) if target else ""
    with repository() as here:
        found = reviewing.open_desk(here, rev, place)
        facts, file = reviewing.choose(found, release)
        facts = facts._replace(attempt=facts.attempt._replace(wanted=asked_for(file)))
        slots = tuple(Slot(role) for role in roles) or missing(Case(facts))
        if not slots:
            click.echo(
                "release-guard: the reviews that are there are enough; asking for one more all the same", err=True
            )
        asks = [_ask(here.git, found, facts, file, slot, to, place) for slot in slots or (Slot("any"),)]
        if form == "json":
            put(json_text({"schema": SCHEMA, "requests": [_as_json(ask) for ask in asks]}), output)
            return
        put(f"\n{'-' * 72}\n\n".join(_message(ask) for ask in asks), output)
        for ask in asks if not to else ():
            _who_could(ask)


def _say_why_nobody_is_missing(case: Case) -> None:
    """Where no further person is needed, an earlier reviewer may be: or else nobody at all."""
    near = mendable(case)
    for finding in near:
        click.echo(
            f"release-guard: {finding.path}: {finding.message}; its reviewer can answer with: {finding.fix}", err=True
        )
    if not near:
        click.echo("release-guard: no further review is needed; here is the message all the same", err=True)


def _ask(git: Git, found: Desk, facts: Facts, file: Considerations, slot: Slot, to: str, place: str) -> Ask:
    role = "" if slot.role in ("any", "owner") else slot.role
    last = _last_review(facts, to)
    policy = found.evidence.policy
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
        last=last,
        since=_written_at(git, last) if last is not None else "",
        now=bound(file, _content(facts, file), facts.attempt.capabilities, policy.data if policy is not None else None),
    )


def _content(facts: Facts, file: Considerations) -> tuple[Item, ...]:
    return in_scope(facts.attempt.items, file.released)


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


def _message(ask: Ask) -> str:
    """The whole message as text."""
    title = ask.file.title or "this release"
    lines = [
        *([f"To: {ask.to}"] if ask.to else []),
        f"Subject: Would you review {title}?",
        "",
        f"{ask.asker} asks you to review {title}{_as_role(ask)}, before it becomes visible.",
        *([ask.file.summary] if ask.file.summary else []),
        "",
        "What is asked",
        f"  May {', '.join(sorted(ask.file.released)) or 'it'} be {ask.visibility.word} at {', '.join(ask.targets)}?",
        "  You are asked whether the answers are true and complete as far as you can tell, and whether you stand",
        "  behind this. You may say no, or say what has to happen first.",
        "",
        "What to read",
        *_to_read(ask),
        "",
        *_what_changed(ask),
        "How to answer",
        f"  In a clone of the repository, at {ask.desk.origin}:",
        f"    {_command(ask)}",
        '  or --decision disapprove, or defer, or approve-with-conditions --condition "WHAT MUST HAPPEN FIRST".',
        "  It writes one file in release-records/. Commit and push it, or send it to whoever asked.",
    ]
    return "".join(f"{clean(line)}\n" for line in lines)


def _as_role(ask: Ask) -> str:
    outside = " from outside" if ask.external else ""
    return f" as a person{outside} in the role {ask.role}" if ask.role else f" as somebody{outside} who didn't make it"


def _to_read(ask: Ask) -> list[str]:
    level = Case(ask.facts).level
    rated = f", level {level.number} of 4" if level is not None else ""
    lines = [f"  the answers: {ask.file.path} at {ask.desk.origin}{rated}"]
    lines += [f"    {line}" for line in _answers(ask)]
    items = _content(ask.facts, ask.file)
    heavy = [item for item in items if by_bytes(item)]
    if heavy:
        lines.append("  the files, which your review binds by their sha256:")
        lines += [f"    {item.path}  {_size(item.size)}  {item.sha256}{_removed(item, heavy)}" for item in heavy]
    code = sum(1 for item in items if not by_bytes(item) and not item.reference and not item.companion)
    if code:
        able = ", ".join(sorted(ask.facts.attempt.capabilities))
        files = count(code, "other file")
        lines.append(f"  {files}: code is bound by what it can do, not by its bytes{f': {able}' if able else ''}")
    lines += [f"  a reference to {item.category} elsewhere: {item.path}" for item in items if item.reference]
    return lines


def _removed(item: Item, items: list[Item]) -> str:
    return f"  ({gone(item, items)})" if item.removed else ""


def _size(size: int) -> str:
    if size < _KIB:
        return f"{size} B"
    amount = float(size)
    for unit in ("KiB", "MiB", "GiB"):
        amount /= _KIB
        if amount < _KIB:
            return f"{amount:.1f} {unit}"
    return f"{amount / _KIB:.1f} TiB"


def _answers(ask: Ask) -> list[str]:
    """Hazards and threats in the authors' words, with their line in the file."""
    document = toml_source.read(ask.desk.text_of(ask.file.path), ask.file.path)
    if isinstance(document, Unreadable):
        return []
    hazards = shapes.table(document.table, "hazards")
    lines = []
    for name in HAZARDS:
        answer = shapes.table(hazards, name)
        present, why = shapes.text(answer, "present") or "unknown", shapes.text(answer, "rationale")
        lines.append(f"{_at(ask, f'hazards.{name}')} {name} hazard: {present}{f'. {why}' if why else ''}")
    for number, row in enumerate(shapes.tables(document.table, "threat")):
        rating = f"severity {shapes.text(row, 'severity')}, likelihood {shapes.text(row, 'likelihood')}"
        misuse = shapes.text(row, "misuse")
        lines.append(f"{_at(ask, f'threat.{number}')} threat {shapes.text(row, 'id')} ({rating}): {misuse}")
    return lines


def _at(ask: Ask, key: str) -> str:
    return f"line {ask.file.line(key)}:"


def _what_changed(ask: Ask) -> list[str]:
    found = ask.changes
    if ask.last is None or found is None:
        return []
    head = f"What changed since your review of {ask.last.date} ({ask.last.file})"
    lines = [f"  {line}" for line in changes.in_words(found)] or ["  nothing that it was bound to"]
    if found.sections and ask.since:
        lines.append(f"  to see it: git diff {ask.since} {ask.desk.commit[:7]} -- {shlex.quote(ask.file.path)}")
    return [head, *lines, ""]


def _command(ask: Ask) -> str:
    parts = ["release-guard review record", f"--role {ask.role or 'ROLE'}", "--decision approve", '--rationale "WHY"']
    if ask.to:
        parts.append(f"--by {shlex.quote(ask.to)}")
    if ask.facts.several:
        parts.append(f"--release {shlex.quote(ask.file.name)}")
    if tuple(map(reviewing.place, ask.file.targets)) != ask.targets:
        parts += [f"--target {shlex.quote(target)}" for target in ask.targets]
    return " ".join(parts)


def _renewal(ask: Ask) -> list[str]:
    """The shorter answer of somebody who has reviewed an earlier state."""
    if ask.last is None:
        return []
    return ["  Where your earlier words still hold:", f"    {RENEW} {ask.last.file} --by {shlex.quote(ask.to)}"]


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
        "command": _command(ask),
        "message": _message(ask),
    }


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, dict) else list(value) if isinstance(value, tuple) else value
