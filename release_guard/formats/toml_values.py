"""Writes single values as TOML, on one line."""

from collections.abc import Mapping
from datetime import date

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def written(value: object) -> str:
    """*value* as TOML: text, number, flag, date, time, list or inline table. Raises ``TypeError`` for anything else."""
    if isinstance(value, str):
        return f'"{"".join(_escaped(char) for char in value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, date)):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, Mapping):
        members = ", ".join(f"{_key(name)} = {written(item)}" for name, item in value.items())
        return f"{{ {members} }}" if members else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(written(item) for item in value)}]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\u{ord(char):04x}" if ord(char) < 32 or ord(char) == 127 else char


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain else written(name)
