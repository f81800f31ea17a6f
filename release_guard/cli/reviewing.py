"""What the commands about records share: who speaks, which release and which record is meant, and writing it down."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timezone
from pathlib import Path

import click

from release_guard.cli.shared import BLOCKED, Repository, Stop, closest, said, table
from release_guard.evidence import agents, record_writer, signatures, signing
from release_guard.evidence.record_writer import WriteError
from release_guard.evidence.signing import SigningError
from release_guard.formats import record_text
from release_guard.git import config
from release_guard.git.plumbing import Git
from release_guard.judge.case import Case
from release_guard.judge.standing import Standing, standings
from release_guard.model.attempt import Facts
from release_guard.model.considerations import Absent, Considerations, Unreadable
from release_guard.model.destination import DestinationError, parse
from release_guard.model.finding import Finding, Severity
from release_guard.model.people import same_person
from release_guard.model.record import BadSignature, Record, Signature
from release_guard.reports.text import clean
from release_guard.wiring import desk, machine
from release_guard.wiring.desk import Desk

KEY_HELP = "Sign the record with this SSH key; the signature is written beside it."
AT_HELP = "What is on the Hub, by the digests of its listing: in all its revisions, or in one."
BY_HELP = "Whose word it is; default: git's user.email."


def today() -> date:
    """The day by which records are dated: UTC, as the judge reads them."""
    return datetime.now(timezone.utc).date()


def typist(git: Git) -> str:
    """Who types here, by git's user.email; "" where git doesn't know."""
    status, output = git.ask("config", "user.email")
    return output.decode("utf-8", "replace").strip() if status == 0 else ""


def speaker(git: Git, by: str | None) -> str:
    """The person whose word is recorded."""
    who = by or typist(git)
    if not who:
        raise click.UsageError("git has no user.email here, so say whose word this is: --by you@example.org")
    return who


def recorder(git: Git, by: str) -> str:
    """Who types the record: the agent at work here, or git's user, or else the speaker."""
    return agents.recorded_by(typist(git) or by, os.environ)


def open_desk(repository: Repository, revision: str = "HEAD", target: str = "") -> Desk:
    """Everything at *revision*, for reviews."""
    git = repository.git
    if git.find(["HEAD^{commit}"])[0] is None:
        raise Stop("there is no commit yet, and records are bound to commits", "git add . && git commit")
    return desk.at_revision(git, revision, target, machine.setting(config.read(git)))


@contextmanager
def on_hub(text: str) -> Iterator[tuple[Repository, Desk]]:
    """Everything that a place on the Hub holds, for reviews, and the project whose records speak of it."""
    from release_guard.cli.visibility import place_and_revision
    from release_guard.wiring import project
    from release_guard.wiring import publish as listed

    place, revision = place_and_revision(text)
    with project.opened() as here:
        yield Repository(here.git, here.top), listed.on_desk(listed.hub(), place, revision, here)


def choose(found: Desk, release: str | None) -> tuple[Facts, Considerations]:
    """The release that is meant, with its answers; ``Stop`` where there are none, or several and no name."""
    described = [one for one in found.facts if isinstance(one.considerations, Considerations)]
    if not described:
        raise _no_answers(found)
    named = [one for one in described if release in (None, _name(one))]
    if len(named) == 1:
        return named[0], _answers(named[0])
    names = ", ".join(_name(one) for one in described)
    near = closest(release, [_name(one) for one in described]) if release else ""
    said_so = f"no release is called {release!r}{near}; " if release else ""
    raise click.UsageError(f"{said_so}this repository holds {names}: say which with --release")


def _answers(facts: Facts) -> Considerations:
    assert isinstance(facts.considerations, Considerations)
    return facts.considerations


def _name(facts: Facts) -> str:
    return _answers(facts).name


def _no_answers(found: Desk) -> Stop:
    for one in found.facts:
        if isinstance(one.considerations, Unreadable):
            click.echo(said(*(problem.finding for problem in one.considerations.findings)), err=True, nl=False)
            return Stop(f"the answers at {found.origin} can't be read, so nothing can be bound to them")
    uncommitted = any(isinstance(one.considerations, Absent) and one.considerations.uncommitted for one in found.facts)
    if uncommitted:
        fix = "git add release-considerations.toml && git commit"
        return Stop(f"the considerations file isn't committed yet at {found.origin}", fix, BLOCKED)
    return Stop(f"{found.origin} holds no release-considerations.toml", "release-guard init", BLOCKED)


def pick(records: Sequence[Record], name: str, what: str = "record") -> Record:
    """The record that *name* means: its file name, with or without folder and ``.toml``, or a unique beginning."""
    wanted = name.rpartition("/")[2].removesuffix(".toml")
    exact = [record for record in records if record.file == f"{wanted}.toml"]
    found = exact or [record for record in records if wanted and record.file.startswith(wanted)]
    files = sorted({record.file for record in found})
    if len(files) == 1:
        return found[0]
    if files:
        raise click.UsageError(f"{name!r} could be {' or '.join(files)}")
    known = sorted({record.file for record in records})
    listed = f"; there is {', '.join(known)}" if known else f"; there is no {what} yet"
    raise click.UsageError(f"there is no {what} {name!r}{closest(name, known) or listed}")


def place(text: str) -> str:
    """A destination or a pattern of them, in canonical form."""
    if "*" in text or "?" in text:
        return text
    try:
        return str(parse(text, base=os.getcwd()))
    except DestinationError as error:
        raise click.UsageError(str(error)) from error


def with_name(record: Record) -> Record:
    """*record* with the file name under which it will be kept."""
    name = record_text.file_name(record)
    return record._replace(file=name, path=f"{record_writer.FOLDER}/{name}")


def worth(facts: Facts, record: Record) -> Standing:
    """What *record* would count for, were it among the records."""
    case = Case(facts._replace(records=(*facts.records, record)))
    return next(one for one in standings(case) if one.record is record)


def warn(found: Standing, unless: Iterable[str] = ()) -> None:
    """Say on stderr why a record that is written doesn't count, or not for all it says."""
    reasons = [reason for reason in found.reasons if reason.code not in unless]
    if not reasons:
        return
    verdict = "it counts, but not for everything" if found.counts else "it is recorded, and it doesn't count"
    click.echo(f"release-guard: {verdict}:", err=True)
    findings = (Finding(one.code, one.message, found.record.path, severity=Severity.WARNING) for one in reasons)
    click.echo(said(*findings), err=True, nl=False)


def tell_worth(facts: Facts, word: Record, top: str, paths: Sequence[str]) -> None:
    """Say on stderr what of *word*, just written to *paths* below *top*, doesn't count; its key is looked at, too."""
    signed = word._replace(signature=_signature(top, paths))
    found = worth(facts, signed)
    warn(found, unless=_meant(word))
    if signed.signature is not None and not any(reason.code == "RG308" for reason in found.reasons):
        _tell_of_key(facts, signed)


def _meant(word: Record) -> tuple[str, ...]:
    """The reasons that need no warning: open conditions and a "not yet" are meant."""
    return (*(("RG311",) if word.conditions else ()), *(("RG301",) if word.decision == "defer" else ()))


def _signature(top: str, paths: Sequence[str]) -> Signature | BadSignature | None:
    """What the gate will make of the signature that was written, if one was."""
    if len(paths) < 2:
        return None
    record, signature = (Path(top, path).read_bytes() for path in paths)
    return signatures.check(record, signature)


def _tell_of_key(facts: Facts, word: Record) -> None:
    """A signature proves something only by a key that a policy gives to this person."""
    case = Case(facts)
    doubt = case.rules.roster.doubt(word, case.words.today)
    if doubt and isinstance(word.signature, Signature):
        message = f"this record {doubt}, so it counts as an unsigned one does"
        fix = f'in the trusted policy, under [[reviewer]] id = "{word.by}": keys = [{{ key = "{word.signature.key}" }}]'
        click.echo(said(Finding("RG314", message, word.path, fix=fix, severity=Severity.WARNING)), err=True, nl=False)


def keep(top: str, record: Record, key: str | None) -> tuple[str, ...]:
    """Write the record, signed where a key is named; the paths that are new."""
    if key and signing.needs_touch(key):
        click.echo("release-guard: touch your security key when it blinks", err=True)
    try:
        return record_writer.write(top, record, key or "")
    except (WriteError, SigningError) as error:
        raise Stop(str(error), code=BLOCKED) from error


def next_step(top: str, paths: Sequence[str], message: str, then: str = "push again") -> str:
    """The commands that bring a written record to others, and what to do *then*."""
    here = [os.path.relpath(os.path.join(top, path)) for path in paths]
    return f'next: git add {" ".join(here)} && git commit -m "{message}", then {then}'


def check_same_person(record: Record, by: str) -> None:
    """Refuse what only the person of *record* can say."""
    if not same_person(record.by, by):
        raise click.UsageError(
            f"{record.file} is {record.by}'s word, and only they can change it; to write down what they said: "
            f"--by {record.by}"
        )


def rows(*pairs: tuple[str, str]) -> str:
    """Labels and values in two columns; empty values are left out."""
    return table([(label, value) for label, value in pairs if value])


def bullets(lines: Iterable[str]) -> str:
    """Indented lines."""
    return "".join(f"  - {clean(line)}\n" for line in lines)
