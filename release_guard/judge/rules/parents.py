"""Rules about what a release was made from: no wider than its parents, and every parent declared."""

from collections.abc import Iterable, Iterator

from release_guard.judge import lineage
from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.judge.ruling import Ruling, hold, remark
from release_guard.model.attempt import Origin
from release_guard.model.category import MODIFIABLE_PARTS
from release_guard.model.considerations import Considerations, Parent, Unread
from release_guard.model.destination import DestinationError, parse
from release_guard.model.finding import Finding, Severity
from release_guard.model.globs import matches_any
from release_guard.model.visibility import Visibility


def parents(case: Case) -> Iterable[Ruling]:
    """What was made from another release is no wider than that release (an adapter alone isn't capped)."""
    file = case.file
    for parent in dict.fromkeys(file.parents) if file is not None else ():
        known = lineage.word(case, parent)
        yield from _record_that_fails(case, parent, holds=known is None)
        if parent.relation == lineage.UNCAPPED:
            continue
        if known is None:
            yield from _unknown(case, parent)
        else:
            yield from _capped(case, parent, known)


def _place(case: Case) -> tuple[str, int]:
    return (case.file.path, case.file.line("derived_from")) if case.file is not None else ("", 0)


def _record_that_fails(case: Case, parent: Parent, *, holds: bool) -> Iterator[Ruling]:
    """A record that is named and tells nothing, and what mends it; *holds* where nothing else is known."""
    record = case.facts.lineage.get(parent)
    if isinstance(record, Unread):
        message, fix = record
    elif record is not None and not lineage.speaks_for(record, parent):
        message = f"the record that is named for {parent.repo} is of another release: it doesn't name that place"
        fix = f"name the considerations file of {parent.repo}, or leave record out"
    else:
        return
    holds = holds and case.number >= lineage.HOLDS_FROM and parent.relation != lineage.UNCAPPED
    finding = Finding("RG431", message, *_place(case), fix, None if holds else Severity.WARNING)
    yield hold(_weights(case), finding, fix) if holds else remark(finding)


def _unknown(case: Case, parent: Parent) -> Iterator[Ruling]:
    if parent in case.facts.lineage:
        return  # it is said already why its record tells nothing
    message = f"nobody could say how widely {parent.repo} is released"
    step = f"find out how widely {parent.repo} is released; until that is known, keep this private"
    if case.number < lineage.HOLDS_FROM:
        yield remark(Finding("RG431", message, *_place(case), step, Severity.NOTE))
    else:
        yield hold(_weights(case), Finding("RG431", message, *_place(case), step), step)


def _capped(case: Case, parent: Parent, known: lineage.Word) -> Iterator[Ruling]:
    if known.at_most < Visibility.PUBLIC:
        child = parent.repo if known.via else "this"
        message = f"{known.via or parent.repo}, from which {child} was made, {known.reason}"
        step = f"keep to {known.at_most.word}, as {known.via or parent.repo} does"
        yield Ruling(known.at_most, message, _weights(case), Finding("RG431", message, *_place(case), step), (step,))
    now = case.facts.parents.get(parent.repo)
    if known.recorded and not known.via and now is not None and now < known.at_most:
        message = f"{parent.repo} is {now.word} now, though its record lets it go as far as {known.at_most.word}"
        fix = f"ask whoever answers for {parent.repo} whether it was taken back"
        yield remark(Finding("RG431", message, *_place(case), fix, Severity.WARNING))


def undeclared(case: Case) -> Iterable[Ruling]:
    """A card or a config names a parent that the answers don't: then nobody asked what it lets through."""
    file, weights = case.file, _weights(case)
    if file is None or not weights:
        return
    declared = {parent.repo.lower() for parent in file.parents}
    told: set[str] = set()
    for origin in case.attempt.origins:
        name = origin.repo.lower()
        if name not in declared | told and _is_foreign(case, file, origin):
            told.add(name)
            yield from _told(case, file, origin, weights)


def _is_foreign(case: Case, file: Considerations, origin: Origin) -> bool:
    """Whether *origin* is another release, and is said of the files of this one."""
    if file.paths and not matches_any(file.paths, origin.path):
        return False
    try:
        place = parse(origin.repo)
    except DestinationError:
        return False
    return place != case.destination and not place.matches(file.targets)


def _told(case: Case, file: Considerations, origin: Origin, weights: tuple[Group, ...]) -> Iterator[Ruling]:
    now = case.facts.parents.get(origin.repo)
    if not origin.relation:
        if now is not None and now < Visibility.PUBLIC:
            yield remark(_of_data(file, origin, now))
        return
    seen = f", which is {now.word}" if now is not None else ""
    message = f"{origin.path} says that this was made from {origin.repo}{seen}, and the answers don't declare it"
    keys = f'repo = "{origin.repo}", rev = "<its commit>", relation = "{origin.relation}", claims = []'
    fix = f"edit {file.path}: add [[derived_from]] with {keys}"
    finding = Finding("RG436", message, origin.path, fix=fix)
    free = origin.relation == lineage.UNCAPPED or now is Visibility.PUBLIC
    if free or (now is None and case.number < lineage.HOLDS_FROM):
        yield remark(finding._replace(severity=Severity.WARNING))
    elif now is None:
        yield hold(weights, finding, fix)
    else:
        yield Ruling(now, message, weights, finding, (fix, f"keep to {now.word}, as {origin.repo} does"))


def _of_data(file: Considerations, origin: Origin, now: Visibility) -> Finding:
    message = f"{origin.path} says that this was trained on {origin.repo}, which is {now.word}"
    fix = f"say in {file.path}, [hazards] data, what of it the weights may give away"
    return Finding("RG436", message, origin.path, fix=fix, severity=Severity.NOTE)


def _weights(case: Case) -> tuple[Group, ...]:
    return tuple(group for group in case.groups if group.parts & MODIFIABLE_PARTS)
