"""What a key of one of our files may hold: the vocabulary in which the tables of keys are written.

A table of keys is one source for the checks of a file, its JSON Schema, the digests that reviews bind and the docs.
The tables themselves stand beside this module, one per file format.
"""

from collections.abc import Iterator
from enum import Enum

from release_guard.model.lean import NamedTuple


class Kind(str, Enum):
    """What one value is; lists of it are marked by ``Field.many``."""

    TEXT = "text"
    PROSE = "prose"  # an answer in words: placeholders, copies and one-word answers are found
    PERSON = "person"  # an e-mail address or a handle
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"  # with offset
    MOMENT = "moment"  # a date, or a time with offset
    DESTINATION = "destination"  # canonical form or pattern (model.destination)
    PATH = "path"  # glob of paths in the repository
    REFERENCE = "reference"  # URL or canonical place of weights or data, or a pattern of them
    DIGEST = "digest"  # sha256:<hex>
    SHA256 = "sha256"  # <hex>
    TABLE = "table"
    MAP = "map"  # a table with free keys; ``Field.fields`` holds one field, for the values

    def __str__(self) -> str:
        return self.value


class Condition(NamedTuple):
    """True where the key beside it holds one of these values."""

    key: str
    values: tuple[str, ...]


class Field(NamedTuple):
    """One key.

    ``about`` says in one line what it means; ``example`` is a good answer as TOML, used in fixes.
    ``level`` is the release level from which the key is required in its table, 0 where it is optional; ``when``
    narrows that to a condition. ``only`` says where the key means anything at all. ``fields`` are the keys of a table.
    ``bound`` is false for what a review doesn't bind. ``span`` limits a number, ``words`` is the least length of an
    answer in words, ``emptiable`` lists may be empty, ``id`` texts name their table and are unique among their like.
    """

    key: str
    kind: Kind
    about: str
    example: str = ""
    values: tuple[str, ...] = ()
    many: bool = False
    level: int = 1
    when: "Condition | None" = None
    only: "Condition | None" = None
    fields: "tuple[Field, ...]" = ()
    bound: bool = True
    span: "tuple[int, int] | None" = None
    words: int = 0
    emptiable: bool = False

    @property
    def is_table(self) -> bool:
        return self.kind is Kind.TABLE


def walk(fields: "tuple[Field, ...]", prefix: str = "") -> "Iterator[tuple[str, Field]]":
    """Every field with its dotted name, tables before what they hold; elements of a list share one name."""
    for field in fields:
        name = f"{prefix}.{field.key}" if prefix else field.key
        yield name, field
        if field.is_table:
            yield from walk(field.fields, name)


def unbound(sections: "tuple[Field, ...]") -> "dict[str, frozenset[str]]":
    """For each bound section the keys that its digest leaves out, judged as they are at present (formats.md)."""
    return {
        section.key: left_out
        for section in sections
        if section.bound and (left_out := frozenset(field.key for field in section.fields if not field.bound))
    }
