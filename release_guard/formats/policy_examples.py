"""An example of a table of policy tests as the judge's facts: what would be published, the answers, the records.

Nothing is read from disk here: the files that an example names are handed in, and so are the policies.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator

from release_guard.formats import considerations as answers
from release_guard.formats import presets, shapes
from release_guard.formats.policy_tests import Example
from release_guard.formats.shapes import Table
from release_guard.model.attempt import Attempt, Facts, Item
from release_guard.model.category import BOUND_BY_BYTES, Category
from release_guard.model.considerations import (
    BOUND_SECTIONS,
    HAZARDS,
    Absent,
    Considerations,
    GoDecision,
    Threat,
    Unreadable,
)
from release_guard.model.destination import Destination, parse
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer
from release_guard.model.record import Bound, Condition, Record, Scope, Signature
from release_guard.model.visibility import Visibility

#: Who owns and made the release of an example without answers of its own.
OWNER = "owner@release.example"
_SEVERITY = {2: "moderate", 3: "high", 4: "critical"}
_NO_KEY = "ssh-ed25519 AAAA-nobody-listed-this-key"

#: Gives the bytes of a file that an example names.
Read = Callable[[str], bytes]


def facts(example: Example, layers: tuple[Layer, ...], read: Read) -> Facts:
    """The facts of *example* under *layers*; *read* may raise what it likes, which is handed on."""
    row = example.table
    file = _answers(row, read)
    attempt = _attempt(row)
    built = _Records(row, file, attempt, example.moment, layers)
    return Facts(
        attempt,
        file,
        example.moment,
        presets.policy("team"),
        tuple(built.all()),
        layers,
        opted_in=row.get("opted_in") is not False,
    )


def _answers(row: Table, read: Read) -> "Considerations | Absent | Unreadable":
    name = shapes.text(row, "considerations")
    if name:
        return answers.parse(read(name), name, origin=f"the example's {name}")
    level = shapes.number(row, "level")
    return of_level(level, parse(shapes.text(row, "destination"))) if level else Absent("the example")


def of_level(level: int, place: Destination) -> Considerations:
    """Complete answers of a release of this *level* that goes to *place*, with everything released to everybody."""
    hazard = {"product": "yes"} if level > 1 else {}
    return Considerations(
        title=f"A release of level {level}",
        owner=OWNER,
        authors=(OWNER,),
        contact=OWNER,
        targets=(str(place),),
        hazards={**dict.fromkeys(HAZARDS, "no"), **hazard},
        threats=(Threat("T1", "product", _SEVERITY[level], "moderate"),) if level > 1 else (),
        released=frozenset(Category),
        tier="public",
        decision=GoDecision("go", OWNER, "An example."),
        digests=dict.fromkeys(BOUND_SECTIONS, "sha256:of-the-example"),
    )


def _attempt(row: Table) -> Attempt:
    old = frozenset(map(digest_of, shapes.texts(row, "already_sha256")))
    items = [_item(one, old, removed=False) for one in shapes.tables(row, "content")]
    items += [_item(one, old, removed=True) for one in shapes.tables(row, "history")]
    exists = shapes.text(row, "exists")
    return Attempt(
        parse(shapes.text(row, "destination")),
        Visibility.parse(shapes.text(row, "wanted")),
        tuple(items),
        now=Visibility.parse(exists) if exists else None,
        present=shapes.categories(row, "already"),
        public_elsewhere=shapes.categories(row, "elsewhere"),
        capabilities=frozenset(shapes.texts(row, "capabilities")),
        digest=f"sha256:{digest_of(repr(sorted(items)))}",
        committers=shapes.texts(row, "committers"),
    )


def _item(one: Table, old: frozenset[str], *, removed: bool) -> Item:
    path, name = shapes.text(one, "path"), shapes.text(one, "sha256")
    digest = digest_of(name) if name else ""
    return Item(
        path,
        Category(shapes.text(one, "category")),
        digest,
        shapes.number(one, "size"),
        reference="://" in path or path.startswith("hf:"),
        companion=one.get("companion") is True,
        unclassified=one.get("unclassified") is True,
        undeclared=one.get("undeclared") is True,
        removed=removed,
        already=digest in old,
    )


def digest_of(name: str) -> str:
    """The sha256 that *name* is, or else stands for."""
    return name if re.fullmatch(r"[0-9a-f]{64}", name) else hashlib.sha256(name.encode()).hexdigest()


class _Records:
    """Makes the records of one example: bound to its answers as they are, unless the table says otherwise."""

    def __init__(
        self,
        row: Table,
        file: "Considerations | Absent | Unreadable",
        attempt: Attempt,
        moment: dt.datetime,
        layers: tuple[Layer, ...],
    ) -> None:
        self._rows = shapes.tables(row, "record")
        self._file = file
        self._attempt = attempt
        self._today = moment.date()
        self._layers = layers

    def all(self) -> Iterator[Record]:
        return (self._record(number, one) for number, one in enumerate(self._rows))

    def _record(self, number: int, one: Table) -> Record:
        kind, by, at = shapes.text(one, "kind"), shapes.text(one, "by"), shapes.text(one, "at") or "tip"
        name = shapes.text(one, "file") or _file_name(number, kind, by)
        return Record(
            kind,
            name,
            by,
            shapes.day(one, "date") or self._today,
            role=shapes.text(one, "role"),
            recorded_by=shapes.text(one, "recorded_by") or by,
            expires=shapes.day(one, "expires"),
            decision=shapes.text(one, "decision"),
            rationale=shapes.text(one, "rationale"),
            supersedes=shapes.text(one, "supersedes"),
            scope=_scope(one),
            conditions=_conditions(shapes.table(one, "condition")),
            bound=self._bound(one),
            confirms=_subject(shapes.text(one, "confirms")),
            stage=shapes.text(one, "stage"),
            destination=str(self._attempt.destination),
            visibility=Visibility.parse(shapes.text(one, "visibility") or "private"),
            reason=shapes.text(one, "reason"),
            until=shapes.time(one, "until"),
            attempt=self._attempt.digest if kind == "override" else "",
            withdraws=shapes.text(one, "withdraws"),
            signature=Signature(self._key(by)) if one.get("signed") is True else None,
            at_tip=at != "destination",
            at_destination=at != "tip",
            path=f"release-records/{name}",
        )

    def _key(self, person: str) -> str:
        """The first key that the policies' lists give *person*; else one that they don't know."""
        listed = (one for layer in self._layers for one in layer.policy.reviewers)
        keys = (key.key for one in listed if canonical_id(one.id) == canonical_id(person) for key in one.keys)
        return next(keys, _NO_KEY)

    def _bound(self, one: Table) -> Bound:
        seen = tuple(map(digest_of, shapes.texts(one, "artifacts")))
        known = {item.sha256: item.category for item in self._attempt.items if item.sha256}
        artifacts = {digest: known.get(digest, Category.TRAINED_MODEL) for digest in seen}
        could = frozenset(shapes.texts(one, "capabilities")) if "capabilities" in one else self._attempt.capabilities
        if not isinstance(self._file, Considerations):
            return Bound(artifacts=artifacts, capabilities=could)
        sections = {**self._file.digests, **dict.fromkeys(shapes.texts(one, "stale"), "sha256:another")}
        return Bound(
            sections,
            {digest: category for digest, category in artifacts.items() if category in BOUND_BY_BYTES},
            could,
            frozenset(seen),
            {mitigation.id: mitigation.status for mitigation in self._file.mitigations},
        )


def _file_name(number: int, kind: str, by: str) -> str:
    who = by.partition("@")[0].partition("+")[0]
    return f"{who}.toml" if kind == "review" else f"{number}-{who}-{kind}.toml"


def _subject(confirms: str) -> str:
    """ "condition:abara#detector" names the file abara.toml."""
    if confirms.startswith("condition:") and ".toml#" not in confirms:
        return confirms.replace("#", ".toml#", 1)
    return confirms


def _scope(one: Table) -> Scope:
    visibility = Visibility.parse(shapes.text(one, "visibility") or "private")
    return Scope(shapes.categories(one, "content"), visibility, shapes.texts(one, "targets") or ("**",))


def _conditions(row: Table) -> tuple[Condition, ...]:
    if not row:
        return ()
    name = shapes.text(row, "id")
    text = shapes.text(row, "text") or name
    return (Condition(name, text, shapes.categories(row, "content"), shapes.texts(row, "confirmer")),)
