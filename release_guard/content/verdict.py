"""What one file is, by itself: the rows of judge.md's table, tried in their order.

Rules that need the whole attempt (how much media, an app beside a model) are left to ``files``; formats, names, text
and archives each have a module of their own.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from release_guard.content import names, text
from release_guard.content.magic import FLOOR, Format, Kind, is_tar, sniff
from release_guard.content.pointers import lfs_pointer
from release_guard.model.attempt import Context
from release_guard.model.category import Category

if TYPE_CHECKING:
    from release_guard.content.apps import Entry
    from release_guard.content.archives import Budget

KIB, MIB = 1 << 10, 1 << 20

#: From here on a table counts as training data, a dataset format, an unknown binary, and a file kept by LFS as weights.
TABLE_FROM, DATA_FROM, BINARY_FROM, LFS_FROM = 1 * MIB, 64 * KIB, 64 * KIB, 10 * MIB
#: Up to here text is a page, our own files are documentation, and an image illustrates.
PAGE_TO, OURS_TO, IMAGE_TO = 256 * KIB, 1 * MIB, 1 * MIB
#: Encoded bytes in text: from 4 KiB a page is no page any more; from 64 KiB nobody can tell what they are.
RUN_FROM, OPAQUE_RUN_FROM = 4 * KIB, 64 * KIB
#: A name such as ``.data`` or ``.model`` makes a binary a weight file from here on; below, fixtures and caches abound.
VAGUE_FROM = 1 * KIB
#: Text written by hand ends here: what is larger is data, whatever its ending.
CODE_TO = 32 * MIB

_HARMLESS = (Kind.IMAGE, Kind.SOUND, Kind.FONT, Kind.PDF)


class File(NamedTuple):
    """One file as its channel hands it over.

    ``size`` is in bytes; ``head`` holds the first ones: all of them up to 256 KiB, else at least the first 512, better
    64 KiB; empty where the bytes can't be seen (an upload that names only size and sha256). ``sha256`` (hex) and
    ``oid`` where the caller knows them. ``whole`` reads all of it again, for archives and long text; it may raise
    ``OSError``, and then the file counts as one that can't be looked through.
    """

    path: str
    size: int
    head: bytes
    sha256: str = ""
    oid: str = ""
    removed: bool = False
    already: bool = False
    whole: Callable[[], bytes] | None = None


class Verdict(NamedTuple):
    """What one file is and why. ``media`` and ``media_bytes`` count images and recordings, those inside included.

    ``entry`` is set for an entry point that becomes a runnable system beside a model.
    """

    category: Category
    why: str
    companion: bool = False
    unclassified: bool = False
    media: int = 0
    media_bytes: int = 0
    entry: "Entry | None" = None


class _Look(NamedTuple):
    """One file under the lens: what was found out of its bytes, and the bounds of the archives around it."""

    file: File
    context: Context
    form: Format | None
    is_text: bool
    budget: "Budget | None"
    depth: int

    @property
    def in_dataset(self) -> bool:
        return self.context.destination.is_hub and self.context.destination.kind == "datasets"


def look(file: File, context: Context, budget: "Budget | None" = None, depth: int = 0) -> Verdict:
    """The verdict on *file* at the destination of *context*; never raises but what ``file.whole`` raises."""
    pointer = lfs_pointer(file.head) if file.size <= 1024 else None
    if pointer is not None:
        file = file._replace(size=pointer.size, head=b"", whole=None)
    if file.size <= 0:
        return _plain(file.path, context)
    form = sniff(file.head, file.size)
    seen = _Look(file, context, form, form is None and text.is_text(file.head), budget, depth)
    if not file.head:
        return _unseen(seen)
    return _weights(seen) or (_text(seen) if seen.is_text else _binary(seen))


def _plain(path: str, context: Context) -> Verdict:
    """An empty file: it holds nothing, so its name alone places it."""
    if names.document(path) or names.ours(path):
        return Verdict(Category.DOCUMENTATION, "an empty page")
    return _code("it is empty", context)


def _code(why: str, context: Context, entry: "Entry | None" = None) -> Verdict:
    """Source code, or the running system itself in a Space; an entry point that fetches its model is one anywhere."""
    if context.destination.is_hub and context.destination.kind == "spaces":
        return Verdict(Category.RUNNABLE_SYSTEM, "it is part of a Space")
    if entry is not None and entry.fetches:
        return Verdict(Category.RUNNABLE_SYSTEM, f"it is {entry.what}")
    return Verdict(Category.SOURCE_CODE, why, entry=entry)


def _weights(seen: _Look) -> Verdict | None:
    path = seen.file.path
    ending = names.weights(path)
    if not ending and not seen.is_text and seen.file.size >= VAGUE_FROM and not names.companion(path):
        ending = names.maybe_weights(path)
    if ending and (seen.form is None or seen.form.kind not in _HARMLESS or ending in names.WEIGHTS):
        return Verdict(Category.TRAINED_MODEL, f"its name ends in .{ending}")
    if seen.form is not None and seen.form.kind is Kind.WEIGHTS and seen.file.size >= FLOOR:
        return Verdict(Category.TRAINED_MODEL, f"its bytes are those of {seen.form.name}")
    if names.shard_index(path):
        return Verdict(Category.TRAINED_MODEL, "it lists the parts of a split model")
    return None


def _companion(seen: _Look) -> Verdict | None:
    """The config or tokenizer of a model; in a data set any file is data, however it is called."""
    if seen.in_dataset or not names.companion(seen.file.path):
        return None
    if not seen.is_text and seen.file.head and names.ending(seen.file.path) not in ("model", "spm"):
        return None
    return Verdict(Category.TRAINED_MODEL, "it goes with the weights, as config or tokenizer", companion=True)


# --- bytes that can't be seen -----------------------------------------------------------------------------------------


def _unseen(seen: _Look) -> Verdict:
    """A file of which only name and size are known: kept by LFS, or named in an upload."""
    file, name = seen.file, names.weights(seen.file.path) or names.maybe_weights(seen.file.path)
    if names.companion(file.path) and not seen.in_dataset:
        return _companion(seen) or _opaque(seen, "")
    if name:
        return Verdict(Category.TRAINED_MODEL, f"its name ends in .{name}")
    if names.shard_index(file.path):
        return Verdict(Category.TRAINED_MODEL, "it lists the parts of a split model")
    return _unseen_data(seen) or _unseen_rest(seen)


def _unseen_data(seen: _Look) -> Verdict | None:
    path, size, ending = seen.file.path, seen.file.size, names.ending(seen.file.path)
    if ending in names.DATA and size >= DATA_FROM:
        return Verdict(Category.TRAINING_DATA, f"its name ends in .{ending}")
    if ending in names.TABLES and size >= TABLE_FROM and not names.lock(path):
        return Verdict(Category.TRAINING_DATA, f"a .{ending} of a megabyte or more")
    if seen.in_dataset and not (names.page(path) and size <= PAGE_TO) and not names.ours(path):
        return _dataset_file(seen)
    return None


def _unseen_rest(seen: _Look) -> Verdict:
    path, size, ending = seen.file.path, seen.file.size, names.ending(seen.file.path)
    if ending in names.MEDIA:
        return _media(seen, ending in names.IMAGES)
    if ending == "pdf":
        return Verdict(Category.PAPER, "a PDF")
    if size >= LFS_FROM:
        return Verdict(Category.TRAINED_MODEL, f"{size // MIB} MiB that aren't here to be looked at")
    if (names.document(path) and size <= PAGE_TO) or (names.ours(path) and size <= OURS_TO):
        return Verdict(Category.DOCUMENTATION, "a page")
    if ending in names.CODE or ending in names.FONTS or ending in names.TABLES or size < BINARY_FROM:
        return _code("small, or code by its name", seen.context)
    return _opaque(seen, "its bytes aren't here to be looked at")


# --- binary files -----------------------------------------------------------------------------------------------------


def _binary(seen: _Look) -> Verdict:
    kind = seen.form.kind if seen.form is not None else None
    if kind is Kind.ARCHIVE or (kind is None and is_tar(seen.file.head[:512])):
        return _archive(seen)
    return _companion(seen) or _binary_data(seen) or _recognised(seen, kind)


def _binary_data(seen: _Look) -> Verdict | None:
    ending = names.ending(seen.file.path)
    if seen.form is not None and seen.form.kind is Kind.DATA and seen.file.size >= DATA_FROM:
        return Verdict(Category.TRAINING_DATA, f"its bytes are those of {seen.form.name}")
    if ending in names.DATA and seen.file.size >= DATA_FROM:
        return Verdict(Category.TRAINING_DATA, f"its name ends in .{ending}")
    if ending in names.TABLES and seen.form is None and seen.file.size >= TABLE_FROM and ending.startswith("xls"):
        return Verdict(Category.TRAINING_DATA, f"a .{ending} of a megabyte or more")
    return _dataset_file(seen) if seen.in_dataset else None


def _recognised(seen: _Look, kind: Kind | None) -> Verdict:
    ending, size = names.ending(seen.file.path), seen.file.size
    if kind is Kind.PDF:
        return Verdict(Category.PAPER, "a PDF")
    if kind in (Kind.IMAGE, Kind.SOUND):
        return _media(seen, kind is Kind.IMAGE)
    if size < BINARY_FROM and ending in names.MEDIA:
        return _media(seen, ending in names.IMAGES)
    if size < BINARY_FROM or kind is Kind.FONT:
        return _code("a font" if kind is Kind.FONT else "a small binary", seen.context)
    if kind is Kind.PROGRAM and seen.context.destination.kind == "kernels":
        return _code("a compiled kernel", seen.context)
    what = seen.form.name if seen.form is not None else "a binary of no known format"
    return _opaque(seen, f"it is {what}")


def _media(seen: _Look, image: bool) -> Verdict:
    size = seen.file.size
    if seen.in_dataset:
        return _dataset_file(seen)._replace(media=1, media_bytes=size)
    if image and size <= IMAGE_TO and not seen.context.synthetic_media:
        return Verdict(Category.DOCUMENTATION, "an illustration", media=1, media_bytes=size)
    return Verdict(Category.SAMPLE_OUTPUTS, "an image or a recording", media=1, media_bytes=size)


def _dataset_file(seen: _Look) -> Verdict:  # noqa: ARG001 (one shape for all rows)
    return Verdict(Category.TRAINING_DATA, "it is part of a data set on the Hub")


def _opaque(seen: _Look, why: str) -> Verdict:
    """Bytes that nothing tells the meaning of; where the repository opted in they count as a model (RG412)."""
    if seen.in_dataset:
        return _dataset_file(seen)
    if seen.context.opted_in:
        return Verdict(Category.TRAINED_MODEL, why, unclassified=True)
    return _code(why, seen.context)


# --- archives ---------------------------------------------------------------------------------------------------------


def _archive(seen: _Look) -> Verdict:
    """The heaviest of what is inside; an archive that can't be looked through is an unknown binary."""
    from release_guard.content.archives import Unopened

    heaviest = None
    try:
        for verdict in _inside(seen):
            heaviest = _heavier(heaviest, verdict)
            if weight(verdict) == _HEAVIEST:
                break
    except Unopened as error:
        if error.bound or seen.file.size >= BINARY_FROM:
            heaviest = _heavier(heaviest, _opaque(seen, f"an archive that wasn't looked through: {error}"))
    return _as_archive(heaviest or Verdict(Category.SOURCE_CODE, "nothing is inside"), seen)


def _as_archive(inside: Verdict, seen: _Look) -> Verdict:
    """What the archive itself adds: a spreadsheet is a zip file too, and in a data set or a Space all is part of it."""
    ending = names.ending(seen.file.path)
    if ending in names.TABLES and seen.file.size >= TABLE_FROM:
        inside = _heavier(inside, Verdict(Category.TRAINING_DATA, f"a .{ending} of a megabyte or more"))
    if seen.in_dataset:
        return _heavier(inside, _dataset_file(seen))
    return _code(inside.why, seen.context, inside.entry) if inside.category is Category.SOURCE_CODE else inside


def _inside(seen: _Look) -> Iterator[Verdict]:
    from release_guard.content import archives

    budget = seen.budget or archives.Budget()
    data = _whole(seen.file, archives.MAX_PACKED)
    if seen.depth >= archives.MAX_DEPTH:
        raise archives.Unopened("archives are nested too deep", bound=True)
    for member in archives.members(seen.file.path, data, budget):
        inner = File(member.path, member.size, member.head, whole=member.rest)
        found = _locked(inner, seen) if member.locked else look(inner, seen.context, budget, seen.depth + 1)
        if found.category is Category.DOCUMENTATION:
            lighter = Category.SAMPLE_OUTPUTS if found.media else Category.SOURCE_CODE
            found = found._replace(category=lighter)
        yield found._replace(why=f"{member.path} inside: {found.why}")


def _locked(inner: File, seen: _Look) -> Verdict:
    """A member of an encrypted archive: its name and size can still be read."""
    verdict = _unseen(seen._replace(file=inner, form=None, is_text=False))
    if weight(verdict) < _HEAVIEST and inner.size >= BINARY_FROM:
        return _opaque(seen, "it is encrypted")
    return verdict


def _whole(file: File, limit: int) -> bytes:
    """All bytes of *file*. Raises ``Unopened`` where there are more than *limit*, or they can't be read."""
    from release_guard.content.archives import Unopened

    if len(file.head) == file.size:
        return file.head
    if file.size > limit:
        raise Unopened(f"it is larger than {limit // MIB} MiB", bound=True)
    if file.whole is None:
        raise Unopened("only its first bytes are here")
    try:
        return file.whole()
    except OSError as error:
        raise Unopened(f"it can't be read: {error}") from error


_ORDER = (
    Category.DOCUMENTATION,
    Category.SOURCE_CODE,
    Category.SAMPLE_OUTPUTS,
    Category.PAPER,
    Category.RUNNABLE_SYSTEM,
    Category.TRAINING_DATA,
    Category.TRAINED_MODEL,
)
_HEAVIEST = 100


def weight(verdict: Verdict) -> int:
    """How heavy a verdict is beside others of one archive; known weights are heavier than what can't be told."""
    if verdict.companion:
        return 0
    if verdict.category is Category.TRAINED_MODEL:
        return _HEAVIEST - verdict.unclassified
    return _ORDER.index(verdict.category)


def _heavier(one: Verdict | None, other: Verdict) -> Verdict:
    if one is None:
        return other
    winner = other if weight(other) > weight(one) else one
    return winner._replace(
        media=one.media + other.media,
        media_bytes=one.media_bytes + other.media_bytes,
        entry=one.entry or other.entry,
    )


# --- text -------------------------------------------------------------------------------------------------------------


def _text(seen: _Look) -> Verdict:
    file, ending = seen.file, names.ending(seen.file.path)
    if is_tar(file.head[:512]):
        return _archive(seen)
    if _is_data(file, ending):
        return _hidden(seen, file.head)[0] or Verdict(
            Category.TRAINING_DATA, "a megabyte or more of text that isn't code"
        )
    data = _readable(file)
    if len(data) > len(file.head) and not text.is_text(data):
        return _opaque(seen, "it begins as text and goes on as a binary")
    hidden, longest = _hidden(seen, data)
    return hidden or _text_row(seen, data, longest)


def _readable(file: File) -> bytes:
    """All of a text where it can be had, else its beginning."""
    if len(file.head) == file.size:
        return file.head
    from release_guard.content.archives import Unopened

    try:
        return _whole(file, CODE_TO)
    except Unopened:
        return file.head


def _is_data(file: File, ending: str) -> bool:
    if names.companion(file.path) or names.lock(file.path):
        return False
    if file.size > CODE_TO:
        return True
    return file.size >= TABLE_FROM and (ending in names.TABLES or ending not in names.CODE) and ending not in names.TEX


def _text_row(seen: _Look, data: bytes, longest: int) -> Verdict:
    path, size = seen.file.path, seen.file.size
    companion = _companion(seen)
    if companion is not None:
        return companion
    clean = longest <= RUN_FROM and text.is_utf8(data, size)
    ours = names.ours(path) and size <= OURS_TO
    if seen.in_dataset and not (clean and (ours or (size <= PAGE_TO and names.page(path)))):
        return _dataset_file(seen)
    from release_guard.content.apps import entry_point

    entry = entry_point(path, data)
    if entry is not None and entry.fetches:
        return _code("", seen.context, entry)
    if names.tex(path):
        return Verdict(Category.PAPER, "the source of a paper")
    return _page(seen, clean, ours) or _code("text of no other kind", seen.context, entry)


def _page(seen: _Look, clean: bool, ours: bool) -> Verdict | None:
    path, size = seen.file.path, seen.file.size
    if clean and (ours or (size <= PAGE_TO and names.document(path))):
        return Verdict(Category.DOCUMENTATION, "a page")
    if names.ending(path) == "svg" and size <= IMAGE_TO and not seen.context.synthetic_media:
        return Verdict(Category.DOCUMENTATION, "a drawing")
    return None


def _hidden(seen: _Look, data: bytes) -> tuple[Verdict | None, int]:
    """What bytes encoded in the text are, where they are more than a picture; and the length of the longest run."""
    longest, heaviest = 0, None
    for run in text.runs(data, RUN_FROM + 1):
        longest = max(longest, run.length if run.sure else 0)
        verdict = _decoded(seen, run)
        if verdict is not None and (heaviest is None or weight(verdict) > weight(heaviest)):
            heaviest = verdict
    return heaviest, longest


def _decoded(seen: _Look, run: text.Run) -> Verdict | None:
    form = sniff(run.data, len(run.data))
    inner = File("", len(run.data), run.data)
    if form is not None and form.kind is Kind.WEIGHTS:
        return Verdict(Category.TRAINED_MODEL, f"{run.how} in it is {form.name}")
    if form is not None and form.kind is Kind.ARCHIVE and run.sure:
        found = look(inner, seen.context, seen.budget, seen.depth + 1)
        if weight(found) >= _HEAVIEST - 1:
            return found._replace(why=f"{run.how} in it is {form.name}; {found.why}")
    if (form is not None and form.kind in _HARMLESS) or not run.sure or run.length < OPAQUE_RUN_FROM:
        return None
    if names.companion(seen.file.path) or text.is_text(run.data):
        return None
    return _opaque(seen, f"{run.length // KIB} KiB of {run.how} in it are of no known kind")
