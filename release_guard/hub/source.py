"""An upload to the Hub as an attempt: what it brings, and what speaks for it (hub.md, "Evidence").

The answers are those of the upload itself, else of the working project, else of the repository on the Hub: the first
that name the destination. Records are heard from all three. What the Hub holds already isn't judged again.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from release_guard.content import capabilities, files, names, references
from release_guard.content.digest import attempt_digest
from release_guard.content.files import File
from release_guard.formats import considerations as answers
from release_guard.gate import Setting
from release_guard.hub.api import Hub
from release_guard.hub.listed import evidence_of
from release_guard.hub.listing import Listing, at_revision
from release_guard.hub.state import State
from release_guard.model.attempt import Attempt, Context, Item
from release_guard.model.category import BOUND_BY_BYTES, Category
from release_guard.model.considerations import Considerations, Unreadable
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.globs import matches_any
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, PortError, RecordReader

_POLICY, _ANSWERS, _RECORDS = "release-policy.toml", "release-considerations", "release-records"
_NOBODY = Evidence("nothing")
Assumed = Mapping[Category, str]


class Surroundings(NamedTuple):
    """What is known around an upload at its first call. It is judged by this to its end, so that it isn't cut.

    ``listing`` and ``held`` are of the repository's main revision, None where there is none yet (or it is a bucket,
    which has no revisions). ``uncommitted`` says that the project's answers lie in its working tree alone, ``problem``
    why something couldn't be looked at.
    """

    state: State
    project: Evidence
    setting: Setting
    listing: Listing | None = None
    held: Evidence | None = None
    uncommitted: bool = False
    problem: PortError | None = None


class Brought(NamedTuple):
    """What one upload brings. ``ours`` are the files of ours in it, by path; ``removed`` the paths that it deletes.

    ``samples`` are the beginnings of files that are named by their digest alone, as they were announced. ``firm`` says
    why the place can't be held narrower for this upload, "" where it can.
    """

    files: tuple[File, ...] = ()
    ours: Mapping[str, bytes] = {}
    removed: frozenset[str] = frozenset()
    samples: Mapping[str, bytes] = {}
    firm: str = ""
    label: str = "the upload"


def with_what_is_there(around: Surroundings, hub: Hub) -> Surroundings:
    """*around* with what the place holds. Never raises: what fails is told when it is judged."""
    place = around.state.place
    if around.state.missing or place.kind == "buckets":
        return around
    try:
        listing = at_revision(hub, place)
        return around._replace(listing=listing, held=evidence_of(hub, listing))
    except PortError as error:
        return around._replace(problem=error)


class HubSource:
    """Implements ``ports.Source`` for what an upload brings. Answers and records are read once.

    *assumed* is a digest for each category, for weights and data whose own isn't known yet: before the bytes move, an
    upload is refused only if no bytes at all would do.
    """

    def __init__(self, around: Surroundings, brought: Brought, assumed: Assumed | None = None) -> None:
        self.destination = around.state.place
        self.around, self.brought, self.assumed = around, brought, assumed or {}
        self._upload = _evidence_in(brought.ours, brought.label)
        self._chosen = _first_covering((self._upload, around.project, around.held or _NOBODY), self.destination)

    def evidence(self) -> Evidence:
        """The chosen answers, with the records of the upload and of the project. Raises what stood in the way."""
        if self.around.problem is not None:
            raise self.around.problem
        records = {file.path: file for file in (*self.around.project.records, *self._upload.records)}
        return Evidence(
            self._chosen.origin if self._chosen.considerations else self._upload.origin,
            considerations=self._chosen.considerations,
            records=tuple(records[path] for path in sorted(records)),
            policy=self._upload.policy or self._narrowing(),
        )

    def standing(self) -> Evidence | None:
        """The main revision; where it has no policy, the project's is the base, if no policy of the machine is."""
        held, borrowed = self.around.held, self._borrowed()
        if borrowed is None:
            return held
        return (held or _NOBODY)._replace(policy=borrowed, policy_origin=self._project_policy_origin())

    def _borrowed(self) -> Bytes | None:
        """The project's policy where it is the base."""
        bare = self.around.held is None or self.around.held.policy is None
        return self.around.project.policy if bare and not self.around.setting.policies else None

    def _narrowing(self) -> Bytes | None:
        """The project's policy where neither the Hub nor the upload has one and the machine's are the base."""
        bare = self.around.held is None or self.around.held.policy is None
        return self.around.project.policy if bare and self.around.setting.policies else None

    def _project_policy_origin(self) -> str:
        return self.around.project.policy_origin or self.around.project.origin

    def fallbacks(self) -> tuple[Evidence, ...]:
        return ()

    def removed(self) -> bool:
        """Whether the upload takes the answers away from the place and brings none."""
        held = self.around.held.considerations if self.around.held is not None else ()
        gone = [file for file in held if _is_removed(file.path, self.brought.removed)]
        return bool(gone) and len(gone) == len(held) and not self._upload.considerations

    def dropped(self) -> frozenset[str]:
        """The names of records that the upload deletes, or brings otherwise than they stand."""
        held = self.around.held.records if self.around.held is not None else ()
        return frozenset(
            file.path.removeprefix(f"{_RECORDS}/")
            for file in held
            if _is_removed(file.path, self.brought.removed) or self.brought.ours.get(file.path, file.data) != file.data
        )

    def uncommitted(self) -> bool:
        return self.around.uncommitted

    @property
    def has_answers(self) -> bool:
        """Whether anybody has said anything of this release, be it about another place."""
        return bool(self._chosen.considerations)

    def setting(self) -> Setting:
        """The setting for this source: with what is to be said of its evidence, and the records of all three places."""
        setting, extra = self.around.setting, self._contested()
        noted = (*setting.noted, *self._two_files(), *self._borrowing())
        return setting._replace(noted=noted, records=_with(setting.records, extra) if extra else setting.records)

    def records(self) -> tuple[Record, ...]:
        """Every record that speaks here. Raises ``PortError``."""
        found, _ = self.setting().records(self.evidence(), self.standing())
        return found

    def _contested(self) -> Evidence | None:
        """The project's records that the upload has under the same name with other words: both are heard."""
        mine = {file.path: file.data for file in self._upload.records}
        other = {file.path for file in self.around.project.records if mine.get(file.path, file.data) != file.data}
        if not other:
            return None
        beside = other | {f"{path}.sig" for path in other}
        records = tuple(file for file in self.around.project.records if file.path in beside)
        return Evidence(self.around.project.origin, records=records)

    def _borrowing(self) -> Iterator[Finding]:
        if self._borrowed() is not None:
            message = f"{self.destination} has no policy of its own, so {self._project_policy_origin()} brings it"
            yield Finding("RG209", message, _POLICY)

    def _two_files(self) -> Iterator[Finding]:
        """The same release answered twice, differently: nobody can tell which was reviewed (RG108)."""
        project = _covering(self.around.project, self.destination)
        for mine in _covering(self._upload, self.destination):
            for other in project:
                if _differ(mine, other) and self._share_files(mine, other):
                    message = f"the upload's {mine.path} and that of {self.around.project.origin} answer differently"
                    yield Finding("RG108", message, mine.path, fix="upload the project's file, or leave it out")

    def _share_files(self, one: Considerations, other: Considerations) -> bool:
        both = [paths for paths in (one.paths, other.paths) if paths]
        return any(all(matches_any(paths, file.path) for paths in both) for file in self.brought.files)

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        new = [file for file in self.brought.files if file.head and not file.already]
        items = tuple(self._known(item) for item in self._classified(context))
        referred = dict.fromkeys(item for file in self._texts() for item in references.of_file(file, context))
        return Attempt(
            self.destination,
            wanted,
            items=(*items, *referred),
            now=answer.visibility,
            now_unknown=self.brought.firm or _why_unknown(answer),
            present=self._present(),
            capabilities=capabilities.hints(file for file in new if capabilities.tells(file.path)),
            digest=attempt_digest(items),
            label=self.brought.label,
        )

    def _texts(self) -> Iterator[File]:
        """The files that are all there: what a beginning refers to is seen with the rest of it."""
        new = (file for file in self.brought.files if not file.already)
        return (file for file in new if len(file.head) == file.size or file.whole is not None)

    def _classified(self, context: Context) -> Iterator[Item]:
        """What the files are; a sample can make of one weights or data, and never less than it is by name and size."""
        shown = {file.path: file for file in self.brought.files if file.path in self.brought.samples}
        for item in files.classify(self.brought.files, context):
            file = shown.get(item.path)
            if file is None or item.already or item.category in BOUND_BY_BYTES:
                yield item
                continue
            (seen,) = files.classify((file._replace(head=self.brought.samples[file.path]),), context)
            yield seen if seen.category in BOUND_BY_BYTES else item

    def _known(self, item: Item) -> Item:
        """*item* with the digest that is assumed where its own isn't known."""
        if item.sha256 or item.companion or item.already or item.category not in BOUND_BY_BYTES:
            return item
        return item._replace(sha256=self.assumed.get(item.category, ""))

    def _present(self) -> frozenset[Category]:
        at_tip = self.around.listing.at_tip if self.around.listing is not None else ()
        return frozenset(found for one in at_tip if (found := files.quick(one.path)) is not None)


def _why_unknown(answer: Answer) -> str:
    """Why nobody knows who can read the place; "" where somebody does, or where it isn't there yet."""
    return "" if answer.visibility is not None or answer.missing else answer.reason or answer.how


class AnnouncedSource(HubSource):
    """Everything that the answers release, when a place is made and nothing is there to be looked at yet.

    Weights and data are bytes that no review was of, unless *assumed* names some.
    """

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        found = super().attempt(context, wanted, answer)
        read = _read(self._chosen)
        announced = dict.fromkeys(item for file in read for item in _announced(file, self.destination))
        items = (*found.items, *(self._known(item) for item in announced))
        return found._replace(items=items, digest=attempt_digest(items))


def _announced(file: Considerations, place: Destination) -> Iterator[Item]:
    below = _sample(file.paths[0]) if file.paths else ""
    yield Item(below or "README.md", Category.DOCUMENTATION)
    for category in sorted(file.released):
        stages = [stage for stage in file.timing.stages if category in stage.content]
        here = [stage for stage in stages if not stage.targets or place.matches(stage.targets)]
        paths = [_sample(path) for stage in here for path in stage.paths]
        for path in paths or [below or f"any {category}"]:
            yield Item(path, category, why="announced by the answers")


def _sample(pattern: str) -> str:
    """Some path that *pattern* matches."""
    return pattern.replace("**", "any").replace("*", "any").replace("?", "x")


def our_files(found: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Those of *found* (path and bytes) that say something of the release: answers, records, policy."""
    return {path: data for path, data in found if names.ours(path) and (path == _POLICY or _kind_of(path))}


def _kind_of(path: str) -> str:
    """The folder that a file of ours belongs to, "" where it is another one."""
    if path in (f"{_ANSWERS}.toml", _POLICY):
        return _ANSWERS if path != _POLICY else ""
    folder, _, name = path.partition("/")
    endings = {_ANSWERS: (".toml",), _RECORDS: (".toml", ".sig")}.get(folder, ())
    return folder if name.endswith(endings) and "/" not in name else ""


def _evidence_in(ours: Mapping[str, bytes], origin: str) -> Evidence:
    every = tuple(Bytes(path, ours[path]) for path in sorted(ours))
    return Evidence(
        origin,
        considerations=tuple(file for file in every if _kind_of(file.path) == _ANSWERS),
        records=tuple(file for file in every if _kind_of(file.path) == _RECORDS),
        policy=next((file for file in every if file.path == _POLICY), None),
    )


def _first_covering(places: tuple[Evidence, ...], destination: Destination) -> Evidence:
    """The first of *places* whose answers name *destination*; where none does, the first that has answers at all.

    Answers that can't be read may name it, so they count as doing so.
    """
    having = [place for place in places if place.considerations]
    covering = (place for place in having if _covering(place, destination) or _any_unreadable(place))
    return next(covering, having[0] if having else _NOBODY)


def _any_unreadable(place: Evidence) -> bool:
    return any(isinstance(_parsed(file.data, file.path), Unreadable) for file in place.considerations)


def _read(place: Evidence) -> list[Considerations]:
    read = (_parsed(file.data, file.path) for file in place.considerations)
    return [one for one in read if isinstance(one, Considerations)]


@lru_cache(maxsize=64)
def _parsed(data: bytes, path: str) -> Considerations | Unreadable:
    """The answers in a file; the same few files are looked at with every request of an upload."""
    return answers.parse(data, path)


def _covering(place: Evidence, destination: Destination) -> list[Considerations]:
    return [one for one in _read(place) if destination.matches(one.targets)]


def _differ(one: Considerations, other: Considerations) -> bool:
    """Whether two files say different things of substance: what reviews are bound to, and what is let out."""
    return _substance(one) != _substance(other)


def _substance(file: Considerations) -> tuple[object, ...]:
    withheld = frozenset(kept.category for kept in file.withheld)
    return dict(file.digests), file.released, withheld, file.tier, file.level, file.decision.outcome


def _is_removed(path: str, removed: frozenset[str]) -> bool:
    """Whether *path* or a folder above it is among *removed*."""
    parts = path.split("/")
    return any(
        name in removed or f"{name}/" in removed for name in ("/".join(parts[:n]) for n in range(1, len(parts) + 1))
    )


def _with(reader: RecordReader, extra: Evidence) -> RecordReader:
    def read(tip: Evidence | None, standing: Evidence | None) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
        found, complaints = reader(tip, standing)
        more, others = reader(extra, None)
        return (*found, *more), (*complaints, *others)

    return read
