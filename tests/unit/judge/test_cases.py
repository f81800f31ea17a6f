"""Every code that can fire has a case in which it does, and one as near as can be in which it doesn't."""

import ast
import re
from pathlib import Path

import pytest

import release_guard
from release_guard.judge.catalogue import CODES
from release_guard.judge.codes import PAGES
from release_guard.judge.decide import decide
from tests.support.cases import CASES, Case, facts, load_all

ALL = load_all()
PROGRAM = Path(release_guard.__file__).parent

#: Codes that are raised outside the judge's facts, and the tests in which each fires and stays silent.
ELSEWHERE = {
    "RG001": "unit/wiring/test_report_of_our_own_bugs.py",
    "RG006": "integration/test_hook_gives_up_closed.py",
    "RG007": "integration/test_hook_gives_up_closed.py",
    "RG009": "integration/hub/test_raising_and_lowering.py",
    "RG010": "unit/hub/test_what_opens_a_place_is_judged.py",
    "RG011": "unit/hub/test_what_opens_a_place_is_judged.py",
    "RG208": "integration/cli/test_policy_commands.py",
    "RG404": "unit/hub/test_uploads_are_judged.py",
    "RG405": "unit/hub/test_uploads_are_judged.py",
    "RG408": "unit/hub/test_uploads_are_judged.py",
    "RG433": "unit/hub/test_what_opens_a_place_is_judged.py",
    "RG502": "integration/test_doctor_of_hooks.py",
    "RG503": "integration/cli/test_ledger.py",
    "RG504": "integration/test_doctor_of_hooks.py",
    "RG505": "integration/test_doctor_of_hooks.py",
    "RG507": "integration/test_push_under_a_framework.py",
}

#: The folder of the long texts, whose codes don't reach anybody.
NOT_IN_FORCE = {"codes"}


def _raised() -> set[str]:
    """The codes that the program names outside the catalogue: as strings of their own, not in prose."""
    found: set[str] = set()
    for path in PROGRAM.rglob("*.py"):
        if path.parent.name in NOT_IN_FORCE or path.name == "catalogue.py":
            continue
        constants = (
            node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)
        )
        found |= {text for text in constants if isinstance(text, str) and re.fullmatch(r"RG\d{3}", text)}
    return found


@pytest.mark.parametrize("case", ALL, ids=str)
def test_code_fires_where_it_should_and_nowhere_else(case: Case) -> None:
    decision = decide(facts(case))
    found = {finding.code: finding for finding in decision.findings}
    assert (case.code in found) is case.fires, (case.table["because"], decision.findings)
    assert str(decision.outcome) == case.table["outcome"], (case.table["because"], decision.findings)
    if case.fires:
        severity = found[case.code].severity
        assert severity is not None
        assert severity.word == case.table.get("severity", "error")
        assert severity <= CODES[case.code].severity, "a rule never reports a code more strictly than the catalogue"


@pytest.mark.parametrize("code", sorted(_raised() - ELSEWHERE.keys()))
def test_code_that_can_fire_has_both_kinds_of_case(code: str) -> None:
    kinds = {case.fires for case in ALL if case.code == code}
    assert kinds == {True, False}, f"write {CASES.name}/{code}/fires/<name>/case.toml and one under silent/"


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_code_of_a_gate_has_a_test_of_its_own(code: str) -> None:
    path = Path(__file__).parents[2] / ELSEWHERE[code]
    assert code in path.read_text("utf-8")


def test_pages_call_stable_what_the_program_raises_and_nothing_else() -> None:
    raised = _raised()
    assert {code for code, page in PAGES.items() if page.status == "stable"} == raised
