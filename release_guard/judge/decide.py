"""The one place where rulings become an outcome (judge.md, "Ceiling" and "Outcome").

``decide`` is total, deterministic and pure: the same facts give the same decision, and no input makes it raise.
"""

from collections.abc import Callable, Iterable
from datetime import timezone

from release_guard.judge import catalogue, gates, override
from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.judge.rules import considerations, dissent, exposure, policy, records
from release_guard.judge.ruling import Ruling, remark
from release_guard.judge.scope import in_scope
from release_guard.judge.steps import next_steps, of_release
from release_guard.model.attempt import Facts
from release_guard.model.category import Category
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding, Severity
from release_guard.model.lean import NamedTuple
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility

Rule = Callable[[Case], Iterable[Ruling]]
RULES: tuple[Rule, ...] = (*considerations.RULES, *exposure.RULES, *records.RULES, *dissent.RULES, *policy.RULES)


class Weighed(NamedTuple):
    """The rulings, and the ceiling that they leave to each group."""

    rulings: tuple[Ruling, ...]
    ceilings: tuple[tuple[Group, Visibility], ...]
    ceiling: Visibility


def decide(facts: Facts) -> Decision:
    """Judge one attempt.

    What the gates couldn't look at comes first: it blocks whatever is known otherwise. What is out of every policy's
    scope, or wanted private, is allowed without a word.
    """
    case = Case(facts)
    if any(_is_blind(finding) for finding in facts.noted):
        return _decision(case, Outcome.NOT_JUDGED, Weighed(tuple(considerations.noted(case)), (), Visibility.PRIVATE))
    if facts.attempt.wanted is Visibility.PRIVATE or not in_scope(case):
        return _decision(case, Outcome.ALLOW, Weighed((), (), facts.attempt.wanted))
    weighed = weigh(case)
    outcome = _outcome(case, weighed)
    decision = _decision(case, outcome, weighed)
    return of_release(decision, case.file.name) if facts.several and case.file and case.file.name else decision


def weigh(case: Case) -> Weighed:
    """Ask every rule, and take the narrowest word for each group and the narrowest group for the attempt."""
    rulings = tuple(_as_lowered(case, ruling) for rule in RULES for ruling in rule(case))
    ceilings = tuple((group, _ceiling(group, rulings)) for group in case.groups)
    single = [ceiling for group, ceiling in ceilings if not group.either]
    narrowest = min((*single, *_best_readings(ceilings).values()), default=Visibility.PUBLIC)
    whole = min((ruling.at_most for ruling in rulings if ruling.groups is None), default=Visibility.PUBLIC)
    return Weighed(rulings, ceilings, min(narrowest, whole))


def _as_lowered(case: Case, ruling: Ruling) -> Ruling:
    """A code that the policy lowers below an error holds nothing back; the catalogue says which ones it may lower."""
    code = ruling.finding.code if ruling.finding is not None else ""
    lowered = case.rules.lower_severity.get(code, Severity.ERROR)
    if ruling.finding is None or lowered is Severity.ERROR or not catalogue.entry(code).lowerable:
        return ruling
    return remark(_graded(ruling.finding, lowered))


def _ceiling(group: Group, rulings: tuple[Ruling, ...]) -> Visibility:
    held = [ruling for ruling in rulings if ruling.at_most < Visibility.PUBLIC]
    return min((ruling.at_most for ruling in held if ruling.touches(group)), default=Visibility.PUBLIC)


def _best_readings(ceilings: tuple[tuple[Group, Visibility], ...]) -> dict[str, Visibility]:
    """Of an item that can be read as two things, the wider reading counts."""
    best: dict[str, Visibility] = {}
    for group, ceiling in ceilings:
        for item in group.items if group.either else ():
            best[item.path] = max(ceiling, best.get(item.path, Visibility.PRIVATE))
    return best


def _outcome(case: Case, weighed: Weighed) -> Outcome:
    if case.attempt.wanted <= weighed.ceiling:
        return Outcome.ALLOW
    if override.in_force(case, weighed.rulings) is not None:
        return Outcome.OVERRIDDEN
    return Outcome.LOWER if _may_lower(case) else Outcome.BLOCK


def _may_lower(case: Case) -> bool:
    """New and private repositories on the Hub can be held narrower; one that others use already isn't flipped."""
    if not case.destination.is_hub or case.attempt.now_unknown:
        return False
    if case.attempt.now in (None, Visibility.PRIVATE):
        return not case.rules.hub_blocks
    return case.rules.lowers_existing


def _decision(case: Case, outcome: Outcome, weighed: Weighed) -> Decision:
    facts, attempt = case.facts, case.attempt
    shown = _findings(case, outcome, weighed)
    return Decision(
        release=case.file.title if case.file is not None else "",
        attempt=attempt,
        level=case.level.number if case.level is not None else None,
        ceiling=weighed.ceiling,
        by_category=_by_category(weighed),
        outcome=outcome,
        visibility=_visibility(case, outcome, weighed.ceiling),
        enforced=case.rules.enforced,
        findings=shown,
        next_steps=_steps(case, weighed) if outcome in (Outcome.LOWER, Outcome.BLOCK) else (),
        layers=tuple(layer.origin for layer in facts.layers) or (f"built-in policy {facts.built_in.name}",),
        evidence=facts.evidence,
        on_record=any(layer.policy.ledger == "required" for layer in facts.layers),
    )


def _steps(case: Case, weighed: Weighed) -> tuple[str, ...]:
    own = gates.steps(case.attempt, weighed.ceiling) if weighed.rulings else ()
    return tuple(dict.fromkeys((*own, *next_steps(_holding(case, weighed)))))


def _visibility(case: Case, outcome: Outcome, ceiling: Visibility) -> Visibility | None:
    if outcome in (Outcome.ALLOW, Outcome.OVERRIDDEN):
        return case.attempt.wanted
    if outcome is Outcome.LOWER:
        return max(held for held in case.destination.holds if held <= ceiling)
    return None


def _by_category(weighed: Weighed) -> dict[Category, Visibility]:
    best = _best_readings(weighed.ceilings)
    narrowest: dict[Category, Visibility] = {}
    for group, ceiling in weighed.ceilings:
        if group.either and any(best[item.path] > ceiling for item in group.items):
            continue
        narrowest[group.category] = min(ceiling, narrowest.get(group.category, Visibility.PUBLIC))
    return dict(sorted(narrowest.items()))


def _holding(case: Case, weighed: Weighed) -> tuple[Ruling, ...]:
    """The rulings that keep the attempt below what was wanted."""
    best = _best_readings(weighed.ceilings)
    wanted = case.attempt.wanted
    rescued = {
        id(group)
        for group, _ in weighed.ceilings
        if group.either and all(best[item.path] >= wanted for item in group.items)
    }
    return tuple(
        ruling
        for ruling in weighed.rulings
        if ruling.at_most < wanted
        and (ruling.groups is None or any(id(group) not in rescued for group in ruling.groups))
    )


def _findings(case: Case, outcome: Outcome, weighed: Weighed) -> tuple[Finding, ...]:
    """The headline, then what holds, then remarks; one finding for each code, place and message."""
    holding = [ruling.finding for ruling in _holding(case, weighed) if ruling.finding is not None]
    remarks = [ruling.finding for ruling in weighed.rulings if ruling.finding is not None and _only_says(ruling)]
    found = [
        *_headline(case, outcome, weighed),
        *holding,
        *remarks,
        *_override(case, outcome, weighed),
        *_gate(case, outcome, weighed),
    ]
    lowered = case.rules.lower_severity
    graded = dict.fromkeys(_graded(finding, lowered.get(finding.code)) for finding in found)
    return tuple(
        sorted(
            _merged(graded), key=lambda one: (-(one.severity or 0), one.code[:3] != "RG4", one.code, one.path, one.line)
        )
    )


def _only_says(ruling: Ruling) -> bool:
    """Whether a ruling is a remark; one that would hold back what isn't there is neither that nor a reason."""
    return ruling.groups == () and ruling.at_most is Visibility.PUBLIC


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Where the same was found for several categories, one finding speaks for all."""
    kept: dict[tuple[str, str, str, int], Finding] = {}
    for finding in findings:
        kept.setdefault((finding.code, finding.message, finding.path, finding.line), finding)
    return list(kept.values())


def _graded(finding: Finding, lowered: Severity | None) -> Finding:
    graded = catalogue.graded(finding)
    if lowered is None or not catalogue.entry(finding.code).lowerable or graded.severity is None:
        return graded
    return graded._replace(severity=min(graded.severity, lowered))


def _gate(case: Case, outcome: Outcome, weighed: Weighed) -> tuple[Finding, ...]:
    """What is said of a gate, where there was anything to judge."""
    if not weighed.rulings:
        return ()
    return gates.findings(case.attempt, weighed.ceiling, _visibility(case, outcome, weighed.ceiling))


def _override(case: Case, outcome: Outcome, weighed: Weighed) -> tuple[Finding, ...]:
    if outcome in (Outcome.BLOCK, Outcome.LOWER):
        return tuple(override.refused(case))
    record = override.in_force(case, weighed.rulings) if outcome is Outcome.OVERRIDDEN else None
    if record is None:
        return ()
    end = record.until.astimezone(timezone.utc) if record.until is not None else None
    until = f"{end:%Y-%m-%d %H:%M} UTC" if end is not None else "its end"
    message = f"{record.by} broke the glass until {until}: {record.reason}{_claimed(case, record)}"
    return (Finding("RG506", message, record.path or record.file),)


def _claimed(case: Case, record: Record) -> str:
    """Whose word an override is, where no signature proves it."""
    if case.rules.roster.authentic(record, case.words.today):
        return ""
    return f" (the word of {record.recorded_by or record.by}: no key that a policy knows has signed it)"


def _headline(case: Case, outcome: Outcome, weighed: Weighed) -> tuple[Finding, ...]:
    place, wanted, ceiling = str(case.destination), case.attempt.wanted.word, weighed.ceiling
    if outcome is Outcome.LOWER:
        visibility = _visibility(case, outcome, ceiling) or Visibility.PRIVATE
        code = "RG403" if visibility is Visibility.PRIVATE else "RG402"
        return (Finding(code, f"asked for {wanted}; goes out as {visibility.word}", place),)
    if outcome is not Outcome.BLOCK:
        return ()
    headline = Finding("RG401", f"{wanted} isn't cleared; the widest that is, is {ceiling.word}", place)
    return (headline, *_no_gate(case, weighed))


def _no_gate(case: Case, weighed: Weighed) -> tuple[Finding, ...]:
    """A gate is cleared and can't be had here: the reason where the plan asks for one, else a way out (RG418)."""
    if weighed.ceiling in case.destination.holds:
        return ()
    held = _holding(case, weighed)
    planned = any(one.at_most is weighed.ceiling and one.finding and one.finding.code == "RG401" for one in held)
    severity = None if planned else Severity.NOTE
    message = f"{weighed.ceiling.word} is cleared, but this place knows only private and public"
    fix = "publish it on the Hub behind a gate, or keep it private here"
    return (Finding("RG418", message, str(case.destination), fix=fix, severity=severity),)


def _is_blind(finding: Finding) -> bool:
    return finding.code.startswith("RG0") and _graded(finding, None).severity is Severity.ERROR
