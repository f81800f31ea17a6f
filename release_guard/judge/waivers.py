"""Waivers: narrow, dated exemptions of the trust base (formats.md). What they are for they hold back no longer."""

from datetime import date, timedelta

from release_guard.judge.catalogue import CODES
from release_guard.model.attempt import Item
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.globs import matches_any
from release_guard.model.lean import NamedTuple
from release_guard.model.policy import Waiver

#: Codes that take the matched item out of the attempt, and codes that count as answered (formats.md).
TAKES_OUT = frozenset({"RG412", "RG414"})
ANSWERS = frozenset({"RG107", "RG111", "RG424"})
_LONGEST = timedelta(days=366)


class Waivers(NamedTuple):
    """The waivers that hold at this destination today, and what is wrong with the others."""

    active: tuple[Waiver, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, waivers: tuple[Waiver, ...], destination: Destination, today: date) -> "Waivers":
        """Sort *waivers* by whether they hold at *destination* on the day *today*."""
        active, findings = [], []
        for waiver in waivers:
            if not destination.matches((waiver.target,)):
                continue
            finding = fault(waiver, today)
            if finding is None:
                active.append(waiver)
            else:
                findings.append(finding)
        return cls(tuple(active), tuple(findings))

    def leaves_out(self, item: Item) -> bool:
        """Whether a waiver takes *item* out of the attempt."""
        return any(_takes_out(waiver, item) for waiver in self.active) if self.active else False

    def answers(self, code: str, path: str) -> bool:
        """Whether a waiver lets a finding *code* about *path* count as answered."""
        return any(waiver.code == code and matches_any(waiver.paths, path) for waiver in self.active)


def fault(waiver: Waiver, today: date) -> Finding | None:
    """Why *waiver* waives nothing on the day *today*, whatever the destination; None where it may."""
    what = f"the waiver of {waiver.code} by {waiver.who}"
    if waiver.code not in CODES or not CODES[waiver.code].waivable:
        return Finding("RG207", f"{what} waives nothing: that code can't be waived", line=waiver.line)
    if waiver.until < today:
        return Finding("RG206", f"{what} ended on {waiver.until}", line=waiver.line)
    if waiver.until > today + _LONGEST:
        return Finding("RG207", f"{what} runs until {waiver.until}, longer than a year", line=waiver.line)
    if waiver.code in TAKES_OUT and not (waiver.sha256 or waiver.max_bytes):
        return Finding("RG207", f"{what} names neither sha256 nor max_bytes", line=waiver.line)
    return None


def _takes_out(waiver: Waiver, item: Item) -> bool:
    fits = item.unclassified if waiver.code == "RG412" else item.undeclared if waiver.code == "RG414" else False
    if not fits or not matches_any(waiver.paths, item.path):
        return False
    if waiver.sha256:
        return item.sha256 == waiver.sha256
    return item.size <= waiver.max_bytes
