"""What GitHub, GitLab and readers of SARIF are given: valid in their own terms, whatever a repository is called."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from release_guard.judge.catalogue import CODES
from release_guard.model import destination
from release_guard.model.attempt import Attempt
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility
from release_guard.reports import github, gitlab, sarif, text

PLACE = "github.com/acme/digits"

#: The part of SARIF 2.1.0 that is written, each object closed: a property that the standard doesn't have can't slip in.
TEXT = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string"}},
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


RULE = closed(
    ["id", "shortDescription", "fullDescription", "help"],
    id={"pattern": r"^RG\d{3}$"},
    name={"type": "string"},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=TEXT,
    defaultConfiguration=closed(["level"], level=LEVEL),
)
PLACE_IN_FILE = closed(
    ["artifactLocation", "region"],
    artifactLocation=closed(["uri"], uri={"type": "string", "pattern": r"^[!-~]+$"}, uriBaseId={"const": "%SRCROOT%"}),
    region=closed(["startLine"], startLine={"type": "integer", "minimum": 1}),
)
RESULT = closed(
    ["ruleId", "message", "locations"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations={"type": "array", "minItems": 1, "items": closed(["physicalLocation"], physicalLocation=PLACE_IN_FILE)},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
)
NOTIFICATION = closed(["message"], message=TEXT, level=LEVEL, descriptor=closed(["id"], id={"type": "string"}))
RUN = closed(
    ["tool", "results"],
    tool=closed(
        ["driver"],
        driver=closed(
            ["name"],
            name={"const": "release-guard"},
            version={"type": "string"},
            semanticVersion={"type": "string"},
            rules={"type": "array", "uniqueItems": True, "items": RULE},
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations={
        "type": "array",
        "items": closed(
            ["executionSuccessful"],
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={"type": "array", "items": NOTIFICATION},
        ),
    },
    results={"type": "array", "items": RESULT},
)
SARIF = closed(
    ["version", "runs"],
    **{"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN}},
)
ISSUE = closed(
    ["description", "check_name", "fingerprint", "severity", "location"],
    description={"type": "string"},
    check_name={"type": "string"},
    fingerprint={"type": "string"},
    severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
    location=closed(
        ["path", "lines"],
        path={"type": "string", "minLength": 1},
        lines=closed(["begin"], begin={"type": "integer", "minimum": 1}),
    ),
)


def decision(*findings: Finding, outcome: Outcome = Outcome.BLOCK, place: str = PLACE) -> Decision:
    attempt = Attempt(destination.parse(place), Visibility.PUBLIC)
    return Decision("Digits", attempt, 1, Visibility.PRIVATE, {}, outcome, None, findings=findings)


BLOCKED = decision(
    Finding("RG302", "1 of 2 reviewers", "release-considerations.toml", 3, "release-guard review request"),
    Finding("RG401", "public isn't cleared", PLACE),
    Finding("RG205", "the cap is private", "/etc/release-guard/policy.toml", 7),
    Finding("RG414", "weights elsewhere", "https://storage.example.org/model.bin"),
    Finding("RG413", "gone at the tip", "models/a b%2C:é.bin", severity=Severity.NOTE),
    Finding("RG501", "out already", severity=Severity.WARNING),
)


def as_sarif(*decisions: Decision) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(sarif.render(decisions, "0.1.0"))
    assert [error.message for error in Draft202012Validator(SARIF).iter_errors(document)] == []
    run: dict[str, Any] = document["runs"][0]
    return run


def as_gitlab(*decisions: Decision) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = json.loads(gitlab.render(decisions))
    for issue in issues:
        assert [error.message for error in Draft202012Validator(ISSUE).iter_errors(issue)] == []
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return issues


def test_github_gets_a_command_for_each_finding_and_words_for_the_log() -> None:
    assert github.render([BLOCKED]).splitlines() == [
        (
            "::error file=release-considerations.toml,line=3,title=RG302 too-few-reviewers::1 of 2 reviewers%0A"
            f"why: {CODES['RG302'].why}%0Afix: release-guard review request"
        ),
        f"::error title=RG401 public-not-cleared::{PLACE}: public isn't cleared%0Awhy: {CODES['RG401'].why}",
        (
            "::error title=RG205 visibility-over-cap::/etc/release-guard/policy.toml: the cap is private%0A"
            f"why: {CODES['RG205'].why}"
        ),
        (
            "::error title=RG414 undeclared-reference::https://storage.example.org/model.bin: weights elsewhere%0A"
            f"why: {CODES['RG414'].why}"
        ),
        "::notice file=models/a b%252C%3Aé.bin,title=RG413 removed-but-in-history::gone at the tip",
        f"::warning title=RG501 public-before-judged::out already%0Awhy: {CODES['RG501'].why}",
        f"release-guard: {text.headline(BLOCKED)}",
        f"release-guard: {text.closing(BLOCKED, tried=False)}",
    ]


def test_gitlab_gets_an_issue_for_each_finding_at_a_file_and_a_line() -> None:
    issues = as_gitlab(BLOCKED)
    assert [(one["severity"], one["location"]["path"], one["location"]["lines"]["begin"]) for one in issues] == [
        ("blocker", "release-considerations.toml", 3),
        ("blocker", "release-considerations.toml", 1),
        ("blocker", "release-considerations.toml", 1),
        ("blocker", "release-considerations.toml", 1),
        ("info", "models/a b%2C:é.bin", 1),
        ("minor", "release-considerations.toml", 1),
    ]
    assert issues[0]["description"] == ("RG302 too-few-reviewers: 1 of 2 reviewers. Fix: release-guard review request")
    assert as_gitlab(decision(outcome=Outcome.ALLOW)) == []


def test_sarif_names_each_rule_once_and_every_result_its_rule() -> None:
    run = as_sarif(BLOCKED, BLOCKED)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["RG302", "RG401", "RG205", "RG414", "RG413", "RG501"]
    assert [rules[one["ruleIndex"]] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert [one["level"] for one in run["results"]] == ["error"] * 4 + ["note", "warning"]
    assert run["results"][4]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "models/a%20b%252C%3A%C3%A9.bin"
    )
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_sarif_says_that_something_could_not_be_judged() -> None:
    run = as_sarif(BLOCKED, decision(Finding("RG002", "the tree isn't here"), outcome=Outcome.NOT_JUDGED))
    (ended,) = run["invocations"]
    assert ended["executionSuccessful"] is False
    assert [one["descriptor"]["id"] for one in ended["toolExecutionNotifications"]] == ["RG002"]


def test_mark_of_a_finding_stays_while_lines_move() -> None:
    def marks(line: int) -> list[str]:
        return [one["fingerprint"] for one in as_gitlab(decision(Finding("RG302", "1 of 2", "a.toml", line)))]

    assert marks(3) == marks(30)


@pytest.mark.parametrize("path", ["::error::x", "##[error]x", " ::warning::x", "::add-mask::secret"])
def test_no_line_of_ours_is_a_command_of_theirs(path: str) -> None:
    found = decision(Finding("RG413", f"gone\r\n::stop-commands::x {path}", path))
    ours = ("::error ", "::warning ", "::notice ", "release-guard: ")
    assert all(line.startswith(ours) and "##[" not in line for line in github.render([found]).splitlines())
    assert not [line for line in text.render([found]).splitlines() if line.startswith(("::", "##["))]


@given(st.text(), st.text(), st.text(), st.integers(0, 10**6), st.sampled_from(sorted(CODES)))
def test_every_name_and_message_makes_valid_reports(path: str, message: str, fix: str, line: int, code: str) -> None:
    found = decision(Finding(code, message, path, line, fix))
    as_sarif(found)
    as_gitlab(found)
    lines = github.render([found]).splitlines()
    assert len(lines) == 3
    lines[0].encode()
