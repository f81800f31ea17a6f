"""The verdict as GitLab's Code Quality report, which merge requests show beside the changed lines.

Source: GitLab Docs, "Code Quality", report format. Every finding needs a file and a line there; one that is about no
file stands at the answers.
"""

import json
from collections.abc import Sequence
from typing import Any

from release_guard.model.decision import Decision
from release_guard.model.finding import Severity
from release_guard.reports.annotations import Annotation, annotations, marked

_SEVERITIES = {Severity.ERROR: "blocker", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(decisions: Sequence[Decision]) -> str:
    """The report as JSON text, an empty list where nothing was found."""
    return json.dumps([_issue(one, mark) for one, mark in marked(annotations(decisions))], indent=2) + "\n"


def _issue(one: Annotation, mark: str) -> dict[str, Any]:
    file, line = one.place
    fix = f" Fix: {one.fix}" if one.fix else ""
    return {
        "description": f"{one.code} {one.name}: {one.text}.{fix}",
        "check_name": f"release-guard/{one.code}",
        "fingerprint": mark,
        "severity": _SEVERITIES[one.severity],
        "location": {"path": file, "lines": {"begin": line}},
    }
