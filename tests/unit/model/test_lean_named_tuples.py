import copy
import inspect
import pickle
import subprocess
import sys
from collections import namedtuple

import pytest

from release_guard.model.lean import NamedTuple


class Point(NamedTuple):
    """A place."""

    x: int
    y: int = 0
    name: str = "here"

    @property
    def far(self) -> bool:
        return self.x + self.y > 100

    def __str__(self) -> str:
        return f"{self.name}: {super().__str__()}"


class Nothing(NamedTuple):
    """No field at all."""


STANDARD = namedtuple("STANDARD", "x y name", defaults=(0, "here"))  # noqa: PYI024 (ours is compared with it)


def test_it_is_made_read_and_compared_as_the_standard_one() -> None:
    point = Point(1, name="there")
    assert tuple(STANDARD(1, name="there")) == point
    assert (point.x, point.y, point.name) == tuple(point)
    assert hash(point) == hash(STANDARD(1, 0, "there"))
    assert repr(point) == repr(STANDARD(1, 0, "there")).replace("STANDARD", "Point")


def test_its_fields_and_defaults_are_told_as_by_the_standard_one() -> None:
    for name in ("_fields", "_field_defaults", "__match_args__"):
        assert getattr(Point, name) == getattr(STANDARD, name)
    assert list(inspect.signature(Point).parameters) == list(inspect.signature(STANDARD).parameters)
    assert Point._make([1, 2, "x"]) == Point(1, 2, "x")
    assert Point(1)._asdict() == STANDARD(1)._asdict()
    assert Nothing() == ()


def test_it_may_have_methods_of_its_own() -> None:
    assert Point(101).far
    assert str(Point(1)) == "here: Point(x=1, y=0, name='here')"


def test_a_changed_copy_has_the_other_values_and_no_field_of_another_name() -> None:
    assert Point(1)._replace(y=5) == Point(1, 5)
    assert type(Point(1)._replace(y=5)) is Point
    with pytest.raises((TypeError, ValueError), match="nowhere"):
        Point(1)._replace(nowhere=5)  # type: ignore[call-arg]


@pytest.mark.parametrize("arguments", [(), (1, 2, "x", 4)])
def test_a_wrong_number_of_values_is_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(TypeError):
        Point(*arguments)  # type: ignore[arg-type]


def test_it_has_no_room_for_other_values() -> None:
    with pytest.raises(AttributeError):
        Point(1).z = 3  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        Point(1).x = 3  # type: ignore[misc]


def test_it_can_be_copied_pickled_and_matched() -> None:
    point = Point(1, 2, "there")
    for each in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert each == point and type(each) is Point
    match point:
        case Point(x, name="there"):
            assert x == 1
        case _:
            raise AssertionError


def test_a_class_below_it_is_an_ordinary_one() -> None:
    class Named(Point):
        kind = "named"

    assert Named(1).kind == "named"
    assert Named(1) == Point(1)


def test_typing_is_not_imported_for_it() -> None:
    if sys.version_info >= (3, 14):
        pytest.skip("there typing is quick, and used")
    code = "import sys, release_guard.model.lean; print('typing' in sys.modules)"
    said = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert said == "False\n"
