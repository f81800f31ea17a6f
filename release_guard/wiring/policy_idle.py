"""What stands in a policy layer and has no effect there, and was probably meant to have one."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from release_guard.content import capabilities
from release_guard.judge.asked import JUDGED, covers
from release_guard.judge.catalogue import CODES
from release_guard.model.finding import Finding, Severity
from release_guard.model.policy import Cap, Layer, Requirement
from release_guard.model.visibility import Visibility


def found(layer: Layer, layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """Everything of *layer* that changes nothing among *layers*."""
    yield from _places(layer)
    yield from _severities(layer, layers)
    yield from _capabilities(layer)
    yield from _caps(layer)
    yield from _requirements(layer)


def _remark(message: str, layer: Layer, fix: str, line: int = 0) -> Finding:
    return Finding("RG202", message, layer.path, line, fix, Severity.WARNING)


def _places(layer: Layer) -> Iterator[Finding]:
    for place in layer.policy.places if not layer.machine else ():
        if place.visibility is not Visibility.PUBLIC:
            message = f"a repository can't call {place.match} {place.visibility.word}: only the machine's layers can"
            fix = f"git config --global --add release-guard.private '{place.match}'"
            yield Finding("RG203", message, layer.path, fix=fix)


def _severities(layer: Layer, layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """A code weighs less only where the catalogue allows it and every layer says so."""
    for code, severity in layer.policy.lower_severity.items():
        what = f"limits.lower_severity names {code}"
        others = [one.path for one in layers if one is not layer and code not in one.policy.lower_severity]
        if code not in CODES:
            yield _remark(f"{what}, which is no code{_near(code, CODES)}", layer, "correct it, or delete it there")
        elif not CODES[code].lowerable:
            yield _remark(f"{what}, whose severity no policy can lower", layer, f"delete {code} there")
        elif CODES[code].severity <= severity:
            yield _remark(f"{what}, which weighs no more than a {severity.word} anyway", layer, f"delete {code} there")
        elif others:
            message = f"{what}, which has no effect while {others[0]} doesn't lower it too"
            yield _remark(
                message, layer, f"add {code} to limits.lower_severity of {' and '.join(others)}, or delete it"
            )


def _capabilities(layer: Layer) -> Iterator[Finding]:
    """A floor for what nothing is ever found able to do raises no level."""
    for name in layer.policy.capabilities:
        if name not in capabilities.NAMES:
            message = (
                f"capabilities names {name}, which no file is ever found to hint at{_near(name, capabilities.NAMES)}"
            )
            yield _remark(message, layer, f"write one of: {', '.join(sorted(capabilities.NAMES))}")


def _near(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), 1, 0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _caps(layer: Layer) -> Iterator[Finding]:
    caps = layer.policy.caps
    for number, cap in enumerate(caps):
        if not cap.content:
            yield _remark(
                "a cap names no content, so it caps nothing", layer, "name categories, or delete it", cap.line
            )
        elif cap.at_most is Visibility.PUBLIC:
            yield _remark("a cap at public caps nothing", layer, "name a narrower visibility, or delete it", cap.line)
        elif any(_within(cap, other) for index, other in enumerate(caps) if index != number):
            yield _remark("another cap of this policy says all that this one does", layer, "delete it", cap.line)


def _within(cap: Cap, other: Cap) -> bool:
    """Whether *other* holds everything that *cap* does, at the latest from the same level on."""
    same = (cap.level, cap.content, cap.at_most) == (other.level, other.content, other.at_most)
    holds = other.level <= cap.level and other.content >= cap.content and other.at_most <= cap.at_most
    return holds and (not same or other.line < cap.line)


def _requirements(layer: Layer) -> Iterator[Finding]:
    """A requirement that another one of the same policy covers wherever it applies."""
    every = layer.policy.requirements
    for number, asked in enumerate(every):
        wider = (other for index, other in enumerate(every) if index != number and _asks_more(other, asked))
        other = next((one for one in wider if not _asks_more(asked, one) or one.line < asked.line), None)
        if other is not None:
            message = f"the requirement at line {other.line} asks for all that this one does, wherever it applies"
            yield _remark(message, layer, "delete it, or ask for more", asked.line)


def _asks_more(other: Requirement, asked: Requirement) -> bool:
    """Whether *other* applies wherever *asked* does, and whoever meets it meets that too."""
    every = frozenset(JUDGED)
    wide = every if other.content is None else other.content
    reaches = other.level <= asked.level and other.start <= asked.start and wide >= (asked.content or every)
    if not asked.people or not other.people:
        return reaches and not other.people
    return reaches and covers((tuple(sorted(other.people)), other.signed), (tuple(sorted(asked.people)), asked.signed))
