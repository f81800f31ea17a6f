"""Whether the chain of a ledger holds: each entry is as it was written, after the one before, and none is missing."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from release_guard.ledger.entry import Head, digest_of


class Fault(NamedTuple):
    """What doesn't fit, at which line of the file (counted from 1)."""

    line: int
    message: str


class Audit(NamedTuple):
    """The head that the entries make, and all that doesn't fit; ``held`` are the digests of the sound entries."""

    head: Head
    faults: tuple[Fault, ...]
    held: frozenset[str]


def audit(lines: Iterable[bytes], told: Head | None) -> Audit:
    """Go through all *lines*; *told* is where the chain ended when it was last written, None where nothing tells.

    A torn line at the end is what a crash leaves, and no fault: it never was an entry.
    """
    head, faults, held = Head(), [], set()
    pending: Fault | None = None
    for number, line in enumerate(lines, 1):
        faults += [pending] if pending else []
        entry = parsed(line)
        pending = None
        if entry is None:
            pending = Fault(number, "this line isn't an entry")
            continue
        faults += [Fault(number, message) for message in _misfits(entry, head)]
        head = Head(int(entry.get("n", 0)), str(entry.get("entry", "")))
        held.update([head.digest] if head.digest == digest_of(entry) else [])
    if told is not None and told.digest not in held and told.number:
        faults.append(Fault(0, f"entry {told.number} ({told.digest[:15]}...) was written, and it isn't here any more"))
    return Audit(head, tuple(faults), frozenset(held))


def _misfits(entry: dict[str, Any], before: Head) -> list[str]:
    found = []
    if entry.get("entry") != digest_of(entry):
        found.append("this entry was changed after it was written")
    if entry.get("previous") != before.digest or entry.get("n") != before.number + 1:
        found.append(f"this entry doesn't follow entry {before.number}: something was changed or taken out before it")
    if "expected" in entry:
        found.append(f"when this entry was written, the chain had ended at {entry['expected']}, which was missing")
    return found


def parsed(line: bytes) -> dict[str, Any] | None:
    """The fields of an entry; None where the line isn't one."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) and isinstance(entry.get("n"), int) else None
