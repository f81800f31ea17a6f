"""``ledger``: what was decided on this machine, and whether the record of it is whole."""

from collections.abc import Iterable
from typing import Any

import click

from release_guard.cli.check import destination
from release_guard.cli.shared import BLOCKED, Stop, count, json_text, put, reports, said, table
from release_guard.ledger.audit import audit, parsed
from release_guard.ledger.book import Book, default_path
from release_guard.model.finding import Finding

_HEAD = ("n", "at", "outcome", "visibility", "destination", "release", "codes")


@click.group()
def ledger() -> None:
    """Show the decisions that were taken on this machine, and check that none was changed.

    Every decision to show something above private is appended to a chain of digests outside of every work tree:
    RELEASE_GUARD_LEDGER, else release-guard/ledger.jsonl in the XDG state folder. No judgement depends on it.
    """


@ledger.command()
@click.option("--last", default=20, show_default=True, metavar="N", help="How many, the newest; 0 shows all.")
@click.option("--target", metavar="DEST", help="Only decisions about this place.")
@reports
def show(last: int, target: str | None, form: str, output: str | None) -> None:
    """Show the decisions, oldest first."""
    book = _book()
    wanted = str(destination(target)) if target else ""
    entries = [one for one in _entries(book.lines()) if wanted in ("", one.get("destination"))]
    entries = entries[-last:] if last > 0 else entries
    if form == "json":
        put(json_text({"schema": "release-ledger/1", "path": book.path, "entries": entries}), output)
    else:
        put(table(map(_row, entries), _HEAD) if entries else f"{book.path} has no such entry yet\n", output)


@ledger.command()
@click.option("--holds", metavar="DIGEST", help="Also check that an entry with this digest is there, unchanged.")
def verify(holds: str | None) -> None:
    """Check that every entry is as it was written, in its place, and that none is missing.

    Whoever can write the file can write a new one. So keep the digest that this prints somewhere else from time to
    time, in a ticket or a signed tag: --holds DIGEST then shows that nothing before it was changed.

    Exit code 0: the chain holds. 1: it doesn't (RG503).
    """
    book = _book()
    found = audit(book.lines(), book.head())
    faults = [Finding("RG503", fault.message, book.path, fault.line, _KEEP) for fault in found.faults]
    if holds and holds not in found.held:
        faults.append(Finding("RG503", f"no sound entry has the digest {holds}", book.path, fix=_KEEP))
    if faults:
        click.echo(said(*faults), nl=False)
        raise click.exceptions.Exit(BLOCKED)
    click.echo(f"{book.path}: {count(found.head.number, 'entry', 'entries')}, the chain holds")
    if found.head.number:
        click.echo(f"it ends with {found.head.digest}")


_KEEP = "keep the file as it is for whoever looks into it, and begin a new one: RELEASE_GUARD_LEDGER=FILE"


def _book() -> Book:
    path = default_path()
    if not path:
        raise Stop("there is no home folder, so there is no ledger", "set RELEASE_GUARD_LEDGER to a file")
    return Book(path)


def _entries(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """The lines that are entries; the others are for ``verify`` to name."""
    read = (parsed(line) for line in lines)
    return [one for one in read if one is not None]


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    codes = entry.get("codes", [])
    return (*(str(entry.get(key, "")) for key in _HEAD[:-1]), ", ".join(map(str, codes)))
