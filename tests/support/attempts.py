"""Reads tables of attempts with their one right verdict (the shape of tests/conformance/attempts.toml)."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli

from release_guard.formats import considerations, presets
from release_guard.formats import policy as policies
from release_guard.model.attempt import Attempt, Facts, Item
from release_guard.model.category import BOUND_BY_BYTES, Category
from release_guard.model.considerations import Absent, Considerations, Unreadable
from release_guard.model.destination import parse
from release_guard.model.policy import Layer, Policy
from release_guard.model.record import Bound, Condition, Record, Scope
from release_guard.model.visibility import Visibility

Table = dict[str, Any]


def load(path: Path) -> list[Table]:
    """The attempts of one file."""
    return list(tomli.loads(path.read_text("utf-8"))["attempt"])


def facts_of(table: Table, folder: Path) -> Facts:
    """The facts that one table describes; files it names are sought in *folder*."""
    file = _considerations(table, folder)
    moment: datetime = table["now"]
    return Facts(
        attempt=_attempt(table),
        considerations=file,
        moment=moment,
        built_in=presets.policy("team"),
        records=tuple(_record(n, one, table, file, moment) for n, one in enumerate(table.get("record", []))),
        layers=_layers(table, folder),
        host_moment=table.get("host_now"),
        opted_in=table.get("opted_in", True),
    )


def read_policy(data: bytes, path: str) -> Policy:
    """A policy that must be sound."""
    found = policies.parse(data, path)
    assert isinstance(found, Policy), found
    return found


def _considerations(table: Table, folder: Path) -> Considerations | Absent | Unreadable:
    if "considerations" not in table:
        return Absent("the pushed commit", uncommitted=table.get("uncommitted", False))
    text = (folder / "considerations" / table["considerations"]).read_text("utf-8")
    for old, new in table.get("edit", []):
        assert old in text, f"{old!r} isn't in {table['considerations']}"
        text = text.replace(old, new)
    return considerations.parse(text.encode(), "release-considerations.toml", origin="the pushed commit")


def _layers(table: Table, folder: Path) -> tuple[Layer, ...]:
    named = table.get("policy")
    names = [named] if isinstance(named, str) else list(named or [])
    layers = []
    for name in names:
        data = (folder / "policies" / name).read_bytes() if name.endswith(".toml") else name.encode()
        origin = name if name.endswith(".toml") else "a policy"
        layers.append(Layer(origin, read_policy(data, "release-policy.toml"), path="release-policy.toml"))
    if "pushed_policy" in table:
        policy = read_policy(table["pushed_policy"].encode(), "release-policy.toml")
        layers.append(Layer("the pushed policy", policy, trusted=False, path="release-policy.toml"))
    return tuple(layers)


def _attempt(table: Table) -> Attempt:
    old = {sha(name) for name in table.get("already_sha256", [])}
    items = [_item(one, old, removed=False) for one in table.get("content", [])]
    items += [_item(one, old, removed=True) for one in table.get("history", [])]
    return Attempt(
        destination=parse(table["destination"]),
        wanted=Visibility.parse(table["wanted"]),
        items=tuple(items),
        now=Visibility.parse(table["exists"]) if "exists" in table else None,
        present=frozenset(map(Category, table.get("already", []))),
        public_elsewhere=frozenset(map(Category, table.get("elsewhere", []))),
        capabilities=frozenset(table.get("capabilities", [])),
        digest="sha256:" + hashlib.sha256(repr(sorted(items)).encode()).hexdigest(),
        committers=tuple(table.get("committers", [])),
        gate_opens=table.get("gate_opens", False),
    )


def _item(one: Table, old: set[str], *, removed: bool) -> Item:
    digest = sha(one["sha256"]) if "sha256" in one else ""
    extra = {key: one[key] for key in ("size", "companion", "unclassified", "undeclared") if key in one}
    return Item(
        path=one["path"],
        category=Category(one["category"]),
        sha256=digest,
        reference="://" in one["path"] or one["path"].startswith("hf:"),
        removed=one.get("removed", removed),
        already=digest in old,
        **extra,
    )


def _record(
    number: int, one: Table, table: Table, file: Considerations | Absent | Unreadable, moment: datetime
) -> Record:
    who = one["by"].partition("@")[0].partition("+")[0]
    name = one.get("file") or (f"{who}.toml" if one["kind"] == "review" else f"{number}-{who}-{one['kind']}.toml")
    confirms = one.get("confirms", "")
    if confirms.startswith("condition:") and ".toml#" not in confirms:
        confirms = confirms.replace("#", ".toml#", 1)
    at = one.get("at", "tip")
    return Record(
        kind=one["kind"],
        file=name,
        path=f"release-records/{name}",
        by=one["by"],
        recorded_by=one["recorded_by"] if "recorded_by" in one else one["by"],
        date=one.get("date", moment.date()),
        expires=one.get("expires"),
        role=one.get("role", ""),
        decision=one.get("decision", ""),
        rationale=one.get("rationale", ""),
        supersedes=one.get("supersedes", ""),
        scope=_scope(one),
        conditions=_conditions(one),
        bound=_bound(one, table, file),
        confirms=confirms,
        stage=one.get("stage", ""),
        destination=one["destination"] if "destination" in one else table["destination"],
        reason=one.get("reason", ""),
        until=one.get("until"),
        attempt=_attempt(table).digest if one["kind"] == "override" else "",
        withdraws=one.get("withdraws", ""),
        at_tip=at != "destination",
        at_destination=at in ("destination", "both"),
    )


def _scope(one: Table) -> Scope:
    content = frozenset(map(Category, one.get("content", [])))
    targets = tuple(one.get("targets", ["**"]))
    return Scope(content, Visibility.parse(one.get("visibility", "private")), targets, one.get("release", ""))


def _conditions(one: Table) -> tuple[Condition, ...]:
    stated = one.get("condition", [])
    return tuple(
        Condition(
            each["id"],
            each["text"] if "text" in each else each["id"],
            frozenset(map(Category, each["content"])),
            tuple(each.get("confirmer", [])),
        )
        for each in ([stated] if isinstance(stated, dict) else stated)
    )


def _bound(one: Table, table: Table, file: Considerations | Absent | Unreadable) -> Bound:
    """Bound to the present answers and capabilities, and to the artifacts it names."""
    known = {sha(item["sha256"]): Category(item["category"]) for item in _all_items(table) if "sha256" in item}
    artifacts = {sha(name): known.get(sha(name), Category.TRAINED_MODEL) for name in one.get("artifacts", [])}
    if not isinstance(file, Considerations):
        return Bound(artifacts=artifacts)
    sections = dict(file.digests)
    sections.update(dict.fromkeys(one.get("stale", []), "sha256:another"))
    return Bound(
        sections=sections,
        artifacts={digest: category for digest, category in artifacts.items() if category in BOUND_BY_BYTES},
        capabilities=frozenset(one["capabilities"] if "capabilities" in one else table.get("capabilities", [])),
        references=frozenset(sha(name) for name in one.get("artifacts", [])),
        mitigation={m.id: m.status for m in file.mitigations} | one.get("mitigation", {}),
    )


def _all_items(table: Table) -> list[Table]:
    return [*table.get("content", []), *table.get("history", [])]


def sha(name: str) -> str:
    """The digest that a short name stands for."""
    return hashlib.sha256(name.encode()).hexdigest()


__all__ = ["date", "facts_of", "load", "read_policy", "sha"]
