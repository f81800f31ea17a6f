"""``release-guard review verify``: do the signatures of the records hold, and does the policy know their keys?"""

import os
from typing import NamedTuple

import click

from release_guard.cli import reviewing
from release_guard.cli.review_list import signature_word
from release_guard.cli.shared import BLOCKED, count, json_text, put, reports, repository, said, table, work_tree
from release_guard.evidence import folder as folders
from release_guard.evidence import records_folder
from release_guard.git import config
from release_guard.git.plumbing import Git
from release_guard.judge.case import Case
from release_guard.model.finding import Finding
from release_guard.model.record import BadSignature, Record, Signature
from release_guard.ports import Evidence
from release_guard.reports.text import clean
from release_guard.wiring import desk, machine
from release_guard.wiring.desk import Desk

SCHEMA = "release-signatures/1"


class Checked(NamedTuple):
    """One record's signature: whether it is a fault, and what is to be said of it."""

    record: Record
    fault: bool
    words: str
    known: bool = False


class Read(NamedTuple):
    """The records of the place that was looked at, those that can't be read there, and what judges their keys."""

    where: str
    records: tuple[Record, ...]
    unreadable: tuple[Finding, ...]
    cases: tuple[Case, ...]


@click.command("verify")
@click.option("--rev", metavar="REV", help="The records of this commit; default: those in the working tree.")
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False), metavar="DIR", help="The records in another folder."
)
@reports
@click.pass_context
def verify(ctx: click.Context, rev: str | None, folder: str | None, form: str, output: str | None) -> None:
    """Check the signatures of all records: in the working tree, in a commit or in a folder.

    The keys are those of the policies that would judge a push of HEAD. Exits with 1 where a signature doesn't hold,
    where the policy asks for one that isn't there, and where a record can't be read.
    """
    if rev is not None and folder is not None:
        raise click.UsageError("--rev and --folder are two different places to look: name one")
    read = _read(rev, folder)
    asked = any(case.signed for case in read.cases)
    checked = [_check(record, read.cases[0], asked) for record in read.records] if read.cases else []
    put(_json(checked, read) if form == "json" else _text(checked, read), output)
    if read.unreadable or any(one.fault for one in checked):
        ctx.exit(BLOCKED)


def _read(rev: str | None, folder: str | None) -> Read:
    if folder is not None and work_tree() is None:
        with Git(folder) as git:
            found = desk.of_folder(folder, desk.project(git), "", machine.setting(config.read(git)))
        return _lying(os.path.abspath(folder), found)
    with repository() as here:
        found = reviewing.open_desk(here, rev or "HEAD")
        return _of(found, found.origin) if rev is not None else _lying(folder or here.top, found)


def _of(found: Desk, where: str) -> Read:
    every = found.facts[0].records if found.facts else ()
    records = tuple(one for one in every if one.file not in found.uncommitted)
    noted = (finding for facts in found.facts for finding in facts.noted if finding.code == "RG005")
    return Read(where, _sorted(records), tuple(dict.fromkeys(noted)), tuple(map(Case, found.facts)))


def _lying(top: str, found: Desk) -> Read:
    """The records that lie below *top*, and those that speak from the destination alone, judged by *found*."""
    lying, noted = records_folder.read_union(Evidence(top, records=folders.records_in(top)), None)
    known = _of(found, "").records
    stood = {one.file: one for one in known if one.at_destination and not one.altered}
    here = (one._replace(at_destination=_same(one, stood.get(one.file))) for one in lying)
    there = (one for one in known if not one.at_tip)
    return Read(top, _sorted((*here, *there)), noted, tuple(map(Case, found.facts)))


def _same(one: Record, other: Record | None) -> bool:
    return other is not None and one == other._replace(at_tip=True, at_destination=False, dropped=False)


def _sorted(records: tuple[Record, ...]) -> tuple[Record, ...]:
    return tuple(sorted(records, key=lambda record: (record.file, not record.at_tip)))


def _check(record: Record, case: Case, asked: bool) -> Checked:
    if isinstance(record.signature, BadSignature):
        return Checked(record, True, f"doesn't hold: {record.signature.reason}")
    if not isinstance(record.signature, Signature):
        wanted = asked and record.kind != "override" and record.decision not in ("disapprove", "defer")
        return Checked(record, wanted, "not signed, and the policy asks for it" if wanted else "not signed: a claim")
    fingerprint = _short(record.signature.key)
    doubt = case.rules.roster.doubt(record, case.words.today)
    if not doubt:
        return Checked(record, False, f"good, by {record.by}'s key {fingerprint}", known=True)
    owner = case.rules.roster.owner_of_key(record)
    what = f"it is {owner}'s" if owner else f"but it {doubt}"
    return Checked(record, asked or bool(owner), f"holds, by the key {fingerprint}, {what}")


def _short(key: str) -> str:
    """A key as OpenSSH shows it: ``SHA256:`` and the digest of its bytes in base64."""
    import base64
    import hashlib

    digest = hashlib.sha256(base64.b64decode(key.split()[1])).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _text(checked: list[Checked], read: Read) -> str:
    unreadable = said(*read.unreadable) if read.unreadable else ""
    if not checked:
        return unreadable or f"there is no record to check in {clean(read.where)}\n"
    faults = sum(one.fault for one in checked)
    rows = [(_named(one.record), one.record.by, one.words) for one in checked]
    verdict = f"{count(faults, 'signature')} to mend" if faults else "nothing to mend"
    end = f"{count(len(checked), 'record')} in {clean(read.where)}, {verdict}\n"
    return table(rows, ("record", "who", "signature")) + unreadable + end


def _named(record: Record) -> str:
    return record.file if record.at_tip else f"{record.file} (at the destination)"


def _json(checked: list[Checked], read: Read) -> str:
    rows = [
        {
            "file": one.record.file,
            "by": one.record.by,
            "signature": signature_word(one.record),
            "known_key": one.known,
            "fault": one.fault,
            "message": one.words,
        }
        for one in checked
    ]
    unreadable = [{"path": one.path, "line": one.line, "message": one.message} for one in read.unreadable]
    return json_text({"schema": SCHEMA, "where": read.where, "records": rows, "unreadable": unreadable})
