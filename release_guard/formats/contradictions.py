"""Answers of one file that exclude each other (formats.md). Each is reported where one of the two can be changed.

The contradiction with what is found in the code (a capability of misuse) is the judge's to see.
"""

from collections.abc import Iterator

from release_guard.formats import shapes
from release_guard.formats.fields_check import Place
from release_guard.formats.shapes import Table
from release_guard.formats.values import plain, shown
from release_guard.model.considerations import HAZARDS
from release_guard.model.finding import Problem
from release_guard.model.visibility import TIERS, Visibility

_NO_RESTRICTIONS = """
0bsd afl-3.0 apache apache-2 apache-2.0 artistic-2.0 blueoak-1.0.0 bsd bsd-2-clause bsd-3-clause bsl-1.0 cc-by cc-by-4.0
cc0 cc0-1.0 cdla-permissive-1.0 cdla-permissive-2.0 isc mit mit-0 ms-pl ncsa odc-by pddl postgresql python-2.0 unlicense
wtfpl zlib
"""

#: Licences that let everybody do everything: they can't carry restrictions of use.
PERMISSIVE = frozenset(_NO_RESTRICTIONS.split())


def contradictions(table: Table, place: Place) -> "Iterator[Problem]":
    """Every pair of answers that can't both be meant."""
    yield from _threat_without_hazard(table, place)
    yield from _revocable_in_public(table, place)
    yield from _control_over_copies(table, place)
    yield from _licence_without_restrictions(table, place)
    yield from _released_and_withheld(table, place)
    yield from _benefit_from_withheld(table, place)


def _threat_without_hazard(table: Table, place: Place) -> "Iterator[Problem]":
    hazards = shapes.table(table, "hazards")
    for index, threat in enumerate(shapes.tables(table, "threat")):
        hazard, severity = shapes.text(threat, "hazard"), shapes.text(threat, "severity")
        denied = hazard in HAZARDS and shapes.text(shapes.table(hazards, hazard), "present") == "no"
        if denied and severity in ("moderate", "high", "critical"):
            message = (
                f'{_named("threat", threat)} of {severity} severity is a {hazard} hazard, yet hazards.{hazard} is "no"'
            )
            fix = f'set hazards.{hazard}.present = "yes", or correct the threat'
            yield place.problem("RG108", f"threat.{index}.severity", message, fix)


def _named(what: str, row: Table) -> str:
    return f"{what} {plain(shapes.text(row, 'id'))}".strip()


def _weight_tiers(table: Table) -> "set[str]":
    """The tiers at which weights are released; empty where they aren't."""
    content, timing = shapes.table(table, "content"), shapes.table(table, "timing")
    if "trained-model" not in shapes.texts(content, "release") or "trained-model" in _withheld(content):
        return set()
    stages = shapes.tables(timing, "stage") if shapes.text(timing, "mode") == "staged" else []
    staged = {shapes.text(stage, "tier") for stage in stages if "trained-model" in shapes.texts(stage, "content")}
    return staged or {shapes.text(shapes.table(table, "distribution"), "tier")}


def _withheld(content: Table) -> "list[str]":
    return [shapes.text(row, "category") for row in shapes.tables(content, "withhold")]


def _revocable_in_public(table: Table, place: Place) -> "Iterator[Problem]":
    access = shapes.table(shapes.table(table, "access_ratchet"), "sustained_access")
    if shapes.text(access, "revocability") == "revocable" and "public" in _weight_tiers(table):
        key = "access_ratchet.sustained_access.revocability"
        message = f'{key} is "revocable", yet weights are released to everybody: copies can\'t be called back'
        yield place.problem("RG108", key, message, 'write "irrevocable", or a tier narrower than public')


def _control_over_copies(table: Table, place: Place) -> "Iterator[Problem]":
    if all(TIERS.get(tier, Visibility.PRIVATE) is Visibility.PRIVATE for tier in _weight_tiers(table)):
        return
    for index, row in enumerate(shapes.tables(table, "mitigation")):
        kind, status = shapes.text(row, "kind"), shapes.text(row, "status")
        if kind in ("usage_logs", "usage_constraints") and status in ("planned", "in_place"):
            message = f"{_named('mitigation', row)} relies on {kind}, which ends where weights can be downloaded"
            fix = 'withhold "trained-model" and offer a service, or set status = "not_applicable"'
            yield place.problem("RG108", f"mitigation.{index}.kind", message, fix)


def _licence_without_restrictions(table: Table, place: Place) -> "Iterator[Problem]":
    licence = shapes.text(shapes.table(table, "distribution"), "licence")
    if licence.lower().removesuffix(" license").removesuffix(" licence").replace(" ", "-") not in PERMISSIVE:
        return
    for index, row in enumerate(shapes.tables(table, "mitigation")):
        if shapes.text(row, "kind") == "use_restrictions" and shapes.text(row, "status") == "in_place":
            message = f"{_named('mitigation', row)} says that uses are restricted, yet {licence} restricts none"
            fix = 'choose a licence with restrictions of use (such as "openrail"), or set status = "not_applicable"'
            yield place.problem("RG108", f"mitigation.{index}.status", message, fix)


def _released_and_withheld(table: Table, place: Place) -> "Iterator[Problem]":
    content = shapes.table(table, "content")
    released = shapes.texts(content, "release")
    for index, category in enumerate(_withheld(content)):
        if category in released:
            message = f"{shown(category)} is both released and withheld"
            fix = "keep it in content.release or in content.withhold, not in both"
            yield place.problem("RG108", f"content.withhold.{index}.category", message, fix)


def _benefit_from_withheld(table: Table, place: Place) -> "Iterator[Problem]":
    withheld = _withheld(shapes.table(table, "content"))
    for index, row in enumerate(shapes.tables(table, "benefit")):
        for number, category in enumerate(shapes.texts(row, "needs")):
            if category in withheld:
                message = f"benefit {shown(shapes.text(row, 'what'))} needs {category}, which is withheld"
                fix = f"release {category}, or take it out of the benefit's needs"
                yield place.problem("RG108", f"benefit.{index}.needs.{number}", message, fix)
