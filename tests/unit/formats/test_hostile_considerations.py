"""Hostile files within the size limit: bounded output, clean output, and never taken for complete."""

from collections.abc import Callable

import pytest

from release_guard.formats.considerations import parse
from release_guard.formats.fields_check import MOST_PROBLEMS
from release_guard.model.considerations import Considerations, Unreadable
from release_guard.model.finding import Problem

HEAD = 'schema = "release-considerations/1"\n'
QUOTED_A = '"a", '
ESCAPES = "\\u001b[2J\\u202e\\u0007" * 50


def rows(count: int, line: Callable[[int], str]) -> str:
    return "".join(line(number) for number in range(count))


HOSTILE = {
    "thousands of unknown keys": rows(20_000, lambda n: f"k{n} = 1\n"),
    "thousands of sections": rows(20_000, lambda n: f"[s{n}]\n"),
    "thousands of empty threats": "[[threat]]\n" * 20_000,
    "mitigations of unknown threats": rows(3000, lambda n: f'[[threat]]\nid = "{n}"\n')
    + rows(3000, lambda n: f'[[mitigation]]\nthreats = ["x{n}"]\n'),
    "a long chain of stages": "[timing]\nmode = 'staged'\n"
    + rows(8000, lambda n: f'[[timing.stage]]\nid = "{n}"\nafter = "{n + 1}"\n'),
    "a text of half a mebibyte": f'[release]\nowner = "{"a" * 500_000}"\ncontact = "{"@" * 400_000}"\n',
    "a place of half a mebibyte": f'[release]\ntargets = ["{"*/" * 250_000}", "{"a." * 100_000}"]\n',
    "a key of half a mebibyte": f"{'a' * 500_000} = 1\n",
    "escapes in every text": f'"{ESCAPES}" = 1\n[release]\ntitle = 3\nowner = "{ESCAPES}"\n'
    f'targets = ["{ESCAPES}"]\npaths = ["/{ESCAPES}"]\nmodalities = ["{ESCAPES}"]\n'
    f'[timing]\nmode = "{ESCAPES}"\n[[timing.stage]]\nafter = "{ESCAPES}"\nevent = "{ESCAPES}"\n'
    f'[[threat]]\nid = "{ESCAPES}"\n[[threat]]\nid = "{ESCAPES}"\n[[mitigation]]\nthreats = ["{ESCAPES}x"]\n',
    "escapes in what nobody confirmed": f'unconfirmed = ["{ESCAPES}", {QUOTED_A * 5000}]\n',
    "thousands of fractions": rows(20_000, lambda n: f"k{n} = 0.5\n"),
    "fractions under hostile keys": f'"{ESCAPES}" = 0.5\n{"b" * 300_000} = 0.5\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gives_few_and_short_and_clean_findings(name: str) -> None:
    result = parse((HEAD + HOSTILE[name]).encode(), "a.toml")
    problems = result.findings if isinstance(result, Unreadable) else result.problems
    assert any(problem.from_level == 1 for problem in problems)
    assert len(problems) <= MOST_PROBLEMS + 1
    for problem in problems:
        assert len(problem.finding.message) <= 500
        assert len(problem.finding.fix) <= 500
        assert problem.finding.message.isprintable()
        assert problem.finding.fix.isprintable()


def test_more_problems_than_are_shown_count_at_every_level() -> None:
    result = parse((HEAD + "[[expert]]\n" * 300).encode(), "a.toml")
    assert isinstance(result, Considerations)
    (more,) = [problem for problem in result.problems if "more than" in problem.finding.message]
    assert more == Problem(more.finding, 1)


def test_many_but_good_rows_are_no_problem() -> None:
    good = rows(1000, lambda n: f'[[timing.stage]]\nid = "{n}"\ncontent = ["source-code"]\ntier = "public"\n')
    result = parse((HEAD + '[timing]\nmode = "staged"\nreview_by = 2027-01-01\n' + good).encode(), "a.toml")
    assert isinstance(result, Considerations)
    assert len(result.timing.stages) == 1000
    assert not [problem for problem in result.problems if problem.finding.message.startswith("timing")]
