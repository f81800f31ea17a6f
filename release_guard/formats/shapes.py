"""Takes values of a given shape out of a table that may hold anything; what has another shape counts as absent.

That something has the wrong shape is said by ``fields_check``; whoever builds a value can then go on without asking.
"""

from collections.abc import Mapping
from datetime import date, datetime

from release_guard.model.category import Category

Table = Mapping[str, object]


def table(source: Table, key: str) -> Table:
    """The table at *key*, or an empty one."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def tables(source: Table, key: str) -> "list[Table]":
    """The tables in the list at *key*, each at its own index: what is no table is an empty one."""
    value = source.get(key)
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def text(source: Table, key: str) -> str:
    """The text at *key*, or ""."""
    value = source.get(key)
    return value if isinstance(value, str) else ""


def texts(source: Table, key: str) -> "tuple[str, ...]":
    """The texts in the list at *key*."""
    value = source.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def number(source: Table, key: str) -> int:
    """The whole number at *key*, or 0."""
    value = source.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def day(source: Table, key: str) -> "date | None":
    """The date at *key*; a time is none."""
    value = source.get(key)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def time(source: Table, key: str) -> "datetime | None":
    """The time with its offset at *key*."""
    value = source.get(key)
    return value if isinstance(value, datetime) else None


def categories(source: Table, key: str) -> "frozenset[Category]":
    """The content categories in the list at *key*; other words are left out."""
    return frozenset(Category(word) for word in texts(source, key) if word in CATEGORIES)


#: Every spelling of a content category.
CATEGORIES = frozenset(category.value for category in Category)
