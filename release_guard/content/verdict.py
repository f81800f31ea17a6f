"""What one file is, by itself: the rows of judge.md's table, tried in their order.

Rules that need the whole attempt (how much media, an app beside a model) are left to ``files``; formats, names, text
and archives each have a module of their own.
"""

from release_guard.content import names, text
from release_guard.content.binaries import binary
from release_guard.content.magic import Kind, is_tar, sniff
from release_guard.content.pointers import LONGEST, pointed_to
from release_guard.content.rows import File, Look, Verdict, code, heavier, of_dataset, weights
from release_guard.content.texts import textual
from release_guard.content.unseen import unseen
from release_guard.model.attempt import Context
from release_guard.model.category import Category

TYPE_CHECKING = False
if TYPE_CHECKING:
    from release_guard.content.archives import Budget


def look(file: File, context: Context, budget: "Budget | None" = None, depth: int = 0) -> Verdict:
    """The verdict on *file* at the destination of *context*; never raises but what ``file.whole`` raises."""
    pointer = pointed_to(file.head) if file.size <= LONGEST else None
    if pointer is not None:
        file = file._replace(size=pointer.size, head=b"", whole=None)
    form = sniff(file.head, file.size)
    seen = Look(file, context, form, form is None and text.is_text(file.head), budget, depth)
    if file.size <= 0:
        return _empty(seen)
    if not file.head:
        return unseen(seen)
    return weights(seen) or _kept_by_dvc(seen) or _opened(seen) or (textual(seen) if seen.is_text else binary(seen))


def _opened(seen: Look) -> Verdict | None:
    """What an archive holds; reading archives is imported only where there is one."""
    if seen.form.kind is not Kind.ARCHIVE if seen.form is not None else not is_tar(seen.file.head[:512]):
        return None
    from release_guard.content.nested import opened

    return opened(seen)


def _kept_by_dvc(seen: Look) -> Verdict | None:
    """The heaviest of what a DVC file stands for: whoever has the file can fetch the bytes."""
    path = seen.file.path
    if not path.endswith((".dvc", "dvc.lock")) or not seen.is_text:
        return None
    from release_guard.content.pointers import dvc_outputs

    heaviest = None
    for inner, size in dvc_outputs(path, seen.file.head.decode("utf-8", "replace")):
        found = unseen(seen._replace(file=File(inner, size, b""), form=None, is_text=False))
        heaviest = heavier(heaviest, found._replace(why=f"DVC keeps {inner} for it: {found.why}"))
    return heaviest


def _empty(seen: Look) -> Verdict:
    """A file without bytes: its name alone places it."""
    if names.document(seen.file.path) or names.ours(seen.file.path):
        return Verdict(Category.DOCUMENTATION, "an empty page")
    return of_dataset() if seen.in_dataset else code("it is empty", seen.context)
