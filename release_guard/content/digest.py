"""One digest for all new content of an attempt: what an override is bound to, so that it lets nothing else through."""

import hashlib
from collections.abc import Iterable

from release_guard.model.attempt import Item


def attempt_digest(items: Iterable[Item]) -> str:
    """``sha256:`` and the hex digest of the sorted lines path, NUL, sha256 or else blob oid (formats.md).

    Records are left out, so that committing an override doesn't void it; so is what the destination holds already.
    """
    lines = sorted(
        f"{item.path}\0{item.sha256 or item.oid}\n".encode("utf-8", "surrogateescape")
        for item in items
        if not item.already and not item.reference and not item.path.startswith("release-records/")
    )
    return f"sha256:{hashlib.sha256(b''.join(lines)).hexdigest()}"
