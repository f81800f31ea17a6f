"""What a repository on the Hub holds, by its listings: at one revision, or over all of them.

The digest of a file kept by LFS stands in the listing, so no weights are downloaded. Smaller files are, to be looked
through; ``listed`` does that. Whatever a ref leads to counts, pull requests too: they are readable from the first day.
``refs/convert/`` is left out: there the Hub itself keeps other forms of the same data. A bucket has one state and no
refs; ``bucket_files`` tells more of it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from release_guard.hub import bucket_files, history
from release_guard.hub.api import Hub
from release_guard.hub.history import Commit
from release_guard.model.destination import Destination
from release_guard.ports import HostError, TreeError

_RECORDS = "release-records/"
_NOTHING = hash(frozenset[tuple[str, str]]())
_HEX = frozenset("0123456789abcdef")
_BRANCH = "refs/heads/"


class Version(NamedTuple):
    """One file as it is in some commit. ``sha256`` (hex) for files kept by LFS, else "".

    ``oid`` is the git blob id, or the xet hash of a file in a bucket; ``commit`` one commit that has it, ``removed``
    whether no ref's tip has it any longer.
    """

    path: str
    size: int
    oid: str
    sha256: str
    commit: str
    removed: bool = False


class Listing(NamedTuple):
    """What *place* holds. ``tip`` is the commit that was asked for, "" where there is none; ``refs`` maps full names
    to oids as they were at the time (``marks``); ``authors`` are the accounts behind the commits; ``label`` says in
    words what was listed.
    """

    place: Destination
    tip: str
    versions: tuple[Version, ...]
    refs: Mapping[str, str] = {}
    authors: tuple[str, ...] = ()
    label: str = ""

    @property
    def at_tip(self) -> tuple[Version, ...]:
        """The files of ``tip``; where all revisions were listed, its own are those that were listed first."""
        return tuple(one for one in self.versions if one.commit == self.tip)


def refs(hub: Hub, place: Destination) -> dict[str, str]:
    """Every ref that strangers could read, full name to oid. Raises ``HostError``."""
    said = hub.read(f"{_api(place)}/refs?include_prs=1", place)
    try:
        groups = (said.get(name) or () for name in ("branches", "tags", "pullRequests"))
        return {str(ref["ref"]): history.oid_of(ref["targetCommit"]) for group in groups for ref in group}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise HostError(f"the Hub's list of the refs of {place} can't be understood") from None


def marks(hub: Hub, place: Destination) -> dict[str, str]:
    """What changes whenever somebody changes what *place* holds: its refs; of a bucket, which has none, the xet hash
    of each file. Raises ``HostError``.
    """
    if place.kind == "buckets":
        return bucket_files.marks(bucket_files.entries(hub, place))
    return refs(hub, place)


def at_revision(hub: Hub, place: Destination, revision: str = "main") -> Listing:
    """The files of *place* at *revision*: a branch, a tag, a commit. Raises ``HostError`` and ``TreeError``."""
    if place.kind == "buckets":
        raise TreeError(f"{place} is a bucket, and buckets have no revisions", f"leave @{revision} out: {place}")
    known = refs(hub, place)
    tip = _named(known, revision)
    if not tip and not known and revision == "main":
        return Listing(place, "", (), label=f"{place}, which is empty")
    if not tip:
        tip = history.commits(hub, place, revision)[0].oid
    words = f"{place} at {tip[:7]}" if tip.startswith(revision) else f"{place} at {revision} ({tip[:7]})"
    return Listing(place, tip, _tree(hub, place, tip), known, label=words)


def over_all(hub: Hub, place: Destination) -> Listing:
    """Every version of every file of *place* that some ref leads to, each once. Raises ``HostError``, ``TreeError``.

    The tip is that of the main branch; what is at no ref's tip is ``removed``.
    """
    if place.kind == "buckets":
        return _bucket(hub, place)
    known = refs(hub, place)
    return _listed(hub, place, known, history.behind(hub, place, known.values()))


def without_history(hub: Hub, place: Destination) -> Listing:
    """What would be left of *place* if each branch were squashed to one commit: tags and pull requests keep theirs.

    Raises as ``over_all`` does.
    """
    known = refs(hub, place)
    kept = history.behind(hub, place, [oid for ref, oid in known.items() if not ref.startswith(_BRANCH)])
    tips = {oid: Commit(oid) for ref, oid in known.items() if ref.startswith(_BRANCH)}
    return _listed(hub, place, known, {**tips, **kept})


def _listed(hub: Hub, place: Destination, known: Mapping[str, str], commits: Mapping[str, Commit]) -> Listing:
    tip = _named(known, "main") or next(iter(known.values()), "")
    tips = dict.fromkeys([*([tip] if tip else []), *known.values()])
    found: dict[tuple[str, str], Version] = {}
    beside_records: dict[str, int] = {}
    every = [*tips, *(oid for oid in commits if oid not in tips)]
    for oid, tree in hub.several(every, lambda oid: _tree(hub, place, oid)):
        beside_records[oid] = hash(frozenset((one.path, one.oid) for one in tree if not one.path.startswith(_RECORDS)))
        for one in tree:
            found.setdefault((one.path, one.sha256 or one.oid), one._replace(removed=oid not in tips))
    words = f"{place}, {len(commits)} revision{'s' * (len(commits) != 1)}"
    authors = history.authors(commits, beside_records, _NOTHING)
    return Listing(place, tip, tuple(found.values()), known, authors, words)


def _bucket(hub: Hub, place: Destination) -> Listing:
    """All that a bucket holds. Who put it there isn't told."""
    found = bucket_files.entries(hub, place)
    files = tuple(Version(one.path, one.size, one.xet_hash, "", "") for one in found)
    return Listing(place, "", files, bucket_files.marks(found), label=f"{place}, a bucket")


def _tree(hub: Hub, place: Destination, commit: str) -> tuple[Version, ...]:
    entries = hub.pages(f"{_api(place)}/tree/{commit}?recursive=true", place)
    try:
        return tuple(_version(entry, commit) for entry in entries if entry["type"] != "directory")
    except (KeyError, TypeError, ValueError):
        raise HostError(f"the Hub's list of the files of {place} can't be understood") from None


def _version(entry: Any, commit: str) -> Version:
    lfs = entry.get("lfs")
    size, path = entry["size"], entry["path"]
    if not isinstance(path, str) or not isinstance(size, int) or size < 0:
        raise ValueError(path)
    return Version(path, size, str(entry["oid"]), _sha256(lfs["oid"]) if lfs else "", commit)


def _sha256(text: object) -> str:
    if not isinstance(text, str) or len(text) != 64 or not _HEX.issuperset(text):
        raise ValueError(text)
    return text


def _named(known: Mapping[str, str], revision: str) -> str:
    """The oid for a name or for the oid of a ref's tip; "" where it is neither."""
    for name in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
        if name in known:
            return known[name]
    return revision if revision in known.values() else ""


def _api(place: Destination) -> str:
    return f"/api/{place.kind}/{place.path}"
