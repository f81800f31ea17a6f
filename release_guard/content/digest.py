"""One digest for all new content of an attempt: what an override is bound to, so that it lets nothing else through."""

from collections.abc import Iterable

from release_guard.content import names
from release_guard.model.attempt import Item
from release_guard.model.category import Category
from release_guard.model.sha256 import hex_digest


def attempt_digest(items: Iterable[Item]) -> str:
    """``sha256:`` and the hex digest of the sorted lines path, NUL, sha256 or else blob oid (formats.md).

    Records are left out, so that committing an override doesn't void it (but nothing else that lies in their folder);
    so is what the destination holds already.
    """
    lines = sorted(
        f"{item.path}\0{item.sha256 or item.oid}\n".encode("utf-8", "surrogateescape")
        for item in items
        if not item.already and not item.reference and not _is_record(item)
    )
    return f"sha256:{hex_digest(b''.join(lines))}"


def _is_record(item: Item) -> bool:
    return (
        item.category is Category.DOCUMENTATION and item.path.startswith("release-records/") and names.ours(item.path)
    )
