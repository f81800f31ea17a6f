"""Two versions of the answers, key by key: what a reviewer sees of the sections that changed since their review.

Only what reviews are bound to is compared, by meaning: layout, order and comments are no change, nor are keys that are
judged at their present value. It tells, and decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

from release_guard.formats import canonical, toml_source
from release_guard.model.considerations import Unreadable
from release_guard.model.lean import NamedTuple

#: By what the entries of a list of tables are known, in this order; others go by their place.
_NAMES = ("id", "repo", "kind")
_LONGEST = 160
_NEAR = 40


class Difference(NamedTuple):
    """One key whose meaning changed; ``then`` or ``now`` is "" where it wasn't or isn't there."""

    key: str
    then: str
    now: str


def sections(data: bytes) -> "Mapping[str, str]":
    """The digests of the bound sections of an answers file; nothing where it can't be read."""
    document = toml_source.read(data, "")
    return {} if isinstance(document, Unreadable) else canonical.section_digests(document.table)


def between(then: bytes, now: bytes, names: Iterable[str]) -> tuple[Difference, ...]:
    """What is different in the sections called *names*, in the order of their keys; nothing where one can't be read."""
    old, new = toml_source.read(then, ""), toml_source.read(now, "")
    if isinstance(old, Unreadable) or isinstance(new, Unreadable):
        return ()
    found = []
    for name in names:
        before = dict(_leaves(name, canonical.bound_part(name, old.table.get(name, {}))))
        after = dict(_leaves(name, canonical.bound_part(name, new.table.get(name, {}))))
        changed = [key for key in sorted({*before, *after}) if _meaning(before.get(key)) != _meaning(after.get(key))]
        found += [Difference(key, *_cut(_shown(before.get(key)), _shown(after.get(key)))) for key in changed]
    return tuple(found)


def _leaves(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Every dotted key below *value* with what stands there; a list of plain values is one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(f"{key}.{name}", inner)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for place, item in enumerate(value, 1):
            yield from _leaves(f"{key}.{_name(item, place)}", item)
    else:
        yield key, value


def _name(item: object, place: int) -> str:
    named = (item.get(key) for key in _NAMES) if isinstance(item, Mapping) else iter(())
    return next((name for name in named if isinstance(name, str) and name), str(place))


def _meaning(value: object) -> bytes:
    return canonical.canonical(value if value is not None else {})


def _shown(value: object) -> str:
    if value is None:
        return ""
    plain = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(plain.split())


def _cut(then: str, now: str) -> tuple[str, str]:
    """Both texts, of long ones only what is near the place where they part."""
    if max(len(then), len(now)) <= _LONGEST:
        return then, now
    same = _alike(then, now)
    alike = _alike(then[same:][::-1], now[same:][::-1])
    start = max(0, same - _NEAR)
    return _piece(then, start, len(then) - alike + _NEAR), _piece(now, start, len(now) - alike + _NEAR)


def _alike(first: str, second: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))


def _piece(text: str, start: int, end: int) -> str:
    end = min(end, start + _LONGEST)
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"
