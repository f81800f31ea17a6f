"""Writes a new ``release-considerations.toml``: the answers that are known, and a marked place for each that isn't.

What is written comes from the table of keys; ``considerations.parse`` reports every place that was left open.
Changing a file that exists is for ``edit``.
"""

from collections.abc import Iterator, Mapping

from release_guard.formats import shapes
from release_guard.formats.fields_check import holds
from release_guard.formats.placeholders import MARK
from release_guard.formats.shapes import Table
from release_guard.formats.toml_text import value as written
from release_guard.model.considerations import HAZARDS
from release_guard.model.fields import Field, Kind
from release_guard.model.fields_considerations import CONSIDERATIONS, SCHEMA

_WIDTH = 118
_INLINE_WIDTH = 150
_HEAD = f"""\
# What is released here, what could go wrong with it, and who may see it when.
# release-guard holds every push and upload to these answers. Places still open begin with {MARK};
# `release-guard lint --complete` lists them, each with an example of a good answer.
"""
_TAIL = """\
# A release with more at stake answers more questions; `release-guard explain --level` tells which level this one has.
"""
_TOP = tuple(field for field in CONSIDERATIONS if not field.is_table)
_SECTIONS = tuple(field for field in CONSIDERATIONS if field.is_table)
#: More words than these don't fit where an answer goes; they stand in the line above.
_MANY_WORDS = 6

#: Values of TOML that no marked text can stand for: an open one is left out, as a comment.
_UNMARKED = (Kind.FLAG, Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.MOMENT)
#: What is said in that comment.
STILL_OPEN = "still open"


def render(answers: Table, *, level: int = 0) -> str:
    """The file with these *answers* (same shape as its tables), with every section that their level asks for.

    *level* raises the level that the answers give by themselves. Raises ``ValueError`` for an answer to no question.
    """
    answers = {**answers, "schema": SCHEMA}
    unknown = list(_unknown(answers, CONSIDERATIONS, ""))
    if unknown:
        raise ValueError(f"no question of a considerations file: {', '.join(unknown)}")
    level = max(level, least_level(answers))
    top = _HEAD + "\n".join(_pairs(answers, _TOP, level)) + "\n"
    due = [field for field in _SECTIONS if field.key in answers or _is_due(field, answers, level)]
    sections = ["\n".join(_section(section, answers, level)) + "\n" for section in due]
    return "\n".join([top, *sections, *([_TAIL] if level == 1 else [])])


def least_level(answers: Table) -> int:
    """The level that hazards and media alone give: 1 or 2; threats and policies may raise it (judge.md, level)."""
    hazards = shapes.table(answers, "hazards")
    release = shapes.table(answers, "release")
    carried = {"trained-model", "runnable-system"} & {*shapes.texts(shapes.table(answers, "content"), "release")}
    if release.get("synthetic_media") is True and carried:
        return 2
    return 1 if all(_hazard(hazards, name) in ("no", "") for name in HAZARDS) else 2


def _hazard(hazards: Table, name: str) -> str:
    return shapes.text(shapes.table(hazards, name), "present")


def _is_due(section: Field, answers: Table, level: int) -> bool:
    if section.key == "threat":
        hazards = shapes.table(answers, "hazards")
        return level >= 2 and any(_hazard(hazards, name) in ("yes", "unknown") for name in HAZARDS)
    return 0 < section.level <= level


def _unknown(answers: Table, fields: "tuple[Field, ...]", prefix: str) -> "Iterator[str]":
    known = {field.key: field for field in fields}
    for key, value in answers.items():
        if key not in known:
            yield f"{prefix}{key}"
        elif known[key].is_table:
            for row in value if isinstance(value, (list, tuple)) else (value,):
                if isinstance(row, Mapping):
                    yield from _unknown(row, known[key].fields, f"{prefix}{key}.")


def _section(section: Field, answers: Table, level: int) -> "Iterator[str]":
    """A section with its heading; a list of tables is written one by one."""
    given = answers.get(section.key)
    rows = given if isinstance(given, (list, tuple)) else [given]
    yield f"# {section.about[:1].upper()}{section.about[1:]}"
    for number, row in enumerate(rows or [{}]):
        if number:
            yield ""
        yield f"[[{section.key}]]" if section.many else f"[{section.key}]"
        yield from _table(section, row if isinstance(row, Mapping) else {}, level)


def _table(table: Field, answers: Table, level: int) -> "Iterator[str]":
    yield from _pairs(answers, table.fields, level)
    for field in _written(answers, table.fields, level):
        if field.is_table and not _fits(field, answers, level):
            for row in shapes.tables(answers, field.key) if field.many else [shapes.table(answers, field.key)]:
                yield ""
                yield f"[[{table.key}.{field.key}]]" if field.many else f"[{table.key}.{field.key}]  # {field.about}"
                yield from _pairs(row, field.fields, level)


def _written(answers: Table, fields: "tuple[Field, ...]", level: int) -> "list[Field]":
    """The keys that are answered, and those that are due."""
    return [
        field for field in fields if field.key in answers or (0 < field.level <= level and holds(field.when, answers))
    ]


def _fits(field: Field, answers: Table, level: int) -> bool:
    """Whether a table can stand on one line: a short one, or the list of what is withheld."""
    if field.many:
        return field.key != "stage"
    return len(_inline(field, answers, level)) <= _INLINE_WIDTH


def _pairs(answers: Table, fields: "tuple[Field, ...]", level: int) -> "Iterator[str]":
    """The keys of a table that stand on one line, each with what it means beside it or above it."""
    lines = [field for field in _written(answers, fields, level) if not field.is_table or _fits(field, answers, level)]
    width = max((len(field.key) for field in lines), default=0)
    for field in lines:
        pair = f"{field.key:<{width}} = {_value(field, answers, level)}"
        note = f"# {_meaning(field, answers)}" if _meaning(field, answers) else ""
        if field.key not in answers and field.kind in _UNMARKED:
            yield f"# {pair}  {note}; {STILL_OPEN}: write your answer without the first #"
        elif len(pair) + len(note) + 2 <= _WIDTH:
            yield f"{pair}  {note}".rstrip()
        else:
            yield from _wrapped(note)
            yield pair


def _wrapped(note: str) -> "list[str]":
    from textwrap import wrap

    return wrap(note, _WIDTH, subsequent_indent="#   ", break_on_hyphens=False)


def _meaning(field: Field, answers: Table) -> str:
    """What stands beside a value: the question, and the words to choose from where the value doesn't list them."""
    if field.is_table:
        return ""
    answered, many = field.key in answers, len(field.values) > _MANY_WORDS
    if not answered and not field.values and field.key != "id" and field.kind not in _UNMARKED:
        return ""
    if len(field.values) > 1 and answered != many:
        return f"{field.about}: {' | '.join(field.values)}"
    return field.about


def _value(field: Field, answers: Table, level: int) -> str:
    if field.is_table and not field.many:
        return _inline(field, answers, level)
    if field.key in answers:
        return _listed(answers[field.key]) if field.key == "unconfirmed" else written(answers[field.key])
    if field.kind in _UNMARKED or field.key == "id":
        return field.example
    words = "" if len(field.values) > _MANY_WORDS else " | ".join(field.values)
    open_place = f"{MARK}: {words or field.about}"
    return written([open_place] if field.many else open_place)


def _listed(keys: object) -> str:
    """One key a line where they are many, so that each can be taken out by itself."""
    line = written(keys)
    if len(line) <= _INLINE_WIDTH or not isinstance(keys, (list, tuple)):
        return line
    return "".join(["[\n", *(f"    {written(key)},\n" for key in keys), "]"])


def _inline(table: Field, answers: Table, level: int) -> str:
    row = shapes.table(answers, table.key)
    pairs = (f"{field.key} = {_value(field, row, level)}" for field in _written(row, table.fields, level))
    return f"{{ {', '.join(pairs)} }}"
