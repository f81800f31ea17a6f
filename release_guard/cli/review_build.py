"""Turns what a reviewer said on the command line into a record, with every default filled in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import NamedTuple

import click

from release_guard.cli import reviewing
from release_guard.cli.shared import Repository
from release_guard.evidence.binding import bound, by_bytes
from release_guard.judge.case import Case
from release_guard.model.attempt import Facts, Item
from release_guard.model.category import NEVER_LISTED, Category
from release_guard.model.considerations import Considerations
from release_guard.model.fields_records import APPROVALS, OBJECTIONS
from release_guard.model.globs import matches
from release_guard.model.people import same_person
from release_guard.model.record import Condition, Record, Scope
from release_guard.model.visibility import TIERS, Visibility
from release_guard.wiring.desk import Desk

#: How long a review counts when nobody says otherwise.
DAYS = 365

_CATEGORIES = frozenset(category.value for category in Category)


class Said(NamedTuple):
    """What the reviewer said on the command line, as it was typed."""

    role: str
    decision: str
    rationale: str
    by: str | None
    name: str
    affiliation: str
    content: tuple[str, ...]
    visibility: str | None
    targets: tuple[str, ...]
    expires: datetime | None
    conditions: tuple[str, ...]
    supersedes: str | None
    release: str | None
    called: tuple[str, ...] = ()


def build(here: Repository, asked: Said, facts: Facts, file: Considerations, found: Desk) -> Record:
    """The record for what was said, with every default filled in. Raises usage errors for what can't be meant."""
    by = reviewing.speaker(here.git, asked.by)
    scope = _scope(asked, file, facts)
    policy = found.evidence.policy
    called = _called(asked, scope.content, facts.attempt.items)
    return reviewing.with_name(
        Record(
            "review",
            "",
            by,
            reviewing.today(),
            role=asked.role,
            recorded_by=reviewing.recorder(here.git, by),
            name=asked.name,
            affiliation=asked.affiliation,
            expires=_expires(asked, facts),
            decision=asked.decision,
            rationale=asked.rationale,
            supersedes=_superseded(asked, facts, by),
            scope=scope,
            conditions=_conditions(asked, scope.content),
            bound=bound(
                file,
                in_scope(facts.attempt.items, scope.content, called),
                facts.attempt.capabilities,
                policy.data if policy is not None else None,
                called,
            ),
        )
    )


def in_scope(items: tuple[Item, ...], content: frozenset[Category], called: Mapping[str, Category]) -> tuple[Item, ...]:
    """The items that a review of *content* binds; references belong to whatever points to them.

    *called* is what the reviewer knows bytes to be, by sha256.
    """
    return tuple(item for item in items if item.reference or called.get(item.sha256, item.category) in content)


def _called(asked: Said, content: frozenset[Category], items: tuple[Item, ...]) -> dict[str, Category]:
    """What the reviewer knows files to be, by sha256, from ``--as PATTERN=CATEGORY``; the last that matches counts."""
    called: dict[str, Category] = {}
    for text in asked.called:
        pattern, _, word = text.rpartition("=")
        category = _one_of(word, content, asked)
        found = [item.sha256 for item in items if by_bytes(item) and matches(pattern, item.path)]
        if not found:
            raise click.UsageError(
                f"--as {text!r} matches no file that counts as weights or data here; to see them: release-guard check"
            )
        called.update(dict.fromkeys(found, category))
    return called


def _one_of(word: str, content: frozenset[Category], asked: Said) -> Category:
    if word not in _CATEGORIES - NEVER_LISTED:
        known = ", ".join(sorted(_CATEGORIES - NEVER_LISTED))
        raise click.UsageError(f"--as wants PATTERN=CATEGORY, and {word!r} is no category of files; there is {known}")
    if asked.decision not in APPROVALS:
        raise click.UsageError(f"--as belongs to an approval: --decision {asked.decision} calls nothing anything")
    if word not in content:
        raise click.UsageError(f"this review doesn't speak for {word}: add --content {word}")
    return Category(word)


def _scope(asked: Said, file: Considerations, facts: Facts) -> Scope:
    content = frozenset(map(Category, asked.content)) or file.released - {kept.category for kept in file.withheld}
    targets = tuple(map(reviewing.place, asked.targets or file.targets))
    if asked.decision in APPROVALS and not content:
        raise click.UsageError("the file releases nothing yet, so say what you approve: --content source-code")
    if asked.decision in APPROVALS and not targets:
        raise click.UsageError("the file names no target yet, so say which place you approve: --target DEST")
    visibility = Visibility.parse(asked.visibility) if asked.visibility else asked_for(file)
    return Scope(content, visibility, targets, file.name if facts.several else "")


def asked_for(file: Considerations) -> Visibility:
    """The widest visibility that the file asks for, in its distribution or one of its stages."""
    stages = file.timing.stages if file.timing.mode == "staged" else ()
    tiers = (file.tier, *(stage.tier for stage in stages))
    return max(TIERS.get(tier, Visibility.PRIVATE) for tier in tiers)


def _expires(asked: Said, facts: Facts) -> date | None:
    """The last day; an objection has none of its own accord: it stands until somebody lifts it."""
    if asked.expires is not None:
        if asked.expires.date() < reviewing.today():
            raise click.UsageError(f"--expires {asked.expires.date()} is past, so the review would count for nothing")
        return asked.expires.date()
    if asked.decision in OBJECTIONS:
        return None
    limit = Case(facts).rules.review_age_days or DAYS
    return reviewing.today() + timedelta(days=min(limit, DAYS))


def _conditions(asked: Said, content: frozenset[Category]) -> tuple[Condition, ...]:
    if asked.conditions and asked.decision != "approve-with-conditions":
        raise click.UsageError("conditions belong to --decision approve-with-conditions")
    if not asked.conditions and asked.decision == "approve-with-conditions":
        raise click.UsageError('say what must happen first: --condition "trained-model=The detector is published"')
    return tuple(_condition(f"C{number}", text, content) for number, text in enumerate(asked.conditions, 1))


def _condition(name: str, text: str, content: frozenset[Category]) -> Condition:
    before, equals, after = text.partition("=")
    words = [word.strip() for word in before.split(",")]
    if equals and all(word in _CATEGORIES for word in words):
        content, text = frozenset(map(Category, words)), after
    elif equals and _looks_like_categories(words):
        known = ", ".join(sorted(_CATEGORIES))
        raise click.UsageError(f"{before!r} is no content category; there is {known}")
    if not text.strip():
        raise click.UsageError(f"condition {name} says nothing: --condition CATEGORY=TEXT")
    return Condition(name, text.strip(), content)


def _looks_like_categories(words: list[str]) -> bool:
    return all(get_close_matches(word, _CATEGORIES, 1, 0.8) for word in words)


def _superseded(asked: Said, facts: Facts, by: str) -> str:
    if asked.supersedes is None:
        return ""
    reviews = [one for one in facts.records if one.kind == "review"]
    earlier = reviewing.pick(reviews, asked.supersedes, "review")
    if not same_person(earlier.by, by) and asked.role != "release-board":
        raise click.UsageError(
            f"{earlier.file} is {earlier.by}'s word: only they, or the release-board, can lift it "
            f"(--by {earlier.by}, or --role release-board)"
        )
    return earlier.file
