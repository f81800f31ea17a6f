"""Whose answers speak for a place on the Hub, among those that an upload, a project and the Hub itself have."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from release_guard.formats import considerations as answers
from release_guard.model.considerations import Considerations, Unreadable
from release_guard.model.destination import Destination
from release_guard.ports import Bytes, Evidence

_POLICY, _ANSWERS, _RECORDS = "release-policy.toml", "release-considerations", "release-records"
NOBODY = Evidence("nothing")


def our_files(found: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Those of *found* (path and bytes) that say something of the release: answers, records, policy."""
    return {path: data for path, data in found if _is_answers(path) or _is_record(path) or path == _POLICY}


def _is_answers(path: str) -> bool:
    return path == f"{_ANSWERS}.toml" or _is_in(_ANSWERS, path, (".toml",))


def _is_record(path: str) -> bool:
    return _is_in(_RECORDS, path, (".toml", ".sig"))


def _is_in(folder: str, path: str, endings: tuple[str, ...]) -> bool:
    above, _, name = path.partition("/")
    return above == folder and "/" not in name and name.endswith(endings)


def evidence_in(ours: Mapping[str, bytes], origin: str) -> Evidence:
    """The files of *ours* (path to bytes) as evidence; *origin* names in words where they are."""
    every = tuple(Bytes(path, ours[path]) for path in sorted(ours))
    return Evidence(
        origin,
        considerations=tuple(file for file in every if _is_answers(file.path)),
        records=tuple(file for file in every if _is_record(file.path)),
        policy=next((file for file in every if file.path == _POLICY), None),
    )


def first_covering(places: tuple[Evidence, ...], destination: Destination) -> Evidence:
    """The first of *places* whose answers name *destination*; where none does, the first that has answers at all.

    Answers that can't be read may name it, so they count as doing so.
    """
    having = [place for place in places if place.considerations]
    speaking = (place for place in having if covering(place, destination) or _any_unreadable(place))
    return next(speaking, having[0] if having else NOBODY)


def _any_unreadable(place: Evidence) -> bool:
    return any(isinstance(_parsed(file.data, file.path), Unreadable) for file in place.considerations)


def read(place: Evidence) -> list[Considerations]:
    """The answers of *place* that can be read."""
    every = (_parsed(file.data, file.path) for file in place.considerations)
    return [one for one in every if isinstance(one, Considerations)]


@lru_cache(maxsize=64)
def _parsed(data: bytes, path: str) -> Considerations | Unreadable:
    """The answers in a file; the same few files are looked at with every request of an upload."""
    return answers.parse(data, path)


def covering(place: Evidence, destination: Destination) -> list[Considerations]:
    """The answers of *place* that name *destination*."""
    return [one for one in read(place) if destination.matches(one.targets)]


def differ(one: Considerations, other: Considerations) -> bool:
    """Whether two files say different things of substance: what reviews are bound to, and what is let out."""
    return _substance(one) != _substance(other)


def _substance(file: Considerations) -> tuple[object, ...]:
    withheld = frozenset(kept.category for kept in file.withheld)
    return dict(file.digests), file.released, withheld, file.tier, file.level, file.decision.outcome
