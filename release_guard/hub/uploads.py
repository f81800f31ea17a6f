"""What one upload has said of itself so far: names and samples first, digests of large files, the commit last.

An upload goes to one revision of one place. All its calls are judged by the surroundings of the first; a file that
was judged by its sample must be that file when it is committed.
"""

from release_guard.content.files import File
from release_guard.hub.actions import Addition, Commit, CopyBytes, StageBytes, StagedFile, StageFiles, StoredObject
from release_guard.hub.covering import our_files
from release_guard.hub.listing import Listing, Version
from release_guard.hub.source import Brought, Surroundings

_HEAD = 256 << 10
#: Taken as the size of a file that nobody tells: large enough to be a model.
UNTOLD = 1 << 30
_FIRM = "a pull request is seen by whoever sees the repository, so it can't be held narrower"


class Upload:
    """One upload. ``around`` is what it is judged by; ``fresh`` says whether that was just looked up."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.fresh = True
        self._staged: dict[str, list[StagedFile]] = {}
        self._objects: dict[str, StoredObject] = {}
        self._ours: dict[str, bytes] = {}
        self._firm = ""
        self._there = _There(around.listing)
        self._known = _texts(around)

    @property
    def is_over(self) -> bool:
        """Whether all that was announced is committed."""
        return not self._staged

    def renewed(self, around: Surroundings) -> "Upload":
        """The same upload in new *around*, as if it began now."""
        again = Upload(around)
        again._staged, again._objects = self._staged, self._objects
        again._ours, again._firm = self._ours, self._firm
        return again

    def stage(self, action: StageFiles) -> Brought:
        """What *action* announces."""
        for file in action.files:
            self._staged.setdefault(file.path, []).append(file)
        self._ours.update(our_files(filter(None, map(self._whole, action.files))))
        return self._announced([self._expected(file) for file in action.files], pull_request=action.is_pull_request)

    def _whole(self, file: StagedFile) -> tuple[str, bytes] | None:
        """Path and bytes of a file that is short, or that the project has just so: it is uploaded from there."""
        if len(file.sample) == file.size:
            return file.path, file.sample
        known = self._known.get(file.path, b"")
        return (file.path, known) if len(known) == file.size and known.startswith(file.sample) else None

    def store(self, action: StageBytes | CopyBytes) -> Brought:
        """What *action* tells the digests of, each under the name that only it can have."""
        self._objects.update((one.sha256, one) for one in action.objects)
        named = self._names(action.objects)
        files = [self._there.marked(_object(one, named.get(one.sha256))) for one in action.objects]
        return self._announced(files, pull_request=isinstance(action, StageBytes) and action.is_pull_request)

    def keep(self, file: File, *, pull_request: bool) -> Brought:
        """The one *file* that is about to be stored, under the name by which it was announced, where one fits."""
        fitting = (
            path
            for path, several in self._staged.items()
            if any(one.size == file.size and file.head.startswith(one.sample) for one in several)
        )
        self._objects[file.sha256] = StoredObject(file.sha256, file.size)
        named = file._replace(path=next(fitting, file.path))
        return self._announced([self._there.marked(named)], pull_request=pull_request)

    def awaits_answers(self) -> bool:
        """Whether the upload brings answers of its own that can't be read before the commit."""
        ours = our_files((path, b"") for path in self._staged)
        return any(path not in self._ours for path in ours) and any("considerations" in path for path in ours)

    def commit(self, action: Commit) -> Brought:
        """What *action* adds or renames, and our files of this and earlier commits of the upload."""
        self._ours.update(our_files((one.path, one.data) for one in action.additions if one.data is not None))
        files = [self._there.marked(_file(one)) for one in action.additions]
        files += [self._there.renamed(one.path, one.source) for one in action.renames]
        self._firm = _FIRM if action.is_pull_request else self._firm
        samples = {one.path: self._sample(one) for one in action.additions if one.data is None}
        known = {path: sample for path, sample in samples.items() if sample}
        return Brought(tuple(files), dict(self._ours), frozenset(action.deletions), known, self._firm)

    def _sample(self, one: Addition) -> bytes:
        """The beginning of a file as it was announced, b"" where it wasn't."""
        return next((file.sample for file in reversed(self._staged.get(one.path, ())) if _may_be(file, one)), b"")

    def changed(self, action: Commit) -> tuple[str, ...]:
        """The paths whose bytes aren't those that were announced: another size, another beginning, another digest."""
        return tuple(sorted(one.path for one in action.additions if self._is_other(one)))

    def _is_other(self, one: Addition) -> bool:
        announced = self._staged.get(one.path)
        if announced and not any(_may_be(file, one) for file in announced):
            return True
        return bool(one.sha256 and self._objects and one.sha256 not in self._objects and one.path in self._staged)

    def committed(self, action: Commit) -> None:
        """The commit went out: what it brought is no longer announced."""
        for one in action.additions:
            self._staged.pop(one.path, None)
            self._objects.pop(one.sha256, None)

    def _announced(self, files: list[File], *, pull_request: bool) -> Brought:
        self._firm = _FIRM if pull_request else self._firm
        return Brought(tuple(files), dict(self._ours), firm=self._firm)

    def _expected(self, file: StagedFile) -> File:
        """A file as it is announced: of a short one everything is known."""
        if len(file.sample) == file.size:
            return self._there.marked(File(file.path, file.size, file.sample, sha256=_sha256(file.sample)))
        return self._there.likely(File(file.path, file.size, file.sample))

    def _names(self, objects: tuple[StoredObject, ...]) -> dict[str, StagedFile]:
        """The announced file behind each object (by sha256), where size leaves no doubt."""
        latest = [files[-1] for files in self._staged.values()]
        by_size: dict[int | None, list[StagedFile]] = {}
        for file in latest:
            by_size.setdefault(file.size, []).append(file)
        sizes = [one.size for one in objects]
        alone = (one for one in objects if sizes.count(one.size) == 1 and len(by_size.get(one.size, ())) == 1)
        return {one.sha256: by_size[one.size][0] for one in alone}


def _texts(around: Surroundings) -> dict[str, bytes]:
    """The files of ours that the project has, by path."""
    project = around.project
    every = (*project.considerations, *project.records, *((project.policy,) if project.policy else ()))
    return {file.path: file.data for file in every}


class _There:
    """What the place holds already, by digest and by path."""

    def __init__(self, listing: Listing | None) -> None:
        at_tip = listing.at_tip if listing is not None else ()
        self._by_path = {one.path: one for one in at_tip}
        self._digests = frozenset(one.sha256 or one.oid for one in at_tip)

    def marked(self, file: File) -> File:
        """*file*, marked where the place holds its very bytes."""
        oid = file.oid or (_blob(file.head) if len(file.head) == file.size else "")
        return file._replace(already=True) if {file.sha256, oid} & self._digests else file

    def likely(self, file: File) -> File:
        """*file*, of which only size and beginning are known, marked where it may be what has its name there."""
        there = self._by_path.get(file.path)
        return file._replace(already=True) if there is not None and there.size == file.size else file

    def renamed(self, path: str, source: str) -> File:
        """The file at *source* under the name *path*."""
        there: Version | None = self._by_path.get(source)
        if there is None:
            return File(path, UNTOLD, b"")
        return File(path, there.size, b"", sha256=there.sha256, oid=there.oid, already=True)


def _file(one: Addition) -> File:
    if one.data is None:
        return File(one.path, UNTOLD if one.size is None else one.size, b"", sha256=one.sha256)
    data = one.data
    whole = None if len(data) <= _HEAD else lambda: data
    return File(one.path, len(data), data[:_HEAD], _sha256(data), _blob(data), whole=whole)


def _object(one: StoredObject, announced: StagedFile | None) -> File:
    size = UNTOLD if one.size is None else one.size
    if announced is not None:
        return File(announced.path, size, announced.sample, one.sha256)
    return File(one.path or f"object {one.sha256[:12]}", size, b"", one.sha256)


def _may_be(announced: StagedFile, one: Addition) -> bool:
    if one.size is not None and one.size != announced.size:
        return False
    return one.data is None or one.data[: len(announced.sample)] == announced.sample


def _sha256(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def _blob(data: bytes) -> str:
    """The id that git gives to *data*, as the listings tell it."""
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
