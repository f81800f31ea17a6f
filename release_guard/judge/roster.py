"""The reviewers whom the trust base knows: their roles, whether they come from outside, and their keys.

Where several trusted layers hold a roster, a person must stand in each of them, and counts for what all of them say.
"""

from collections.abc import Mapping
from datetime import date

from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id
from release_guard.model.policy import Key, Layer, Reviewer
from release_guard.model.record import BadSignature, Record, Signature


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

    def owner_of_key(self, record: Record) -> str:
        """Whose key signed *record*, where a roster gives it to others than its person; "" otherwise."""
        if not isinstance(record.signature, Signature):
            return ""
        person, key = canonical_id(record.by), _bare(record.signature.key)
        for people in self.lists:
            owners = [each.id for each in people.values() if any(_bare(one.key) == key for one in each.keys)]
            if owners and all(canonical_id(owner) != person for owner in owners):
                return owners[0]
        return ""

    def authentic(self, record: Record, today: date) -> bool:
        """Whether *record* is signed with a key that every roster gave its person on its day; false without any."""
        return not self.doubt(record, today)

    def doubt(self, record: Record, today: date) -> str:
        """Why *record* isn't proven to be its person's word, in words that go on after "it"; "" where it is proven.

        A record that no destination has yet is as old as it says of itself alone: once its key is revoked, whoever
        took the key could have dated it back, so such a record counts only where it stood before.
        """
        if record.signature is None:
            return "isn't signed"
        if isinstance(record.signature, BadSignature):
            return f"has a signature that doesn't hold: {record.signature.reason}"
        if not self.lists:
            return "is signed by a key that no policy knows"
        person, key = canonical_id(record.by), _bare(record.signature.key)
        doubts = (_doubt(people, person, key, record, today) for people in self.lists)
        return next((doubt for doubt in doubts if doubt), "")


def _doubt(people: Mapping[str, Reviewer], person: str, key: tuple[str, ...], record: Record, today: date) -> str:
    listed = people[person].keys if person in people else ()
    same = [one for one in listed if _bare(one.key) == key]
    if not same:
        return f"is signed by a key that the policy doesn't know as {record.by}'s"
    found = [_out_of_time(one, record, today) for one in same]
    return "" if "" in found else found[-1]


def _out_of_time(key: Key, record: Record, today: date) -> str:
    """Why *key* doesn't speak for a record of that day; "" where it does."""
    if key.since is not None and record.date < key.since:
        return f"is dated {record.date}, and its key counts from {key.since} on"
    if key.until is not None and record.date > key.until:
        return f"is dated {record.date}, and its key ended on {key.until}"
    if key.revoked is None:
        return ""
    if record.date >= key.revoked:
        return f"is dated {record.date}, and its key was revoked on {key.revoked}"
    if today >= key.revoked and not record.at_destination:
        return f"is signed by a key that was revoked on {key.revoked}, and only its own date says that it is older"
    return ""


def _bare(key: str) -> tuple[str, ...]:
    """Type and base64 of a public key, without its comment."""
    return tuple(key.split()[:2])
