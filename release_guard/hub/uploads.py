"""What one upload has said of itself so far: names and samples first, digests of large files, the commit last.

An upload goes to one revision of one place. It is judged each time as the whole that is known of it, by the
surroundings of its first call; a file that was judged by its sample must be that file when it is committed.
"""

from collections.abc import Iterator

from release_guard.content.files import File
from release_guard.hub.actions import Addition, Commit, CopyBytes, StageBytes, StagedFile, StageFiles, StoredObject
from release_guard.hub.listing import Listing, Version
from release_guard.hub.source import Brought, Surroundings, our_files

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
        """All that is announced by now, *action* included."""
        for file in action.files:
            self._staged.setdefault(file.path, []).append(file)
        return self.announced(pull_request=action.is_pull_request)

    def store(self, action: StageBytes | CopyBytes) -> Brought:
        """All that is announced, with the digests that *action* tells."""
        self._objects.update((one.sha256, one) for one in action.objects)
        return self.announced(pull_request=isinstance(action, StageBytes) and action.is_pull_request)

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

    def announced(self, *, pull_request: bool = False) -> Brought:
        """All that is known of the upload before its commit."""
        self._firm = _FIRM if pull_request else self._firm
        files = list(self._expected())
        known = {file.sha256 for file in files}
        files += [self._there.marked(_object(one)) for one in self._objects.values() if one.sha256 not in known]
        whole = (each for each in self._latest() if len(each.sample) == each.size)
        self._ours.update(our_files((each.path, each.sample) for each in whole))
        return Brought(tuple(files), dict(self._ours), firm=self._firm)

    def _latest(self) -> Iterator[StagedFile]:
        return (files[-1] for files in self._staged.values())

    def _expected(self) -> Iterator[File]:
        """The announced files, each with its digest where one of the objects can only be it."""
        by_size: dict[int | None, list[StoredObject]] = {}
        for one in self._objects.values():
            by_size.setdefault(one.size, []).append(one)
        for file in self._latest():
            alike = by_size.get(file.size, [])
            digest = alike[0].sha256 if len(alike) == 1 and self._only_one_of(file.size) else ""
            known = File(file.path, file.size, file.sample, sha256=digest or _sha256_of_whole(file))
            yield self._there.marked(known) if known.sha256 else self._there.likely(known)

    def _only_one_of(self, size: int) -> bool:
        return sum(file.size == size for file in self._latest()) == 1


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


def _object(one: StoredObject) -> File:
    return File(one.path or f"object {one.sha256[:12]}", UNTOLD if one.size is None else one.size, b"", one.sha256)


def _may_be(announced: StagedFile, one: Addition) -> bool:
    if one.size is not None and one.size != announced.size:
        return False
    return one.data is None or one.data[: len(announced.sample)] == announced.sample


def _sha256_of_whole(file: StagedFile) -> str:
    return _sha256(file.sample) if len(file.sample) == file.size else ""


def _sha256(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def _blob(data: bytes) -> str:
    """The id that git gives to *data*, as the listings tell it."""
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
