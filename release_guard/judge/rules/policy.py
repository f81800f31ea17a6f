"""Rules about the policies themselves: caps, waivers, and what the push would loosen."""

from collections.abc import Iterable

from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.judge.people import seat
from release_guard.judge.ruling import Ruling, hold, remark
from release_guard.model.finding import Finding
from release_guard.model.policy import Layer


def base(case: Case) -> Iterable[Ruling]:
    """Where nobody states what is required, the built-in policy does."""
    if case.rules.built_in:
        message = f"no policy states who must review, so the built-in one ({case.facts.built_in.name}) does"
        yield remark(Finding("RG201", message, fix="release-guard init --preset team"))


def caps(case: Case) -> Iterable[Ruling]:
    """From some level up, some content never goes wider than the policy's cap."""
    for layer in case.rules.judged:
        for cap in layer.policy.caps:
            held = tuple(group for group in case.heavy_or_code if group.category in cap.content)
            if cap.level <= case.number and held:
                names = ", ".join(sorted({str(group.category) for group in held}))
                message = f"{layer.origin} keeps {names} at {cap.at_most.word} from level {cap.level} up"
                finding = Finding("RG205", message, layer.path, cap.line)
                yield Ruling(cap.at_most, message, held, finding, (f"publish at {cap.at_most.word}",))


def waivers(case: Case) -> Iterable[Ruling]:
    """A waiver that has ended, or is too wide, waives nothing."""
    for finding in case.waivers.findings:
        yield remark(finding)


def problems(case: Case) -> Iterable[Ruling]:
    """What the readers of the policies remarked."""
    for layer in case.facts.layers:
        for problem in layer.policy.problems:
            yield remark(problem.finding)


def uncovered(case: Case) -> Iterable[Ruling]:
    """A policy that asks for people must ask them about everything; what it forgets stays private."""
    for layer in case.rules.judged:
        held = tuple(group for group in case.heavy_or_code if seat(case, layer, group).uncovered)
        if held:
            names = ", ".join(sorted({str(group.category) for group in held}))
            message = f"no requirement of {layer.origin} speaks for {names} at level {case.number}"
            fix = f"edit {layer.path or layer.origin}: add a [[requirement]] for {names}"
            yield hold(held, Finding("RG301", message, layer.path, fix=fix), fix)


def loosened(case: Case) -> Iterable[Ruling]:
    """A push can't choose its own judge: what its policy would allow more counts from the next push."""
    base = tuple(layer for layer in case.rules.judged if layer.trusted)
    for layer in case.rules.judged:
        if not layer.trusted and any(_wider(case, layer, base, group) for group in case.heavy_or_code):
            message = f"{layer.origin} would allow more than what it is judged by; that counts from the next push"
            yield remark(Finding("RG203", message, layer.path))


def _wider(case: Case, inner: Layer, base: tuple[Layer, ...], group: Group) -> bool:
    reached = seat(case, inner, group).reached
    return any(seat(case, outer, group).reached < reached for outer in base)


RULES = (base, caps, waivers, problems, uncovered, loosened)
