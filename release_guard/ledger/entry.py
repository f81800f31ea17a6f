"""One entry of the ledger: canonical JSON on a line, with the digest of the entry before and its own.

The digest covers the canonical form (RFC 8785, as ``formats.canonical`` writes it) of everything but itself, so that an
entry can't be changed, taken out or moved without the chain showing it.
"""

from collections.abc import Mapping

from release_guard.formats import canonical
from release_guard.model.lean import NamedTuple

#: What stands for the digest before the first entry.
GENESIS = "sha256:" + "0" * 64

_NUMBER, _ENTRY = b'"n":', b',"entry":"'


class Head(NamedTuple):
    """The end of a chain: the number of the last entry, counted from 1, and its digest."""

    number: int = 0
    digest: str = GENESIS

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"


def written(fields: Mapping[str, object], before: Head) -> tuple[bytes, Head]:
    """The line for *fields* after *before*, with its newline, and the head that it makes.

    *fields* hold texts, numbers, booleans, lists and tables; empty ones are left out.
    """
    whole = {**fields, "n": before.number + 1, "previous": before.digest}
    digest = canonical.digest(whole)
    line = canonical.canonical(whole)[:-1] + f',"entry":"{digest}"}}\n'.encode()
    return line, Head(before.number + 1, digest)


def head_of(line: bytes) -> Head | None:
    """The head that a whole line (without its newline) makes; None where it isn't one of ours."""
    fields, found, digest = line.rpartition(_ENTRY)
    number = fields.partition(_NUMBER)[2].partition(b",")[0].rstrip(b"}")
    if not found or not number.isdigit() or not digest.startswith(b"sha256:") or len(digest) != len(GENESIS) + 2:
        return None
    return Head(int(number), digest[:-2].decode("ascii", "replace"))


def digest_of(fields: Mapping[str, object]) -> str:
    """The digest that an entry with these *fields* must have; its own, "entry", isn't looked at."""
    return canonical.digest({key: value for key, value in fields.items() if key != "entry"})
