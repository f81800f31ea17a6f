"""What is on the Hub as an attempt: every file of a listing on its way to be seen by more people than now.

Weights and data come with their digests; smaller files are downloaded to be looked through, of a bucket all. Which
bytes strangers have already is not asked here: whoever asks about a place as a whole wants all of it judged.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from release_guard.content import capabilities, derivation, files, names, pairs, references
from release_guard.content.digest import attempt_digest
from release_guard.content.files import File
from release_guard.evidence.parent_records import AnyOf
from release_guard.formats import considerations as answers
from release_guard.hub import bucket_files, elsewhere
from release_guard.hub.api import Hub
from release_guard.hub.listing import Listing, Version
from release_guard.model.attempt import Attempt, Context, Item
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, TreeError

_CONSIDERATIONS, _POLICY, _RECORDS = "release-considerations.toml", "release-policy.toml", "release-records/"
_FOLDER = "release-considerations/"
#: The readers refuse files of ours above one MiB, so larger ones aren't fetched at all.
_OURS_AT_MOST = 1 << 20
#: What is looked through at most, in files and bytes: the Hub takes no regular file above 10 MiB.
FILES_AT_MOST, BYTES_AT_MOST = 5000, 512 << 20
_HEAD = 256 << 10
#: Stands for bytes that no reader of ours would take.
_UNREADABLE = b"\0"


class ListedSource:
    """Implements ``ports.Source`` for *listing*; *project* is what the working project says of the release.

    The answers are those of the project where they cover the place, else the repository's own (hub.md, "Evidence").
    What the repository's revision holds is the trust base; where it has no policy, the project's is. With
    *looks_around* it is also seen what of the release is public at its other targets on the Hub; ``shown_at_forges``
    tells what is at those on git hosts, where somebody sets it.
    """

    def __init__(self, hub: Hub, listing: Listing, project: Evidence, *, looks_around: bool = False) -> None:
        self.shown_at_forges: Callable[[Destination, tuple[str, ...]], frozenset[Category]] | None = None
        self.destination = listing.place
        self.label = listing.label
        self._looks_around = looks_around
        self.hub, self._listing, self._project = hub, listing, project
        self._held: Evidence | None = None

    def held(self) -> Evidence:
        """The files of ours that the listed revision has. Raises ``HostError``."""
        if self._held is None:
            self._held = evidence_of(self.hub, self._listing)
        return self._held

    def evidence(self) -> Evidence:
        held, project = self.held(), self._project
        chosen = next((one for one in (project, held) if covers(one, self.destination)), None)
        chosen = chosen or (held if held.considerations else project)
        records = {file.path: file for file in (*held.records, *project.records)}
        return Evidence(
            chosen.origin,
            considerations=chosen.considerations,
            records=tuple(records[path] for path in sorted(records)),
            policy=project.policy or held.policy,
            policy_origin=project.origin if project.policy is not None else "",
            read=AnyOf(tuple(place.read for place in (chosen, project, held) if place.read is not None)),
        )

    def standing(self) -> Evidence | None:
        """What the listed revision holds; None where the project's policy stands in for one that isn't there.

        Where both have a record of one name with different words, both speak, and so the repository's do here.
        """
        held, project = self.held(), self._project
        mine = {file.path: file.data for file in project.records}
        contested = any(mine.get(file.path, file.data) != file.data for file in held.records)
        return held if held.policy is not None or project.policy is None or contested else None

    def fallbacks(self) -> tuple[Evidence, ...]:
        return ()

    def removed(self) -> bool:
        return False

    def dropped(self) -> frozenset[str]:
        return frozenset()

    def uncommitted(self) -> bool:
        return False

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        """Look through every file of the listing. Raises ``HostError`` and ``TreeError``."""
        if context.committers and self._listing.place.kind == "buckets":
            message = f"the policy wants reviewers who changed nothing in {self._listing.place}, and a bucket doesn't "
            fix = "publish it as a model or dataset repository, whose commits tell"
            raise TreeError(f"{message}tell who did", fix)
        mentions: list[Item] = []
        hinting: list[File] = []

        def overheard() -> Iterator[File]:
            for file in looked_through(self.hub, self._listing):
                if (capabilities.tells(file.path) or names.names_parents(file.path)) and not file.removed:
                    hinting.append(file)
                mentions.extend(one._replace(removed=file.removed) for one in references.of_file(file, context))
                yield file

        items = files.classify(overheard(), context)
        return Attempt(
            self.destination,
            wanted,
            items=(*items, *_once(mentions)),
            now=answer.visibility,
            now_unknown="" if answer.visibility is not None else answer.reason or answer.how,
            public_elsewhere=self._elsewhere(context, items),
            capabilities=capabilities.hints(hinting),
            digest=attempt_digest(items),
            committers=self._listing.authors if context.committers else (),
            label=self._listing.label,
            gate_opens=self._gate_opens(),
            origins=derivation.origins(hinting),
        )

    def _gate_opens(self) -> bool:
        place = self._listing.place
        return Visibility.GATED_MANUAL in place.holds and self.hub.info(place).gate == "auto"

    def _elsewhere(self, context: Context, items: tuple[Item, ...]) -> frozenset[Category]:
        if not self._looks_around:
            return frozenset()
        if not pairs.is_half(items):
            return pairs.NOTHING
        shown = elsewhere.Elsewhere().shown(self.hub, self.destination, context.targets)
        if self.shown_at_forges is not None:
            shown |= self.shown_at_forges(self.destination, context.targets)
        return pairs.completing(items, shown)


def evidence_of(hub: Hub, listing: Listing) -> Evidence:
    """The files of ours at the tip of *listing*; those above a MiB or kept by LFS are handed on as unreadable.

    Raises ``HostError`` where the Hub doesn't hand one out, ``TreeError`` where there are too many.
    """
    ours = [one for one in listing.at_tip if one.path == _POLICY or _is_answers(one.path) or _is_record(one.path)]
    if len(ours) > FILES_AT_MOST:
        raise TreeError(f"{listing.place} holds {len(ours)} records, more than are read ({FILES_AT_MOST})")
    read = dict.fromkeys((one.path for one in ours), _UNREADABLE)
    read.update((one.path, data) for one, data in _fetched(hub, listing.place, [one for one in ours if _readable(one)]))
    found = tuple(Bytes(path, read[path]) for path in sorted(read))
    regular = {one.path: one for one in listing.at_tip if not one.sha256}
    return Evidence(
        listing.label,
        considerations=tuple(one for one in found if _is_answers(one.path)),
        records=tuple(one for one in found if _is_record(one.path)),
        policy=next((one for one in found if one.path == _POLICY), None),
        read=_Beside(hub, listing.place, regular),
    )


class _Beside(NamedTuple):
    """Implements ``ports.FileReader`` for the small files at the tip of a listing."""

    hub: Hub
    place: Destination
    regular: Mapping[str, Version]

    def __call__(self, path: str, /) -> bytes | None:
        one = self.regular.get(path)
        if one is None or one.size > _OURS_AT_MOST:
            return None
        return next((data for _, data in _fetched(self.hub, self.place, [one])), None)


def covers(place: Evidence, destination: Destination) -> bool:
    """Whether a considerations file of *place* names *destination* among its targets."""
    read = (answers.parse(file.data, file.path) for file in place.considerations)
    return any(isinstance(one, Considerations) and destination.matches(one.targets) for one in read)


def looked_through(hub: Hub, listing: Listing) -> Iterator[File]:
    """Every file of *listing*, of those kept by LFS no byte. Raises ``HostError`` and ``TreeError``."""
    if listing.place.kind == "buckets":
        entries = (bucket_files.Entry(one.path, one.size, one.oid) for one in listing.versions)
        yield from (file for _, file in hub.several(entries, lambda one: bucket_files.read(hub, listing.place, one)))
        return
    small = [one for one in listing.versions if not one.sha256]
    if len(small) > FILES_AT_MOST or sum(one.size for one in small) > BYTES_AT_MOST:
        message = (
            f"{listing.label}: {len(small)} small files, more than can be looked through ({FILES_AT_MOST} files, "
            f"{BYTES_AT_MOST >> 20} MiB)"
        )
        fix = f"pack them, or drop earlier revisions: release-guard publish {listing.place} --squash"
        raise TreeError(message, fix)
    for one in listing.versions:
        if one.sha256:
            yield File(one.path, one.size, b"", sha256=one.sha256, oid=one.oid, removed=one.removed)
    for one, data in _fetched(hub, listing.place, small):
        yield _file(one, data)


def _file(one: Version, data: bytes) -> File:
    from hashlib import sha256

    digest = sha256(data).hexdigest()
    whole = None if len(data) <= _HEAD else lambda: data
    return File(one.path, len(data), data[:_HEAD], digest, one.oid, one.removed, whole=whole)


def _fetched(hub: Hub, place: Destination, versions: list[Version]) -> Iterator[tuple[Version, bytes]]:
    def fetch(one: Version) -> bytes:
        if place.kind == "buckets":
            return b"".join(hub.content(place, one.path, one.oid))
        return hub.file(place, one.commit, one.path)

    return hub.several(versions, fetch)


def _readable(one: Version) -> bool:
    return not one.sha256 and one.size <= _OURS_AT_MOST


def _is_answers(path: str) -> bool:
    below = path.removeprefix(_FOLDER)
    return path == _CONSIDERATIONS or (below != path and "/" not in below and below.endswith(".toml"))


def _is_record(path: str) -> bool:
    below = path.removeprefix(_RECORDS)
    return below != path and "/" not in below and below.endswith((".toml", ".sig"))


def _once(mentions: list[Item]) -> tuple[Item, ...]:
    """Each reference once; one that some tip still holds is there, however often the history has it."""
    found: dict[tuple[str, str], Item] = {}
    for item in sorted(mentions, key=lambda one: one.removed):
        found.setdefault((item.path, item.sha256), item)
    return tuple(sorted(found.values()))
