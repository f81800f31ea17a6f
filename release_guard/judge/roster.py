"""The reviewers whom the trust base knows: their roles, whether they come from outside, and their keys.

Where several trusted layers hold a roster, a person must stand in each of them. An inner layer can't answer for an
outer one: whether somebody is external, and which key is theirs, is asked of rosters no further in than the layer
whose requirement is judged. So adding a layer never makes a requirement easier to meet.
"""

from collections.abc import Mapping
from typing import NamedTuple

from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Reviewer
from release_guard.model.record import Record, Signature


class Roster(NamedTuple):
    """The trusted rosters with the place of their layer in the order; none at all means that anyone may review."""

    lists: tuple[tuple[int, Mapping[str, Reviewer]], ...]

    @classmethod
    def of(cls, layers: tuple[Layer, ...]) -> "Roster":
        """Collect the rosters of the trusted *layers*."""
        return cls(
            tuple(
                (i, {canonical_id(reviewer.id): reviewer for reviewer in layer.policy.reviewers})
                for i, layer in enumerate(layers)
                if layer.trusted and layer.policy.reviewers
            )
        )

    def knows(self, person: str) -> bool:
        """Whether *person* (a canonical id) stands in every roster; true where there is none."""
        return all(person in people for _, people in self.lists)

    def gives(self, person: str, role: str) -> bool:
        """Whether every roster gives *person* the *role*; true where there is none."""
        return all(person in people and role in people[person].roles for _, people in self.lists)

    def external(self, person: str, place: int) -> bool:
        """Whether *person* comes from outside, by the rosters no further in than *place*; only a roster can say so."""
        seen = [people.get(person) for i, people in self.lists if i <= place]
        return bool(seen) and all(entry is not None and entry.external for entry in seen)

    def authentic(self, record: Record, place: int) -> bool:
        """Whether *record* carries a signature by a key that its person had on its day."""
        if not isinstance(record.signature, Signature):
            return False
        person = canonical_id(record.by)
        seen = [people.get(person) for i, people in self.lists if i <= place]
        return bool(seen) and all(entry is not None and _had_key(entry, record) for entry in seen)


def _had_key(reviewer: Reviewer, record: Record) -> bool:
    assert isinstance(record.signature, Signature)
    signed_by = record.signature.key.split()[:2]
    return any(
        key.key.split()[:2] == signed_by
        and (key.since is None or key.since <= record.date)
        and (key.until is None or record.date <= key.until)
        and (key.revoked is None or record.date < key.revoked)
        for key in reviewer.keys
    )
