"""``release-guard review record``: one person's word on a release, written down and bound to what it is about."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import click

from release_guard.cli import reviewing
from release_guard.cli.reviewing import BY_HELP, KEY_HELP
from release_guard.cli.shared import BLOCKED, Repository, Stop, count, repository, said, work_tree
from release_guard.content import names
from release_guard.evidence.binding import bound, by_bytes
from release_guard.git import config
from release_guard.git.plumbing import Git
from release_guard.judge.case import Case
from release_guard.model.attempt import Facts, Item
from release_guard.model.category import NEVER_LISTED, Category
from release_guard.model.considerations import Considerations
from release_guard.model.fields_records import APPROVALS, OBJECTIONS, ROLES
from release_guard.model.finding import Finding
from release_guard.model.people import same_person
from release_guard.model.record import Condition, Record, Scope
from release_guard.model.visibility import TIERS, Visibility
from release_guard.reports.text import clean
from release_guard.wiring import desk, machine
from release_guard.wiring.desk import Desk

#: How long a review counts when nobody says otherwise.
DAYS = 365


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


@click.command("record")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What you looked at it as.")
@click.option("--decision", required=True, type=click.Choice((*APPROVALS, *OBJECTIONS)), help="What you say.")
@click.option("--rationale", required=True, metavar="TEXT", help="Why, in your words.")
@click.option("--by", metavar="ID", help=BY_HELP)
@click.option("--name", default="", metavar="NAME", help="Your name.")
@click.option("--affiliation", default="", metavar="ORG", help="Where you work.")
@click.option(
    "--content",
    multiple=True,
    type=click.Choice([category.value for category in Category if category not in NEVER_LISTED]),
    metavar="CATEGORY",
    help="What it speaks for; default: all that the file releases. May be repeated.",
)
@click.option(
    "--visibility",
    type=click.Choice([visibility.word for visibility in Visibility]),
    help="Up to which visibility; default: the widest that the file asks for.",
)
@click.option(
    "--target", "targets", multiple=True, metavar="DEST", help="For which places; default: the targets of the file."
)
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last day on which it counts; default: a year from now, or less where the policy says so.",
)
@click.option(
    "--condition",
    "conditions",
    multiple=True,
    metavar="[CATEGORY[,CATEGORY]=]TEXT",
    help="What must happen first, for that content or for all of it. May be repeated.",
)
@click.option("--supersedes", metavar="FILE", help="Your earlier objection, which this lifts.")
@click.option("--release", metavar="NAME", help="Which release, where the repository holds several.")
@click.option("--rev", metavar="REV", help="The commit that was reviewed; default: HEAD.")
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False), metavar="DIR", help="Bind to the files of a folder."
)
@click.option("--sign", "key", metavar="KEY", help=KEY_HELP)
def record(rev: str | None, folder: str | None, key: str | None, **words: Any) -> None:
    """Write down one review, bound to the bytes and answers that it is of.

    Writes one file in release-records/ and changes no other. An own review, one in a role that the policy doesn't
    give, and one that a program records are written with a warning and don't count.
    """
    if rev is not None and folder is not None:
        raise click.UsageError("--rev and --folder are two different things to review: name one")
    asked = Said(**words)
    with _at(folder) as here:
        found = _desk(here, rev or "HEAD", folder, asked)
        facts, file = reviewing.choose(found, asked.release)
        if folder is None and rev is None:
            check_committed(here, found, file, facts)
        word = build(here, asked, facts, file, found)
        paths = reviewing.keep(here.top, word, key)
        click.echo(in_words(word, found, facts), nl=False)
        reviewing.warn(reviewing.worth(facts, word), unless=reviewing.expected(word, key))
        click.echo(reviewing.next_step(here.top, paths, f"Record the review of {word.by}"))


@contextmanager
def _at(folder: str | None) -> Iterator[Repository]:
    """The repository around us; a folder outside of any keeps its records itself."""
    if folder is None or work_tree() is not None:
        with repository() as here:
            yield here
        return
    with Git(folder) as git:
        yield Repository(git, os.path.abspath(folder))


def _desk(here: Repository, revision: str, folder: str | None, asked: Said) -> Desk:
    target = next(map(reviewing.place, asked.targets), "")
    if folder is not None:
        return desk.of_folder(folder, desk.project(here.git), target, machine.setting(config.read(here.git)))
    return reviewing.open_desk(here, revision, target)


def build(here: Repository, asked: Said, facts: Facts, file: Considerations, found: Desk) -> Record:
    """The record for what was said, with every default filled in. Raises usage errors for what can't be meant."""
    by = reviewing.speaker(here.git, asked.by)
    scope = _scope(asked, file, facts)
    policy = found.evidence.policy
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
                in_scope(facts.attempt.items, scope.content),
                facts.attempt.capabilities,
                policy.data if policy is not None else None,
            ),
        )
    )


def in_scope(items: tuple[Item, ...], content: frozenset[Category]) -> tuple[Item, ...]:
    """The items that a review of *content* binds; references belong to whatever points to them."""
    return tuple(item for item in items if item.reference or item.category in content)


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


_CATEGORIES = frozenset(category.value for category in Category)


def _looks_like_categories(words: list[str]) -> bool:
    from difflib import get_close_matches

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


def check_committed(here: Repository, found: Desk, file: Considerations, facts: Facts) -> None:
    """Refuse to bind a commit where the working tree has something else: the reviewer saw the files, not the commit."""
    heavy = {item.path for item in facts.attempt.items if by_bytes(item)}
    changed = [path for path in _changed(here) if path in heavy or path == file.path or names.weights(path)]
    if changed:
        fix = f"git add {' '.join(changed)} && git commit, and record it then; or take the commit as it is: --rev HEAD"
        click.echo(
            said(
                *(
                    Finding("RG110", f"it is reviewed as in {found.origin}, and here it is different", path)
                    for path in changed
                )
            ),
            err=True,
            nl=False,
        )
        raise Stop(f"not recorded: {count(len(changed), 'file')} would be reviewed and isn't committed", fix, BLOCKED)


def _changed(here: Repository) -> list[str]:
    """The paths that differ between the commit, the index and the working tree, new files among them."""
    output = here.git.run("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
    return [entry[3:] for entry in output.decode("utf-8", "surrogateescape").split("\0") if entry]


def gone(item: Item, items: Iterable[Item]) -> str:
    """Why bytes are reviewed that aren't at the tip."""
    older = any(one.path == item.path and not one.removed for one in items)
    return f"{'an earlier version' if older else 'deleted again'}, but in the history that becomes visible"


def _files(word: Record, facts: Facts) -> Iterator[str]:
    """The files that a record binds, those first that people see at the tip."""
    items = facts.attempt.items
    removed = {item.sha256: item for item in items if item.removed}
    current = {item.sha256 for item in items if not item.removed}
    for digest, category in sorted(word.bound.artifacts.items(), key=lambda pair: pair[0] not in current):
        path = word.bound.paths.get(digest, "a file")
        past = f", {gone(removed[digest], items)}" if digest in removed and digest not in current else ""
        yield f"{path} ({category}, sha256 {digest[:12]}...{past})"


_SAYS = {
    "approve": "approves",
    "approve-with-conditions": "approves, on conditions,",
    "defer": "says not yet to",
    "disapprove": "says no to",
}


def in_words(word: Record, found: Desk, facts: Facts) -> str:
    """What was recorded and what it is bound to, for the person who said it."""
    title = facts.considerations.title if isinstance(facts.considerations, Considerations) else ""
    content = ", ".join(sorted(word.scope.content)) or "everything"
    lines = [f"{word.by} ({word.role}) {_SAYS[word.decision]} {content} of {title!r} at {found.origin}"]
    lines += _objection(word) if word.decision in OBJECTIONS else _approval(word, facts)
    if not same_person(word.by, word.recorded_by):
        lines.append(f"recorded by {word.recorded_by} for {word.by}")
    return "".join(f"{clean(line)}\n" for line in (*lines, f"written: {word.path}"))


def _objection(word: Record) -> list[str]:
    place = ", ".join(word.scope.targets) or "every place"
    if word.decision == "defer":
        return [f"  for {place}; it counts as nothing, and tells the others why"]
    how = f"release-guard review withdraw {word.file}"
    return [
        f"  for {place}, whatever bytes change, until the same person takes it back or the release-board lifts it",
        f"  to take it back: {how}",
    ]


def _approval(word: Record, facts: Facts) -> list[str]:
    scope, binding = word.scope, word.bound
    files = list(_files(word, facts))
    lines = [
        f"  up to {scope.visibility.word} at {', '.join(scope.targets)}, until {word.expires}",
        f"bound to the answers ({', '.join(name.replace('_', ' ') for name in binding.sections)})",
        f"bound to {count(len(files), 'weight or data file')}{':' if files else ''}",
        *(f"  - {each}" for each in files),
    ]
    if scope.content & {Category.SOURCE_CODE, Category.RUNNABLE_SYSTEM}:
        able = ", ".join(sorted(binding.capabilities)) or "nothing that asks for care was found"
        lines.append(f"bound to what the code can do: {able}")
    lines += [f"bound to the reference {one}" for one in sorted(binding.references)]
    for one in word.conditions:
        lines.append(f"condition {one.id}, for {', '.join(sorted(one.content))}: {one.text}")
        subject = f"condition:{word.file}#{one.id}"
        lines.append(
            f"  once that is so: release-guard confirm {subject} --evidence URL --statement TEXT --by {word.by}"
        )
    return lines
