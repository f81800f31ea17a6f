"""How the Hub names its places: paths, queries, the words for kinds, and ids with one or two segments.

A path is split first and decoded after, so that ``acme%2Fm1`` is one segment and ``refs%2Fpr%2F7`` one revision.
"""

from release_guard.hub.actions import CALLER
from release_guard.model.destination import HUB_KINDS, Destination, unquoted

#: Kinds with a git repository behind them: all but buckets.
REPO_KINDS = frozenset(HUB_KINDS) - {"buckets"}
#: The singular goes into bodies, the plural into paths; the plural is accepted in both.
_KINDS = {word: kind for kind in HUB_KINDS for word in (kind, kind[:-1])}


def segments(path: str) -> "tuple[str, ...]":
    """The decoded segments of a URL path; empty ones and dot segments are resolved away (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    for part in path.split("/"):
        word = unquoted(part)
        if word == "..":
            del kept[-1:]
        elif word not in ("", "."):
            kept.append(word)
    return tuple(kept)


def values(query: str, name: str) -> "tuple[str, ...]":
    """Every value that *query* gives to the parameter *name*, decoded, in order."""
    pairs = (pair.partition("=") for pair in query.lstrip("?").split("&"))
    return tuple(unquoted(value.replace("+", " ")) for key, _, value in pairs if unquoted(key) == name)


def is_on(query: str, name: str) -> bool:
    """Whether the flag *name* is set: with any value but an empty one, "0" and "false"."""
    return any(value.lower() not in ("", "0", "false") for value in values(query, name))


def kind_of(word: object) -> str:
    """The kind that a body's ``type`` names; absent means a model, as in every generation of clients. "" if unknown."""
    if word is None or word == "":
        return "models"
    return _KINDS.get(word.lower(), "") if isinstance(word, str) else ""


def place(kind: str, name: object, owner: object = None) -> "Destination | None":
    """The place *name* of *kind*; None where that can be no id.

    *owner* goes before a bare name: CALLER where the request leaves it to the token. None keeps the bare name,
    which is how the Hub's oldest public models are called ("gpt2").
    """
    if not kind or not isinstance(name, str) or not (owner is None or isinstance(owner, str)):
        return None
    path = f"{owner}/{name}" if owner else name
    parts = path.split("/")
    if len(parts) > 2 or any(_is_no_name(part) for part in parts):
        return None
    return Destination("hf", path, kind)


def owned(kind: str, name: object, owner: object) -> "Destination | None":
    """The place that a body names by *name* and *owner*, where no owner, or "me", means the token's.

    A *name* that brings its own namespace is taken at its word, unless *owner* says another.
    """
    if isinstance(name, str) and "/" in name:
        return place(kind, name) if owner in (None, "", name.split("/", 1)[0]) else None
    return place(kind, name, CALLER if owner in (None, "", "me") else owner)


def _is_no_name(part: str) -> bool:
    return part in ("", ".", "..") or not part.isprintable()
