"""Names inside one considerations file that must lead somewhere: threats, stages, confirmers; ids used once."""

from collections.abc import Iterable, Iterator, Mapping

from release_guard.formats import shapes
from release_guard.formats.fields_check import Place, closest
from release_guard.formats.placeholders import is_placeholder
from release_guard.formats.shapes import Table
from release_guard.formats.values import plain, shown
from release_guard.model.finding import Problem

#: So many known names are listed in a fix.
_LISTED = 10


def broken_links(table: Table, place: Place) -> "Iterator[Problem]":
    """Every name that leads nowhere, and every id that two tables share."""
    for key in ("threat", "mitigation"):
        yield from _repeated(shapes.tables(table, key), key, place)
    yield from _threats_of_mitigations(table, place)
    yield from _stages(table, place)
    yield from _confirmers(table, place)


def _repeated(rows: "list[Table]", key: str, place: Place) -> "Iterator[Problem]":
    seen: set[str] = set()
    for index, row in enumerate(rows):
        name = shapes.text(row, "id")
        if name and name in seen:
            path = f"{key}.{index}.id"
            yield place.problem("RG106", path, f"{path} is {shown(name)} a second time", "give it an id of its own")
        seen.add(name)


def _threats_of_mitigations(table: Table, place: Place) -> "Iterator[Problem]":
    ids = dict.fromkeys(shapes.text(row, "id") for row in shapes.tables(table, "threat"))
    for index, row in enumerate(shapes.tables(table, "mitigation")):
        names = shapes.texts(row, "threats")
        for number, name in enumerate(names):
            if name not in ids and not is_placeholder(name):
                yield _nowhere(f"mitigation.{index}.threats.{number}", name, "threat", ids, place)
        if not names and ids and row.get("threats") == []:
            path = f"mitigation.{index}.threats"
            fix = f"write threats = [{shown(next(iter(ids)))}], or whichever it works against"
            yield place.problem("RG105", path, f"{path} is empty: the threats it works against", fix, 2)


def _nowhere(path: str, name: str, what: str, ids: "Iterable[str]", place: Place) -> Problem:
    known = tuple(ids)
    near = closest(name, known)
    listed = ", ".join(map(plain, known[:_LISTED])) + (", ..." if len(known) > _LISTED else "")
    fix = f"write {shown(near)}" if near else f"write one of: {listed}" if known else f"add a {what} with that id"
    return place.problem("RG106", path, f"{path} is {shown(name)}, but no {what} of this file has that id", fix)


def _stages(table: Table, place: Place) -> "Iterator[Problem]":
    rows = shapes.tables(shapes.table(table, "timing"), "stage")
    yield from _repeated(rows, "timing.stage", place)
    after = {shapes.text(row, "id"): shapes.text(row, "after") for row in rows}
    endless = _circles(after)
    for index, row in enumerate(rows):
        path, name = f"timing.stage.{index}.after", shapes.text(row, "after")
        if name and name not in after and not is_placeholder(name):
            yield _nowhere(path, name, "stage", after, place)
        elif shapes.text(row, "id") in endless:
            message = f"{path} is {shown(name)}, which itself waits for this stage: neither would ever open"
            yield place.problem("RG106", path, message, "name a stage that opens earlier")
        if shapes.number(row, "min_observation_days") and not name:
            path = f"timing.stage.{index}.min_observation_days"
            message = f"{path} counts from the stage before it, and no stage is named"
            yield place.problem("RG106", path, message, f'add after = "<id>" to stage {shown(shapes.text(row, "id"))}')


def _circles(after: "Mapping[str, str]") -> "set[str]":
    """The stages that wait for themselves, directly or through others."""
    circles: set[str] = set()
    done: set[str] = set()
    for start in after:
        way: dict[str, None] = {}
        name = start
        while name and name not in done and name not in way:
            way[name] = None
            name = after.get(name, "")
        if name in way:
            circles.update(list(way)[list(way).index(name) :])
        done.update(way)
    return circles


def _confirmers(table: Table, place: Place) -> "Iterator[Problem]":
    release, timing = shapes.table(table, "release"), shapes.table(table, "timing")
    makers = {name.lower() for name in (shapes.text(release, "owner"), *shapes.texts(release, "authors"))}
    rows = [("timing", timing)]
    rows += [(f"timing.stage.{index}", row) for index, row in enumerate(shapes.tables(timing, "stage"))]
    for prefix, row in rows:
        names = shapes.texts(row, "event_confirmer")
        path = f"{prefix}.event_confirmer"
        if names and all(name.lower() in makers for name in names):
            message = f"{path} names only owner or authors, whose confirmation never counts"
            yield place.problem("RG106", path, message, "name somebody who didn't make the release")
        if shapes.text(row, "event") and "event_confirmer" not in row and prefix != "timing":
            message = f"{path} is missing: who may confirm {shown(shapes.text(row, 'event'))}"
            fix = f'add event_confirmer = ["abara@uni.example"] to stage {shown(shapes.text(row, "id"))}'
            yield place.problem("RG105", path, message, fix)
