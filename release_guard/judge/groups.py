"""The items of an attempt, put together where one judgement speaks for all of them.

Items share a group when they have the same category, the same stages can open them, and the same reviews were of their
bytes. A thousand source files make one group; a weight file that nobody reviewed makes its own.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from release_guard.model.attempt import Attempt, Item
from release_guard.model.category import BOUND_BY_BYTES, MODIFIABLE_PARTS, Category
from release_guard.model.considerations import Considerations, Stage
from release_guard.model.globs import matches_any
from release_guard.model.lean import NamedTuple


class Group(NamedTuple):
    """Items that are judged as one.

    ``parts`` are the categories that a review's scope must hold (more than one for a modifiable system).
    ``binders`` are the numbers of the reviews that were of these very bytes, None where bytes don't matter.
    ``either`` is true where the items can be read as something else too, in another group: the wider reading counts.
    ``renamed`` is true where a review calls their bytes neither weights nor data: they make no modifiable system.
    ``stages`` are the stages of the file that name the category and match these items, None where none names it.
    """

    category: Category
    items: tuple[Item, ...]
    parts: frozenset[Category]
    binders: frozenset[int] | None = None
    stages: tuple[Stage, ...] | None = None
    companion: bool = False
    either: bool = False
    renamed: bool = False
    wider_in_combination: bool = False

    @property
    def first(self) -> str:
        """The path to show for the group."""
        return self.items[0].path if self.items else ""

    @property
    def shown(self) -> str:
        """The paths in words: "a.bin" or "a.bin and 3 more"."""
        more = len(self.items) - 1
        return f"{self.first} and {more} more" if more > 0 else self.first


#: Which reviews were of which bytes: (sha256, category), or the URL or pinned revision of a reference.
Binders = Mapping["tuple[str, Category] | str", frozenset[int]]
_NO_REVIEW: frozenset[int] = frozenset()


def group(
    attempt: Attempt,
    file: Considerations | None,
    binders: Binders,
    waived: Callable[[Item], bool],
    reviewed: Mapping[str, frozenset[Category]],
) -> tuple[Group, ...]:
    """Group the new items of *attempt* that no waiver takes out; a modifiable system is added where they make one.

    *reviewed* tells for a sha256 what valid reviews of those bytes say that they are.
    """
    stages = file.timing.stages if file is not None and file.timing.mode == "staged" else ()
    by_key: dict[tuple[object, ...], list[Item]] = {}

    def put(items: list[Item], *, either: bool = False, renamed: bool = False) -> None:
        by_key.setdefault((either, renamed, *_key(items[0], stages, attempt, binders)), []).extend(items)

    for alike in _alike(attempt.items):
        if alike[0].already:
            continue
        if not stages and _plain(alike[0]) and reviewed.keys().isdisjoint(map(_SHA256, alike)):
            put(alike)
            continue
        for item in alike:
            readings = () if waived(item) else _readings(item, file, reviewed)
            renamed = len(readings) > 1 and any(one.category not in MODIFIABLE_PARTS for one in readings)
            for one in readings:
                put([one], either=len(readings) > 1, renamed=renamed)
    groups = [
        _group(items, stages, attempt, binders)._replace(either=bool(key[0]), renamed=bool(key[1]))
        for key, items in by_key.items()
    ]
    return (*groups, *_modifiable(groups, attempt))


_SHA256 = attrgetter("sha256")
#: All by which items are told apart where neither their bytes nor their path matters.
_KIND = attrgetter("category", "already", "companion", "unclassified", "removed", "undeclared", "reference")


def _alike(items: Iterable[Item]) -> Iterable[list[Item]]:
    """*items* of one kind together: a thousand source files are then looked at once."""
    kinds: dict[object, list[Item]] = {}
    for kind, run in groupby(items, _KIND):
        kinds.setdefault(kind, []).extend(run)
    return kinds.values()


def _plain(item: Item) -> bool:
    """Whether neither the bytes nor a second reading nor a waiver can tell *item* from another of its kind."""
    special = item.companion or item.unclassified or item.undeclared or item.reference
    return not special and item.category not in BOUND_BY_BYTES


def _readings(item: Item, file: Considerations | None, reviewed: Mapping[str, frozenset[Category]]) -> tuple[Item, ...]:
    """What an item may count as: what it looks like, or what a review of its very bytes calls it.

    The config of a model may go with the weights or with the code, whichever is released.
    """
    if not item.companion:
        others = reviewed.get(item.sha256, frozenset()) - {item.category} if reviewed and item.sha256 else ()
        return (item, *(item._replace(category=one, unclassified=False) for one in sorted(others)))
    released = file.released if file is not None else frozenset()
    code = item._replace(category=Category.SOURCE_CODE)
    if Category.TRAINED_MODEL not in released:
        return (code,)
    return (item, code) if Category.SOURCE_CODE in released else (item,)


def _key(item: Item, stages: tuple[Stage, ...], attempt: Attempt, binders: Binders) -> tuple[object, ...]:
    bound = _binders(item, binders)
    if not stages:
        return item.category, item.companion, item.unclassified, item.removed, item.undeclared, bound
    opening = _stages(item, stages, attempt)
    ids = None if opening is None else tuple(stage.id for stage in opening)
    return item.category, item.companion, item.unclassified, item.removed, item.undeclared, bound, ids


def _group(items: list[Item], stages: tuple[Stage, ...], attempt: Attempt, binders: Binders) -> Group:
    one = items[0]
    return Group(
        one.category,
        tuple(sorted(items)) if len(items) < 64 else tuple(items),
        frozenset({one.category}),
        _binders(one, binders),
        _stages(one, stages, attempt),
        one.companion,
    )


def _binders(item: Item, binders: Binders) -> frozenset[int] | None:
    if item.companion or not (item.reference or item.category in BOUND_BY_BYTES):
        return None
    found = binders.get((item.sha256, item.category), _NO_REVIEW)
    if item.reference:
        return found | binders.get(item.sha256, _NO_REVIEW) | binders.get(item.path, _NO_REVIEW)
    return found


def _stages(item: Item, stages: tuple[Stage, ...], attempt: Attempt) -> tuple[Stage, ...] | None:
    """The stages that could open *item*; None where no stage names its category (the distribution's tier speaks)."""
    naming = tuple(stage for stage in stages if item.category in stage.content)
    if not naming:
        return None
    return tuple(stage for stage in naming if opens(stage, item, attempt))


def opens(stage: Stage, item: Item, attempt: Attempt) -> bool:
    """Whether *stage*, which names the category of *item*, speaks of that very item at the place of *attempt*."""
    if stage.targets and not attempt.destination.matches(stage.targets):
        return False
    if not stage.paths and not stage.references:
        return True
    return matches_any(stage.references if item.reference else stage.paths, item.path)


def _modifiable(groups: Iterable[Group], attempt: Attempt) -> tuple[Group, ...]:
    """The derived groups: code together with weights or data, where this attempt completes the pair (judge.md)."""
    fresh = [group for group in groups if not group.companion]
    heavy = [group for group in fresh if group.category in MODIFIABLE_PARTS and not group.renamed]
    code = [group for group in fresh if group.category is Category.SOURCE_CODE]
    out = attempt.present | attempt.public_elsewhere
    old_heavy = out & MODIFIABLE_PARTS
    old_code = Category.SOURCE_CODE in out
    if not (code or old_code) or not (heavy or old_heavy) or (old_code and old_heavy) or not (code or heavy):
        return ()
    parts = frozenset({Category.SOURCE_CODE, *(group.category for group in heavy)}) | old_heavy
    elsewhere = not (code or Category.SOURCE_CODE in attempt.present) or not (
        heavy or attempt.present & MODIFIABLE_PARTS
    )
    items = tuple(item for group in code for item in group.items)
    sets = {group.binders for group in heavy} or {None}
    return tuple(
        Group(
            Category.MODIFIABLE_SYSTEM,
            items + tuple(item for group in heavy if group.binders == bound for item in group.items),
            parts,
            bound,
            wider_in_combination=elsewhere,
        )
        for bound in sorted(sets, key=lambda bound: sorted(bound or ()))
    )
