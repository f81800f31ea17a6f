"""What is wrong with policies that read well: requirements nobody can meet, content nobody asks about, idle waivers.

The form of a policy is checked by its reader (``formats.policy``), what has no effect by ``policy_idle``. Nothing here
changes a verdict.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from release_guard.git.plumbing import Git
from release_guard.git.tree import CONSIDERATIONS, CONSIDERATIONS_FOLDER, POLICY
from release_guard.judge import policy_words
from release_guard.judge.asked import JUDGED, LEVELS, applies, capped
from release_guard.judge.catalogue import CODES
from release_guard.judge.people import BOARD
from release_guard.judge.roster import Roster
from release_guard.judge.shortage import shortage
from release_guard.judge.waivers import ANSWERS, TAKES_OUT, fault
from release_guard.model.category import Category
from release_guard.model.finding import Finding, Severity
from release_guard.model.globs import matches_any
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Policy, Waiver
from release_guard.model.visibility import Visibility
from release_guard.wiring import policy_idle

#: A reference's path is its URL, so which files there are says nothing about waivers of it.
_OF_REFERENCES = "RG414"


class File(NamedTuple):
    """One file of the repository, for waivers to match."""

    path: str
    size: int


def lint(layers: tuple[Layer, ...], files: "tuple[File, ...]", today: date) -> tuple[Finding, ...]:
    """Everything that the authors of *layers* should know, given the *files* of the repository."""
    found: list[Finding] = []
    for layer in layers:
        found += [problem.finding for problem in layer.policy.problems]
        found += _unmeetable(layer, layers)
        found += _uncovered(layer.policy, layer.path)
        found += policy_idle.found(layer, layers)
        for waiver in layer.policy.waivers:
            found += _waiver(waiver, files, today, layer.path)
    return (*found, *_board(layers), *_glass(layers))


def files_of(git: Git, top: str) -> tuple[File, ...]:
    """The tracked files with the sizes that they have on disk."""
    paths = (os.fsdecode(path) for path in git.pipe(("ls-files", "-z"), end=b"\0"))
    return tuple(File(path, _size(os.path.join(top, path))) for path in paths)


def _size(place: str) -> int:
    try:
        return os.lstat(place).st_size
    except OSError:
        return 0


def _uncovered(policy: Policy, path: str) -> Iterator[Finding]:
    """A layer that asks for people leaves private whatever none of its requirements names (judge.md)."""
    if not policy.requirements:
        return
    missing = {level: [one for one in JUDGED if not _asked(policy, level, one)] for level in LEVELS}
    for level in LEVELS:
        if missing[level] and (level == 1 or missing[level] != missing[level - 1]):
            alike = [other for other in LEVELS if other >= level and missing[other] == missing[level]]
            span = policy_words.levels(alike)
            message = f"at {span} no requirement speaks of {', '.join(missing[level])}: it stays private there"
            fix = f"add a [[requirement]] with level = {level}, or leave it if that is what you mean"
            yield Finding("RG202", message, path, fix=fix, severity=Severity.WARNING)


def _asked(policy: Policy, level: int, category: Category) -> bool:
    return any(applies(asked, level, category) for asked in policy.requirements)


def _unmeetable(layer: Layer, layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """The requirements that no set of people can meet, as the lists of reviewers stand."""
    roster = Roster.of(layers)
    for asked in layer.policy.requirements:
        short = shortage(asked.people, roster, signed=asked.signed)
        if short is not None:
            what = f"the requirement from level {asked.level} can't be met by anybody: {short.what}"
            yield Finding("RG202", what, layer.path, asked.line, f"{_listing(layers, layer)}: add {short.add}")


def _listing(layers: tuple[Layer, ...], own: Layer) -> str:
    """Where somebody must be listed: in every layer that has a list."""
    lists = [layer.path for layer in layers if layer.policy.reviewers] or [own.path]
    return f"edit {' and '.join(lists)}"


def _board(layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """From level 4 on the release board must have approved, whatever a policy says; somebody has to be it."""
    roster = Roster.of(layers)
    short = shortage(BOARD.people, roster, signed=False)
    wide = (one for one in JUDGED if all(_above_private(layer.policy, one) for layer in layers))
    if short is None or not roster.lists or not any(wide):
        return
    lists = [layer for layer in layers if layer.policy.reviewers]
    message = "nobody on the list is of the release-board, which has to approve everything from level 4 on"
    fix = f'{_listing(layers, lists[0])}: add "release-board" to the roles of somebody, or leave level 4 private'
    yield Finding("RG202", message, lists[0].path, fix=fix, severity=Severity.NOTE)


def _above_private(policy: Policy, category: Category) -> bool:
    return capped(policy, BOARD.level, category) > Visibility.PRIVATE


def _glass(layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """Whom a policy lets break the glass, and who couldn't do it: an override is signed where reviews are."""
    if not any(asked.signed for layer in layers for asked in layer.policy.requirements):
        return
    lists = [{canonical_id(one.id): one for one in layer.policy.reviewers} for layer in layers]
    known = [people for people in lists if people]
    for layer in layers:
        for person in layer.policy.override_by or ():
            name = canonical_id(person)
            if not known or not all(name in people and people[name].keys for people in known):
                message = f"{person} may break the glass, but no list of reviewers has a key of theirs to sign it with"
                fix = f'{_listing(layers, layer)}: add a [[reviewer]] with id = "{person}", roles = [] and keys'
                yield Finding("RG202", message, layer.path, fix=fix, severity=Severity.WARNING)


def _waiver(waiver: Waiver, files: "tuple[File, ...]", today: date, path: str) -> Iterator[Finding]:
    """A waiver that waives nothing; of one in another's policy only that repository can tell what it matches."""
    wrong = fault(waiver, today)
    if wrong is not None:
        yield wrong._replace(path=path)
    elif path == POLICY and waiver.code != _OF_REFERENCES and not any(_matches(waiver, file) for file in files):
        message = f"the waiver of {waiver.code} by {waiver.who} matches no file of this repository"
        yield Finding("RG208", message, path, waiver.line, "delete the waiver, or correct its paths")


def _matches(waiver: Waiver, file: File) -> bool:
    if not matches_any(waiver.paths, file.path):
        return False
    if waiver.code in ANSWERS:
        return file.path == CONSIDERATIONS or file.path.startswith(f"{CONSIDERATIONS_FOLDER}/")
    return waiver.code not in TAKES_OUT or not waiver.max_bytes or file.size <= waiver.max_bytes


def errors(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that fail."""
    return tuple(
        one for one in found if (CODES[one.code].severity if one.severity is None else one.severity) is Severity.ERROR
    )
