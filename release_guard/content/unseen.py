"""Files of which only name and size are known: kept by LFS, named in an upload, or encrypted inside an archive."""

from release_guard.content import names
from release_guard.content.rows import (
    BINARY_FROM,
    DATA_FROM,
    LFS_FROM,
    MIB,
    OURS_TO,
    PAGE_TO,
    TABLE_FROM,
    Look,
    Verdict,
    code,
    companion,
    media,
    of_dataset,
    opaque,
)
from release_guard.model.category import Category


def unseen(seen: Look) -> Verdict:
    """A file of which only name and size are known: kept by LFS, or named in an upload."""
    file, name = seen.file, names.weights(seen.file.path)
    if names.companion(file.path) and not seen.in_dataset:
        return companion(seen) or opaque(seen, "")
    if not name and not seen.in_dataset:
        name = names.maybe_weights(file.path)
    if name:
        return Verdict(Category.TRAINED_MODEL, f"its name ends in .{name}")
    if names.shard_index(file.path):
        return Verdict(Category.TRAINED_MODEL, "it lists the parts of a split model")
    return _unseen_data(seen) or _unseen_rest(seen)


def _unseen_data(seen: Look) -> Verdict | None:
    path, size, ending = seen.file.path, seen.file.size, names.ending(seen.file.path)
    if ending in names.DATA and size >= DATA_FROM:
        return Verdict(Category.TRAINING_DATA, f"its name ends in .{ending}")
    if ending in names.TABLES and size >= TABLE_FROM and not names.lock(path):
        return Verdict(Category.TRAINING_DATA, f"a .{ending} of a megabyte or more")
    if seen.in_dataset and not (names.page(path) and size <= PAGE_TO) and not names.ours(path):
        return of_dataset()
    return None


def _unseen_rest(seen: Look) -> Verdict:
    path, size, ending = seen.file.path, seen.file.size, names.ending(seen.file.path)
    if ending in names.MEDIA:
        return media(seen, ending in names.IMAGES)
    if ending == "pdf":
        return Verdict(Category.PAPER, "a PDF")
    if size >= LFS_FROM:
        return Verdict(Category.TRAINED_MODEL, f"{size // MIB} MiB that aren't here to be looked at")
    if (names.document(path) and size <= PAGE_TO) or (names.ours(path) and size <= OURS_TO):
        return Verdict(Category.DOCUMENTATION, "a page")
    if ending in names.CODE or ending in names.FONTS or ending in names.TABLES or size < BINARY_FROM:
        return code("small, or code by its name", seen.context)
    return opaque(seen, "its bytes aren't here to be looked at")
