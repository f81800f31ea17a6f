"""Text files: data, pages, papers and code, and the weights that somebody encoded in one of them."""

from release_guard.content import names, text
from release_guard.content.magic import Kind, sniff
from release_guard.content.rows import (
    CODE_TO,
    COMPANION_RUNS_FROM,
    HARMLESS,
    HEAVIEST,
    HOLDS_WEIGHTS,
    IMAGE_TO,
    KIB,
    OPAQUE_RUN_FROM,
    OURS_TO,
    PAGE_TO,
    RUN_FROM,
    RUNS_FROM,
    TABLE_FROM,
    File,
    Look,
    Verdict,
    code,
    companion,
    of_dataset,
    opaque,
    weight,
    whole,
)
from release_guard.model.category import Category


def textual(seen: Look) -> Verdict:
    """The verdict on a text that is no weight file by name."""
    file, ending = seen.file, names.ending(seen.file.path)
    if _is_data(file, ending):
        return _hidden(seen, file.head)[0] or Verdict(
            Category.TRAINING_DATA, "a megabyte or more of text that isn't code"
        )
    data = _readable(file)
    if len(data) > len(file.head) and not text.is_text(data):
        return opaque(seen, "it begins as text and goes on as a binary")
    hidden, longest = _hidden(seen, text.as_utf8(data))
    return hidden or _text_row(seen, data, longest)


def _readable(file: File) -> bytes:
    """All of a text where it can be had, else its beginning."""
    if len(file.head) == file.size:
        return file.head
    from release_guard.content.archives import Unopened

    try:
        return whole(file, CODE_TO)
    except Unopened:
        return file.head


def _is_data(file: File, ending: str) -> bool:
    if names.companion(file.path):
        return file.size >= TABLE_FROM and text.is_numbers(file.head)  # no vocabulary, but weights written out
    if names.lock(file.path):
        return False
    if file.size > CODE_TO:
        return True
    return file.size >= TABLE_FROM and (ending in names.TABLES or ending not in names.CODE) and ending not in names.TEX


def _text_row(seen: Look, data: bytes, longest: int) -> Verdict:
    path, size = seen.file.path, seen.file.size
    with_weights = companion(seen)
    if with_weights is not None:
        return with_weights
    clean = longest <= RUN_FROM and text.is_utf8(data, size)
    ours = names.ours(path) and size <= OURS_TO
    if seen.in_dataset and not (clean and (ours or (size <= PAGE_TO and names.page(path)))):
        return of_dataset()
    from release_guard.content.apps import entry_point

    entry = entry_point(path, data)
    if entry is not None and entry.fetches:
        return code("", seen.context, entry)
    if names.tex(path):
        return Verdict(Category.PAPER, "the source of a paper")
    return _page(seen, clean, ours) or code("text of no other kind", seen.context, entry)


def _page(seen: Look, clean: bool, ours: bool) -> Verdict | None:
    path, size = seen.file.path, seen.file.size
    if clean and (ours or (size <= PAGE_TO and names.document(path))):
        return Verdict(Category.DOCUMENTATION, "a page")
    if names.ending(path) == "svg" and size <= IMAGE_TO and not seen.context.synthetic_media:
        return Verdict(Category.DOCUMENTATION, "a drawing")
    return None


def _hidden(seen: Look, data: bytes) -> tuple[Verdict | None, int]:
    """What bytes encoded in the text are, where they are more than a picture; and the length of the longest run."""
    longest, unknown, heaviest = 0, 0, None
    for run in text.runs(data, RUN_FROM + 1):
        longest = max(longest, run.length if run.sure else 0)
        verdict = _decoded(seen, run)
        if verdict is not None and (heaviest is None or weight(verdict) > weight(heaviest)):
            heaviest = verdict
        unknown += run.length if verdict is None and _is_unknown(run) else 0
    if heaviest is None and unknown >= (COMPANION_RUNS_FROM if names.companion(seen.file.path) else RUNS_FROM):
        heaviest = opaque(seen, f"{unknown // KIB} KiB of encoded bytes in it, in pieces, are of no known kind")
    return heaviest, longest


def _is_unknown(run: text.Run) -> bool:
    form = sniff(run.data, len(run.data))
    if not run.sure or (form is not None and form.kind in HARMLESS):
        return False
    return not text.is_text(run.data) and not text.is_plain(run)


def _packed(seen: Look, run: text.Run, name: str) -> Verdict | None:
    from release_guard.content.verdict import look

    found = look(File("", len(run.data), run.data), seen.context, seen.budget, seen.depth + 1)
    return found._replace(why=f"{run.how} in it is {name}; {found.why}") if weight(found) >= HEAVIEST - 1 else None


def _decoded(seen: Look, run: text.Run) -> Verdict | None:
    if run.how == text.FRACTIONS:
        return opaque(seen, f"{run.length // KIB} KiB of {run.how} in it may be weights written out")
    form = sniff(run.data, len(run.data))
    if form is not None and form.kind in HOLDS_WEIGHTS:
        return Verdict(Category.TRAINED_MODEL, f"{run.how} in it is {form.name}")
    if form is not None and form.kind is Kind.ARCHIVE and run.sure:
        return _packed(seen, run, form.name)
    if (form is not None and form.kind in HARMLESS) or not run.sure or run.length < OPAQUE_RUN_FROM:
        return None
    if names.companion(seen.file.path) or names.ending(seen.file.path) == "gltf" or text.is_text(run.data):
        return None  # tokenizers hold a table of characters in base64, some hundred KiB of it
    if text.is_plain(run):
        return None
    return opaque(seen, f"{run.length // KIB} KiB of {run.how} in it are of no known kind")
