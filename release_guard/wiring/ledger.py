"""Keeps decisions: every channel hands its own over before they are carried out.

Only what was to be seen by more than the place's own people is kept. Where the ledger can't be written, the decision
stands all the same, unless a policy says that every one has to be kept: then nothing goes out (RG009).
"""

import os
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from release_guard import __version__
from release_guard.judge import catalogue
from release_guard.ledger.book import Book, LedgerError, default_path
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding
from release_guard.model.visibility import Visibility


def keep(decisions: Iterable[Decision], channel: str, moment: datetime) -> tuple[Decision, ...]:
    """Write *decisions*, taken at *moment* in *channel* ("push", "upload", ...), into the ledger, and return them.

    One that had to be kept and couldn't be comes back as not judged.
    """
    book = Book(default_path())
    return tuple(_kept(one, book, channel, moment) for one in decisions)


def _kept(decision: Decision, book: Book, channel: str, moment: datetime) -> Decision:
    if decision.attempt.wanted is Visibility.PRIVATE or not (decision.release or decision.findings):
        return decision
    try:
        book.add(fields(decision, channel, moment), durable=decision.on_record)
    except LedgerError as error:
        return _refused(decision, error) if decision.on_record else decision
    return decision


def _refused(decision: Decision, error: LedgerError) -> Decision:
    message = f"the policy wants every decision on record, and this one can't be kept: {error}"
    finding = catalogue.graded(Finding("RG009", message, fix=error.fix))
    return decision._replace(
        outcome=Outcome.NOT_JUDGED, visibility=None, findings=(finding, *decision.findings), next_steps=()
    )


def fields(decision: Decision, channel: str, moment: datetime) -> dict[str, object]:
    """What the ledger keeps of a decision: no path, no text of any file, no secret."""
    attempt = decision.attempt
    content = Counter(item.category.value for item in attempt.items if not item.already)
    return {
        "at": moment,
        "tool": f"release-guard {__version__}",
        "user": os.environ.get("USER") or os.environ.get("LOGNAME") or "",
        "channel": channel,
        "release": decision.release,
        "destination": str(attempt.destination),
        "wanted": attempt.wanted.word,
        "outcome": decision.outcome.value,
        "visibility": decision.visibility.word if decision.visibility is not None else "",
        "ceiling": decision.ceiling.word,
        "level": decision.level or 0,
        "enforced": decision.enforced,
        "content": {**content},
        "digest": attempt.digest,
        "codes": sorted({finding.code for finding in decision.findings}),
        "policies": list(decision.layers),
    }
