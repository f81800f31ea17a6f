"""The records of the releases that one was made from: each parent's own considerations file, pinned by its digest.

A file beside the answers is read where it is; what lives in git, behind an address or on the Hub comes from a cache of
this machine, by its digest, so that no judgement ever waits for a network. ``release-guard fetch`` walks the same way
with a *fetch* that fills the cache. What a record allows is for the judge to say.
"""

import os
import posixpath
import re

from release_guard.evidence import policy_cache
from release_guard.formats import considerations as answers
from release_guard.formats import extends
from release_guard.formats.extends import Extends, Kind
from release_guard.model.considerations import Considerations, Parent, Unread, Unreadable
from release_guard.model.lean import NamedTuple
from release_guard.ports import FileReader, PortError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    #: Brings the bytes of what isn't in the cache yet. Raises ``PortError``.
    Fetch = Callable[[Extends], bytes]

#: What brings a copy here, or puts a damaged one right.
FETCH = "release-guard fetch"
#: The file that speaks for a repository where none is named.
ANSWERS = "release-considerations.toml"
#: So many generations back, and so many records in all, are read.
MAX_DEPTH, AT_MOST = 8, 64
#: The reader refuses files above one MiB; one byte more lets it see that a file is.
READ_AT_MOST = (1 << 20) + 1

Lineage = "dict[Parent, Considerations | Unread]"


class _Home(NamedTuple):
    """Where the file lies that names a record: beside readable files, behind a fetched source, or neither."""

    beside: "FileReader | None" = None
    source: "Extends | None" = None


class InFolder(NamedTuple):
    """Implements ``ports.FileReader`` for a folder on this machine."""

    folder: str

    def __call__(self, path: str, /) -> "bytes | None":
        try:
            descriptor = os.open(os.path.join(self.folder, path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                return policy_cache.whole(descriptor, READ_AT_MOST)
            finally:
                os.close(descriptor)
        except OSError:
            return None


class AnyOf(NamedTuple):
    """Implements ``ports.FileReader`` for several places: the first that has the file gives it."""

    readers: tuple[FileReader, ...]

    def __call__(self, path: str, /) -> "bytes | None":
        found = (reader(path) for reader in self.readers)
        return next((data for data in found if data is not None), None)


def folder() -> str:
    """The folder of this user's copies."""
    return os.path.join(os.path.dirname(policy_cache.folder()), "parents")


def known(
    parents: tuple[Parent, ...], reader: "FileReader | None", *, cache: str = "", fetch: "Fetch | None" = None
) -> "dict[Parent, Considerations | Unread]":
    """The records of *parents*, and of the parents that these name, as far as they can be had. Never raises.

    *reader* reads files of the release itself. A parent that names no record is left out.
    """
    found: dict[Parent, Considerations | Unread] = {}
    waiting = [(parent, _Home(reader), 0) for parent in parents]
    while waiting and len(found) < AT_MOST:
        parent, home, depth = waiting.pop(0)
        if not parent.record or parent in found:
            continue
        found[parent], inside = _read(parent, home, cache or folder(), fetch)
        read = found[parent]
        if isinstance(read, Considerations) and depth < MAX_DEPTH:
            waiting += [(one, inside, depth + 1) for one in read.parents]
    return found


def _read(parent: Parent, home: _Home, cache: str, fetch: "Fetch | None") -> "tuple[Considerations | Unread, _Home]":
    named = source(parent)
    if _is_beside(parent):
        if home.beside is not None:
            return _parsed(parent, _beside(parent, home.beside)), home
        resolved = extends.resolved(named, home.source) if home.source else None
        if resolved is None:
            return _nowhere(parent), home
        named = resolved
    elif (fault := _fault(named)) is not None:
        return Unread(f"the place of the record of {parent.repo} {fault[0]}", fault[1]), home
    return _parsed(parent, _copy(parent, named, cache, fetch)), _Home(source=named)


def source(parent: Parent) -> Extends:
    """Where the record of *parent* is, in the words of ``extends``: of a repository, commit and file are filled in."""
    named = Extends(parent.record, parent.record_sha256, parent.record_rev, parent.record_path)
    if _is_beside(parent):
        return named
    if is_on_hub(named):
        return named._replace(rev=named.rev or parent.rev or "main", path=named.path or ANSWERS)
    if extends.is_address(named):
        return named
    return named._replace(rev=named.rev or parent.rev, path=named.path or ANSWERS)


def _is_beside(parent: Parent) -> bool:
    """Whether a record is a file by itself, and not one in a repository."""
    return extends.is_file(parent.record) and not parent.record_rev


def is_on_hub(named: Extends) -> bool:
    """Whether a source is a repository on the Hub, in the form of ``targets``."""
    return named.source.startswith("hf:")


def _fault(named: Extends) -> "tuple[str, str] | None":
    if is_on_hub(named):
        return None
    if (fault := extends.source_fault(named)) is not None:
        return fault
    if named.kind is Kind.GIT and not re.fullmatch(extends.COMMIT, named.rev):
        return "names no whole commit", "write record_rev under [[derived_from]]: what `git rev-parse` prints for it"
    return None


def _nowhere(parent: Parent) -> Unread:
    reason = f"the record of {parent.repo} is at {extends.without_user(parent.record)}, where nobody here can look"
    return Unread(reason, "write a path in this repository, an https address, or a repository under [[derived_from]]")


def beside(parent: Parent) -> str:
    """The path of a record that lies in the repository or folder of the answers; "" where it isn't there."""
    named = source(parent)
    path = posixpath.normpath(posixpath.join(named.source, named.path))
    here = parent.record and _is_beside(parent) and extends.is_relative(parent.record)
    return path if here and not path.startswith("..") else ""


def _beside(parent: Parent, reader: FileReader) -> "bytes | Unread":
    path = beside(parent)
    if not path:
        return _nowhere(parent)
    try:
        data = reader(path)
    except PortError as error:
        return Unread(f"the record of {parent.repo} can't be read: {error}", error.fix)
    if data is None:
        return Unread(f"the record of {parent.repo} isn't there: {path}", f"git add {path}, or correct record")
    return _pinned(parent, data)


def _copy(parent: Parent, named: Extends, cache: str, fetch: "Fetch | None") -> "bytes | Unread":
    """The bytes that the cache holds of a record elsewhere, or that *fetch* brings."""
    if parent.record_sha256:
        try:
            return policy_cache.read(cache, parent.record_sha256, f"the record of {parent.repo}", READ_AT_MOST)
        except PortError as error:
            if fetch is None:
                return Unread(str(error), FETCH)
    elif fetch is None:
        return _unpinned(parent, f"run {FETCH}, which tells the sha256 of what is there")
    try:
        data = _pinned(parent, fetch(named))
        if isinstance(data, bytes):
            policy_cache.keep(cache, data)
        return data
    except PortError as error:
        return Unread(f"the record of {parent.repo} can't be had: {error}", _mend(error))


def _mend(error: PortError) -> str:
    """What helps; advice about the table of a policy is put into words that fit here."""
    if error.fix and "[extends]" not in error.fix and "policy update" not in error.fix:
        return error.fix
    return "correct record, record_rev and record_path under [[derived_from]]"


def _pinned(parent: Parent, data: bytes) -> "bytes | Unread":
    """*data*, where they are what *parent* pins."""
    digest = policy_cache.digest(data)
    if not parent.record_sha256:
        return _unpinned(parent, f'read it, then add under [[derived_from]]: record_sha256 = "{digest}"')
    if digest == parent.record_sha256:
        return data
    reason = f"the record of {parent.repo} has other bytes than the pinned ones"
    return Unread(reason, f'read what changed there, then write record_sha256 = "{digest}"')


def _unpinned(parent: Parent, fix: str) -> Unread:
    return Unread(f"the record of {parent.repo} isn't pinned: record_sha256 is missing", fix)


def _parsed(parent: Parent, data: "bytes | Unread") -> "Considerations | Unread":
    if isinstance(data, Unread):
        return data
    read = answers.parse(data, f"the record of {parent.repo}")
    wrong = read.findings if isinstance(read, Unreadable) else filter(answers.is_formal, read.problems)
    fault = next(iter(wrong), None)
    if isinstance(read, Unreadable) or fault is not None:
        said = f": {fault.finding.message}" if fault is not None else ""
        reason = f"the record of {parent.repo} doesn't hold together{said}"
        return Unread(reason, f"ask whoever answers for {parent.repo} to mend it")
    return read
