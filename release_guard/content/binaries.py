"""Binary files that are no weights by name or bytes: data, papers, media, fonts, programs, and what nobody knows."""

from release_guard.content import names
from release_guard.content.magic import Kind, sniff
from release_guard.content.rows import (
    BINARY_FROM,
    DATA_FROM,
    HARMLESS,
    HEAVIEST,
    HOLDS_WEIGHTS,
    KIB,
    PIECE_FROM,
    TABLE_FROM,
    File,
    Look,
    Verdict,
    code,
    companion,
    media,
    of_dataset,
    opaque,
    slight,
    weight,
    whole,
)
from release_guard.model.category import Category

#: Kinds of which many small ones may be a model in pieces, however small each is.
_MAYBE_PIECES = (Kind.ARRAYS, Kind.SEALED)


def binary(seen: Look) -> Verdict:
    """The verdict on a binary that is neither weights nor an archive that can be opened."""
    kind = seen.form.kind if seen.form is not None else None
    return companion(seen) or _binary_data(seen) or _recognised(seen, kind)


def _binary_data(seen: Look) -> Verdict | None:
    ending = names.ending(seen.file.path)
    if seen.form is not None and seen.form.kind is Kind.DATA and seen.file.size >= DATA_FROM:
        return Verdict(Category.TRAINING_DATA, f"its bytes are those of {seen.form.name}")
    if ending in names.DATA and seen.file.size >= DATA_FROM:
        return Verdict(Category.TRAINING_DATA, f"its name ends in .{ending}")
    if ending in names.TABLES and seen.form is None and seen.file.size >= TABLE_FROM and ending.startswith("xls"):
        return Verdict(Category.TRAINING_DATA, f"a .{ending} of a megabyte or more")
    return of_dataset() if seen.in_dataset else None


def _recognised(seen: Look, kind: Kind | None) -> Verdict:
    ending, size = names.ending(seen.file.path), seen.file.size
    if kind is Kind.PDF:
        return _in_pdf(seen) or Verdict(Category.PAPER, "a PDF")
    if kind in HARMLESS and (behind := _behind(seen)) is not None:
        return behind
    if kind in (Kind.IMAGE, Kind.SOUND):
        return media(seen, kind is Kind.IMAGE)
    if size < BINARY_FROM and ending in names.MEDIA:
        return media(seen, ending in names.IMAGES)
    if kind is Kind.FONT:
        return code("a font", seen.context)
    if size < BINARY_FROM or slight(seen, names.weights(seen.file.path)):
        counts = kind in _MAYBE_PIECES or (kind is None and (size >= PIECE_FROM or names.weights(seen.file.path)))
        unknown = size if counts else 0
        return code("a small binary", seen.context)._replace(unknown=unknown)
    if kind is Kind.PROGRAM and seen.context.destination.kind == "kernels":
        return code("a compiled kernel", seen.context)
    what = seen.form.name if seen.form is not None else "a binary of no known format"
    return opaque(seen, f"it is {what}")


def _in_pdf(seen: Look) -> Verdict | None:
    """The model that lies in a PDF, or an attachment that nobody can name and that is as long as one."""
    from release_guard.content.archives import MAX_PACKED, Unopened
    from release_guard.content.pdfs import inside
    from release_guard.content.verdict import look

    try:
        data = whole(seen.file, MAX_PACKED)
    except Unopened:
        return None
    for one in inside(data):
        found = look(File("", len(one.data), one.data), seen.context, seen.budget, seen.depth + 1)
        if weight(found) >= HEAVIEST - (1 if one.attached else 0):
            return found._replace(why=f"inside the PDF: {found.why}")
    return None


def _behind(seen: Look) -> Verdict | None:
    """What lies behind the end of a picture, a recording or a font, where it is a model or too long to be a slip."""
    from release_guard.content.archives import MAX_PACKED, Unopened
    from release_guard.content.tails import tail
    from release_guard.content.verdict import look

    try:
        found = tail(seen.file.head, seen.file.size, lambda: whole(seen.file, MAX_PACKED))
    except Unopened:
        return None
    form, what = sniff(found.data, found.length), seen.form.name if seen.form else "it"
    if form is not None and form.kind in (*HOLDS_WEIGHTS, Kind.ARCHIVE):
        inner = look(File("", found.length, found.data), seen.context, seen.budget, seen.depth + 1)
        return inner._replace(why=f"behind the end of {what}: {inner.why}") if weight(inner) >= HEAVIEST - 1 else None
    if found.length < BINARY_FROM or (form is not None and form.kind in HARMLESS):
        return None
    return opaque(seen, f"{found.length // KIB} KiB lie behind the end of {what}")
