"""What of a release that is public elsewhere completes what comes here: code and weights work together (judge.md)."""

from collections.abc import Iterable

from release_guard.model.attempt import Item
from release_guard.model.category import MODIFIABLE_PARTS, Category

NOTHING: frozenset[Category] = frozenset()


def is_half(items: Iterable[Item]) -> bool:
    """Whether *items* bring code or weights and data, and not both: only then can something elsewhere complete them."""
    brought = _brought(items)
    return (Category.SOURCE_CODE in brought) != bool(brought & MODIFIABLE_PARTS)


def completing(items: Iterable[Item], shown: frozenset[Category]) -> frozenset[Category]:
    """Those of *shown*, what is public elsewhere, that *items* lack.

    Parts that *items* bring themselves are left out, so that knowing more never makes a release look smaller. Where
    code is out already, more of it completes nothing; new weights do.
    """
    brought = _brought(items)
    code, heavy = Category.SOURCE_CODE in brought, bool(brought & MODIFIABLE_PARTS)
    if code == heavy:
        return NOTHING
    if heavy:
        return shown & {Category.SOURCE_CODE}
    return NOTHING if Category.SOURCE_CODE in shown else shown & MODIFIABLE_PARTS


def _brought(items: Iterable[Item]) -> frozenset[Category]:
    return frozenset(item.category for item in items if not item.companion)
