"""The words of a request for review: what is asked, what to read, what changed, and how to answer."""

import shlex
from typing import NamedTuple

from release_guard.cli import changed_words, reviewing
from release_guard.cli.changed_words import size
from release_guard.cli.review_words import gone
from release_guard.cli.shared import count
from release_guard.evidence import changes
from release_guard.evidence.binding import by_bytes
from release_guard.evidence.changes import Changes
from release_guard.formats import shapes, toml_source
from release_guard.judge.case import Case
from release_guard.judge.rules import dissent
from release_guard.judge.rules.records import stands
from release_guard.model.attempt import Facts, Item
from release_guard.model.considerations import HAZARDS, Considerations, Unreadable
from release_guard.model.fields_records import ROLES
from release_guard.model.record import Bound, Record
from release_guard.model.visibility import Visibility
from release_guard.reports.text import clean
from release_guard.wiring.desk import Desk

#: The command by which a reviewer gives an earlier word again.
RENEW = "release-guard review renew"


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
    items: tuple[Item, ...]
    last: Record | None
    since: str
    now: Bound
    then_text: bytes = b""

    @property
    def changes(self) -> Changes | None:
        return changes.between(self.last.bound, self.now) if self.last is not None else None


def message(ask: Ask) -> str:
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
        *_dissent(ask),
        "How to answer",
        f"  In a clone of the repository, {_signed_in(ask)}:",
        f"    {command(ask)}",
        *([] if ask.role else [f"  where ROLE is what you look at it as: {', '.join(ROLES)}"]),
        '  or --decision disapprove, or defer, or approve-with-conditions --condition "WHAT MUST HAPPEN FIRST".',
        *_renewal(ask),
        "  It writes one file in release-records/. Commit and push it, or send it to whoever asked.",
    ]
    return "".join(f"{clean(line)}\n" for line in lines)


def _signed_in(ask: Ask) -> str:
    return f"at {ask.desk.origin}" if not ask.desk.place else "with a token that reads it on the Hub"


def _as_role(ask: Ask) -> str:
    outside = " from outside" if ask.external else ""
    return f" as a person{outside} in the role {ask.role}" if ask.role else f" as somebody{outside} who didn't make it"


def _to_read(ask: Ask) -> list[str]:
    level = Case(ask.facts).level
    rated = f", level {level.number} of 4" if level is not None else ""
    lines = [f"  the answers: {ask.file.path} at {ask.desk.origin}{rated}"]
    lines += [f"    {line}" for line in _answers(ask)]
    items = ask.items
    heavy = [item for item in items if by_bytes(item)]
    if heavy:
        lines.append("  the files, which your review binds by their sha256:")
        lines += [f"    {item.path}  {size(item.size)}  {item.sha256}{_removed(item, heavy)}" for item in heavy]
    code = sum(1 for item in items if not by_bytes(item) and not item.reference and not item.companion)
    if code:
        able = ", ".join(sorted(ask.facts.attempt.capabilities))
        files = count(code, "other file")
        lines.append(f"  {files}: code is bound by what it can do, not by its bytes{f': {able}' if able else ''}")
    lines += [f"  a reference to {item.category} elsewhere: {item.path}" for item in items if item.reference]
    return lines


def _removed(item: Item, items: list[Item]) -> str:
    return f"  ({gone(item, items)})" if item.removed else ""


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
    now = ask.desk.text_of(ask.file.path)
    told = changed_words.lines(ask.last, ask.now, ask.then_text, now, ask.items)
    lines = [f"  {line}" for line in told] or ["  nothing that it was bound to"]
    if found.sections and ask.since and ask.desk.commit:
        lines.append(f"  to see it: git diff {ask.since} {ask.desk.commit[:7]} -- {shlex.quote(ask.file.path)}")
    return [head, *lines, ""]


def _dissent(ask: Ask) -> list[str]:
    """Who sees it otherwise, or did: a reviewer should know."""
    case = Case(ask.facts)
    standing = [record for record in ask.facts.records if stands(case, record)]
    said = dict.fromkeys(dissent.in_words(case, record) for record in standing)
    said |= dict.fromkeys(dissent.in_words(case, record) for record in dissent.voices(case))
    return ["Who saw it otherwise", *(f"  {line}" for line in said), ""] if said else []


def command(ask: Ask) -> str:
    """The one command with which to answer."""
    parts = ["release-guard review record", f"--role {ask.role or 'ROLE'}", "--decision approve", '--rationale "WHY"']
    if ask.to:
        parts.append(f"--by {shlex.quote(ask.to)}")
    if ask.desk.place:
        parts.append(f"--at {shlex.quote(ask.desk.place)}")
    if ask.facts.several:
        parts.append(f"--release {shlex.quote(ask.file.name)}")
    if tuple(map(reviewing.place, ask.file.targets)) != ask.targets:
        parts += [f"--target {shlex.quote(target)}" for target in ask.targets]
    return " ".join(parts) + _signed(ask)


def _signed(ask: Ask) -> str:
    return " --sign ~/.ssh/id_ed25519" if Case(ask.facts).signed else ""


def _renewal(ask: Ask) -> list[str]:
    """The shorter answer of somebody who has reviewed an earlier state."""
    if ask.last is None or ask.desk.place:
        return []
    again = f"    {RENEW} {ask.last.file} --by {shlex.quote(ask.to)}{_signed(ask)}"
    return ["  Where your earlier words still hold:", again]
