"""Which line holds which key, in every way TOML can write one."""

from pathlib import Path

import pytest
import tomli

from release_guard.formats.toml_lines import Lines, line_of
from release_guard.formats.toml_scan import scan

EXAMPLES = Path(__file__).parents[2] / "examples" / "considerations"

TEXT = '''\
# a = 0
top = "not = a # key"
[plain] # [not.a.table]
multi = """
inside = 1
[nor.this]
\\""" still inside """
literal = \'\'\'
x = 'y'
\'\'\'
after = 1
dotted.deep.key = 1
"quoted" = 2
'literal key' = 3
list = [
  "first", # , "no"
  # "neither"
  [1, 2],
  { x = 1,  y = "}" },
]
inline = { a.b = 1, "c" = [ { d = 2 } ] }
[[rows]]
id = 1
[rows.sub]
z = 1
[[rows.leaf]]
v = 1
[[rows]]
id = 2
[[rows.leaf]]
v = 2
[[rows.leaf]]
v = 3
[ spaced . "name" ]
w = 1
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("top", 2),
        ("plain", 3),
        ("plain.multi", 4),
        ("plain.literal", 8),
        ("plain.after", 11),
        ("plain.dotted", 12),
        ("plain.dotted.deep.key", 12),
        ("plain.quoted", 13),
        ("plain.literal key", 14),
        ("plain.list", 15),
        ("plain.list.0", 16),
        ("plain.list.1", 18),
        ("plain.list.1.1", 18),
        ("plain.list.2", 19),
        ("plain.list.2.x", 19),
        ("plain.list.2.y", 19),
        ("plain.inline.a.b", 21),
        ("plain.inline.c.0.d", 21),
        ("rows", 22),
        ("rows.0", 22),
        ("rows.0.id", 23),
        ("rows.0.sub", 24),
        ("rows.0.sub.z", 25),
        ("rows.0.leaf.0.v", 27),
        ("rows.1", 28),
        ("rows.1.id", 29),
        ("rows.1.leaf.0.v", 31),
        ("rows.1.leaf.1", 32),
        ("rows.1.leaf.1.v", 33),
        ("spaced.name", 34),
        ("spaced.name.w", 35),
    ],
)
def test_key_is_found_at_its_line(key: str, line: int) -> None:
    assert tomli.loads(TEXT)
    assert scan(TEXT)[key] == line


STRINGS = [
    '"""x"""""',
    '"""""x"""',
    "'''x'''''",
    "''''x'''",
    '""',
    "''",
    '"""\\\n"""',
    '"\\\\"',
]


@pytest.mark.parametrize("value", STRINGS)
def test_scan_goes_on_behind_every_kind_of_string(value: str) -> None:
    text = f"a = {value}\nb = 1\n"
    assert tomli.loads(text)["b"] == 1
    assert scan(text)["b"] == text.count("\n")


def test_text_inside_strings_and_comments_is_no_key() -> None:
    assert not {"a", "inside", "plain.inside", "nor.this", "x", "plain.x", "not.a.table"} & set(scan(TEXT))


@pytest.mark.parametrize("key", ['"a.b"', '"a\\"b"', '""', "'a.b'", "'a\"b'"])
def test_key_that_no_dotted_name_can_hold_is_left_out_with_all_below(key: str) -> None:
    text = f"[{key}]\nc = 1\n[[x.{key}]]\nd = 1\n[y]\n{key} = {{ e = 1 }}\n"
    assert tomli.loads(text)
    assert set(scan(text)) == {"y"}


@pytest.mark.parametrize("text", ["a = [", "a", "[", "[[a", "= 1", "a = {b = 1", 'a = "x', "a = '''", "a.b.", "\0"])
def test_invalid_text_gives_what_was_understood_and_never_raises(text: str) -> None:
    assert set(scan(f"first = 1\n{text}")) <= {"first", "a", "a.b"}
    assert scan(f"first = 1\n{text}")["first"] == 1


def test_deep_nesting_ends_the_scan_and_keeps_what_came_before() -> None:
    assert scan("a = 1\nb = " + "[" * 5000)["a"] == 1


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("good/*.toml")), ids=lambda path: path.stem)
def test_line_of_each_key_holds_its_name(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.split("\n")
    found = scan(text)
    assert len(found) > 20
    for key, line in found.items():
        last = next(part for part in reversed(key.split(".")) if not part.isdigit())
        assert last in lines[line - 1]


def test_lines_are_a_mapping_that_scans_when_asked() -> None:
    lines = Lines("a = 1\nb.c = 2\n")
    assert dict(lines) == {"a": 1, "b": 2, "b.c": 2}
    assert len(lines) == 3
    assert "Lines" in repr(lines)


def test_nearest_table_answers_for_a_key_without_a_line() -> None:
    lines = {"a": 1, "a.b": 2}
    assert line_of(lines, "a.b.c.d") == 2
    assert line_of(lines, "a.x") == 1
    assert line_of(lines, "z") == 0
