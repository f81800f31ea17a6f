"""Which category is each file of an attempt: the verdicts on single files, and the rules that need them all.

Reads bytes that it is given, never a disk. References to content elsewhere are in ``references``, capability hints in
``capabilities``.
"""

from collections.abc import Iterable

from release_guard.content import names
from release_guard.content.pointers import LONGEST, Pointer, lfs_pointer, pointed_to
from release_guard.content.rows import MIB, PIECES_FROM, File, Verdict
from release_guard.content.verdict import look
from release_guard.model.attempt import Context, Item
from release_guard.model.category import BOUND_BY_BYTES, Category
from release_guard.model.sha256 import hex_digest

__all__ = ["File", "Pointer", "classify", "lfs_pointer", "quick"]

#: More media than this is a collection to train on, not a choice of samples (judge.md).
MEDIA_FILES, MEDIA_BYTES = 200, 50 * MIB

_LIGHTER_THAN_DATA = frozenset(
    {
        Category.DOCUMENTATION,
        Category.SOURCE_CODE,
        Category.SAMPLE_OUTPUTS,
        Category.PAPER,
        Category.RUNNABLE_SYSTEM,
    }
)


def classify(files: "Iterable[File]", context: Context) -> "tuple[Item, ...]":
    """One item for each of *files*, by path; the order in which they come makes no difference, and none is kept.

    Adding a file never makes another lighter: the rules of the set (much media is data, an app beside a model runs,
    many small binaries are one large one) only raise. Where the caller knows no sha256 of weights, data or media, those
    of up to 256 KiB get theirs here.
    """
    found = [(_item(file, verdict), verdict) for file, verdict in ((file, look(file, context)) for file in files)]
    much = _much_media(found)
    pieces = context.opted_in and _many_pieces(found)
    model = any(item.category is Category.TRAINED_MODEL and not item.companion for item, _ in found)
    found = [(_as_piece(item, verdict) if pieces else item, verdict) for item, verdict in found]
    return tuple(sorted(_in_company(item, verdict, much, model) for item, verdict in found))


def _many_pieces(found: "list[tuple[Item, Verdict]]") -> bool:
    """Whether the new small binaries of no known kind are, the same bytes counted once, as large as a model."""
    new = {item.sha256 or item.oid or item.path: verdict.unknown for item, verdict in found if not item.already}
    return sum(new.values()) >= PIECES_FROM


def _as_piece(item: Item, verdict: Verdict) -> Item:
    if not verdict.unknown or item.category is not Category.SOURCE_CODE:
        return item
    why = "many small binaries of no known kind may be one model in pieces"
    return item._replace(category=Category.TRAINED_MODEL, unclassified=True, why=why)


def _much_media(found: "list[tuple[Item, Verdict]]") -> bool:
    """Whether the new media of the attempt, the same bytes counted once, are a collection."""
    new = {
        item.sha256 or item.oid or item.path: verdict for item, verdict in found if verdict.media and not item.already
    }
    count = sum(verdict.media for verdict in new.values())
    return count > MEDIA_FILES or sum(verdict.media_bytes for verdict in new.values()) > MEDIA_BYTES


def _in_company(item: Item, verdict: Verdict, much: bool, model: bool) -> Item:
    if much and verdict.media and item.category in _LIGHTER_THAN_DATA:
        return item._replace(category=Category.TRAINING_DATA, why="much media together are a collection of data")
    if model and verdict.entry is not None and item.category is Category.SOURCE_CODE:
        return item._replace(category=Category.RUNNABLE_SYSTEM, why=f"{verdict.entry.what} beside a model")
    return item


def _item(file: File, verdict: Verdict) -> Item:
    pointer = pointed_to(file.head) if file.size <= LONGEST else None
    return Item(
        path=file.path,
        category=verdict.category,
        sha256=(pointer.sha256 if pointer else "") or file.sha256 or _sha256(file, verdict),
        size=pointer.size if pointer else file.size,
        oid=file.oid,
        companion=verdict.companion,
        unclassified=verdict.unclassified,
        removed=file.removed,
        already=file.already,
        why=verdict.why,
    )


def _sha256(file: File, verdict: Verdict) -> str:
    """The digest by which a review binds weights and data; "" where the bytes aren't all at hand."""
    if verdict.companion or not (verdict.category in BOUND_BY_BYTES or verdict.media) or len(file.head) != file.size:
        return ""
    return hex_digest(file.head)


def quick(path: str) -> Category | None:
    """What a file at a destination is by its name alone, where its size and bytes aren't known; None: can't be told.

    Tables and texts have no answer: their size decides.
    """
    ending = names.ending(path)
    if names.companion(path) or names.ours(path):
        return None
    if names.weights(path) or names.shard_index(path):
        return Category.TRAINED_MODEL
    if ending in names.DATA:
        return Category.TRAINING_DATA
    if names.document(path):
        return Category.DOCUMENTATION
    if ending == "pdf" or names.tex(path):
        return Category.PAPER
    return Category.SOURCE_CODE if ending in names.CODE and ending != "svg" else None
