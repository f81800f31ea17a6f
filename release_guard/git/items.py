"""What new files are: their bytes read, their category found, and what the judge needs to know of the heavy ones.

Which category a file has is for ``content`` to say; this module brings it the bytes, and adds what only git can tell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from release_guard.content import capabilities, files, names
from release_guard.content.digest import attempt_digest
from release_guard.content.files import File
from release_guard.git import blobs as contents
from release_guard.git import texts, tree
from release_guard.git.blobs import Read
from release_guard.git.plumbing import Git
from release_guard.git.push_range import Blob, held_already
from release_guard.git.texts import Mention
from release_guard.model.attempt import Context, Item, Origin
from release_guard.model.category import BOUND_BY_BYTES, HEAVY, MODIFIABLE_PARTS, Category
from release_guard.model.lean import NamedTuple

#: Archives and long texts are read into memory up to here; what is larger is told apart by its head alone.
_IN_MEMORY = 128 << 20

#: How record files are named (``formats.record_text``).
_RECORD_NAME = r"\d{4}-\d\d-\d\d-.+-[0-9a-f]{6}\.toml"


class Scope(NamedTuple):
    """Where new files come from and go to: the published ``tips``, what stood in their places (``replaced``), what the
    destination ``held``, its default branch's ``present`` commit ("" where that isn't here), and the ref's ``name``,
    which stands in for the path of a file that is tagged by itself. Where it isn't ``thorough``, heavy files count as
    new unless they stand in the same place already, and as the first beside code: what else of that kind the
    destination has isn't looked for.
    """

    tips: tuple[str, ...]
    replaced: tuple[str, ...]
    held: tuple[str, ...]
    present: str
    name: str
    thorough: bool = True


class Found(NamedTuple):
    """What ``model.attempt.Attempt`` says of content, and the files among it that are or were records."""

    items: tuple[Item, ...]
    digest: str
    present: frozenset[Category]
    capabilities: frozenset[str]
    records: tuple[Read, ...]
    origins: tuple[Origin, ...]


def read(git: Git, blobs: Iterable[Blob], scope: Scope, context: Context) -> Found:
    """Read *blobs*, the new files of *scope*. Raises ``TreeError`` where one isn't here."""
    named = (one if one.path else one._replace(path=scope.name) for one in blobs)
    mentions: list[Mention] = []
    hinting: list[File] = []
    records: list[Read] = []

    def overheard() -> Iterator[File]:
        for one in contents.read(git, named):
            file = _file(git, one)
            if _is_like_a_record(one):
                records.append(one)
            if capabilities.tells(file.path) or names.names_parents(file.path):
                hinting.append(file)
            said = texts.mention(file, context)
            if said is not None:
                mentions.append(said)
            yield file

    items = files.classify(overheard(), context)
    items = _with_history(git, tuple([_with_digest(git, item) for item in items]), scope)
    telling = texts.telling(git, hinting, scope.tips)
    before = [oid for oid in (*scope.replaced, scope.present) if oid]
    referred = texts.new_references(git, mentions, scope.tips, before, context)
    return Found(
        (*items, *referred),
        attempt_digest(items),
        _present(git, items, scope),
        capabilities.hints(telling) | capabilities.of_loaded(referred),
        tuple(records),
        texts.origins(telling),
    )


def _is_like_a_record(one: Read) -> bool:
    """Whether a file was a record once: it lies where records do, or is named as they are, and names their schema."""
    path = one.blob.path
    if not path.endswith(".toml") or b"release-record/" not in one.data:
        return False
    return path.startswith("release-records/") or re.fullmatch(_RECORD_NAME, path.rpartition("/")[2]) is not None


def _file(git: Git, one: Read) -> File:
    blob = one.blob

    def whole() -> bytes:
        if blob.size > _IN_MEMORY:
            raise OSError(f"it is larger than {_IN_MEMORY >> 20} MiB")
        return b"".join(git.chunks(blob.oid))

    return File(blob.path, blob.size, one.data, oid=blob.oid, whole=None if len(one.data) == blob.size else whole)


def _with_digest(git: Git, item: Item) -> Item:
    """*item* with the sha256 by which reviews bind weights and data; that of a pointer is in it already."""
    if item.sha256 or item.companion or item.category not in BOUND_BY_BYTES:
        return item
    return item._replace(sha256=contents.sha256_of(git, item.oid))


def _with_history(git: Git, items: tuple[Item, ...], scope: Scope) -> tuple[Item, ...]:
    """*items*, the heavy ones marked that are gone at the tips, or that the destination has in some commit."""
    heavy = [Blob(item.oid, item.size, item.path) for item in items if item.category in HEAVY]
    if not heavy:
        return items
    kept = _standing_at(git, scope.tips, heavy)
    already = _standing_at(git, scope.replaced, heavy)
    if scope.thorough:
        already |= held_already(git, scope.tips, scope.held, [blob for blob in heavy if blob.oid not in already])
    return tuple(
        [
            item._replace(removed=item.oid not in kept, already=item.oid in already) if item.category in HEAVY else item
            for item in items
        ]
    )


def _standing_at(git: Git, revisions: Sequence[str], blobs: Sequence[Blob]) -> frozenset[str]:
    """The oids of those *blobs* that one of *revisions* has at the same path, or is itself."""
    kept: set[str] = set()
    for revision in revisions:
        found = git.find([f"{revision}^{{}}", *(f"{revision}:{blob.path}" for blob in blobs)])
        kept.update(one.oid for one in found if one is not None)
    return frozenset(kept)


def _present(git: Git, items: Sequence[Item], scope: Scope) -> frozenset[Category]:
    """Code, weights and data at the destination, told by names, as far as they could make a system with *items*.

    Code alone can complete nothing where code stands already, so the walk ends at the first file of it. New weights
    complete nothing either where a system stands already: that is looked for where the *scope* is thorough.
    """
    commit = scope.present
    brought = {item.category for item in items if not item.companion and not item.already}
    heavy = bool(brought & MODIFIABLE_PARTS)
    if not commit or not (heavy or Category.SOURCE_CODE in brought) or git.find([commit])[0] is None:
        return frozenset()
    present: set[Category] = set()
    for path in tree.paths(git, commit):
        category = files.quick(path)
        if category is Category.SOURCE_CODE or category in MODIFIABLE_PARTS:
            present.add(category)
        if Category.SOURCE_CODE in present and (not heavy or not scope.thorough or present & MODIFIABLE_PARTS):
            break
    return frozenset(present)
