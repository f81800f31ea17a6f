"""``policy show``: the layers in their order, what each asks for, and the value of every other key with its origin."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import click

from release_guard import __version__
from release_guard.cli.shared import NOT_JUDGED, as_json, count, json_text, put, reports, repository, said, table
from release_guard.git import config
from release_guard.judge.layers import Rules
from release_guard.model.policy import Policy, Requirement, Slot
from release_guard.reports.text import clean
from release_guard.wiring import machine, policy_layers
from release_guard.wiring.policy_layers import InForce, Stated

_BUILT_IN = "built-in policy team"


class Value(NamedTuple):
    """One key that all layers decide together: its value, and the layers with the lines that made it so."""

    key: str
    value: object
    origins: tuple[tuple[str, int], ...]


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


@click.command()
@click.option("--origins", is_flag=True, help="Say which layer each value comes from, with its line.")
@reports
def show(origins: bool, form: str, output: str | None) -> None:
    """Show the layers in force and what they ask for.

    The machine's layers and the repository's at HEAD, outermost first. Layers are never merged: each is judged alone,
    and the narrowest answer wins.
    """
    with repository() as here:
        found = policy_layers.in_force(here.git, here.top, machine.setting(config.read(here.git)))
    put(as_text(found, origins=origins) if form == "text" else json_text(_json(found)), output)
    broken = any(finding.code == "RG004" for finding in found.findings)
    click.get_current_context().exit(NOT_JUDGED if broken else 0)


def as_text(found: InForce, *, origins: bool) -> str:
    """Layers, people, caps, then the other keys; with *origins*, where each comes from."""
    parts = [_layers(found), _people(found, origins=origins), _caps(found, origins=origins)]
    rows = [_line(value, origins=origins) for value in values(found)]
    parts.append("Together (the strictest value counts):\n" + _indented(table(rows)))
    parts.append(said(*found.findings))
    if found.remark:
        parts.append(f"release-guard: {found.remark}\n")
    return "\n".join(part for part in parts if part)


def _layers(found: InForce) -> str:
    rows = [
        (f"{number}.", stated.layer.origin, f'"{stated.layer.policy.name}"', _standing(stated))
        for number, stated in enumerate(found.layers, 1)
    ]
    lines = "Layers, outermost first:\n" + _indented(table(rows)) if rows else "No policy was found.\n"
    if found.rules.built_in:
        lines += "No layer says who must review, so the built-in policy of a team does.\n"
    return lines


def _standing(stated: Stated) -> str:
    if stated.layer.machine:
        return "binds every push from here"
    return "binds where the destination has it; in a push it can only ask for more"


def _people(found: InForce, *, origins: bool) -> str:
    rows = [
        (
            str(asked.level),
            asked.start.word,
            _content(asked),
            _slots(asked.people),
            "signed" if asked.signed else "",
            *([_place(origin, asked.line)] if origins else []),
        )
        for origin, asked in requirements(found)
    ]
    head = ("from level", "to be", "for", "people", "", *(["stated in"] if origins else []))
    return "Who must have approved:\n" + _indented(table(rows, head))


def requirements(found: InForce) -> Iterator[tuple[str, Requirement]]:
    """Every requirement with the path of its layer."""
    for layer in found.rules.judged:
        for asked in layer.policy.requirements:
            yield layer.path or _BUILT_IN, asked


def _content(asked: Requirement) -> str:
    return ", ".join(sorted(asked.content)) if asked.content is not None else "everything"


def _slots(people: Iterable[Slot]) -> str:
    counted = Counter(people)
    return " + ".join(_people_of(slot, number) for slot, number in counted.items()) or "nobody can: never"


def _people_of(slot: Slot, number: int) -> str:
    if slot.role == "owner":
        return "the owner's decision"
    words = "outside " if slot.external else "other " if slot.role == "any" else ""
    noun = ("person" if number == 1 else "people") if slot.role == "any" else slot.role
    return f"{number} {words}{noun}"


def _caps(found: InForce, *, origins: bool) -> str:
    rows = [
        (
            str(cap.level),
            ", ".join(sorted(cap.content)),
            cap.at_most.word,
            *([_place(layer.path or _BUILT_IN, cap.line)] if origins else []),
        )
        for layer in found.rules.judged
        for cap in layer.policy.caps
    ]
    head = ("from level", "at most", "never wider than", *(["stated in"] if origins else []))
    return "Caps:\n" + _indented(table(rows, (head[0], "for", *head[2:]))) if rows else ""


def values(found: InForce) -> tuple[Value, ...]:
    """The keys on which the strictest word counts, each with the layers that state that word."""
    rules, policies = found.rules, tuple(stated.layer.policy for stated in found.layers)
    plain = [
        Value(row.key, value, _origins(found, row.key, lambda one, own=row.own, value=value: own(one) == value))  # type: ignore[misc]
        for row in _ROWS
        for value in (row.together(rules, policies),)
    ]
    return (*plain, *_lists(found))


def _lists(found: InForce) -> Iterator[Value]:
    rules = found.rules
    yield Value("scope.destinations", list(rules.destinations) or "all", _origins(found, "scope.destinations"))
    namespaces = "any" if rules.namespaces is None else sorted(rules.namespaces)
    yield Value("scope.namespaces", namespaces, _origins(found, "scope.namespaces"))
    for name, level in sorted(rules.floors.items()):
        key = f"capabilities.{name}"
        origins = _origins(found, key, lambda one, name=name, level=level: one.capabilities.get(name) == level)  # type: ignore[misc]
        yield Value(key, level, origins or (((_BUILT_IN, 0),) if rules.built_in else ()))
    for code, severity in sorted(rules.lower_severity.items()):
        yield Value(f"limits.lower_severity.{code}", severity.word, _origins(found, f"limits.lower_severity.{code}"))
    override = "anybody" if rules.override_by is None else sorted(rules.override_by)
    yield Value("override.allowed_by", override, _origins(found, "override.allowed_by"))
    for stated in found.layers:
        yield from _rows_of(stated)


def _rows_of(stated: Stated) -> Iterator[Value]:
    """What a layer lists of its own: places, reviewers, waivers."""
    path, policy = stated.layer.path, stated.layer.policy
    for index, place in enumerate(policy.places):
        yield Value(f"place {place.match}", place.visibility.word, ((path, stated.line(f"place.{index}")),))
    for index, reviewer in enumerate(policy.reviewers):
        words = [*sorted(reviewer.roles), *(["external"] if reviewer.external else [])]
        words += [count(len(reviewer.keys), "key")] if reviewer.keys else []
        yield Value(f"reviewer {reviewer.id}", words, ((path, stated.line(f"reviewer.{index}")),))
    for waiver in policy.waivers:
        yield Value(f"waiver {waiver.code} at {waiver.target}", f"until {waiver.until}", ((path, waiver.line),))


def _origins(
    found: InForce, key: str, made_it: Callable[[Policy], bool] = lambda _: True
) -> tuple[tuple[str, int], ...]:
    return tuple(
        (stated.layer.path, stated.line(key))
        for stated in found.layers
        if stated.line(key) and made_it(stated.layer.policy)
    )


def _line(value: Value, *, origins: bool) -> tuple[str, ...]:
    shown = ", ".join(map(str, value.value)) or "nobody" if isinstance(value.value, list) else str(value.value)
    where = " and ".join(_place(path, line) for path, line in value.origins) or "default"
    return (value.key, shown, where) if origins else (value.key, shown)


def _place(path: str, line: int) -> str:
    return f"{path}:{line}" if line else path


def _indented(lines: str) -> str:
    return "".join(f"  {line}\n" for line in lines.splitlines())


def _json(found: InForce) -> dict[str, Any]:
    return {
        "schema": "release-guard-policy/1",
        "tool": f"release-guard {__version__}",
        "layers": [
            {
                "origin": clean(stated.layer.origin),
                "path": clean(stated.layer.path),
                "name": stated.layer.policy.name,
                "machine": stated.layer.machine,
            }
            for stated in found.layers
        ],
        "built_in": found.rules.built_in,
        "requirements": [
            {
                "level": asked.level,
                "from": asked.start.word,
                "content": None if asked.content is None else sorted(asked.content),
                "people": [{"role": slot.role, "external": slot.external} for slot in asked.people],
                "signed": asked.signed,
                "path": origin,
                "line": asked.line,
            }
            for origin, asked in requirements(found)
        ],
        "caps": [
            {
                "level": cap.level,
                "content": sorted(cap.content),
                "at_most": cap.at_most.word,
                "path": layer.path or _BUILT_IN,
                "line": cap.line,
            }
            for layer in found.rules.judged
            for cap in layer.policy.caps
        ],
        "values": [
            {
                "key": value.key,
                "value": value.value,
                "origins": [{"path": path, "line": line} for path, line in value.origins],
            }
            for value in values(found)
        ],
        "findings": [as_json(finding) for finding in found.findings],
        "remark": found.remark,
    }
