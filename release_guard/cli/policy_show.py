"""``policy show``: the layers in their order, what each asks for, and the value of every other key with its origin."""

import os
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from release_guard import __version__
from release_guard.cli.shared import NOT_JUDGED, as_json, json_text, put, reports, repository, said, table
from release_guard.evidence import policy_cache
from release_guard.git import config
from release_guard.judge import policy_words
from release_guard.model.policy import Cap, Requirement
from release_guard.reports.text import clean
from release_guard.wiring import machine, policy_layers, policy_origins
from release_guard.wiring.policy_layers import InForce, Stated
from release_guard.wiring.policy_origins import Rule, Said, Value


@click.command()
@click.option("--origins", is_flag=True, help="Say where each value comes from, and what it takes the place of.")
@reports
def show(origins: bool, form: str, output: str | None) -> None:
    """Show the layers in force and what they ask for.

    The machine's layers and the repository's at HEAD, outermost first. Layers are never merged: each is judged alone,
    and the narrowest answer wins.
    """
    with repository() as here:
        setting = machine.setting(config.read(here.git))
        found = policy_layers.in_force(here.git, here.top, setting)
    today = setting.moment.date()
    put(as_text(found, today, origins=origins) if form == "text" else json_text(_json(found, today)), output)
    broken = any(finding.code == "RG004" for finding in found.findings)
    click.get_current_context().exit(NOT_JUDGED if broken else 0)


def as_text(found: InForce, today: date, *, origins: bool) -> str:
    """Layers, people, caps, then the other keys; with *origins*, where each comes from."""
    parts = [_layers(found), _people(found, origins=origins), _caps(found, origins=origins)]
    head = ("key", "value", "stated in", "in place of") if origins else ()
    rows = [_line(value, origins=origins) for value in policy_origins.values(found, today)]
    parts.append("Together (the strictest value counts):\n" + _indented(table(rows, head)))
    parts.append(said(*found.findings))
    if found.remark:
        parts.append(f"release-guard: {found.remark}\n")
    return "\n".join(part for part in parts if part)


def _layers(found: InForce) -> str:
    rows = [
        (f"{number}.", _named(stated), f'"{stated.layer.policy.name}"', _standing(stated))
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
    head = ("from level", "to be", "for", "people", "")
    return "Who must have approved:\n" + _rules(policy_origins.requirements(found), head, origins=origins)


def _rules(rules: Sequence[Rule], head: tuple[str, ...], *, origins: bool) -> str:
    """Requirements or caps as a table; with *origins* the place of each, and the layers that ask for as much."""
    also = origins and any(rule.also for rule in rules)
    rows = [
        (
            *_requirement(rule.asked),
            *([_place(rule.path, rule.asked.line)] if origins else []),
            *([" and ".join(rule.also)] if also else []),
        )
        for rule in rules
    ]
    return _indented(table(rows, (*head, *(["stated in"] if origins else []), *(["as much in"] if also else []))))


def _requirement(asked: Requirement | Cap) -> tuple[str, ...]:
    if isinstance(asked, Cap):
        return (str(asked.level), ", ".join(sorted(asked.content)), asked.at_most.word)
    content = ", ".join(sorted(asked.content)) if asked.content is not None else "everything"
    slots = policy_words.slots(asked.people)
    return (str(asked.level), asked.start.word, content, slots, "signed" if asked.signed else "")


def _caps(found: InForce, *, origins: bool) -> str:
    rules = policy_origins.caps(found)
    return "Caps:\n" + _rules(rules, ("from level", "for", "never wider than"), origins=origins) if rules else ""


def _line(value: Value, *, origins: bool) -> tuple[str, ...]:
    shown = ", ".join(map(str, value.value)) or "nobody" if isinstance(value.value, list) else str(value.value)
    idle = f" (no effect: {value.remark})" if value.remark else ""
    if not origins:
        return (value.key, shown + idle)
    where = " and ".join(_place(one.path, one.line) for one in value.origins) or "default"
    return (value.key, shown + idle, where, "; ".join(map(_shadow, value.shadows)))


def _shadow(said_: Said) -> str:
    return f"{said_.value} in {_place(said_.path, said_.line)}"


def _place(path: str, line: int) -> str:
    """A place as people find it: of a copy the digest with which its layer's line above ends, else the file."""
    folder, name = os.path.split(path)
    shown = f"copy {name[:8]}" if folder == policy_cache.folder() else path
    return f"{shown}:{line}" if line else shown


def _named(stated: Stated) -> str:
    """The origin of a layer; of a copy with the digest by which the tables below call it."""
    folder, name = os.path.split(stated.layer.path)
    return f"{stated.layer.origin} (copy {name[:8]})" if folder == policy_cache.folder() else stated.layer.origin


def _indented(lines: str) -> str:
    return "".join(f"  {line}\n" for line in lines.splitlines())


def _json(found: InForce, today: date) -> dict[str, Any]:
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
        "requirements": [_rule(rule) for rule in policy_origins.requirements(found)],
        "caps": [_rule(rule) for rule in policy_origins.caps(found)],
        "values": [_of_value(value) for value in policy_origins.values(found, today)],
        "findings": [as_json(finding) for finding in found.findings],
        "remark": found.remark,
    }


def _rule(rule: Rule) -> dict[str, object]:
    asked = rule.asked
    where = {"path": rule.path, "line": asked.line, "also": list(rule.also)}
    if isinstance(asked, Cap):
        return {"level": asked.level, "content": sorted(asked.content), "at_most": asked.at_most.word, **where}
    return {
        "level": asked.level,
        "from": asked.start.word,
        "content": None if asked.content is None else sorted(asked.content),
        "people": [{"role": slot.role, "external": slot.external} for slot in asked.people],
        "signed": asked.signed,
        **where,
    }


def _of_value(value: Value) -> dict[str, object]:
    return {
        "key": value.key,
        "value": value.value,
        "origins": [{"path": one.path, "line": one.line} for one in value.origins],
        "shadows": [{"path": one.path, "line": one.line, "value": one.value} for one in value.shadows],
        "remark": value.remark,
    }
