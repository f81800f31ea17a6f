"""An upload to the Hub as an attempt: what it brings, and what speaks for it (hub.md, "Evidence").

The answers are those of the upload itself, else of the working project, else of the repository on the Hub: the first
that name the destination. Records are heard from all three. What the Hub holds already isn't judged again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from release_guard.content import capabilities, derivation, files, pairs, references
from release_guard.content.digest import attempt_digest
from release_guard.content.files import File
from release_guard.evidence.parent_records import AnyOf, beside
from release_guard.gate import Setting
from release_guard.hub.api import Hub
from release_guard.hub.covering import NOBODY, covering, differ, evidence_in, first_covering, read
from release_guard.hub.listed import evidence_of
from release_guard.hub.listing import Listing, at_revision
from release_guard.hub.state import State
from release_guard.model.attempt import Attempt, Context, Item
from release_guard.model.category import BOUND_BY_BYTES, Category
from release_guard.model.considerations import Considerations
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.globs import matches_any
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, FileReader, PortError, RecordReader

_POLICY, _RECORDS = "release-policy.toml", "release-records"
Assumed = Mapping[Category, str]
_Union = tuple[tuple[Record, ...], tuple[Finding, ...]]
#: Tells what is public at the given targets besides the place itself. Raises ``HostError``.
Shown = Callable[[Destination, tuple[str, ...]], frozenset[Category]]


class Surroundings(NamedTuple):
    """What is known around an upload at its first call. It is judged by this to its end, so that it isn't cut.

    ``listing`` and ``held`` are of the repository's main revision, None where there is none yet (or it is a bucket,
    which has no revisions). ``uncommitted`` says that the project's answers lie in its working tree alone, ``problem``
    why something couldn't be looked at. ``shown`` tells what is public at other targets of the release.
    """

    state: State
    project: Evidence
    setting: Setting
    listing: Listing | None = None
    held: Evidence | None = None
    uncommitted: bool = False
    problem: PortError | None = None
    shown: "Shown | None" = None


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
        held = evidence_of(hub, listing)
        return around._replace(listing=listing, held=held._replace(read=_kept(held)))
    except PortError as error:
        return around._replace(problem=error)


def _kept(held: Evidence) -> FileReader | None:
    """A reader of the records that *held* names beside itself: read now, since nothing may keep who asks the Hub."""
    paths = {path for file in read(held) for parent in file.parents if (path := beside(parent))}
    found = {path: held.read(path) for path in paths} if held.read is not None else {}
    there = {path: File(path, len(data), data) for path, data in found.items() if data is not None}
    return _Whole(there) if there else None


class _Whole(NamedTuple):
    """Implements ``ports.FileReader`` for files that are here as a whole."""

    files: Mapping[str, File]

    def __call__(self, path: str, /) -> bytes | None:
        file = self.files.get(path)
        if file is None:
            return None
        return file.head if file.whole is None else file.whole()


class HubSource:
    """Implements ``ports.Source`` for what an upload brings. Answers and records are read once.

    *assumed* is a digest for each category, for weights and data whose own isn't known yet: before the bytes move, an
    upload is refused only if no bytes at all would do. *digest* is the one that all of it is taken to have, where only
    a part of it is known.
    """

    def __init__(
        self, around: Surroundings, brought: Brought, assumed: Assumed | None = None, digest: str = ""
    ) -> None:
        self.destination = around.state.place
        self.around, self.brought, self.assumed, self.digest = around, brought, assumed or {}, digest
        self._upload = evidence_in(brought.ours, brought.label)
        self.chosen = first_covering((self._upload, around.project, around.held or NOBODY), self.destination)

    def evidence(self) -> Evidence:
        """The chosen answers, with the records of the upload and of the project. Raises what stood in the way."""
        if self.around.problem is not None:
            raise self.around.problem
        records = {file.path: file for file in (*self.around.project.records, *self._upload.records)}
        return Evidence(
            self.chosen.origin if self.chosen.considerations else self._upload.origin,
            considerations=self.chosen.considerations,
            records=tuple(records[path] for path in sorted(records)),
            policy=self._upload.policy or self._narrowing(),
            read=self._read_beside(),
        )

    def _read_beside(self) -> FileReader:
        """Files that the answers name come with the upload, or lie in the project, or on the Hub."""
        uploaded = _Whole({file.path: file for file in self._texts()})
        others = (self.around.project.read, self.around.held.read if self.around.held is not None else None)
        return AnyOf((uploaded, *(reader for reader in others if reader is not None)))

    def standing(self) -> Evidence | None:
        """The main revision; where it has no policy, the project's is the base, if no policy of the machine is."""
        held, borrowed = self.around.held, self._borrowed()
        if borrowed is None:
            return held
        return (held or NOBODY)._replace(policy=borrowed, policy_origin=self._project_policy_origin())

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
        return bool(self.chosen.considerations)

    def setting(self) -> Setting:
        """The setting for this source: with what is to be said of its evidence, and the records of all three places."""
        setting, extra = self.around.setting, self._contested()
        noted = (*setting.noted, *self._two_files(), *self._borrowing())
        return setting._replace(noted=noted, records=_with(setting.records, extra) if extra else setting.records)

    def records(self) -> tuple[Record, ...]:
        """Every record that speaks here. Raises ``PortError``."""
        found, _ = self.setting().records(self.evidence(), self.standing())()
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
        project = covering(self.around.project, self.destination)
        for mine in covering(self._upload, self.destination):
            for other in project:
                if differ(mine, other) and self._share_files(mine, other):
                    message = f"the upload's {mine.path} and that of {self.around.project.origin} answer differently"
                    yield Finding("RG108", message, mine.path, fix="upload the project's file, or leave it out")

    def _share_files(self, one: Considerations, other: Considerations) -> bool:
        both = [paths for paths in (one.paths, other.paths) if paths]
        return any(all(matches_any(paths, file.path) for paths in both) for file in self.brought.files)

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        new = [file for file in self.brought.files if file.head and not file.already]
        items = tuple(self.known(item) for item in seen(self.around.state, self._classified(context)))
        referred = dict.fromkeys(item for file in self._texts() for item in references.of_file(file, context))
        return Attempt(
            self.destination,
            wanted,
            items=(*items, *referred),
            now=answer.visibility,
            now_unknown=self.brought.firm or _why_unknown(answer),
            present=self._present(),
            public_elsewhere=self._elsewhere(context, items),
            capabilities=capabilities.hints(file for file in new if capabilities.tells(file.path)),
            digest=self.digest or attempt_digest(items),
            label=self.brought.label,
            gate_opens=self.around.state.gate_opens,
            origins=derivation.origins(new),
        )

    def _elsewhere(self, context: Context, items: tuple[Item, ...]) -> frozenset[Category]:
        """What is out at other targets and completes what comes. Raises ``HostError``."""
        if self.around.shown is None or len(context.targets) < 2 or not pairs.is_half(items):
            return pairs.NOTHING
        return pairs.completing(items, self.around.shown(self.destination, context.targets))

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

    def known(self, item: Item) -> Item:
        """*item* with the digest that is assumed where its own isn't known."""
        if item.sha256 or item.companion or item.already or item.category not in BOUND_BY_BYTES:
            return item
        return item._replace(sha256=self.assumed.get(item.category, ""))

    def _present(self) -> frozenset[Category]:
        at_tip = self.around.listing.at_tip if self.around.listing is not None else ()
        return frozenset(found for one in at_tip if (found := files.quick(one.path)) is not None)


def seen(state: State, items: Iterable[Item]) -> Iterable[Item]:
    """Those of *items* that others get to see, or to use, at the place of *state*."""
    return (item for item in items if item.category is Category.RUNNABLE_SYSTEM) if state.protected else items


def _why_unknown(answer: Answer) -> str:
    """Why nobody knows who can read the place; "" where somebody does, or where it isn't there yet."""
    return "" if answer.visibility is not None or answer.missing else answer.reason or answer.how


def _is_removed(path: str, removed: frozenset[str]) -> bool:
    """Whether *path* or a folder above it is among *removed*."""
    parts = path.split("/")
    return any(
        name in removed or f"{name}/" in removed for name in ("/".join(parts[:n]) for n in range(1, len(parts) + 1))
    )


def _with(reader: RecordReader, extra: Evidence) -> RecordReader:
    def begin(tip: Evidence | None, standing: Evidence | None) -> Callable[[], _Union]:
        first, second = reader(tip, standing), reader(extra, None)

        def both() -> _Union:
            (found, complaints), (more, others) = first(), second()
            return (*found, *more), (*complaints, *others)

        return both

    return begin
