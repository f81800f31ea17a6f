"""Single values: whether one has the type that its field asks for, and what else may be wrong with it."""

import re
from collections.abc import Callable
from datetime import date, datetime

from release_guard.model import destination
from release_guard.model.fields import Field, Kind

#: How each kind is called in messages.
KINDS = {
    Kind.TEXT: "a text in quotation marks",
    Kind.PROSE: "a text in quotation marks",
    Kind.PERSON: "an e-mail address or a handle in quotation marks",
    Kind.CHOICE: "a word in quotation marks",
    Kind.FLAG: "true or false",
    Kind.NUMBER: "a whole number",
    Kind.DATE: "a date such as 2026-12-01, without quotation marks",
    Kind.TIME: "a time such as 2026-12-01T09:00:00+00:00, without quotation marks",
    Kind.MOMENT: "a date or a time with its offset, without quotation marks",
    Kind.DESTINATION: "a place in quotation marks",
    Kind.PATH: "a path in quotation marks",
    Kind.REFERENCE: "a URL or a place in quotation marks",
    Kind.DIGEST: 'a digest such as "sha256:..." in quotation marks',
    Kind.SHA256: "a sha256 in quotation marks",
    Kind.TABLE: "a table",
    Kind.MAP: "a table",
}

#: What may be wrong with a value: what to say of it, and the fix.
Fault = tuple[str, str]


def has_type(kind: Kind, value: object) -> bool:
    """Whether *value*, as TOML gives it, is of this kind (true is no number, a time is no date)."""
    if kind is Kind.FLAG:
        return isinstance(value, bool)
    if kind is Kind.NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is Kind.DATE:
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind is Kind.TIME:
        return isinstance(value, datetime)
    if kind is Kind.MOMENT:
        return isinstance(value, date)
    if kind in (Kind.TABLE, Kind.MAP):
        return isinstance(value, dict)
    return isinstance(value, str)


def kind_of(value: object) -> str:
    """What a TOML value is, in words."""
    for kind, name in (
        (bool, "true or false"),
        (int, "a number"),
        (datetime, "a time"),
        (date, "a date"),
        (str, "a text"),
    ):
        if isinstance(value, kind):
            return name
    return "a list" if isinstance(value, list) else "a table"


def shown(value: object) -> str:
    """A value as it may be shown: short, on one line, without control characters."""
    return f'"{plain(str(value))}"'


def plain(text: str) -> str:
    """A text as it may be shown without quotation marks."""
    text = " ".join("".join(char if char.isprintable() else " " for char in text[:200]).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def most_letters(kind: Kind) -> int:
    """How long a text of this kind may be; no honest one comes near."""
    return 20_000 if kind is Kind.PROSE else 1_000


def fault(field: Field, value: object) -> "Fault | None":
    """What is wrong with a value of the right type; None where nothing is."""
    find = _FAULTS.get(field.kind)
    return find(field, value) if find else None


def _choice(field: Field, value: object) -> "Fault | None":
    if value in field.values:
        return None
    from difflib import get_close_matches

    words = ", ".join(field.values)
    near = get_close_matches(str(value)[:64].lower(), field.values, 1, 0.6)
    fix = f'write "{near[0]}"' if near else f"write one of: {words}"
    return f"is {shown(value)}, which is none of: {words}", fix


def _number(field: Field, value: object) -> "Fault | None":
    if field.span is None or not isinstance(value, int) or field.span[0] <= value <= field.span[1]:
        return None
    low, high = field.span
    return f"is {value}, outside {low} to {high}", f"write a number from {low} to {high}"


def _person(_field: Field, value: object) -> "Fault | None":
    if is_person(str(value)):
        return None
    inside = re.search(r"[^\s<>,;\"]+@[^\s<>,;\"]+", str(value))
    fix = (
        f'write only "{inside[0]}"' if inside else 'write an e-mail address or a handle, such as "ines@orchard.example"'
    )
    return f"is {shown(value)}; names are compared, so one e-mail address or handle is needed", fix


def is_person(text: str) -> bool:
    """Whether *text* can name one person: an e-mail address or a handle (``@ines``), without white space."""
    return len(text) <= 254 and re.fullmatch(r"@?[\w.+%-]+|[^\s@<>,;:\"'()\[\]]+@[\w.-]+", text) is not None


def _destination(_field: Field, value: object) -> "Fault | None":
    return pattern_fault(str(value))


def pattern_fault(text: str) -> "Fault | None":
    """What keeps *text* from being a destination in canonical form, or a pattern of them (formats.md)."""
    if "*" in text and re.fullmatch(_PATTERN, text) and ".." not in text.split("/"):
        return None
    try:
        canonical = str(destination.parse(text))
    except destination.DestinationError as error:
        if re.fullmatch(r"[\w.-]+/[\w.-]+", text):
            return "names no host", f'write "github.com/{text}" or "hf:models/{text}"'
        return f"is no place: {error}", 'write it as "github.com/owner/name" or "hf:models/namespace/name"'
    if canonical == text:
        return None
    return "isn't in the one form that all files use for a place", f'write "{canonical}"'


_PATTERN = r"(?:hf:)?[a-z0-9*?.:-]+(?:/[^\s/@]+)*|file:/\S*"


def _path(_field: Field, value: object) -> "Fault | None":
    text = str(value)
    clean = "/".join(part for part in text.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    if text == clean and not any(ord(char) < 32 for char in text):
        return None
    return "isn't a path as git knows it, from the top of the repository", f"write {shown(clean or '**')}"


def _reference(_field: Field, value: object) -> "Fault | None":
    text = str(value)
    if re.search(r"\s", text) or not re.match(r"[a-z0-9+]+://|hf:|[\w.*-]+/", text):
        return "is neither a URL nor a place", 'write it as "https://host/path/**" or "hf:models/namespace/name"'
    return None


def _digest(_field: Field, value: object) -> "Fault | None":
    if re.fullmatch(r"sha256:[0-9a-f]{64}", str(value)):
        return None
    return "is no digest", 'write "sha256:" and 64 hexadecimal digits'


def _sha256(_field: Field, value: object) -> "Fault | None":
    return None if re.fullmatch(r"[0-9a-f]{64}", str(value)) else ("is no sha256", "write 64 hexadecimal digits")


_FAULTS: "dict[Kind, Callable[[Field, object], Fault | None]]" = {
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.PERSON: _person,
    Kind.DESTINATION: _destination,
    Kind.PATH: _path,
    Kind.REFERENCE: _reference,
    Kind.DIGEST: _digest,
    Kind.SHA256: _sha256,
}
