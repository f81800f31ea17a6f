"""Holds a table against its table of keys: unknown, missing, misplaced and wrong values, each at its line with a fix.

One checker for considerations, records and policies; the codes under which it reports are handed in. Whether the
answers mean something together is for ``contradictions`` and ``completeness``.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from release_guard.formats import values
from release_guard.formats.placeholders import MARK, is_placeholder
from release_guard.formats.toml_lines import line_of
from release_guard.model.fields import Condition, Field, Kind
from release_guard.model.finding import Finding, Problem
from release_guard.model.lean import NamedTuple

#: Nobody reads more at once, and a hostile file must not cost more.
MOST_PROBLEMS = 200


class Codes(NamedTuple):
    """The catalogue codes of one kind of file. ``placeholder`` empty: placeholders aren't looked for."""

    unknown: str
    missing: str
    wrong: str
    misplaced: str
    placeholder: str = ""


CONSIDERATIONS = Codes("RG104", "RG105", "RG106", "RG108", "RG107")
RECORDS = Codes("RG005", "RG005", "RG005", "RG005")
POLICIES = Codes("RG202", "RG202", "RG202", "RG202")


class Place(NamedTuple):
    """The file that is checked: its ``path`` for findings and the ``lines`` of its dotted keys."""

    path: str
    lines: "Mapping[str, int]"

    def problem(self, code: str, key: str, message: str, fix: str, from_level: int = 1) -> Problem:
        """A problem at the line of *key*, or of the nearest table that holds it."""
        return Problem(Finding(code, message, self.path, line_of(self.lines, key), fix), from_level)


def check(
    table: "Mapping[str, object]", fields: "tuple[Field, ...]", place: Place, codes: Codes
) -> "tuple[Problem, ...]":
    """Everything in *table* that its *fields* don't allow or that they ask for and it lacks.

    A wrong or unknown key counts from level 1, a missing answer or a placeholder from the level of its section.
    """
    return bounded(_Check(fields, place, codes).table(table, fields, "", 1), place, codes)


def bounded(problems: "Iterator[Problem]", place: Place, codes: Codes) -> "tuple[Problem, ...]":
    """The first ``MOST_PROBLEMS`` of them; where there are more, one that says so and counts from level 1."""
    first = tuple(islice(problems, MOST_PROBLEMS))
    if next(problems, None) is None:
        return first
    message = f"more than {MOST_PROBLEMS} problems; the rest is not shown"
    return (*first, Problem(Finding(codes.wrong, message, place.path, 0, "mend these first, then look again")))


class Answer(NamedTuple):
    """One value that stands at a known key. ``level`` is the release level from which its section is asked for."""

    key: str
    field: Field
    value: object
    level: int


def answers(
    table: "Mapping[str, object]", fields: "tuple[Field, ...]", prefix: str = "", level: int = 1
) -> "Iterator[Answer]":
    """Every value of *table* at a known key, elements of lists one by one; what has the wrong shape is passed over."""
    for field in fields:
        if field.key not in table:
            continue
        for key, value in _elements(join(prefix, field.key), field, table[field.key]):
            if not field.is_table:
                yield Answer(key, field, value, max(level, field.level))
            elif isinstance(value, dict):
                yield from answers(value, field.fields, key, max(level, field.level))


def _elements(key: str, field: Field, value: object) -> "Iterator[tuple[str, object]]":
    if not field.many:
        yield key, value
    elif isinstance(value, list):
        yield from ((f"{key}.{index}", element) for index, element in enumerate(value))


class _Check:
    def __init__(self, root: "tuple[Field, ...]", place: Place, codes: Codes) -> None:
        self.root = root
        self.place = place
        self.codes = codes

    def table(
        self, table: "Mapping[str, object]", fields: "tuple[Field, ...]", prefix: str, level: int
    ) -> "Iterator[Problem]":
        known = {field.key: field for field in fields}
        meant: set[str] = set()
        for key in table:
            if key not in known:
                yield self._unknown(key, known, prefix, meant)
        for field in fields:
            path = join(prefix, field.key)
            asked = max(level, field.level)
            if field.key in table:
                yield from self._present(path, field, table, asked)
            elif field.level and holds(field.when, table) and field.key not in meant:
                yield self._missing(path, field, asked)

    def _unknown(self, key: str, known: "Mapping[str, Field]", prefix: str, meant: "set[str]") -> Problem:
        """One finding for one slip: a key that was meant isn't reported as missing as well."""
        path, name = join(prefix, key), values.plain(key)
        near = closest(key, tuple(known))
        if near:
            meant.add(near)
            fix = f"write {near} in place of {name}"
        elif homes := self._homes(key):
            fix = f"move {name} to {homes[0]}"
        else:
            fix = f"delete {name}; known here: {', '.join(known)}"
        hint = f"; did you mean {near}?" if near else ""
        return self.place.problem(
            self.codes.unknown, path, f"{join(prefix, name)} is not a key of this format{hint}", fix
        )

    def _homes(self, key: str) -> "list[str]":
        from release_guard.model.fields import walk

        names = (name.rpartition(".")[0] for name, field in walk(self.root) if field.key == key)
        return [f"[{name}]" if name else "the top of the file, above the first [section]" for name in names]

    def _missing(self, path: str, field: Field, level: int, how: str = "is missing") -> Problem:
        message = f"{path} {how}: {field.about}"
        return self.place.problem(self.codes.missing, path, message, f"add {sample(path, field)}", level)

    def _present(self, path: str, field: Field, table: "Mapping[str, object]", level: int) -> "Iterator[Problem]":
        value = table[field.key]
        if field.only is not None and not holds(field.only, table):
            yield self._misplaced(path, field.only, table)
        if _is_empty(field, value):
            if field.level and holds(field.when, table) and not field.emptiable:
                yield self._missing(path, field, level, "is empty")
            return
        if field.many and not isinstance(value, list):
            yield self._wrong(path, f"must be a list, not {values.kind_of(value)}", f"write {sample(path, field)}")
            return
        for key, element in _elements(path, field, value):
            yield from self._element(key, field, element, level)

    def _misplaced(self, path: str, only: Condition, table: "Mapping[str, object]") -> Problem:
        other = join(path.rpartition(".")[0], only.key)
        allowed = " or ".join(f'"{word}"' for word in only.values)
        message = f"{path} has no effect while {other} is {values.shown(table.get(only.key, ''))}"
        return self.place.problem(self.codes.misplaced, path, message, f"set {other} to {allowed}, or delete {path}")

    def _element(self, key: str, field: Field, value: object, level: int) -> "Iterator[Problem]":
        if not values.has_type(field.kind, value):
            message = f"must be {values.KINDS[field.kind]}, not {values.kind_of(value)}"
            yield self._wrong(key, message, f"write {sample(key, field)}")
        elif isinstance(value, str) and (limit := values.most_letters(field.kind)) < len(value):
            message = f"has {len(value)} characters, more than {limit}"
            yield self._wrong(key, message, "say it in fewer words, and keep the rest in a document that it names")
        elif field.kind is Kind.TABLE and isinstance(value, dict):
            yield from self.table(value, field.fields, key, level)
        elif field.kind is Kind.MAP and isinstance(value, dict):
            for name, item in value.items():
                yield from self._element(join(key, values.plain(name)), field.fields[0], item, level)
        elif self.codes.placeholder and isinstance(value, str) and is_placeholder(value, field.example):
            state = "is not answered yet" if value.startswith(MARK) else f"holds a placeholder, {values.shown(value)}"
            message = f"{key} {state}: {field.about}"
            yield self.place.problem(self.codes.placeholder, key, message, f"write {sample(key, field)}", level)
        else:
            wrong = values.fault(field, value)
            if wrong is not None:
                yield self._wrong(key, *wrong)

    def _wrong(self, path: str, message: str, fix: str) -> Problem:
        return self.place.problem(self.codes.wrong, path, f"{path} {message}", fix)


def holds(condition: "Condition | None", table: "Mapping[str, object]") -> bool:
    """Whether the key beside it has one of the values; no condition always holds."""
    return condition is None or table.get(condition.key) in condition.values


def _is_empty(field: Field, value: object) -> bool:
    """Whether *value* has the shape that is asked for and nothing in it: the same as no answer."""
    if field.many:
        return value == []
    if field.kind in (Kind.TABLE, Kind.MAP):
        return value == {}
    return value == "" and field.kind in _WORDS


_LONGEST_NAME = 64
_MOST_NAMES = 200

#: Kinds of which any text is a value.
_WORDS = (Kind.TEXT, Kind.PROSE)


def closest(word: str, known: "tuple[str, ...]") -> str:
    """The known word that was probably meant, or ""."""
    from difflib import get_close_matches

    word, known = word[:_LONGEST_NAME], known[:_MOST_NAMES]
    near = get_close_matches(word.lower().replace("-", "_"), known, 1, 0.7) or get_close_matches(word, known, 1, 0.7)
    return near[0] if near else ""


def sample(path: str, field: Field) -> str:
    """The key and how to answer: ``contact = "..." under [release], such as "misuse@..."``.

    An example is never put where the answer goes: it is another release's, and typed in it would count as no answer.
    """
    if field.is_table:
        name = f"[[{path}]]" if field.many else f"[{path}]"
        return f"{name} with {', '.join(child.key for child in field.fields if child.level and child.when is None)}"
    *above, last = path.split(".")
    if last.isdigit():
        *above, last = above
    table = ".".join(part for part in above if not part.isdigit())
    header = f"[[{table}]]" if any(part.isdigit() for part in above) else f"[{table}]"
    example = f", such as {field.example}" if _is_in_words(field) and field.example else ""
    return f"{last}{_answer(field)}" + (f" under {header}" if table else " at the top") + example


def _is_in_words(field: Field) -> bool:
    return field.kind in (*_WORDS, Kind.PERSON) and len(field.values) < 2


def _answer(field: Field) -> str:
    """The form of a good answer; where there is a choice to make, all of it, so that nobody's answer is given away."""
    if _is_in_words(field):
        return ' = ["..."]' if field.many else ' = "..."'
    if field.kind is Kind.FLAG:
        return " = true or false"
    if len(field.values) > 1:
        return f" = one of {', '.join(field.values)}" if not field.many else f" = a list of {', '.join(field.values)}"
    return f" = {field.example}" if field.example else ""


def join(prefix: str, key: str) -> str:
    """*key* below *prefix* in a dotted name."""
    return f"{prefix}.{key}" if prefix else key
