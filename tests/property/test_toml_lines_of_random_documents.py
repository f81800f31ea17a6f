"""The line scanner against documents whose lines are known because each was written line by line."""

from typing import Any, NamedTuple

import tomli
from hypothesis import given
from hypothesis import strategies as st

from release_guard.formats.toml_scan import scan

KEYS = st.text("abcdefgh_-0123456789", min_size=1, max_size=6).filter(lambda key: not key.isdigit())
#: Texts made of what could be taken for structure.
TRICKY = st.text("abc#=[]{},.'\"\\ \t", max_size=12)


class Value(NamedTuple):
    """The text of a value, and below it each dotted name with the line on which it begins (0: its first)."""

    text: str
    inside: tuple[tuple[str, int], ...] = ()

    @property
    def height(self) -> int:
        return self.text.count("\n")


def basic(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def multiline(lines: list[str]) -> str:
    body = "\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return f'"""\n{body}"""'


def literal(lines: list[str]) -> str:
    body = "\n".join(line.replace("'", "") for line in lines)
    return f"'''{body}'''"


SCALARS = st.one_of(
    st.integers(-99, 99).map(str),
    st.sampled_from(["true", "2026-01-01", "2026-01-01T10:00:00Z", "0x1F", "1_000"]),
    TRICKY.map(basic),
    TRICKY.map(lambda text: f"'{text.replace(chr(39), '')}'"),
    st.lists(TRICKY, min_size=1, max_size=3).map(multiline),
    st.lists(TRICKY, min_size=1, max_size=3).map(literal),
).map(Value)


def array(elements: list[tuple[Value, str]]) -> Value:
    text, inside = "[", []
    for index, (element, gap) in enumerate(elements):
        text += gap
        line = text.count("\n")
        inside.append((str(index), line))
        inside += [(f"{index}.{name}", line + below) for name, below in element.inside]
        text += element.text + ","
    return Value(f"{text}\n]", tuple(inside))


def inline_table(pairs: dict[str, Value]) -> Value:
    text, inside = "{", []
    for number, (key, value) in enumerate(pairs.items()):
        text += f"{', ' if number else ' '}{key} = "
        line = text.count("\n")
        inside.append((key, line))
        inside += [(f"{key}.{name}", line + below) for name, below in value.inside]
        text += value.text
    return Value(f"{text} }}", tuple(inside))


GAPS = st.sampled_from([" ", "\n  ", ' # ] "\n\n  # [x]\n', "\t"])
VALUES = st.recursive(
    SCALARS,
    lambda value: st.one_of(
        st.lists(st.tuples(value, GAPS), max_size=3).map(array),
        st.dictionaries(KEYS, value, max_size=3).map(inline_table),
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
COMMENTS = st.sampled_from(["", "# [a]\n", "\n\n", "  # x = 1\n", "\t\n"])


class Writer:
    """Puts a document together and keeps count of the lines."""

    def __init__(self) -> None:
        self.text = ""
        self.lines: dict[str, int] = {}

    @property
    def line(self) -> int:
        return self.text.count("\n") + 1

    def header(self, path: str, heading: str) -> None:
        self.lines.setdefault(path, self.line)
        self.text += f"{heading}\n"

    def pairs(self, prefix: str, table: dict[str, Value], spaces: str) -> None:
        for key, value in table.items():
            path = f"{prefix}.{key}" if prefix else key
            self.lines[path] = self.line
            self.lines |= {f"{path}.{name}": self.line + below for name, below in value.inside}
            self.text += f"{spaces}{key}{spaces} ={spaces} {value.text} # end\n"


@st.composite
def documents(draw: st.DrawFn) -> Writer:
    writer = Writer()
    writer.pairs("", draw(TABLES), draw(st.sampled_from(["", " ", "\t"])))
    for number, many in enumerate(draw(st.lists(st.booleans(), max_size=4))):
        name = f"section{number}"
        for index in range(draw(st.integers(1, 3)) if many else 1):
            writer.text += draw(COMMENTS)
            path = f"{name}.{index}" if many else name
            if many:
                writer.lines.setdefault(name, writer.line)
            writer.header(path, f"[[{name}]]" if many else f"[ {name} ]")
            writer.pairs(path, draw(TABLES), "")
    return writer


@given(documents())
def test_scanner_finds_every_key_of_a_written_document_at_its_line(document: Writer) -> None:
    assert isinstance(tomli.loads(document.text), dict)
    assert scan(document.text) == document.lines


def leaves(value: Any, prefix: str) -> list[str]:
    if isinstance(value, dict):
        return [name for key, item in value.items() for name in leaves(item, f"{prefix}.{key}" if prefix else key)]
    if isinstance(value, list):
        return [name for index, item in enumerate(value) for name in leaves(item, f"{prefix}.{index}")]
    return [prefix]


@given(documents())
def test_every_value_that_the_parser_sees_has_a_line(document: Writer) -> None:
    lines = scan(document.text)
    assert set(leaves(tomli.loads(document.text), "")) <= set(lines)


@given(st.text("a=[]{}\"'#.\n \\,1-", max_size=60))
def test_scanner_never_raises_and_never_points_past_the_end(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in scan(text).values())
