"""What changed since a review, for the person who is asked again: answers by section, files by path, and the rest.

It tells, and decides nothing: whether the review still counts is the judge's to say.
"""

from collections.abc import Mapping

from release_guard.model.considerations import BOUND_SECTIONS
from release_guard.model.lean import NamedTuple
from release_guard.model.record import Bound

#: How the lines begin of which there is more to tell, to whoever has both texts and both files.
SECTIONS, NEW, CHANGED = "answers changed in", "new files", "changed bytes"


class Changes(NamedTuple):
    """The differences between what was reviewed and what there is now; nothing at all is false.

    ``statuses`` maps a mitigation to its status then and now ("" where it wasn't or isn't there).
    """

    sections: tuple[str, ...] = ()
    new_files: tuple[str, ...] = ()
    changed_files: tuple[str, ...] = ()
    gone_files: tuple[str, ...] = ()
    new_capabilities: tuple[str, ...] = ()
    new_references: tuple[str, ...] = ()
    gone_references: tuple[str, ...] = ()
    statuses: Mapping[str, tuple[str, str]] = {}

    def __bool__(self) -> bool:
        return any(self)


def between(then: Bound, now: Bound) -> Changes:
    """What is different in *now*. A file that only moved is no change: its bytes were reviewed."""
    old_paths, new_paths = _by_path(then), _by_path(now)
    fresh = {path for path, digests in new_paths.items() if not digests <= then.artifacts.keys()}
    left = {path for path, digests in old_paths.items() if not digests & now.artifacts.keys()}
    return Changes(
        sections=tuple(name for name in BOUND_SECTIONS if then.sections.get(name) != now.sections.get(name)),
        new_files=tuple(sorted(fresh - old_paths.keys())),
        changed_files=tuple(sorted(fresh & old_paths.keys())),
        gone_files=tuple(sorted(left - fresh)),
        new_capabilities=tuple(sorted(now.capabilities - then.capabilities)),
        new_references=tuple(sorted(now.references - then.references)),
        gone_references=tuple(sorted(then.references - now.references)),
        statuses=_statuses(then.mitigation, now.mitigation),
    )


def _by_path(bound: Bound) -> dict[str, set[str]]:
    """The digests at each path; bytes without a path go by their own digest."""
    found: dict[str, set[str]] = {}
    for digest in bound.artifacts:
        found.setdefault(bound.paths.get(digest, digest), set()).add(digest)
    return found


def _statuses(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    names = sorted({*then, *now})
    return {name: (then.get(name, ""), now.get(name, "")) for name in names if then.get(name) != now.get(name)}


def in_words(changes: Changes) -> tuple[str, ...]:
    """One line for each kind of change, for people to read."""
    rows = (
        (SECTIONS, changes.sections),
        (NEW, changes.new_files),
        (CHANGED, changes.changed_files),
        ("no longer there", changes.gone_files),
        ("the code can now do", changes.new_capabilities),
        ("new references", changes.new_references),
        ("references dropped", changes.gone_references),
        ("mitigations", tuple(_status(name, *pair) for name, pair in changes.statuses.items())),
    )
    return tuple(f"{what}: {', '.join(names)}" for what, names in rows if names)


def _status(name: str, then: str, now: str) -> str:
    return f"{name} ({then or 'not there'} -> {now or 'gone'})"
