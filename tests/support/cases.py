"""Reads tests/cases/<code>/{fires,silent}/<name>/case.toml: an attempt, and whether a code is among its findings.

A case is a table as in tests/conformance/attempts.toml, with the considerations and policies of that folder (policies
may also stand in the case itself), and besides
- ``because``: one sentence, and ``outcome``: what is decided, so that a silent case isn't silent for another reason;
- ``severity`` (a case that fires): the weight of the finding;
- ``policy_bytes``, ``record_bytes``: a file as a gate would find it, whose faults the gate hands on;
- ``noted``: other findings that a gate brings along; ``parents``: the visibility of parents; ``origins``: those that
  the content names; ``private_digest``: that of the private answers at hand;
- in a record: ``signed_with`` (a public key) or ``bad_signature`` (why it doesn't hold).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import tomli

from release_guard.formats import policy as policies
from release_guard.formats import records
from release_guard.model.attempt import Facts, Origin
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding, Problem
from release_guard.model.record import BadSignature, Record, Signature
from release_guard.model.visibility import Visibility
from tests.support.attempts import Table, facts_of

ROOT = Path(__file__).parents[1]
CASES = ROOT / "cases"
CONFORMANCE = ROOT / "conformance"


class Case(NamedTuple):
    """One case: *fires* says which of the two it is."""

    code: str
    fires: bool
    name: str
    table: Table

    def __str__(self) -> str:
        return f"{self.code}-{'fires' if self.fires else 'silent'}-{self.name}"


def load_all() -> list[Case]:
    """Every case, by code and name."""
    return [
        Case(path.parts[-4], path.parts[-3] == "fires", path.parts[-2], tomli.loads(path.read_text("utf-8")))
        for path in sorted(CASES.glob("RG*/*/*/case.toml"))
    ]


def facts(case: Case) -> Facts:
    """The facts of a case."""
    table = case.table
    found = facts_of(table, CONFORMANCE)
    origins = tuple(Origin(**one) for one in table.get("origins", ()))
    stated = zip(table.get("record", []), found.records, strict=True)
    return found._replace(
        attempt=found.attempt._replace(origins=origins),
        noted=tuple(_noted(table)),
        parents={repo: Visibility.parse(word) for repo, word in table.get("parents", {}).items()},
        records=tuple(_signed(record, one) for one, record in stated),
        private_digest=table.get("private_digest", ""),
    )


def _noted(table: Table) -> Iterator[Finding]:
    if "policy_bytes" in table:
        policy = policies.parse(table["policy_bytes"].encode(), "release-policy.toml")
        yield from (problem.finding for problem in _faults(policy))
    if "record_bytes" in table:
        record = records.parse(table["record_bytes"].encode(), "release-records/2026-11-20-lin-ml-51c2aa.toml")
        yield from (problem.finding for problem in _faults(record))
    for one in table.get("noted", []):
        yield Finding(one["code"], one["message"])


def _faults(found: object) -> tuple[Problem, ...]:
    return found.findings if isinstance(found, Unreadable) else ()


def _signed(record: Record, one: Table) -> Record:
    if "bad_signature" in one:
        return record._replace(signature=BadSignature(one["bad_signature"]))
    return record._replace(signature=Signature(one["signed_with"])) if "signed_with" in one else record
