"""Where every rule in force comes from: the layers that made it so, and what others say that has no effect beside it.

Layers are never merged: requirements and caps are shown one by one, each with the other layers that ask for as much.
Of the other keys the strictest counts (judge.md, "Policy layers and trust").
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from release_guard.judge.asked import EARNED, JUDGED, LEVELS, applies, capped, covers, people, speaking
from release_guard.judge.layers import Rules
from release_guard.judge.waivers import fault
from release_guard.model.people import canonical_id
from release_guard.model.policy import Cap, Layer, Policy, Requirement, Reviewer
from release_guard.model.visibility import Visibility
from release_guard.wiring.policy_layers import InForce, Stated

BUILT_IN = "built-in policy team"


class Said(NamedTuple):
    """What one layer says at one place."""

    path: str
    line: int
    value: str = ""


class Value(NamedTuple):
    """One key: its value, the layers that made it so, and what other layers say in vain.

    ``remark`` says why it has no effect, where it has none.
    """

    key: str
    value: object
    origins: tuple[Said, ...]
    shadows: tuple[Said, ...] = ()
    remark: str = ""


class Rule(NamedTuple):
    """A requirement or a cap with its layer, and the other layers that leave nothing for it to hold."""

    layer: Layer
    asked: Requirement | Cap
    also: tuple[str, ...]

    @property
    def path(self) -> str:
        return self.layer.path or BUILT_IN


class _Row(NamedTuple):
    """How one key is read: out of all layers together, and out of one."""

    key: str
    together: Callable[[Rules, tuple[Policy, ...]], object]
    own: Callable[[Policy], object]


_ROWS = (
    _Row("mode", lambda rules, _: "enforce" if rules.enforced else "advise", lambda one: one.mode),
    _Row("independence", lambda rules, _: "commits" if rules.by_commits else "authors", lambda one: one.independence),
    _Row(
        "ledger",
        lambda _, all_: "required" if any(one.ledger == "required" for one in all_) else "optional",
        lambda one: one.ledger,
    ),
    _Row("scope.repositories", lambda rules, _: rules.repositories, lambda one: one.repositories),
    _Row("on_exceed.hub", lambda rules, _: "block" if rules.hub_blocks else "lower", lambda one: one.on_exceed_hub),
    _Row(
        "on_exceed.existing_public",
        lambda rules, _: "lower" if rules.lowers_existing else "block",
        lambda one: one.existing_public,
    ),
    _Row("limits.review_age_days", lambda rules, _: rules.review_age_days or "none", lambda one: one.review_age_days),
    _Row("limits.embargo_days", lambda rules, _: rules.embargo_days or "none", lambda one: one.embargo_days),
    _Row("override.max_hours", lambda rules, _: rules.override_hours, lambda one: one.override_hours),
)


def requirements(found: InForce) -> tuple[Rule, ...]:
    """Every requirement of every layer."""
    rules = ((layer, asked) for layer in found.rules.judged for asked in layer.policy.requirements)
    return tuple(Rule(layer, asked, tuple(_also_asking(layer, asked, found))) for layer, asked in rules)


def _also_asking(layer: Layer, asked: Requirement, found: InForce) -> Iterator[str]:
    """The layers that ask for as much wherever *asked* speaks."""
    mine = (tuple(sorted(asked.people)), asked.signed)
    cells = []
    for level, category, visibility in product(LEVELS, JUDGED, EARNED):
        alike = tuple(one for one in layer.policy.requirements if applies(one, level, category))
        if any(one is asked for one in speaking(alike, visibility)):
            cells.append((level, category, visibility))
    for other in found.rules.judged:
        sets = [people(other.policy, *cell) for cell in cells] if other is not layer else []
        if sets and asked.people and all(one is None or any(covers(each, mine) for each in one) for one in sets):
            yield other.path or BUILT_IN


def caps(found: InForce) -> tuple[Rule, ...]:
    """Every cap of every layer."""
    rules = ((layer, cap) for layer in found.rules.judged for cap in layer.policy.caps)
    return tuple(Rule(layer, cap, tuple(_also_capping(layer, cap, found))) for layer, cap in rules)


def _also_capping(layer: Layer, cap: Cap, found: InForce) -> Iterator[str]:
    cells = [(level, category) for level in LEVELS if level >= cap.level for category in cap.content]
    for other in found.rules.judged:
        if other is not layer and all(capped(other.policy, *cell) <= cap.at_most for cell in cells):
            yield other.path or BUILT_IN


def values(found: InForce, today: date) -> tuple[Value, ...]:
    """Every other key, those that all layers decide together first; waivers as they are on the day *today*."""
    return (*_plain(found), *_lists(found), *_floors(found), *_severities(found), *_own(found, today))


def _plain(found: InForce) -> Iterator[Value]:
    policies = tuple(stated.layer.policy for stated in found.layers)
    for row in _ROWS:
        value = row.together(found.rules, policies)
        yield _value(found, row.key, value, row.own)


def _value(found: InForce, key: str, value: object, own: Callable[[Policy], object]) -> Value:
    """*value* with the layers that state it, and those that state another one."""
    origins: list[Said] = []
    shadows: list[Said] = []
    for stated in found.layers:
        said, line = own(stated.layer.policy), stated.line(key)
        if line:
            place = Said(stated.layer.path, line, _shown(said))
            (origins if said == value else shadows).append(place)
    return Value(key, value, tuple(origins), tuple(shadows))


def _shown(value: object) -> str:
    if isinstance(value, (tuple, list, frozenset)):
        return ", ".join(map(str, sorted(value))) or "nobody"
    return str(value)


def _lists(found: InForce) -> Iterator[Value]:
    rules = found.rules
    stated = [(one, one.line("scope.destinations")) for one in found.layers if one.line("scope.destinations")]
    places = tuple(Said(one.layer.path, line, _shown(one.layer.policy.destinations)) for one, line in stated)
    everywhere = not rules.destinations
    union = Value("scope.destinations", list(rules.destinations) or "all", places if not everywhere else ())
    yield union._replace(shadows=places if everywhere else ())
    namespaces = "any" if rules.namespaces is None else sorted(rules.namespaces)
    yield _narrowed(found, "scope.namespaces", namespaces, lambda one: one.namespaces)
    override = "anybody" if rules.override_by is None else sorted(rules.override_by)
    yield _narrowed(found, "override.allowed_by", override, lambda one: one.override_by or ())


def _narrowed(found: InForce, key: str, value: object, own: Callable[[Policy], Iterable[str]]) -> Value:
    """A list of which only what all layers name counts: each that states it made it so."""
    stated = ((one, one.line(key)) for one in found.layers)
    said = tuple(Said(one.layer.path, line, _shown(tuple(own(one.layer.policy)))) for one, line in stated if line)
    wider = tuple(one for one in said if isinstance(value, list) and len(said) > 1 and one.value != _shown(value))
    return Value(key, value, said, wider)


def _floors(found: InForce) -> Iterator[Value]:
    for name, level in sorted(found.rules.floors.items()):
        value = _value(found, f"capabilities.{name}", level, lambda one, name=name: one.capabilities.get(name))  # type: ignore[misc]
        made = value.origins or ((Said(BUILT_IN, 0),) if found.rules.built_in else ())
        yield value._replace(origins=made)


def _severities(found: InForce) -> Iterator[Value]:
    """A code that some layers lower counts as the least lowered of all."""
    codes = sorted({code for stated in found.layers for code in stated.layer.policy.lower_severity})
    for code in codes:
        key = f"limits.lower_severity.{code}"
        lowered = found.rules.lower_severity.get(code)
        said = tuple(
            Said(one.layer.path, one.line(key), severity.word)
            for one in found.layers
            if (severity := one.layer.policy.lower_severity.get(code)) is not None
        )
        value = lowered.word if lowered is not None else "as usual"
        made = tuple(one for one in said if one.value == value)
        yield Value(key, value, made, tuple(one for one in said if one not in made))


def _own(found: InForce, today: date) -> Iterator[Value]:
    """What a layer lists of its own: places, reviewers, waivers; each with the reason where it counts for nothing."""
    lists = [(one.layer.path, {canonical_id(each.id) for each in one.layer.policy.reviewers}) for one in found.layers]
    rosters = [(path, people) for path, people in lists if people]
    for stated in found.layers:
        path, policy = stated.layer.path, stated.layer.policy
        for index, place in enumerate(policy.places):
            idle = (
                "" if stated.layer.machine or place.visibility is Visibility.PUBLIC else "only the machine may say so"
            )
            yield _listed(stated, f"place {place.match}", place.visibility.word, f"place.{index}", idle)
        for index, reviewer in enumerate(policy.reviewers):
            strict = [other for other, people in rosters if canonical_id(reviewer.id) not in people]
            idle = f"isn't on the list of {' and '.join(strict)}" if strict else ""
            yield _listed(stated, f"reviewer {reviewer.id}", _person(reviewer), f"reviewer.{index}", idle)
        for waiver in policy.waivers:
            wrong = fault(waiver, today)
            key, value = f"waiver {waiver.code} at {waiver.target}", f"until {waiver.until}"
            yield Value(key, value, (Said(path, waiver.line),), remark=wrong.message if wrong is not None else "")


def _listed(stated: Stated, key: str, value: object, place: str, remark: str) -> Value:
    return Value(key, value, (Said(stated.layer.path, stated.line(place)),), remark=remark)


def _person(reviewer: Reviewer) -> list[str]:
    words = [*sorted(reviewer.roles), *(["external"] if reviewer.external else [])]
    keys = len(reviewer.keys)
    return [*words, *([f"{keys} key{'s' if keys > 1 else ''}"] if keys else [])]
