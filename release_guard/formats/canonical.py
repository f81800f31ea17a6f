"""The canonical form of answers, and the digests that reviews are bound to.

Canonical JSON after RFC 8785, with what formats.md adds so that layout never voids a review and meaning always does:
arrays are sets (sorted by their canonical text, no element twice), empty values are dropped, texts are in Unicode
normal form C with white space collapsed, dates are ``YYYY-MM-DD``, times RFC 3339 in UTC with ``Z``.
Which keys belong to a section's digest stands in the field table (``model.fields_considerations``).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timezone

from release_guard.model.considerations import BOUND_SECTIONS
from release_guard.model.fields_considerations import UNBOUND
from release_guard.model.sha256 import hex_digest

_ESCAPED = r'["\\\x00-\x1f]'
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def canonical(value: object) -> bytes:
    """The canonical bytes of *value*: texts, integers, booleans, dates, times with an offset, lists and tables.

    An empty value that stands alone is ``{}``. Raises ``TypeError`` for any other type, and for a time without offset.
    """
    return (_text(value) or "{}").encode("utf-8")


def digest(value: object) -> str:
    """``sha256:<hex>`` of the canonical bytes."""
    return f"sha256:{hex_digest(canonical(value))}"


def section_digests(table: "Mapping[str, object]") -> "dict[str, str]":
    """The digest of every section in ``BOUND_SECTIONS``; an absent one has the digest of ``{}``."""
    return {name: digest(bound_part(name, table[name]) if name in table else {}) for name in BOUND_SECTIONS}


def bound_part(section: str, value: object) -> object:
    """The part of a section that a review binds: without the keys that are judged at their present value."""
    left_out = UNBOUND.get(section)
    if not left_out:
        return value
    if isinstance(value, list):
        return [bound_part(section, item) for item in value]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key not in left_out}
    return value


def _text(value: object) -> str:
    """Canonical JSON text, or "" for an empty value."""
    if isinstance(value, str):
        collapsed = _normal(value)
        return _quoted(collapsed) if collapsed else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return _array([text for item in value if (text := _text(item))])
    if isinstance(value, date):
        return f'"{_moment(value) if isinstance(value, datetime) else value.isoformat()}"'
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _object(table: "Mapping[str, object]") -> str:
    members = [f"{_quoted(key)}:{text}" for key in sorted(table, key=_utf16) if (text := _text(table[key]))]
    return f"{{{','.join(members)}}}" if members else ""


def _array(texts: "list[str]") -> str:
    return f"[{','.join(sorted(set(texts), key=_utf16))}]" if texts else ""


def _utf16(text: str) -> bytes:
    """Sort key of RFC 8785, section 3.2.3: by UTF-16 code units. Among ASCII texts that is the order of their bytes."""
    return text.encode("utf-16-be", "surrogatepass")


def _normal(text: str) -> str:
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """A JSON string after RFC 8785, section 3.2.2.2: only what must be escaped is."""
    if re.search(_ESCAPED, text) is None:
        return f'"{text}"'
    return f'"{re.sub(_ESCAPED, lambda match: _SHORT.get(match[0]) or f"{chr(92)}u{ord(match[0]):04x}", text)}"'


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise TypeError("a time without an offset has no canonical form")
    in_utc = moment.astimezone(timezone.utc).replace(tzinfo=None)
    fraction = f".{in_utc.microsecond:06d}".rstrip("0") if in_utc.microsecond else ""
    return f"{in_utc.replace(microsecond=0).isoformat()}{fraction}Z"
