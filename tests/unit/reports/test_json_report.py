"""The JSON of decisions: one shape, valid against its schema, and readable by anything."""

import json
from datetime import datetime, timezone

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from release_guard.formats.decision_schema import decision as decision_schema
from release_guard.judge.catalogue import entry
from release_guard.model import destination
from release_guard.model.attempt import Attempt, Item
from release_guard.model.category import Category
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility
from release_guard.reports import json_report

AT = datetime(2026, 11, 23, 20, 0, tzinfo=timezone.utc)
BLOCKED = Decision(
    release="kestrel",
    attempt=Attempt(
        destination.parse("https://github.com/acme/kestrel.git"),
        Visibility.PUBLIC,
        (Item("m.safetensors", Category.TRAINED_MODEL, "a" * 64, 12), Item("t.py", Category.SOURCE_CODE, already=True)),
        now=Visibility.PUBLIC,
        digest="sha256:" + "b" * 64,
    ),
    level=3,
    ceiling=Visibility.PRIVATE,
    by_category={Category.TRAINED_MODEL: Visibility.PRIVATE, Category.SOURCE_CODE: Visibility.PUBLIC},
    outcome=Outcome.BLOCK,
    visibility=None,
    findings=(
        Finding("RG302", "1 of 2 reviewers", "release-considerations.toml", 3, "release-guard review request"),
        Finding("RG314", "1 approval, unsigned", severity=Severity.NOTE),
    ),
    next_steps=("release-guard review request --role ml",),
    layers=("built-in team",),
    evidence=("commit 1a2b3c4, pushed",),
)
BARE = Decision(
    "",
    Attempt(destination.parse("hf:models/acme/kestrel"), Visibility.GATED_MANUAL),
    None,
    Visibility.PUBLIC,
    {},
    Outcome.ALLOW,
    Visibility.GATED_MANUAL,
)


def validated(*decisions: Decision) -> dict[str, object]:
    text = json_report.render(decisions, AT, "0.1.0")
    document: dict[str, object] = json.loads(text)
    validator = Draft202012Validator(decision_schema(), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(document)] == []
    return document


def test_report_says_all_of_a_decision() -> None:
    document = validated(BLOCKED)
    assert document == {
        "schema": "release-decision/1",
        "tool": "release-guard 0.1.0",
        "at": "2026-11-23T20:00:00+00:00",
        "worst": "block",
        "decisions": [
            {
                "release": "kestrel",
                "attempt": {
                    "destination": "github.com/acme/kestrel",
                    "wanted": "public",
                    "now": "public",
                    "content": [
                        {
                            "path": "m.safetensors",
                            "category": "trained-model",
                            "sha256": "a" * 64,
                            "size": 12,
                            "reference": False,
                            "already": False,
                            "removed": False,
                        },
                        {
                            "path": "t.py",
                            "category": "source-code",
                            "sha256": "",
                            "size": 0,
                            "reference": False,
                            "already": True,
                            "removed": False,
                        },
                    ],
                    "digest": "sha256:" + "b" * 64,
                },
                "level": 3,
                "ceiling": "private",
                "ceiling_by_category": {"source-code": "public", "trained-model": "private"},
                "outcome": "block",
                "visibility": None,
                "enforced": True,
                "findings": [
                    {
                        "code": "RG302",
                        "name": "too-few-reviewers",
                        "severity": "error",
                        "message": "1 of 2 reviewers",
                        "path": "release-considerations.toml",
                        "line": 3,
                        "why": entry("RG302").why,
                        "fix": "release-guard review request",
                    },
                    {
                        "code": "RG314",
                        "name": "unsigned",
                        "severity": "note",
                        "message": "1 approval, unsigned",
                        "path": "",
                        "line": 0,
                        "why": entry("RG314").why,
                        "fix": "",
                    },
                ],
                "next_steps": ["release-guard review request --role ml"],
                "policy": {"layers": ["built-in team"]},
                "evidence": ["commit 1a2b3c4, pushed"],
            }
        ],
    }


def test_empty_decision_has_the_same_keys() -> None:
    assert json_report.to_json(BARE).keys() == json_report.to_json(BLOCKED).keys()
    validated(BARE)


def test_nothing_judged_is_a_report_too() -> None:
    assert validated()["worst"] == "allow"


@pytest.mark.parametrize("outcome", Outcome)
def test_worst_is_the_strictest(outcome: Outcome) -> None:
    document = validated(BARE, BARE._replace(outcome=outcome, visibility=None), BARE)
    assert document["worst"] == outcome.value


@pytest.mark.parametrize("path", ["caf\udce9.bin", "line\nbreak", "\x1b[31mred", "\U0001f426.py"])
def test_strange_names_give_plain_ascii_that_reads_back(path: str) -> None:
    found = (Finding("RG412", path, path, fix=path),)
    attempt = BARE.attempt._replace(items=(Item(path, Category.SOURCE_CODE),))
    text = json_report.render([BARE._replace(findings=found, attempt=attempt, release=path)], AT, "0.1.0")
    assert text.isascii()
    json.loads(text)["decisions"][0]["release"].encode("utf-8")


def test_schema_is_valid_itself() -> None:
    Draft202012Validator.check_schema(decision_schema())
