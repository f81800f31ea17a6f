"""What modules on the way of a push need of ``typing``, without importing it: that would cost each push seven ms.

Type checkers see ``typing`` itself. At runtime ``NamedTuple`` makes the same classes in a third of the time, and the
other names stand for nothing, since nobody reads annotations. Python 3.14 imports and makes its own quickly enough.
"""

import sys

TYPE_CHECKING = False  # type checkers know this name, and take it for true
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import Any, BinaryIO, NamedTuple, Protocol
else:
    from _collections import _tuplegetter

    Any = BinaryIO = Protocol = object

    class _Tuple(tuple):
        """What named tuples can do (docs.python.org: ``collections.namedtuple``)."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            return tuple.__new__(cls, values)

        def _replace(self, /, **changes):
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        __replace__ = _replace

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            values = [f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True)]
            return f"{type(self).__name__}({', '.join(values)})"

        def __getnewargs__(self):
            return tuple(self)

    class _Maker(type):
        """Makes a class out of its fields, as ``collections.namedtuple`` does; classes made of that are plain ones."""

        def __new__(cls, name, _bases, space):
            fields = tuple(space.get("__annotations__", ()))
            defaults = {field: space[field] for field in fields if field in space}
            values = f"({', '.join(fields)},)" if fields else "()"
            code = f"lambda _cls, {', '.join(fields)}: _new(_cls, {values})"
            new = eval(code, {"_new": tuple.__new__, "__builtins__": {}})  # noqa: S307 (field names, as Python read them)
            new.__defaults__ = tuple(defaults.values())
            new.__name__, new.__qualname__ = "__new__", f"{name}.__new__"
            new.__annotations__ = space.get("__annotations__", {})
            space |= {field: _tuplegetter(at, "") for at, field in enumerate(fields)}
            space |= {"__slots__": (), "__new__": new, "__match_args__": fields}
            space |= {"_fields": fields, "_field_defaults": defaults}
            return type.__new__(type, name, (_Tuple,), space)

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})

__all__ = ["Any", "BinaryIO", "NamedTuple", "Protocol"]
