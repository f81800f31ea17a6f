"""The verdict as SARIF 2.1.0, for code scanning and for viewers of its kind.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub Docs, "SARIF support for code
scanning" (what of it is shown, and that a result needs a place in a file).
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from release_guard.judge import catalogue
from release_guard.judge.catalogue import Entry
from release_guard.model.decision import Decision, Outcome, worst
from release_guard.model.finding import Severity
from release_guard.reports.annotations import Annotation, annotations, marked

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(decisions: Sequence[Decision], version: str) -> str:
    """The report of one run of the tool in *version*, as JSON text in ASCII."""
    return json.dumps(report(decisions, version), indent=2) + "\n"


def report(decisions: Sequence[Decision], version: str) -> dict[str, Any]:
    """The whole log: one run, with the rules that it names and the results in the order of the decisions."""
    found = tuple(annotations(decisions))
    rules = tuple(catalogue.entry(code) for code in dict.fromkeys(one.code for one in found))
    places = {rule.code: index for index, rule in enumerate(rules)}
    driver = {"name": "release-guard", "version": version, "semanticVersion": version, "rules": [*map(_rule, rules)]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(decisions, found)],
        "results": [_result(one, places[one.code], mark) for one, mark in marked(found)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.code,
        "name": entry.name,
        "shortDescription": {"text": entry.name.replace("-", " ")},
        "fullDescription": {"text": entry.why},
        "help": {"text": f"{entry.why}. More: release-guard explain {entry.code}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _result(one: Annotation, index: int, mark: str) -> dict[str, Any]:
    file, line = one.place
    fix = f"\nFix: {one.fix}" if one.fix else ""
    place = {"artifactLocation": {"uri": quote(file), "uriBaseId": "%SRCROOT%"}, "region": {"startLine": line}}
    return {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": _LEVELS[one.severity],
        "message": {"text": one.text + fix},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"releaseGuard/v1": mark},
    }


def _invocation(decisions: Sequence[Decision], found: Sequence[Annotation]) -> dict[str, Any]:
    """How the run ended: it failed where something could not be judged, whatever else was found."""
    blind = [one for one in found if one.code.startswith("RG0") and one.severity is Severity.ERROR]
    judged = worst(tuple(decision.outcome for decision in decisions)) is not Outcome.NOT_JUDGED
    ended: dict[str, Any] = {"executionSuccessful": judged}
    if blind:
        ended["toolExecutionNotifications"] = [
            {"descriptor": {"id": one.code}, "level": "error", "message": {"text": one.text}} for one in blind
        ]
    return ended
