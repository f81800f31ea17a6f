"""``release-guard review verify``: do the signatures of the records hold, and does the policy know their keys?"""

from typing import NamedTuple

import click

from release_guard.cli import reviewing
from release_guard.cli.review_list import signature_word
from release_guard.cli.shared import BLOCKED, count, json_text, put, reports, repository, table
from release_guard.judge.case import Case
from release_guard.model.record import BadSignature, Record, Signature
from release_guard.wiring.desk import Desk

SCHEMA = "release-signatures/1"


class Checked(NamedTuple):
    """One record's signature: whether it is a fault, and what is to be said of it."""

    record: Record
    fault: bool
    words: str
    known: bool = False


@click.command("verify")
@reports
@click.pass_context
def verify(ctx: click.Context, form: str, output: str | None) -> None:
    """Check the signatures of all records.

    Exits with 1 where one doesn't hold, or where the policy asks for a signature that isn't there.
    """
    with repository() as here:
        found = reviewing.open_desk(here)
        checked = _checked(found)
    put(_json(checked) if form == "json" else _text(checked), output)
    if any(one.fault for one in checked):
        ctx.exit(BLOCKED)


def _checked(found: Desk) -> list[Checked]:
    if not found.facts:
        return []
    cases = [Case(facts) for facts in found.facts]
    asked = any(case.signed for case in cases)
    records = sorted(cases[0].facts.records, key=lambda record: (record.file, not record.at_tip))
    return [_check(record, cases[0], asked) for record in records]


def _check(record: Record, case: Case, asked: bool) -> Checked:
    if isinstance(record.signature, BadSignature):
        return Checked(record, True, f"doesn't hold: {record.signature.reason}")
    if not isinstance(record.signature, Signature):
        wanted = asked and record.kind != "override" and record.decision not in ("disapprove", "defer")
        return Checked(record, wanted, "not signed, and the policy asks for it" if wanted else "not signed")
    fingerprint = _short(record.signature.key)
    if case.rules.roster.authentic(record, case.words.today):
        return Checked(record, False, f"good, by {record.by}'s key {fingerprint}", known=True)
    what = f"holds, by the key {fingerprint}, which the policy doesn't know as {record.by}'s"
    return Checked(record, asked, what)


def _short(key: str) -> str:
    """A key as OpenSSH shows it: ``SHA256:`` and the digest of its bytes in base64."""
    import base64
    import hashlib

    digest = hashlib.sha256(base64.b64decode(key.split()[1])).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _text(checked: list[Checked]) -> str:
    if not checked:
        return "there is no record to check\n"
    faults = sum(one.fault for one in checked)
    rows = [(one.record.file, one.record.by, one.words) for one in checked]
    verdict = f"{count(faults, 'signature')} to mend" if faults else "nothing to mend"
    return table(rows, ("record", "who", "signature")) + f"{count(len(checked), 'record')}, {verdict}\n"


def _json(checked: list[Checked]) -> str:
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
    return json_text({"schema": SCHEMA, "records": rows})
