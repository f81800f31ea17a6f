"""Rules about the answers: is the file there, complete for its level, decided, and true to what is in the content?"""

from collections.abc import Callable, Iterable

from release_guard.judge import catalogue, lineage
from release_guard.judge.case import Case
from release_guard.judge.level import answered, level_of, without_capabilities
from release_guard.judge.ruling import Ruling, hold, remark
from release_guard.judge.timing import earliest
from release_guard.model.attempt import UNREADABLE
from release_guard.model.category import Category
from release_guard.model.considerations import HAZARDS, Absent, Considerations, Parent, Unreadable
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility

#: What an adapter must claim of a public parent to need the sections of level 1 only (judge.md, "Level").
CLAIMS = frozenset({"no_capability_gain", "safeguards_kept", "no_new_threat"})
_LIGHT_RELATIONS = frozenset({"adapter", "quantized"})
_INIT = "release-guard init"
_COMMIT = "git add release-considerations.toml release-policy.toml release-records && git commit"


def presence(case: Case) -> Iterable[Ruling]:
    """Somebody must have answered, in a file that can be read."""
    file = case.facts.considerations
    if isinstance(file, Unreadable):
        for problem in file.findings:
            yield hold(None, problem.finding, f"mend {problem.finding.path or file.path}")
    elif isinstance(file, Absent) and case.heavy_or_code:
        yield hold(case.heavy_or_code, _absent(file), _absent_step(file))


def noted(case: Case) -> Iterable[Ruling]:
    """What the gate found on its way here."""
    for finding in case.facts.noted:
        severity = catalogue.entry(finding.code).severity if finding.severity is None else finding.severity
        yield hold(None, finding, finding.fix) if severity is Severity.ERROR else remark(finding)


def _absent(file: Absent) -> Finding:
    if file.uncommitted:
        message = "release-considerations.toml lies in the working tree only; what is judged is what is pushed"
        return Finding("RG110", message, fix=_COMMIT)
    if file.unclaimed:
        return Finding("RG410", f"no release in this repository claims these files ({file.looked})")
    return Finding("RG101", f"no release-considerations.toml was found ({file.looked})")


def _absent_step(file: Absent) -> str:
    if file.unclaimed:
        return "edit release-considerations/*.toml: add the files to the paths of a release"
    return _COMMIT if file.uncommitted else _INIT


def answers(case: Case) -> Iterable[Ruling]:
    """Every answer that the level asks for is there, meaningful, and free of contradictions."""
    file = case.file
    if file is None:
        return
    number = level_of(answered(file), case.attempt.capabilities, case.rules.floors).number
    # the files alone don't tell what the code can do, so lint can't list what only that asks for
    lists = "lint --complete" if number == without_capabilities(answered(file)) else "status"
    for finding in due(file, number, lambda parent: _is_public(case, parent)):
        if case.waivers.answers(finding.code, finding.path):
            yield remark(finding._replace(severity=Severity.NOTE))
        elif finding.severity is None or finding.severity is Severity.ERROR:
            step = f"complete {file.path} (release-guard {lists} lists what is open)"
            yield hold(case.heavy_or_code, finding, step)
        else:
            yield remark(finding)


def due(file: Considerations, number: int, public: Callable[[Parent], bool] = lambda _: True) -> list[Finding]:
    """All that is wrong with *file* or missing in it for a release of level *number*, each told once.

    *public* says of a parent whether everybody has it, or may have: claims about any other count for nothing.
    """
    level = 1 if any(_is_light(parent) and public(parent) for parent in file.parents) else number
    return _strongest([problem.finding for problem in file.problems if problem.from_level <= level])


def _is_light(parent: Parent) -> bool:
    """Whether the sections of level 1 are enough: an adapter that makes all three claims (judge.md, "Level")."""
    return parent.relation in _LIGHT_RELATIONS and frozenset(parent.claims) >= CLAIMS


def _is_public(case: Case, parent: Parent) -> bool:
    """Whether *parent* is public; of one that nobody knows of that is believed below level 3, as its cap is."""
    known = lineage.word(case, parent)
    return known.at_most is Visibility.PUBLIC if known is not None else case.number < lineage.HOLDS_FROM


def _strongest(findings: list[Finding]) -> list[Finding]:
    """Each finding once, with its heaviest weight: one that is due at this level stands beside itself as a note."""
    kept: dict[tuple[str, str, int, str], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.path, finding.line, finding.message)
        weight = Severity.ERROR if finding.severity is None else finding.severity
        before = kept.get(key)
        if before is None or weight > (Severity.ERROR if before.severity is None else before.severity):
            kept[key] = finding
    return list(kept.values())


def decision(case: Case) -> Iterable[Ruling]:
    """Without the accountable person's "go" nothing goes above private."""
    file = case.file
    if file is None or file.decision.outcome == "go":
        return
    if file.decision.outcome == "no-go":
        message = f"{file.decision.accountable or file.owner} decided not to release this"
        step = f"keep it private, or decide anew in {file.path}, [decision]"
    else:
        message = "nobody has decided yet: [decision] has no outcome"
        step = f'edit {file.path}: under [decision] say "go" or "no-go", why, and who answers for it'
    line = file.line("decision.outcome")
    held = hold(case.heavy_or_code, Finding("RG115", message, file.path, line, step), step)
    told = line and any(problem.finding.line == line for problem in file.problems)
    yield held._replace(finding=None) if told else held


def documentation(case: Case) -> Iterable[Ruling]:
    """Words alone are free, unless attention itself is the hazard and nobody has let it out yet."""
    file = case.file
    if file is None or file.hazards.get("attention", "unknown") == "no":
        return
    papers = tuple(group for group in case.groups if group.category is Category.DOCUMENTATION)
    if not papers:
        return
    key = "hazards.attention"
    if file.decision.outcome != "go":
        message = 'attention may be a hazard here and there is no "go", so even the documentation stays private'
        step = f"keep it private, or decide anew in {file.path}, [decision]"
        yield hold(papers, Finding("RG115", message, file.path, file.line(key), step), step)
    elif file.timing.not_before is not None and earliest(case) < file.timing.not_before:
        message = "attention may be a hazard here, so the documentation waits for the date too"
        step = f"push again after {file.timing.not_before.isoformat()}"
        yield hold(papers, Finding("RG420", message, file.path, file.line("timing.not_before"), step), step)


def capabilities(case: Case) -> Iterable[Ruling]:
    """What the content can do must fit the answers, and may raise the level."""
    file, level = case.file, case.level
    if file is None or level is None:
        return
    known = sorted(case.attempt.capabilities & frozenset(case.rules.floors))
    if not known:
        return
    names = ", ".join(known)
    if all(file.hazards.get(hazard) == "no" for hazard in HAZARDS):
        message = f'the content hints at {names}, but every hazard is answered "no"'
        fix = f"edit {file.path}: answer [hazards] for {names}, or say in the rationale why it is none"
        yield hold(case.heavy_or_code, Finding("RG108", message, file.path, file.line("hazards"), fix), fix)
    plain = without_capabilities(file)
    if level.number > plain:
        message = f"{names} raises the level from {plain} to {level.number}"
        yield remark(Finding("RG432", message, file.path, file.line("release")))


def private_answers(case: Case) -> Iterable[Ruling]:
    """The answers that stay here are those that the file binds, as far as they can be seen here."""
    file, digest = case.file, case.facts.private_digest
    if file is None or digest in ("", file.private_digest) or (case.facts.several and not file.private_digest):
        return
    if digest == UNREADABLE:
        message = "the private considerations beside it can't be read, so nobody can tell whether it binds them"
        fix = "release-guard lint"
    else:
        what = "others than it binds" if file.private_digest else "ones that it doesn't bind"
        message = f"the private considerations beside it are {what}: reviewers would speak of another text"
        fix = f'edit {file.path}: under [private] write digest = "{digest}"'
    yield hold(case.heavy_or_code, Finding("RG113", message, file.path, file.line("private.digest"), fix), fix)


RULES = (noted, presence, answers, decision, documentation, capabilities, private_answers)
