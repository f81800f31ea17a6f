"""Reads ``release-considerations.toml``: bytes to the answers of one release, with all that is wrong in them.

Each problem carries the release level from which it counts: wrong and unknown keys and contradictions always, a
missing answer from the level at which its section is asked for (judge.md, level). What the level is, and what the
problems mean for a release, is the judge's to say.
"""

from collections.abc import Iterator

from release_guard.formats import shapes, toml_source
from release_guard.formats.canonical import section_digests
from release_guard.formats.completeness import incomplete
from release_guard.formats.contradictions import contradictions
from release_guard.formats.fields_check import CONSIDERATIONS as CODES
from release_guard.formats.fields_check import Place, bounded, check
from release_guard.formats.links import broken_links
from release_guard.formats.placeholders import is_placeholder
from release_guard.formats.shapes import Table
from release_guard.formats.values import shown
from release_guard.model.category import Category
from release_guard.model.considerations import (
    HAZARDS,
    Considerations,
    GoDecision,
    Mitigation,
    Parent,
    Stage,
    Threat,
    Timing,
    Unreadable,
    Withheld,
)
from release_guard.model.fields_considerations import CONSIDERATIONS, SCHEMA
from release_guard.model.finding import Problem

_FORMAL = frozenset({"RG102", "RG103", "RG104", "RG106", "RG108"})


def parse(data: bytes, path: str, *, origin: str = "", name: str = "") -> "Considerations | Unreadable":
    """Read one file; never raises.

    *origin* says in words where the bytes come from, *name* which of several releases this is. An answer that can't
    be read counts as the one that asks for most care: a hazard is "unknown", a severity "critical".
    """
    document = toml_source.read(data, path)
    if isinstance(document, Unreadable):
        return document
    place = Place(path, document.lines)
    strange = _strange_version(document.table, place)
    if strange is not None:
        return Unreadable((strange,), path)
    return _answers(document.table)._replace(
        name=name,
        path=path,
        origin=origin,
        digests=section_digests(document.table),
        problems=_in_order(bounded(_problems(document.table, place), place, CODES)),
        lines=document.lines,
    )


def is_formal(problem: Problem) -> bool:
    """Whether it fails at commit time already: syntax, unknown keys, wrong values, contradictions.

    The rest is completeness: printed at commit time, and failing in ``check``, ``lint --complete`` and the gate.
    """
    return problem.finding.code in _FORMAL


def _strange_version(table: Table, place: Place) -> "Problem | None":
    version = table.get("schema")
    if version == SCHEMA:
        return None
    if version is None:
        return place.problem("RG103", "schema", "schema is missing", f'write schema = "{SCHEMA}" as the first line')
    message = f"schema is {shown(version)}; this version reads {SCHEMA}"
    newer = str(version).startswith("release-considerations/")
    fix = (
        "update release-guard, or ask the authors for a file of this version" if newer else f'write schema = "{SCHEMA}"'
    )
    return place.problem("RG103", "schema", message, fix)


def _in_order(problems: "tuple[Problem, ...]") -> "tuple[Problem, ...]":
    return tuple(sorted(problems, key=lambda problem: problem.finding.line))


def _problems(table: Table, place: Place) -> "Iterator[Problem]":
    yield from check(table, CONSIDERATIONS, place, CODES)
    yield from broken_links(table, place)
    yield from contradictions(table, place)
    yield from incomplete(table, place)


def _answers(table: Table) -> Considerations:
    release, content = shapes.table(table, "release"), shapes.table(table, "content")
    distribution = shapes.table(table, "distribution")
    return Considerations(
        title=shapes.text(release, "title"),
        owner=shapes.text(release, "owner"),
        authors=shapes.texts(release, "authors"),
        contact=shapes.text(release, "contact"),
        summary=shapes.text(release, "summary"),
        targets=shapes.texts(release, "targets"),
        modalities=shapes.texts(release, "modalities"),
        synthetic_media=release.get("synthetic_media") is not False,
        level=shapes.number(release, "level"),
        paths=shapes.texts(release, "paths"),
        public_since=shapes.day(release, "public_since"),
        hazards=_hazards(shapes.table(table, "hazards")),
        threats=tuple(_threat(row) for row in shapes.tables(table, "threat")),
        mitigations=tuple(_mitigation(row) for row in shapes.tables(table, "mitigation")),
        parents=tuple(_parent(row) for row in shapes.tables(table, "derived_from")),
        released=shapes.categories(content, "release"),
        withheld=tuple(_withheld(content)),
        references=shapes.texts(content, "references"),
        timing=_timing(shapes.table(table, "timing")),
        tier=shapes.text(distribution, "tier"),
        licence=shapes.text(distribution, "licence"),
        decision=_decision(shapes.table(table, "decision")),
        private_digest=shapes.text(shapes.table(table, "private"), "digest"),
    )


def _one_of(row: Table, key: str, words: "tuple[str, ...]") -> str:
    """The word at *key*, or the last of *words* where it is none of them."""
    word = shapes.text(row, key)
    return word if word in words else words[-1]


def _hazards(table: Table) -> "dict[str, str]":
    """The hazards that are answered, if only in a word that nobody knows; the judge counts the others as unknown."""
    words = ("no", "yes", "unknown")
    said = {name: shapes.text(shapes.table(table, name), "present") for name in HAZARDS}
    return {
        name: word if word in words else words[-1] for name, word in said.items() if word and not is_placeholder(word)
    }


def _threat(row: Table) -> Threat:
    return Threat(
        shapes.text(row, "id"),
        shapes.text(row, "hazard"),
        _one_of(row, "severity", ("low", "moderate", "high", "critical")),
        _one_of(row, "likelihood", ("low", "moderate", "high")),
    )


def _mitigation(row: Table) -> Mitigation:
    status = shapes.text(row, "status")
    return Mitigation(shapes.text(row, "id"), shapes.text(row, "kind"), status, shapes.texts(row, "threats"))


def _parent(row: Table) -> Parent:
    repo, rev, relation = (shapes.text(row, key) for key in ("repo", "rev", "relation"))
    record = (shapes.text(row, key) for key in ("record", "record_sha256", "record_rev", "record_path"))
    return Parent(repo, rev, relation, shapes.texts(row, "claims"), *record)


def _withheld(content: Table) -> "Iterator[Withheld]":
    for row in shapes.tables(content, "withhold"):
        category = shapes.text(row, "category")
        if category in shapes.CATEGORIES:
            yield Withheld(Category(category), shapes.text(row, "reason"))


def _timing(table: Table) -> Timing:
    return Timing(
        mode=shapes.text(table, "mode"),
        not_before=shapes.time(table, "not_before"),
        embargo_start=shapes.time(table, "embargo_start") or shapes.day(table, "embargo_start"),
        triggers=shapes.texts(table, "early_release_triggers"),
        event=shapes.text(table, "event"),
        event_confirmer=shapes.texts(table, "event_confirmer"),
        interval_days=shapes.number(table, "interval_days"),
        review_by=shapes.day(table, "review_by"),
        stages=tuple(_stage(row) for row in shapes.tables(table, "stage")),
    )


def _stage(row: Table) -> Stage:
    return Stage(
        id=shapes.text(row, "id"),
        content=shapes.categories(row, "content"),
        tier=shapes.text(row, "tier"),
        paths=shapes.texts(row, "paths"),
        references=shapes.texts(row, "references"),
        targets=shapes.texts(row, "targets"),
        not_before=shapes.time(row, "not_before"),
        after=shapes.text(row, "after"),
        min_observation_days=shapes.number(row, "min_observation_days"),
        event=shapes.text(row, "event"),
        event_confirmer=shapes.texts(row, "event_confirmer"),
    )


def _decision(table: Table) -> GoDecision:
    outcome = shapes.text(table, "outcome")
    outcome = outcome if outcome in ("go", "no-go") else ""
    return GoDecision(outcome, shapes.text(table, "accountable"), shapes.text(table, "rationale"))
