"""What is wrong with policies that read well: requirements nobody can meet, content nobody asks about, idle waivers.

The form of a policy is checked by its reader (``formats.policy``). Nothing here changes a verdict.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from release_guard.git.plumbing import Git
from release_guard.git.tree import CONSIDERATIONS, CONSIDERATIONS_FOLDER
from release_guard.judge.catalogue import CODES
from release_guard.judge.waivers import ANSWERS, TAKES_OUT, fault
from release_guard.model.category import Category
from release_guard.model.finding import Finding, Severity
from release_guard.model.globs import matches_any
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Policy, Requirement, Reviewer, Slot, Waiver
from release_guard.model.visibility import Visibility

_JUDGED = tuple(category for category in Category if category is not Category.DOCUMENTATION)
_LEVELS = (1, 2, 3, 4)
#: A reference's path is its URL, so which files there are says nothing about waivers of it.
_OF_REFERENCES = "RG414"


class File(NamedTuple):
    """One file of the repository, for waivers to match."""

    path: str
    size: int


def lint(layers: tuple[Layer, ...], files: "tuple[File, ...]", today: date) -> tuple[Finding, ...]:
    """Everything that the authors of *layers* should know, given the *files* of the repository."""
    rosters = [layer.policy.reviewers for layer in layers if layer.policy.reviewers]
    found: list[Finding] = []
    for layer in layers:
        policy = layer.policy
        found += [problem.finding for problem in policy.problems]
        found += [one for asked in policy.requirements if (one := _unmeetable(asked, rosters, layer.path)) is not None]
        found += _uncovered(policy, layer.path)
        found += _idle(layer)
        for waiver in policy.waivers:
            found += _waiver(waiver, files, today, layer.path)
    return tuple(found)


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
    missing = {level: [one for one in _JUDGED if not _asked(policy, level, one)] for level in _LEVELS}
    for level in _LEVELS:
        if missing[level] and (level == 1 or missing[level] != missing[level - 1]):
            last = max(other for other in _LEVELS if other >= level and missing[other] == missing[level])
            span = f"level {level}" if level == last else f"levels {level} to {last}"
            message = f"at {span} no requirement speaks of {', '.join(missing[level])}: it stays private there"
            fix = f"add a [[requirement]] with level = {level}, or leave it if that is what you mean"
            yield Finding("RG202", message, path, fix=fix, severity=Severity.WARNING)


def _asked(policy: Policy, level: int, category: Category) -> bool:
    return any(
        asked.level <= level and (asked.content is None or category in asked.content) for asked in policy.requirements
    )


def _unmeetable(asked: Requirement, rosters: "list[tuple[Reviewer, ...]]", path: str) -> Finding | None:
    """A requirement that no set of people can meet, as the rosters stand."""
    slots = tuple(slot for slot in asked.people if slot.role != "owner")
    need = _need(slots, asked, rosters)
    if need is None:
        return None
    what = f"the requirement from level {asked.level} can't be met by anybody: {need}"
    fix = "add a [[reviewer]] with id, roles, external and keys as they are needed"
    return Finding("RG202", what, path, asked.line, fix)


def _need(slots: tuple[Slot, ...], asked: Requirement, rosters: "list[tuple[Reviewer, ...]]") -> str | None:
    """What is missing for *slots*, in words; None where nothing is."""
    if not slots:
        return None
    if not rosters:
        if any(slot.external for slot in slots):
            return "somebody from outside is asked for, and only a [[reviewer]] can be known to be"
        return "signatures are asked for, and no [[reviewer]] has a key" if asked.signed else None
    people = _able(rosters, signed=asked.signed)
    for slot in dict.fromkeys(slots):
        able = sum(_suits(person, slot) for person in people)
        if able < slots.count(slot):
            return f"{slots.count(slot)} x {_words(slot)} asked for, {able} on the list{' with a key' * asked.signed}"
    anyone = sum(any(_suits(person, slot) for slot in slots) for person in people)
    return f"{len(slots)} people asked for, {anyone} on the list could be" if anyone < len(slots) else None


def _able(rosters: "list[tuple[Reviewer, ...]]", *, signed: bool) -> list[Reviewer]:
    """Those who stand in every roster, with what all rosters give them."""
    lists = [{canonical_id(person.id): person for person in people} for people in rosters]
    shared = set.intersection(*(set(one) for one in lists))
    able = []
    for name in sorted(shared):
        entries = [one[name] for one in lists]
        if signed and not all(entry.keys for entry in entries):
            continue
        roles = frozenset.intersection(*(entry.roles for entry in entries))
        able.append(entries[0]._replace(roles=roles, external=all(entry.external for entry in entries)))
    return able


def _suits(person: Reviewer, slot: Slot) -> bool:
    return (person.external or not slot.external) and (slot.role == "any" or slot.role in person.roles)


def _words(slot: Slot) -> str:
    return f"{'external ' if slot.external else ''}{'person' if slot.role == 'any' else slot.role}"


def _idle(layer: Layer) -> Iterator[Finding]:
    """What stands in a layer and has no effect there."""
    policy = layer.policy
    for place in policy.places if not layer.machine else ():
        if place.visibility is not Visibility.PUBLIC:
            message = f"a repository can't call {place.match} {place.visibility.word}: only the machine's layers can"
            fix = f"git config --global --add release-guard.private '{place.match}'"
            yield Finding("RG203", message, layer.path, fix=fix)
    for code in policy.lower_severity:
        if code in CODES and not CODES[code].lowerable:
            message = f"limits.lower_severity names {code}, whose severity no policy can lower"
            yield Finding("RG202", message, layer.path, fix=f"delete {code} there", severity=Severity.WARNING)


def _waiver(waiver: Waiver, files: "tuple[File, ...]", today: date, path: str) -> Iterator[Finding]:
    wrong = fault(waiver, today)
    if wrong is not None:
        yield wrong._replace(path=path)
    elif waiver.code != _OF_REFERENCES and not any(_matches(waiver, file) for file in files):
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
