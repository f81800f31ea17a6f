"""What an archive is: the heaviest of what is inside, or an unknown binary where nobody can look through it.

How archives are read, and within which bounds, is in ``archives``.
"""

from collections.abc import Iterator

from release_guard.content import archives, names
from release_guard.content.archives import Unopened
from release_guard.content.rows import (
    BINARY_FROM,
    HEAVIEST,
    TABLE_FROM,
    File,
    Look,
    Verdict,
    code,
    heavier,
    of_dataset,
    opaque,
    weight,
    whole,
)
from release_guard.content.unseen import unseen
from release_guard.content.verdict import look
from release_guard.model.category import Category


def opened(seen: Look) -> Verdict:
    """The heaviest of what is inside; an archive that can't be looked through is an unknown binary."""
    heaviest = None
    try:
        for verdict in _inside(seen):
            heaviest = heavier(heaviest, verdict)
            if weight(verdict) == HEAVIEST:
                break
    except Unopened as error:
        if error.bound or seen.file.size >= BINARY_FROM:
            heaviest = heavier(heaviest, opaque(seen, f"an archive that wasn't looked through: {error}"))
    return _as_archive(heaviest or Verdict(Category.SOURCE_CODE, "nothing is inside"), seen)


def _as_archive(inside: Verdict, seen: Look) -> Verdict:
    """What the archive itself adds: a spreadsheet is a zip file too, and in a data set or a Space all is part of it."""
    ending = names.ending(seen.file.path)
    if ending in names.TABLES and seen.file.size >= TABLE_FROM:
        inside = heavier(inside, Verdict(Category.TRAINING_DATA, f"a .{ending} of a megabyte or more"))
    if seen.in_dataset:
        return heavier(inside, of_dataset())
    if inside.category is not Category.SOURCE_CODE:
        return inside
    return code(inside.why, seen.context, inside.entry)._replace(unknown=inside.unknown)


def _inside(seen: Look) -> Iterator[Verdict]:
    budget = seen.budget or archives.Budget(seen.file.size)
    data = whole(seen.file, archives.MAX_PACKED)
    if seen.depth >= archives.MAX_DEPTH:
        raise archives.Unopened("archives are nested too deep", bound=True)
    for member in archives.members(seen.file.path, data, budget):
        inner = File(member.path, member.size, member.head, whole=member.rest)
        found = _locked(inner, seen) if member.locked else look(inner, seen.context, budget, seen.depth + 1)
        if found.category is Category.DOCUMENTATION:
            lighter = Category.SAMPLE_OUTPUTS if found.media else Category.SOURCE_CODE
            found = found._replace(category=lighter)
        yield found._replace(why=f"{member.path} inside: {found.why}")


def _locked(inner: File, seen: Look) -> Verdict:
    """A member of an encrypted archive: its name and size can still be read."""
    verdict = unseen(seen._replace(file=inner, form=None, is_text=False))
    if weight(verdict) < HEAVIEST and inner.size >= BINARY_FROM:
        return opaque(seen, "it is encrypted")
    return verdict
