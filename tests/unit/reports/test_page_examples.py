"""The examples of the pages, read by the readers of the files themselves."""

import pytest

from release_guard.formats import considerations, policy, records
from release_guard.judge.codes import PAGES
from release_guard.judge.codes.page import CONSIDERATIONS, POLICY, RECORD
from release_guard.model import fields_considerations, fields_policy, fields_records
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Problem

#: What a part of a file lacks is no fault of an example.
MISSING = "RG105"
#: Pages whose example of a mistake is a file, or a part of one, that a reader finds at fault by itself.
SHOWN_BY_READERS = ("RG005", "RG102", "RG103", "RG104", "RG106", "RG107", "RG111", "RG114", "RG202")


def _faults(where: str, text: str) -> set[str]:
    schema = {CONSIDERATIONS: fields_considerations, POLICY: fields_policy, RECORD: fields_records}[where].SCHEMA
    whole = text if "schema =" in text else f'schema = "{schema}"\n{_named(where, text)}{text}'
    problems = {CONSIDERATIONS: _of_considerations, POLICY: _of_policy, RECORD: _of_record}[where](whole.encode())
    return {problem.finding.code for problem in problems} - {MISSING}


def _named(where: str, text: str) -> str:
    return 'name = "acme"\n' if where == POLICY and "name =" not in text else ""


def _of_considerations(data: bytes) -> tuple[Problem, ...]:
    found = considerations.parse(data, CONSIDERATIONS)
    return found.findings if isinstance(found, Unreadable) else found.problems


def _of_policy(data: bytes) -> tuple[Problem, ...]:
    found = policy.parse(data, POLICY)
    return found.findings if isinstance(found, Unreadable) else found.problems


def _of_record(data: bytes) -> tuple[Problem, ...]:
    found = records.parse(data, RECORD)
    return found.findings if isinstance(found, Unreadable) else ()


@pytest.mark.parametrize("code", SHOWN_BY_READERS)
def test_example_before_shows_the_mistake_and_after_does_not(code: str) -> None:
    page = PAGES[code]
    assert code in _faults(page.where, page.before)
    assert code not in _faults(page.where, page.after)


@pytest.mark.parametrize("code", [code for code, page in PAGES.items() if page.where in (CONSIDERATIONS, POLICY)])
def test_example_after_is_as_the_format_wants_it(code: str) -> None:
    assert _faults(PAGES[code].where, PAGES[code].after) == set()


@pytest.mark.parametrize(
    "code", [code for code, page in PAGES.items() if page.where == RECORD and "schema =" in page.after]
)
def test_whole_record_in_an_example_is_sound(code: str) -> None:
    assert _faults(RECORD, PAGES[code].after) == set()
