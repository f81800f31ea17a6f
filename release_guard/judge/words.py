"""Whose word counts besides reviews: confirmations, stage records, withdrawals; and who is too near to be heard.

judge.md, "Unsigned records", "Clock" and "People". A program's word, a word from the future and a word with a broken
signature aren't heard; where a requirement asks for signatures, neither is an unsigned one.
"""

from collections.abc import Callable
from datetime import date, timedelta

from release_guard.judge.layers import Rules
from release_guard.model.attempt import Facts
from release_guard.model.considerations import Considerations
from release_guard.model.finding import Finding
from release_guard.model.globs import matches_any
from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id, is_agent
from release_guard.model.record import BadSignature, Condition, Record


class Words(NamedTuple):
    """The records that are heard, who is an insider (owner, author), and what was found wrong with the others.

    ``today`` is the day by which words expire.
    """

    heard: tuple[Record, ...]
    own: frozenset[str]
    findings: tuple[Finding, ...]
    today: date

    def confirms(self, subject: str, may: tuple[str, ...]) -> tuple[Record, ...]:
        """Confirmations of *subject* by people of *may* (anyone, where it is empty) who aren't insiders."""
        people = frozenset(canonical_id(person) for person in may)
        return tuple(
            record
            for record in self.heard
            if record.kind == "confirmation"
            and record.confirms == subject
            and canonical_id(record.by) not in self.own
            and (not people or canonical_id(record.by) in people)
        )

    def meets(self, condition: Condition, review: Record) -> bool:
        """Whether the reviewer, or somebody whom the condition names, confirmed that it is met."""
        may = (review.by, *condition.confirmer)
        return bool(self.confirms(f"condition:{review.file}#{condition.id}", may))

    def withdrawn(self, record: Record) -> bool:
        """Whether the same person took *record* back."""
        return any(
            word.kind == "withdrawal"
            and word.withdraws == record.file
            and canonical_id(word.by) == canonical_id(record.by)
            and word.date >= record.date  # else it took back something else that had this name
            for word in self.heard
        )

    def staged(self, stage: str, targets: tuple[str, ...]) -> tuple[Record, ...]:
        """The records that *stage* went out to one of *targets*."""
        return tuple(
            record
            for record in self.heard
            if record.kind == "stage"
            and (not stage or record.stage == stage)
            and matches_any(targets, record.destination)
        )


def hear(facts: Facts, rules: Rules, file: Considerations, signed: bool) -> Words:
    """Sort the records that aren't reviews; where *signed* is true only authentic ones are heard."""
    people = (file.owner, *file.authors, *(facts.attempt.committers if rules.by_commits else ()))
    own = frozenset(canonical_id(person) for person in people if person)
    today = latest_day(facts)

    def doubt(record: Record) -> str:
        return rules.roster.doubt(record, today) if signed else ""

    heard, findings = [], []
    for record in facts.records:
        if record.kind in ("review", "override"):
            continue
        finding = _refused(record, facts, own, doubt)
        if finding is None:
            heard.append(record)
        else:
            findings.append(finding)
    return Words(tuple(heard), own, tuple(findings), today)


def _refused(record: Record, facts: Facts, own: frozenset[str], doubt: Callable[[Record], str]) -> Finding | None:
    place = record.path or record.file
    if is_agent(record.by) or is_agent(record.recorded_by):
        who = record.recorded_by if is_agent(record.recorded_by) else record.by
        return Finding("RG316", f"this {record.kind} was recorded by {who}, a program, so it doesn't count", place)
    if record.date > latest_day(facts) + timedelta(days=1):
        return Finding("RG315", f"this {record.kind} is dated {record.date}, which hasn't come", place)
    if isinstance(record.signature, BadSignature):
        return Finding("RG308", f"the signature of this {record.kind} doesn't hold: {record.signature.reason}", place)
    if doubted := doubt(record):
        message = f"the policy asks for a signature by {record.by}, and this {record.kind} {doubted}"
        return Finding("RG308", message, place)
    if record.kind == "confirmation" and canonical_id(record.by) in own:
        return Finding("RG317", f"{record.by} is an owner or author, so this confirmation doesn't count", place)
    return None


def latest_day(facts: Facts) -> date:
    """The day by which things expire: the later of our clock and the host's."""
    moments = [moment for moment in (facts.moment, facts.host_moment) if moment is not None]
    return max(moments).date()
