"""Matching the path of a request with a pattern of the table in `wire`.

A pattern is read segment by segment. A plain word stands for itself, whatever its case. ``{kind}`` is a kind of
repository in the plural, ``{id}`` an id of one or two segments, ``{repo}`` an id as git says it, ``{slot}`` one
segment, ``{rest}`` one or more to the end and ``{any}`` any number. ``{slot:a,b}`` is one of those named, and with
``{:a,b}`` or ``{:}`` nothing is kept. No regular expressions: compiling sixty of them would slow the start of every
guarded program.
"""

from release_guard.hub import ids
from release_guard.model.destination import HUB_KINDS


def match(pattern: "list[str]", parts: "tuple[str, ...]", width: int) -> "dict[str, str] | None":
    """What the braces of *pattern* stand for in *parts* (decoded segments), or None where it doesn't fit.

    *width* is the number of segments that an id takes. The keys are kind, id, slot and rest.
    """
    taken: dict[str, str] = {}
    at = 0
    for piece in pattern:
        step = _take(piece, parts[at:], width, taken)
        if step < 0:
            return None
        at += step
    return taken if at == len(parts) else None


def _take(piece: str, parts: "tuple[str, ...]", width: int, taken: "dict[str, str]") -> int:
    """How many of *parts* the *piece* takes, -1 where it doesn't fit."""
    if piece in ("{rest}", "{any}"):
        taken["rest"] = "/".join(parts)
        return len(parts) if parts or piece == "{any}" else -1
    if not parts:
        return -1
    if piece == "{repo}":
        return _take_repo(parts, width, taken)
    if piece == "{id}":
        return _take_id("/".join(parts[:width]), width, taken)
    if piece == "{kind}" or piece in HUB_KINDS:
        return _take_kind(piece, parts[0].lower(), taken)
    if piece.startswith("{"):
        return _take_slot(piece, parts[0], taken)
    return 1 if piece == parts[0].lower() else -1


def _take_kind(piece: str, word: str, taken: "dict[str, str]") -> int:
    taken["kind"] = word
    return 1 if word == piece or (piece == "{kind}" and word in ids.REPO_KINDS) else -1


def _take_slot(piece: str, part: str, taken: "dict[str, str]") -> int:
    name, _, choice = piece[1:-1].partition(":")
    if choice and part.lower() not in choice.split(","):
        return -1
    if name:
        taken[name] = part.lower() if choice else part
    return 1


def _take_id(text: str, width: int, taken: "dict[str, str]") -> int:
    """A segment may hold an encoded slash, so that one segment is a whole id; three names are none."""
    taken["id"] = text
    return width if text.count("/") <= 1 else -1


def _take_repo(parts: "tuple[str, ...]", width: int, taken: "dict[str, str]") -> int:
    """Models have no prefix in git's addresses, and ``.git`` may end them."""
    prefixed = parts[0].lower() in HUB_KINDS
    taken["kind"] = parts[0].lower() if prefixed else "models"
    named = parts[prefixed : width + prefixed]
    if len(named) < width or parts[0].lower() == "api":
        return -1
    step = _take_id("/".join(named).removesuffix(".git"), width, taken)
    return step + prefixed if step > 0 else -1
