"""The values that a look at one file passes around, and the rows of judge.md's table that several kinds of file share.

The order in which rows are tried is in ``verdict``; here each row says only whether it matches.
"""

from collections.abc import Callable

from release_guard.content import names
from release_guard.content.magic import FLOOR, Format, Kind
from release_guard.model.attempt import Context
from release_guard.model.category import Category
from release_guard.model.lean import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from release_guard.content.apps import Entry
    from release_guard.content.archives import Budget

KIB, MIB = 1 << 10, 1 << 20

#: From here on a table counts as training data, a dataset format, an unknown binary, and a file kept by LFS as weights.
TABLE_FROM, DATA_FROM, BINARY_FROM, LFS_FROM = 1 * MIB, 64 * KIB, 64 * KIB, 10 * MIB
#: Binaries of no known kind from 16 KiB on, each too small to count, count together: a model may be cut in pieces.
PIECE_FROM, PIECES_FROM = 16 * KIB, 1 * MIB
#: Up to here text is a page, our own files are documentation, and an image illustrates.
PAGE_TO, OURS_TO, IMAGE_TO = 256 * KIB, 1 * MIB, 1 * MIB
#: Encoded bytes in text: from 4 KiB a page is no page any more; from 64 KiB nobody can tell what they are.
RUN_FROM, OPAQUE_RUN_FROM = 4 * KIB, 64 * KIB
#: The same for many shorter runs together, and for those in a tokenizer, which has a table of characters of its own.
RUNS_FROM, COMPANION_RUNS_FROM = 256 * KIB, 1 * MIB
#: A name such as ``.data`` or ``.model`` makes a binary a weight file from here on; below, fixtures and caches abound.
VAGUE_FROM = 1 * KIB
#: A table, a fixture or a picture in a format for anything is no model below these, unless its name says so; see
#: ``names.GENERIC``. A bare .bin is any binary at all. Small ones count together, as binaries of no known kind do.
ARRAYS_FROM, BARE_FROM = 8 * KIB, 64 * KIB
#: The vocabularies of the largest tokenizers take a tenth of this.
VOCABULARY_TO = 64 * MIB
#: Those in GGUF files take a quarter of this.
WORDS_TO = 16 * MIB
#: Text written by hand ends here: what is larger is data, whatever its ending.
CODE_TO = 32 * MIB

HOLDS_WEIGHTS = (Kind.WEIGHTS, Kind.ARRAYS)
HARMLESS = (Kind.IMAGE, Kind.SOUND, Kind.FONT, Kind.PDF)


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

    ``unknown`` are the bytes of a binary of no known kind that is too small to be told from code by itself.
    ``entry`` is set for an entry point that becomes a runnable system beside a model.
    """

    category: Category
    why: str
    companion: bool = False
    unclassified: bool = False
    media: int = 0
    media_bytes: int = 0
    entry: "Entry | None" = None
    unknown: int = 0


class Look(NamedTuple):
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


def weights(seen: Look) -> Verdict | None:
    """Weights, by name or by bytes, and the indexes of their shards."""
    path = seen.file.path
    ending = names.weights(path)
    if _only_words(seen):
        return Verdict(Category.TRAINED_MODEL, "it holds a vocabulary and no tensor", companion=True)
    if ending == "pth" and seen.is_text and seen.file.head.startswith(b"import "):
        ending = ""  # Python's own path files bear the same ending
    vague = not (ending or seen.is_text or seen.in_dataset) and seen.file.size >= VAGUE_FROM
    if vague and not names.companion(path):
        ending = names.maybe_weights(path)
    if slight(seen, ending):
        return None
    if ending and (seen.form is None or seen.form.kind not in HARMLESS or ending in names.WEIGHTS):
        return Verdict(Category.TRAINED_MODEL, f"its name ends in .{ending}")
    if seen.form is not None and seen.form.kind in HOLDS_WEIGHTS and seen.file.size >= FLOOR:
        return Verdict(Category.TRAINED_MODEL, f"its bytes are those of {seen.form.name}")
    if names.shard_index(path):
        return Verdict(Category.TRAINED_MODEL, "it lists the parts of a split model")
    return None


def _only_words(seen: Look) -> bool:
    """Whether a GGUF file states that it holds no tensor: then it is a tokenizer, as large as those are."""
    head = seen.file.head[:24]
    return head[:4] == b"GGUF" and not any(head[8:16]) and any(head[16:]) and seen.file.size <= WORDS_TO


def slight(seen: Look, ending: str) -> bool:
    """Whether a file in a format for anything is too small, and called too plainly, to be taken for a model."""
    kind = seen.form.kind if seen.form is not None else None
    if ending not in names.GENERIC or kind is Kind.WEIGHTS or seen.context.destination.is_hub:
        return False
    if names.telling(seen.file.path):
        return False
    size = seen.file.size if seen.budget is None else min(seen.file.size, seen.budget.packed)
    return size < (BARE_FROM if ending == "bin" and kind is None else ARRAYS_FROM)


def companion(seen: Look) -> Verdict | None:
    """The config or tokenizer of a model; in a data set any file is data, however it is called."""
    if seen.in_dataset or not names.companion(seen.file.path):
        return None
    if not seen.is_text and seen.file.head and not _is_vocabulary(seen.file):
        return None
    return Verdict(Category.TRAINED_MODEL, "it goes with the weights, as config or tokenizer", companion=True)


def _is_vocabulary(file: File) -> bool:
    """Whether a binary begins as SentencePiece's models do: short pieces, one after another, each a field."""
    if names.ending(file.path) not in ("model", "spm") or file.size > VOCABULARY_TO:
        return False
    at, pieces = 0, 0
    while pieces < 64 and at < len(file.head) - 1 and file.head[at] == 10 and file.head[at + 1] < 128:
        at, pieces = at + 2 + file.head[at + 1], pieces + 1
    return pieces == 64 or (pieces > 0 and file.size < BINARY_FROM)


def code(why: str, context: Context, entry: "Entry | None" = None) -> Verdict:
    """Source code, or the running system itself in a Space; an entry point that fetches its model is one anywhere."""
    if context.destination.is_hub and context.destination.kind == "spaces":
        return Verdict(Category.RUNNABLE_SYSTEM, "it is part of a Space")
    if entry is not None and entry.fetches:
        return Verdict(Category.RUNNABLE_SYSTEM, f"it is {entry.what}")
    return Verdict(Category.SOURCE_CODE, why, entry=entry)


def media(seen: Look, image: bool) -> Verdict:
    """An image or a recording: an illustration where it is small and not what the release generates, else a sample."""
    size = seen.file.size
    if seen.in_dataset:
        return of_dataset()._replace(media=1, media_bytes=size)
    if image and size <= IMAGE_TO and not seen.context.synthetic_media:
        return Verdict(Category.DOCUMENTATION, "an illustration", media=1, media_bytes=size)
    return Verdict(Category.SAMPLE_OUTPUTS, "an image or a recording", media=1, media_bytes=size)


def of_dataset() -> Verdict:
    """Anything but documentation in a data set on the Hub."""
    return Verdict(Category.TRAINING_DATA, "it is part of a data set on the Hub")


def opaque(seen: Look, why: str) -> Verdict:
    """Bytes that nothing tells the meaning of; where the repository opted in they count as a model (RG412)."""
    if seen.in_dataset:
        return of_dataset()
    if seen.context.opted_in:
        return Verdict(Category.TRAINED_MODEL, why, unclassified=True)
    return code(why, seen.context)


def whole(file: File, limit: int) -> bytes:
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
HEAVIEST = 100


def weight(verdict: Verdict) -> int:
    """How heavy a verdict is beside others of one archive; known weights are heavier than what can't be told."""
    if verdict.companion:
        return 0
    if verdict.category is Category.TRAINED_MODEL:
        return HEAVIEST - verdict.unclassified
    return _ORDER.index(verdict.category)


def heavier(one: Verdict | None, other: Verdict) -> Verdict:
    """The heavier of two verdicts on what one archive holds, with the media and the unknown bytes of both."""
    if one is None:
        return other
    winner = other if weight(other) > weight(one) else one
    return winner._replace(
        media=one.media + other.media,
        media_bytes=one.media_bytes + other.media_bytes,
        entry=one.entry or other.entry,
        unknown=one.unknown + other.unknown,
    )
