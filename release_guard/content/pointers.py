"""Git LFS pointers: the text file that stands in a tree for bytes kept elsewhere (git-lfs, docs/spec.md)."""

import re
from typing import NamedTuple

#: No pointer is longer (the specification's own limit).
LONGEST = 1024

_POINTER = (
    rb"version https://(?:git-lfs\.github\.com/spec|hawser\.github\.com/spec)/v1\r?\n"
    rb"(?:ext-\d-[\w.-]+ sha256:[0-9a-f]{64}\r?\n){0,10}"
    rb"oid sha256:(?P<sha256>[0-9a-f]{64})\r?\n"
    rb"size (?P<size>0|[1-9][0-9]{0,18})(?:\r?\n)*"
)


class Pointer(NamedTuple):
    """The bytes that a pointer stands for: their sha256 in hex and their number."""

    sha256: str
    size: int


def lfs_pointer(head: bytes) -> Pointer | None:
    """The pointer that *head*, a whole small file, is; None for anything else."""
    if not head.startswith(b"version https://") or len(head) > LONGEST:
        return None
    match = re.fullmatch(_POINTER, head)
    return Pointer(match["sha256"].decode(), int(match["size"])) if match else None
