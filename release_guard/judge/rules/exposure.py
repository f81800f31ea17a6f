"""Rules about what would be seen where: what is released, when, at which tier, and what must never leave."""

from collections.abc import Iterable
from datetime import timedelta

from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.judge.people import seat
from release_guard.judge.rules.parents import parents, undeclared
from release_guard.judge.ruling import Ruling, hold, remark
from release_guard.judge.timing import opening
from release_guard.model.category import MODIFIABLE_PARTS, NEVER_LISTED, Category
from release_guard.model.considerations import Considerations
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility

#: So many names of others' repositories are shown.
_NAMED = 5
_CLOCKS_APART = timedelta(minutes=10)


def private_file(case: Case) -> Iterable[Ruling]:
    """The private considerations are never published, on any channel."""
    for item in case.private_files:
        message = "the private considerations are in this push; they are meant to stay on your machine"
        fix = f"git rm --cached {item.path} && git commit --amend, and add it to .gitignore"
        yield hold(None, Finding("RG415", message, item.path, fix=fix), fix)


def coverage(case: Case) -> Iterable[Ruling]:
    """What is held back anywhere doesn't go to a place that the file doesn't name."""
    file = case.file
    if file is None or case.destination.matches(file.targets):
        return
    held = tuple(group for group in case.heavy_or_code if _held_back(case, file, group))
    if held:
        message = f"the file doesn't name {case.destination} among its targets"
        fix = f'edit {file.path}: add "{case.destination}" to [release] targets'
        yield hold(held, Finding("RG109", message, file.path, file.line("release.targets"), fix), fix)


def _held_back(case: Case, file: Considerations, group: Group) -> bool:
    if file.decision.outcome != "go" or _unlisted(file, group) is not None:
        return True
    if opening(case, file, group).at_most < Visibility.PUBLIC:
        return True
    return any(seat(case, layer, group).reached < case.attempt.wanted for layer in case.rules.judged)


def listing(case: Case) -> Iterable[Ruling]:
    """Only what the file lists is released, and nothing that it withholds."""
    file = case.file
    if file is None:
        return
    found = [(group, finding) for group in case.heavy_or_code if (finding := _unlisted(file, group)) is not None]
    at_the_tip = {group.category for group, finding in found if finding.code != "RG413"}
    for group, finding in found:
        if finding.code == "RG413" and group.category in at_the_tip:
            yield hold((group,), finding)._replace(finding=None)  # what is at the tip needs listing first
        else:
            yield hold((group,), finding, *_listing_step(file, group, finding))


def _unlisted(file: Considerations, group: Group) -> Finding | None:
    withheld = {kept.category: kept.reason for kept in file.withheld}
    kept = next((part for part in sorted({group.category, *group.parts}) if part in withheld), None)
    if kept is not None:
        message = f"{group.shown}: {_kind(group)}, and {kept} is withheld: {withheld[kept]}"
        return Finding("RG411", message, group.first)
    if group.category in NEVER_LISTED or group.category in file.released:
        return None
    if group.category is Category.SAMPLE_OUTPUTS and not file.synthetic_media:
        return None
    return _not_released(file, group)


def _not_released(file: Considerations, group: Group) -> Finding:
    item = group.items[0]
    if item.removed:
        message = (
            f"{group.shown} ({group.category}) is gone at the tip, but its bytes stay in the history that is pushed"
        )
        return Finding("RG413", message, item.path, fix="take it out of the history: git rebase -i, or git filter-repo")
    if item.unclassified:
        why = f" ({item.why})" if item.why else ""
        message = f"nothing tells what {group.shown} is{why}; at that size it counts as a model until somebody says"
        return Finding("RG412", message, item.path)
    line = file.line("content.release")
    place = f"{file.path}:{line}" if line else file.path
    message = f"{group.shown}: {_kind(group)}, which {place} doesn't release"
    return Finding("RG410", message, item.path, fix=f'edit {file.path}: add "{group.category}" to [content] release')


def _listing_step(file: Considerations, group: Group, finding: Finding) -> tuple[str, ...]:
    if finding.code == "RG411":
        return (f"keep {group.first} out of this push: the decision is to withhold it",)
    return (finding.fix or f'edit {file.path}: add "{group.category}" to [content] release if it is to be released',)


def _kind(group: Group) -> str:
    why = group.items[0].why
    return f"{group.category} ({why})" if why else f"{group.category}"


def plan(case: Case) -> Iterable[Ruling]:
    """Each part waits for its time, and goes no wider than its tier."""
    file = case.file
    if file is None:
        return
    for group in case.heavy_or_code:
        if group.category is Category.MODIFIABLE_SYSTEM:
            continue  # its parts in the attempt are judged themselves, and the narrowest counts
        found = opening(case, file, group)
        steps = (found.step,) if found.step else ()
        yield Ruling(found.at_most, found.reason, (group,), found.finding, steps)


def references(case: Case) -> Iterable[Ruling]:
    """A link to weights elsewhere is a release of them, so the file must know of it."""
    file = case.file
    for group in case.heavy_or_code:
        if group.items[0].undeclared and group.category is not Category.MODIFIABLE_SYSTEM:
            item = group.items[0]
            path = file.path if file is not None else "release-considerations.toml"
            fix = f'edit {path}: add "{item.path}" to [content] references'
            where = f" ({item.why})" if item.why else ""
            message = f"a new reference to {group.category} elsewhere isn't declared: {group.shown}{where}"
            yield hold((group,), Finding("RG414", message, item.path, fix=fix), fix)


def others(case: Case) -> Iterable[Ruling]:
    """What the code loads from other people on the Hub: no content of this release, and good to know."""
    items = [item for item in case.attempt.items if item.reference and item.category is Category.DOCUMENTATION]
    known = {parent.repo for parent in case.file.parents} if case.file is not None else set()
    found = {item.path: item for item in reversed(items) if not item.removed and item.path not in known}
    if not found:
        return
    names = sorted(found)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    path, _, line = found[names[0]].why.removeprefix("named in ").rpartition(":")
    message = f"the code loads what others publish: {', '.join(names[:_NAMED])}{more}"
    yield remark(Finding("RG435", message, path, int(line) if line.isdecimal() else 0))


def combination(case: Case) -> Iterable[Ruling]:
    """Code here and weights there are a modifiable system; say so where the two meet."""
    for group in case.groups:
        if group.wider_in_combination:
            message = "together with what is public at another target of this release, this makes a modifiable system"
            yield remark(Finding("RG416", message, group.first, severity=Severity.WARNING))


def reassessment(case: Case) -> Iterable[Ruling]:
    """A promise to look again by a day holds new content from that day on."""
    file = case.file
    due = file.timing.review_by if file is not None else None
    if file is None or due is None or case.facts.moment.date() <= due:
        return
    fix = f"look at the release again and move timing.review_by in {file.path}"
    finding = Finding(
        "RG424", f"this release was to be looked at again by {due}", file.path, file.line("timing.review_by"), fix
    )
    if case.waivers.answers("RG424", file.path):
        yield remark(finding._replace(severity=Severity.NOTE))
    else:
        yield hold(case.heavy_or_code, finding, fix)


def embargo(case: Case) -> Iterable[Ruling]:
    """An embargo is for a time, not for ever."""
    file, limit = case.file, case.rules.embargo_days
    if file is None or not limit or file.timing.embargo_start is None or file.timing.not_before is None:
        return
    start = file.timing.embargo_start
    first = start.date() if hasattr(start, "date") else start
    days = (file.timing.not_before.date() - first).days
    if days > limit:
        message = f"the embargo lasts {days} days; the policy allows {limit}"
        yield remark(Finding("RG425", message, file.path, file.line("timing.not_before")))


def clocks(case: Case) -> Iterable[Ruling]:
    """Where our clock and the host's disagree, nothing that a date decides goes out."""
    host, file = case.facts.host_moment, case.file
    if host is None or file is None or abs(host - case.facts.moment) <= _CLOCKS_APART:
        return
    dated = tuple(group for group in case.heavy_or_code if _dated(file, group))
    apart = abs(host - case.facts.moment)
    message = f"this machine's clock and the host's are {apart} apart, and a date decides here"
    finding = Finding("RG427", message, fix="set this machine's clock")
    yield (
        hold(dated, finding, "set this machine's clock") if dated else remark(finding._replace(severity=Severity.NOTE))
    )


def _dated(file: Considerations, group: Group) -> bool:
    if group.stages is not None:
        return any(stage.not_before is not None or stage.min_observation_days for stage in group.stages)
    return file.timing.not_before is not None or file.timing.mode == "periodic"


def namespace(case: Case) -> Iterable[Ruling]:
    """Uploads go to the organisation's namespaces, not to somebody's own."""
    allowed = case.rules.namespaces
    if allowed is None or not case.destination.is_hub or case.destination.namespace.lower() in allowed:
        return
    names = ", ".join(sorted(allowed)) or "none that all policies agree on"
    message = f"the policy allows the namespaces {names}; this goes to {case.destination.namespace}"
    yield hold(None, Finding("RG430", message, str(case.destination)), f"upload to one of: {names}")


def already_there(case: Case) -> Iterable[Ruling]:
    """Weights that are out already stay out; until a review binds them, say so."""
    bound = frozenset(
        digest for approval in case.approvals if not approval.faults for digest in approval.record.bound.artifacts
    )
    old = [item for item in case.attempt.items if item.already and item.category in MODIFIABLE_PARTS]
    unjudged = [item for item in old if not item.companion and item.sha256 not in bound]
    if unjudged:
        since = f" since {case.file.public_since}" if case.file is not None and case.file.public_since else ""
        more = f" and {len(unjudged) - 1} more" if len(unjudged) > 1 else ""
        message = f"{unjudged[0].path}{more} is at {case.destination} already{since}, and no review was of those bytes"
        yield remark(Finding("RG501", message, unjudged[0].path))


RULES = (
    private_file,
    coverage,
    listing,
    plan,
    references,
    others,
    combination,
    reassessment,
    embargo,
    clocks,
    namespace,
    parents,
    undeclared,
    already_there,
)
