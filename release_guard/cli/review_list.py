"""``release-guard review list``: every record and what it still counts for."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

import click

from release_guard.cli import reviewing
from release_guard.cli.shared import json_text, put, reports, repository, said
from release_guard.judge.case import Case
from release_guard.judge.reviews import APPROVALS
from release_guard.judge.standing import Standing, standings
from release_guard.model.attempt import Facts
from release_guard.model.finding import Finding
from release_guard.model.record import BadSignature, Record
from release_guard.reports.text import clean
from release_guard.wiring import desk
from release_guard.wiring.desk import Desk

SCHEMA = "release-record-list/1"


class Row(NamedTuple):
    """One record with its standing for each place that was looked at; ``last`` is the last day on which it counts."""

    record: Record
    committed: bool
    last: date | None
    places: tuple[tuple[str, Standing], ...]


@click.command("list")
@click.option("--expiring", metavar="DAYS", help="Only reviews that end within so many days: 30d, 6w.")
@click.option("--target", metavar="DEST", help="What they count for there; default: every target of the file.")
@reports
def list_reviews(expiring: str | None, target: str | None, form: str, output: str | None) -> None:
    """Show every record and what it still counts for."""
    within = _days(expiring) if expiring is not None else None
    with repository() as here:
        first = reviewing.open_desk(here, target=reviewing.place(target) if target else "")
        names = (reviewing.place(target),) if target else _places(first)
        desks = (first, *(reviewing.open_desk(here, target=name) for name in names[1:]))
        rows = _rows(dict(zip(names, desks, strict=True)))
        noted = _unreadable(first)
    if within is not None:
        rows = [row for row in rows if _ends_within(row, within)]
    put(_json(rows, noted) if form == "json" else _text(rows, noted, expiring), output)


def _days(text: str) -> int:
    match = re.fullmatch(r"(\d{1,5})\s*(d|days?|w|weeks?)?", text.strip().lower())
    if match is None:
        raise click.UsageError(f"--expiring {text!r} is no number of days: 30d or 6w")
    return int(match[1]) * (7 if (match[2] or "d").startswith("w") else 1)


def _places(found: Desk) -> tuple[str, ...]:
    """The targets of the releases; "" where none is named."""
    return tuple(dict.fromkeys(map(reviewing.place, desk.targets(found.evidence)))) or ("",)


def _rows(desks: dict[str, Desk]) -> list[Row]:
    """The records in the order of their files; where several releases are described, each speaks for its own."""
    found: dict[tuple[str, bool], Row] = {}
    for place, one in desks.items():
        for facts in one.facts:
            case = Case(facts)
            for standing in standings(case):
                record = standing.record
                key = (record.file, record.at_tip)
                row = found.get(key) or Row(record, record.file not in one.uncommitted, _last(record, case), ())
                if not _of_another_release(record, facts):
                    row = row._replace(places=(*row.places, (place, standing)))
                found[key] = row
    return [found[key] for key in sorted(found)]


def _of_another_release(record: Record, facts: Facts) -> bool:
    name = getattr(facts.considerations, "name", "")
    return facts.several and bool(record.scope.release) and record.scope.release != name


def _last(record: Record, case: Case) -> date | None:
    if record.kind == "override" and record.until is not None:
        return record.until.date()
    if record.decision not in APPROVALS:
        return record.expires
    limit = case.rules.review_age_days
    oldest = record.date + timedelta(days=limit) if limit else None
    return min((day for day in (record.expires, oldest) if day is not None), default=None)


def _ends_within(row: Row, days: int) -> bool:
    return (
        row.record.decision in APPROVALS
        and row.last is not None
        and row.last <= reviewing.today() + timedelta(days=days)
    )


def _unreadable(found: Desk) -> tuple[Finding, ...]:
    noted = [finding for facts in found.facts for finding in facts.noted if finding.code in ("RG005", "RG308")]
    return tuple(dict.fromkeys(noted))


def _text(rows: list[Row], noted: tuple[Finding, ...], expiring: str | None) -> str:
    if not rows and not noted:
        if expiring is not None:
            return f"no review ends within {expiring}\n"
        return "there is no record yet; to ask for a review: release-guard review request\n"
    shown = "\n".join(_block(row) for row in rows)
    return shown + (f"\n{said(*noted)}" if noted else "")


def _block(row: Row) -> str:
    """One record in a few lines: file names are too long for a table."""
    record = row.record
    who = f"{record.by} ({record.role})" if record.role else record.by
    until = f", until {row.last}" if row.last else ""
    committed = "" if row.committed else "  (not committed yet)"
    gone = "" if record.at_tip else "  (deleted here; it still speaks from the destination)"
    lines = [
        f"{record.file}{committed}{gone}",
        f"  {who}: {_says(record)}{until}",
        f"  counts for {_counts_for(row)}",
        *(f"  but {reason}" for reason in _reasons(row)),
    ]
    return "".join(f"{clean(line)}\n" for line in lines)


def _says(record: Record) -> str:
    said_so = {
        "review": record.decision,
        "confirmation": f"confirms {record.confirms}",
        "stage": f"stage {record.stage} at {record.destination}",
        "override": "override",
        "withdrawal": f"withdraws {record.withdraws}",
    }
    return said_so[record.kind]


def _counts_for(row: Row) -> str:
    counting = [(place, one) for place, one in row.places if one.counts]
    if not counting:
        return "nothing"
    if row.record.kind == "override":
        return f"the content that it was written for, at {row.record.destination}"
    if row.record.kind != "review":
        return "what it says"
    content = _content(counting)
    places = ", ".join(place for place, _ in counting if place)
    where = f" at {places}" if places else ""
    if row.record.decision == "disapprove":
        return f"holding {', '.join(content)}{where}"
    return f"{', '.join(content)}{where}, up to {row.record.scope.visibility.word}"


def _content(counting: list[tuple[str, Standing]]) -> list[str]:
    """The content that a record speaks for, with a word where it is only part of it."""
    partly = frozenset().union(*(one.partly for _, one in counting))
    named = sorted(frozenset().union(*(one.content for _, one in counting)))
    return [f"{category} in part" if category in partly else str(category) for category in named] or ["everything"]


def _reasons(row: Row) -> list[str]:
    """Why a record counts less than it says, once for all places where that is the same."""
    found: dict[str, list[str]] = {}
    for place, standing in row.places:
        for reason in standing.reasons:
            found.setdefault(f"{reason.message} ({reason.code})", []).append(place)
    return [
        words if len(places) == len(row.places) else f"{words}, at {', '.join(places)}"
        for words, places in found.items()
    ]


def _json(rows: list[Row], noted: tuple[Finding, ...]) -> str:
    return json_text(
        {
            "schema": SCHEMA,
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "records": [_row_as_json(row) for row in rows],
            "unreadable": [{"path": one.path, "line": one.line, "message": one.message} for one in noted],
        }
    )


def _row_as_json(row: Row) -> dict[str, object]:
    record = row.record
    return {
        "file": record.file,
        "kind": record.kind,
        "by": record.by,
        "role": record.role,
        "decision": record.decision,
        "says": _says(record),
        "date": record.date.isoformat(),
        "until": row.last.isoformat() if row.last else None,
        "signature": signature_word(record),
        "committed": row.committed,
        "counts": [
            {
                "destination": place,
                "counts": one.counts,
                "content": sorted(one.content),
                "partly": sorted(one.partly),
                "visibility": record.scope.visibility.word if record.kind == "review" else None,
                "reasons": [{"code": reason.code, "message": reason.message} for reason in one.reasons],
            }
            for place, one in row.places
        ],
    }


def signature_word(record: Record) -> str:
    """``none``, ``good`` (it holds; whose key it is, is another question) or ``bad``."""
    if record.signature is None:
        return "none"
    return "bad" if isinstance(record.signature, BadSignature) else "good"
