"""``release-guard review record``: one person's word on a release, written down and bound to what it is about."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from release_guard.cli import hub_words, reviewing
from release_guard.cli.review_build import Said, build
from release_guard.cli.review_words import in_words
from release_guard.cli.reviewing import AT_HELP, BY_HELP, KEY_HELP
from release_guard.cli.shared import BLOCKED, Repository, Stop, count, repository, said, work_tree
from release_guard.content import names
from release_guard.evidence.binding import by_bytes
from release_guard.git import config
from release_guard.git.plumbing import Git
from release_guard.model.attempt import Facts
from release_guard.model.category import NEVER_LISTED, Category
from release_guard.model.considerations import Considerations
from release_guard.model.fields_records import APPROVALS, OBJECTIONS, ROLES
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility
from release_guard.wiring import desk, machine
from release_guard.wiring.desk import Desk


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
@click.option(
    "--as",
    "called",
    multiple=True,
    metavar="PATTERN=CATEGORY",
    help="What those files are, where the guess is wrong: 'tests/**=source-code'. May be repeated.",
)
@click.option("--supersedes", metavar="FILE", help="Your earlier objection, which this lifts.")
@click.option("--release", metavar="NAME", help="Which release, where the repository holds several.")
@click.option("--rev", metavar="REV", help="The commit that was reviewed; default: HEAD.")
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False), metavar="DIR", help="Bind to the files of a folder."
)
@click.option("--at", metavar="DEST[@REV]", help=AT_HELP)
@click.option("--sign", "key", metavar="KEY", help=KEY_HELP)
def record(rev: str | None, folder: str | None, at: str | None, key: str | None, **words: Any) -> None:
    """Write down one review, bound to the bytes and answers that it is of.

    Writes one file in release-records/ and changes no other. An own review, one in a role that the policy doesn't
    give, and one that a program records are written with a warning and don't count.
    """
    if sum(value is not None for value in (rev, folder, at)) > 1:
        raise click.UsageError("--rev, --folder and --at are different things to review: name one")
    asked = Said(**words)
    with _looked_at(rev, folder, at, asked) as (here, found):
        facts, file = reviewing.choose(found, asked.release)
        if folder is None and rev is None and at is None:
            check_committed(here, found, file, facts)
        word = build(here, asked, facts, file, found)
        paths = reviewing.keep(here.top, word, key)
        click.echo(in_words(word, found, facts), nl=False)
        reviewing.tell_worth(facts, word, here.top, paths)
        if work_tree() is None and at is not None:
            click.echo(hub_words.bring(facts.attempt.destination, here.top, paths), nl=False)
        elif work_tree() is None:
            click.echo("next: keep the record with the folder; it counts wherever the folder is judged")
        else:
            again = "upload the folder again" if folder is not None else "push again"
            then = f"release-guard publish {facts.attempt.destination}" if at is not None else again
            click.echo(reviewing.next_step(here.top, paths, f"Record the review of {word.by}", then))


@contextmanager
def _looked_at(rev: str | None, folder: str | None, at: str | None, asked: Said) -> Iterator[tuple[Repository, Desk]]:
    """Where the record goes, and what it is of."""
    if at is not None:
        with reviewing.on_hub(at) as (here, found):
            yield here, found
        return
    with _kept_in(folder) as here:
        yield here, _desk(here, rev or "HEAD", folder, asked)


@contextmanager
def _kept_in(folder: str | None) -> Iterator[Repository]:
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
