"""Every hard case of git has a test by its number, and each of these says in one line which case it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1] / "integration"
HARD_CASES = 38


def cases() -> Iterator[tuple[str, str]]:
    """The name and the docstring of each test that is called by a hard case."""
    for path in TESTS.glob("test_hard_cases_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name, ast.get_docstring(node) or ""


def test_every_hard_case_has_a_test() -> None:
    numbers = {name[: len("test_hc00")] for name, _ in cases()}
    assert {f"test_hc{number:02}" for number in range(1, HARD_CASES + 1)} <= numbers


def test_every_test_of_a_hard_case_says_which() -> None:
    unsaid = [name for name, said in cases() if not said.startswith(f"HC{name[len('test_hc') :][:2]}: ")]
    assert unsaid == []
