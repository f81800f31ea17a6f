"""The verdict as JSON for scripts: always the same shape, whatever was found and however much was asked to be said.

The shape is ``schemas/release-decision.v1.json``. Text for people is ``text``; where it goes is for the caller.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from release_guard.judge import catalogue
from release_guard.model.attempt import Attempt, Item
from release_guard.model.decision import Decision, worst
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility

SCHEMA = "release-decision/1"


def render(decisions: Sequence[Decision], at: datetime, tool_version: str) -> str:
    """The report as text, in ASCII, so that no terminal and no pipe can change it."""
    return json.dumps(report(decisions, at, tool_version), indent=2) + "\n"


def report(decisions: Sequence[Decision], at: datetime, tool_version: str) -> dict[str, Any]:
    """All decisions with the strictest outcome; *at* is the moment of the judgement and has an offset."""
    return {
        "schema": SCHEMA,
        "tool": f"release-guard {tool_version}",
        "at": at.isoformat(),
        "worst": worst(tuple(decision.outcome for decision in decisions)).value,
        "decisions": [to_json(decision) for decision in decisions],
    }


def to_json(decision: Decision) -> dict[str, Any]:
    """One decision."""
    return {
        "release": _clean(decision.release),
        "attempt": _attempt(decision.attempt),
        "level": decision.level,
        "ceiling": decision.ceiling.word,
        "ceiling_by_category": {
            category.value: visibility.word for category, visibility in sorted(decision.by_category.items())
        },
        "outcome": decision.outcome.value,
        "visibility": _word(decision.visibility),
        "enforced": decision.enforced,
        "findings": [finding_to_json(finding) for finding in decision.findings],
        "next_steps": [_clean(step) for step in decision.next_steps],
        "policy": {"layers": [_clean(layer) for layer in decision.layers]},
        "evidence": [_clean(origin) for origin in decision.evidence],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "destination": _clean(str(attempt.destination)),
        "wanted": attempt.wanted.word,
        "now": _word(attempt.now),
        "content": [_item(item) for item in attempt.items],
        "digest": attempt.digest,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "path": _clean(item.path),
        "category": item.category.value,
        "sha256": _clean(item.sha256),
        "size": item.size,
        "reference": item.reference,
        "already": item.already,
        "removed": item.removed,
    }


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """One finding, in the shape that every report has."""
    entry = catalogue.entry(finding.code)
    severity: Severity = entry.severity if finding.severity is None else finding.severity
    return {
        "code": finding.code,
        "name": entry.name,
        "severity": severity.word,
        "message": _clean(finding.message),
        "path": _clean(finding.path),
        "line": finding.line,
        "why": entry.why,
        "fix": _clean(finding.fix),
    }


def _word(visibility: Visibility | None) -> str | None:
    return None if visibility is None else visibility.word


def _clean(text: str) -> str:
    """*text* as valid Unicode: git's paths may hold bytes that are none, which strict readers of JSON refuse."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
