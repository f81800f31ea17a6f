"""Findings as the hosts' pages want them: each once, with a file of the repository and a line to stand at.

What a page can show is for ``github``, ``gitlab`` and ``sarif``; here is told which place is a file at all.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from release_guard.judge import catalogue
from release_guard.model.decision import Decision
from release_guard.model.finding import Finding, Severity
from release_guard.reports.text import clean

#: Where a finding stands that is about no file: the answers are what every finding is about in the end.
ANSWERS = "release-considerations.toml"


class Annotation(NamedTuple):
    """One finding; ``file`` is "" and ``line`` 0 where it stands nowhere, ``fix`` is "" where there is none."""

    code: str
    name: str
    severity: Severity
    text: str
    why: str
    fix: str
    file: str
    line: int

    @property
    def place(self) -> tuple[str, int]:
        """File and line for pages that need both."""
        return self.file or ANSWERS, max(1, self.line)


def annotations(decisions: Iterable[Decision]) -> Iterator[Annotation]:
    """The findings of all *decisions*, those that several share once; control characters are taken out."""
    told: set[Annotation] = set()
    for decision in decisions:
        for finding in decision.findings:
            found = _annotation(finding, decision)
            if found not in told:
                told.add(found)
                yield found


def _annotation(finding: Finding, decision: Decision) -> Annotation:
    entry = catalogue.entry(finding.code)
    severity = entry.severity if finding.severity is None else finding.severity
    file = clean(finding.path) if _is_file(finding.path, decision) else ""
    about = "" if file or not finding.path else f"{clean(finding.path)}: "
    text = f"{about}{clean(finding.message)}"
    line = finding.line if file else 0
    return Annotation(finding.code, entry.name, severity, text, entry.why, clean(finding.fix), file, line)


def _is_file(path: str, decision: Decision) -> bool:
    """Whether *path* is one of the repository: no destination, address, ref, or file of the machine."""
    outside = ("/", "hf:", "file:", "refs/")
    return (
        bool(path) and "://" not in path and not path.startswith(outside) and path != str(decision.attempt.destination)
    )


def marked(found: Iterable[Annotation]) -> Iterator[tuple[Annotation, str]]:
    """Each finding with a mark of its own that stays while lines move: of its code, file and words, and its turn."""
    turns: dict[tuple[str, str, str], int] = {}
    for one in found:
        words = (one.code, one.file, one.text)
        turns[words] = turns.get(words, 0) + 1
        yield one, sha256(repr((*words, turns[words])).encode()).hexdigest()
