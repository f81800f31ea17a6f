"""What the text of new files says: references to weights and data elsewhere, and hints at capabilities.

Which text says what is for ``content`` to find. Here is told what is new of it: a reference that the same file already
held at the destination isn't, and a hint that no published tip holds any longer says nothing of the release.
"""

from collections.abc import Sequence

from release_guard.content import capabilities, names, references
from release_guard.content.files import File
from release_guard.git import tree
from release_guard.git.plumbing import Git
from release_guard.git.tree import Entry
from release_guard.model.attempt import Context, Item, Origin
from release_guard.model.lean import NamedTuple

#: At most so many files at the top of a tree are read for hints; dependencies and cards are few.
_AT_TOP = 64


class Mention(NamedTuple):
    """A file that refers to content elsewhere: its path and blob id, and what it refers to."""

    path: str
    oid: str
    items: tuple[Item, ...]


def mention(file: File, context: Context) -> Mention | None:
    """What *file* refers to; None where it is no text or refers to nothing."""
    found = references.of_file(file, context)
    return Mention(file.path, file.oid, found) if found else None


def new_references(
    git: Git, mentions: Sequence[Mention], tips: Sequence[str], before: Sequence[str], context: Context
) -> tuple[Item, ...]:
    """The references of *mentions* that their files didn't hold in any of the commits *before*, each once.

    A reference that no tip's version of its file holds any longer is marked as removed: the history still shows it.
    """
    old = _held_by(git, {one.path for one in mentions}, before, context)
    kept: dict[tuple[str, str], Item] = {}
    gone: dict[tuple[str, str], Item] = {}
    for one in mentions:
        standing = any(found and found.oid == one.oid for found in git.find([f"{tip}:{one.path}" for tip in tips]))
        for item in one.items:
            if (one.path, item.path, item.sha256) not in old:
                (kept if standing else gone).setdefault((item.path, item.sha256), item)
    left = (item._replace(removed=True) for key, item in gone.items() if key not in kept)
    return tuple(sorted((*kept.values(), *left)))


def _held_by(git: Git, paths: set[str], commits: Sequence[str], context: Context) -> set[tuple[str, str, str]]:
    held: set[tuple[str, str, str]] = set()
    for commit in commits:
        for path in paths:
            blob = git.read(f"{commit}:{path}", references.LONGEST)
            if blob is not None and blob.type == "blob":
                found = references.find_references(path, blob.data.decode("utf-8", "replace"), context)
                held.update((path, item.path, item.sha256) for item in found)
    return held


#: Without one of these words no file says from what a model was made.
_OF_PARENTS = (b"base_model", b"_name_or_path", b"datasets:", b"merge_method")


def origins(telling: Sequence[File]) -> tuple[Origin, ...]:
    """The releases from which *telling* files say that this one was made; their reader is imported where one may."""
    found = [file for file in telling if any(word in file.head for word in _OF_PARENTS)]
    if not found:
        return ()
    from release_guard.content import derivation

    return derivation.origins(found)


def telling(git: Git, new: Sequence[File], tips: Sequence[str]) -> tuple[File, ...]:
    """The files that are made to say what *tips* hold: those of the *new* ones that they have, and at their top.

    The second keeps a release from growing harmless when weights follow the code in a push of their own.
    """
    found: dict[tuple[str, str], File] = {}
    for tip in tips:
        standing = git.find([f"{tip}:{file.path}" for file in new])
        held = [file for file, one in zip(new, standing, strict=True) if one is not None and one.oid == file.oid]
        found.update({(file.path, file.oid): file for file in held})
        for entry in _telling(tree.top(git, tip)):
            found.setdefault((entry.name, entry.oid), File(entry.name, 0, b"", oid=entry.oid))
    return tuple(filter(None, (_with_text(git, file) for file in found.values())))


def _telling(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.is_file and _tells(entry.name)][:_AT_TOP]


def _tells(name: str) -> bool:
    return capabilities.tells(name) or names.base(name) in names.RECIPES


def _with_text(git: Git, file: File) -> File | None:
    if file.head:
        return file
    blob = git.read(file.oid, references.LONGEST)
    return None if blob is None else file._replace(size=blob.size, head=blob.data)
