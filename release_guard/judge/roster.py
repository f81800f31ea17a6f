"""The reviewers whom the trust base knows: their roles, whether they come from outside, and their keys.

Where several trusted layers hold a roster, a person must stand in each of them, and counts for what all of them say.
"""

from collections.abc import Mapping

from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Reviewer
from release_guard.model.record import Record, Signature


class Roster(NamedTuple):
    """The trusted rosters, person by canonical id; none at all means that anyone may review."""

    lists: tuple[Mapping[str, Reviewer], ...]

    @classmethod
    def of(cls, layers: tuple[Layer, ...]) -> "Roster":
        """Collect the rosters of the trusted *layers*."""
        trusted = (layer.policy.reviewers for layer in layers if layer.trusted and layer.policy.reviewers)
        return cls(tuple({canonical_id(reviewer.id): reviewer for reviewer in reviewers} for reviewers in trusted))

    def knows(self, person: str) -> bool:
        """Whether *person* (a canonical id) stands in every roster; true where there is none."""
        return all(person in people for people in self.lists)

    def gives(self, person: str, role: str) -> bool:
        """Whether every roster gives *person* the *role*; true where there is none."""
        return all(person in people and role in people[person].roles for people in self.lists)

    def external(self, person: str) -> bool:
        """Whether *person* comes from outside; only a roster can say so."""
        return bool(self.lists) and all(person in people and people[person].external for people in self.lists)

    def authentic(self, record: Record) -> bool:
        """Whether *record* is signed with a key that every roster gave its person on its day; false without any."""
        if not isinstance(record.signature, Signature):
            return False
        person, key = canonical_id(record.by), _bare(record.signature.key)
        return bool(self.lists) and all(person in people and _had(people[person], key, record) for people in self.lists)


def _had(reviewer: Reviewer, bare: tuple[str, ...], record: Record) -> bool:
    return any(
        _bare(key.key) == bare
        and (key.since is None or key.since <= record.date)
        and (key.until is None or record.date <= key.until)
        and (key.revoked is None or record.date < key.revoked)
        for key in reviewer.keys
    )


def _bare(key: str) -> tuple[str, ...]:
    """Type and base64 of a public key, without its comment."""
    return tuple(key.split()[:2])
