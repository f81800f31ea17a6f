"""Remembers which sha256 the content with a certain xet hash has, so that a large file in a bucket is read once.

The xet hash is made from the content alone (vendor's "Xet Protocol Specification"), so what was read stays true. It is
a convenience: where it can't be read or written, files are read again.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

#: Of lines beyond this nobody is reminded; a line has 140 bytes or so.
_READ_AT_MOST = 4 << 20


class Known(NamedTuple):
    """Digest (hex) and size of some content."""

    sha256: str
    size: int


def path() -> Path:
    """The file in the user's cache folder: xet hash, sha256 and size on a line."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base, "release-guard", "xet-digests")


def of(xet_hash: str) -> Known | None:
    """What is known of the content; None where nothing is."""
    try:
        with path().open(encoding="ascii") as file:
            lines = file.read(_READ_AT_MOST).splitlines()
    except (OSError, ValueError):
        return None
    fields = (line.split(" ") for line in lines if line.startswith(f"{xet_hash} "))
    found = (one for one in fields if len(one) == 3 and len(one[1]) == 64 and one[2].isdigit())
    return next((Known(digest, int(size)) for _, digest, size in found), None)


def keep(xet_hash: str, known: Known) -> None:
    """Remember *known*; a full disk is no reason to fail."""
    with suppress(OSError):
        path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path().open("a", encoding="ascii") as file:
            file.write(f"{xet_hash} {known.sha256} {known.size}\n")
