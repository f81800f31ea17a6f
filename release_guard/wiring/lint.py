"""Checks the files that people write, as they are on disk and without any push: what ``lint`` and commits call.

Formal problems (syntax, unknown keys, wrong values, contradictions) fail at commit time; answers that are still missing
are told there, and fail where completeness is asked for. What the answers mean for a release is the judge's question.
"""

import os
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from release_guard.formats import considerations, policy, private_answers, records, shapes, toml_source
from release_guard.git.tree import CONSIDERATIONS, CONSIDERATIONS_FOLDER, POLICY, READ_AT_MOST, RECORDS
from release_guard.judge import catalogue
from release_guard.judge.level import answered, without_capabilities
from release_guard.judge.rules.considerations import due
from release_guard.model.considerations import PRIVATE_FILE, Considerations, Unreadable
from release_guard.model.finding import Finding, Problem, Severity
from release_guard.model.policy import Policy

_SCHEMA = re.compile(rb"""^\s*["']?schema["']?\s*=\s*["'](release-[a-z-]+)/""", re.MULTILINE)


class Kind(Enum):
    """The formats of ours, by the word in their ``schema``."""

    CONSIDERATIONS = "release-considerations"
    RECORD = "release-record"
    POLICY = "release-policy"
    PRIVATE = "release-considerations-private"


class Report(NamedTuple):
    """What was found in ``files``: ``wrong`` fails always, ``open_`` is still to be answered, ``remarks`` only inform.

    ``strange`` are files that are none of ours.
    """

    files: tuple[str, ...] = ()
    wrong: tuple[Finding, ...] = ()
    open_: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    strange: tuple[str, ...] = ()


def ours(folder: str) -> tuple[str, ...]:
    """The paths of our files at the top of *folder*, in the order in which people write them."""
    found = [os.path.join(folder, name) for name in (CONSIDERATIONS, PRIVATE_FILE, POLICY)]
    for name in (CONSIDERATIONS_FOLDER, RECORDS):
        inside = os.path.join(folder, name)
        if os.path.isdir(inside):
            found += [os.path.join(inside, each) for each in sorted(os.listdir(inside)) if each.endswith(".toml")]
    return tuple(path for path in found if os.path.lexists(path))


def lint(paths: Iterable[str]) -> Report:
    """Check the files at *paths*. Raises ``OSError`` where one can't be read."""
    paths = tuple(dict.fromkeys(paths))
    each = [_file(path) for path in paths]
    return Report(
        tuple(name for one in each for name in one.files),
        (*(finding for one in each for finding in one.wrong), *_both(paths)),
        tuple(finding for one in each for finding in one.open_),
        tuple(finding for one in each for finding in one.remarks),
        tuple(name for one in each for name in one.strange),
    )


def kind_of(path: str, data: bytes = b"") -> Kind | None:
    """Which of our files *path* is, by its name, else by the ``schema`` in *data*."""
    folder, name = os.path.split(os.path.abspath(path))
    inside = os.path.basename(folder)
    if name == POLICY:
        return Kind.POLICY
    if name == PRIVATE_FILE:
        return Kind.PRIVATE
    if name == CONSIDERATIONS or (inside == CONSIDERATIONS_FOLDER and name.endswith(".toml")):
        return Kind.CONSIDERATIONS
    if inside == RECORDS and name.endswith(".toml"):
        return Kind.RECORD
    said = _SCHEMA.search(data[:4096])
    return next((kind for kind in Kind if said and kind.value == said[1].decode()), None)


def _file(path: str) -> Report:
    with Path(path).open("rb") as file:
        data = file.read(READ_AT_MOST)
    shown = os.path.relpath(path)
    kind = kind_of(path, data)
    if kind is None:
        return Report(strange=(shown,))
    if kind is Kind.CONSIDERATIONS:
        return _answers(data, shown)
    if kind is Kind.PRIVATE:
        return _private(data, shown, path)
    read = records.parse(data, shown) if kind is Kind.RECORD else policy.parse(data, shown)
    if isinstance(read, Unreadable):
        return Report((shown,), wrong=_findings(read.findings))
    remarks = read.problems if isinstance(read, Policy) else ()
    return Report((shown,), remarks=_findings(remarks))


def _findings(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    return tuple(problem.finding for problem in problems)


def _answers(data: bytes, path: str) -> Report:
    file = considerations.parse(data, path)
    if isinstance(file, Unreadable):
        return Report((path,), wrong=_findings(file.findings))
    wrong, still, remarks = [], [], []
    for finding in due(file, _level(file, data, path)):
        if considerations.is_formal(Problem(finding)):
            wrong.append(finding)
        elif _severity(finding) is Severity.ERROR:
            still.append(finding)
        else:
            remarks.append(finding)
    if file.decision.outcome == "no-go":
        message = "the decision is no-go: nothing of this release goes above private"
        remarks.append(Finding("RG115", message, path, file.line("decision.outcome"), severity=Severity.NOTE))
    return Report((path,), tuple(wrong), tuple(still), tuple(remarks))


def _private(data: bytes, shown: str, path: str) -> Report:
    """The private answers themselves, and whether the file beside them binds this very text."""
    found = private_answers.parse(data, shown)
    if isinstance(found, Unreadable):
        return Report((shown,), wrong=_findings(found.findings))
    public = Path(path).with_name(CONSIDERATIONS)
    read = considerations.parse(public.read_bytes(), os.path.relpath(public)) if public.is_file() else None
    if not isinstance(read, Considerations) or read.private_digest == found.digest:
        return Report((shown,))
    fix = f'edit {read.path}: under [private] write digest = "{found.digest}"'
    message = f"{read.path} doesn't bind this text, so no reviewer speaks of it"
    return Report((shown,), open_=(Finding("RG113", message, read.path, read.line("private.digest"), fix),))


def _level(file: Considerations, data: bytes, path: str) -> int:
    """The level of the answers, where a question that isn't answered yet asks for its answer and nothing more."""
    document = toml_source.read(data, path)
    if isinstance(document, Unreadable):
        return without_capabilities(file)
    media = shapes.table(document.table, "release").get("synthetic_media") is True
    return without_capabilities(answered(file)._replace(synthetic_media=media))


def _severity(finding: Finding) -> Severity:
    return catalogue.entry(finding.code).severity if finding.severity is None else finding.severity


def _both(paths: tuple[str, ...]) -> Iterator[Finding]:
    """A repository describes one release in the file or several in the folder, never both (formats.md)."""
    folders = {os.path.dirname(os.path.abspath(path)) for path in paths if os.path.basename(path) == CONSIDERATIONS}
    for path in paths:
        inside, top = os.path.split(os.path.dirname(os.path.abspath(path)))
        if top == CONSIDERATIONS_FOLDER and inside in folders:
            message = f"there is both {CONSIDERATIONS} and a folder {CONSIDERATIONS_FOLDER}/; keep one of them"
            yield Finding("RG108", message, os.path.relpath(path), fix=f"git rm {CONSIDERATIONS}, or the folder")
            return
