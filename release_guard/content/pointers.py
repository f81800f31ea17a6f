"""Git LFS pointers: the text file that stands in a tree for bytes kept elsewhere (git-lfs, docs/spec.md)."""

import re

from release_guard.model.lean import NamedTuple

#: No pointer is longer (the specification's own limit).
LONGEST = 1024

#: As lenient as git-lfs (lfs/pointer.go): white space around, empty lines and extensions anywhere, older addresses.
_GAP = rb"\r?\n(?:\r?\n|ext-\d-\w[^ \n]* [^\n]*\n){0,100}"
_POINTER = (
    rb"version (?:https://(?:git-lfs|hawser)\.github\.com/spec/v1|http://git-media\.io/v/2)"
    rb"%boid sha256:(?P<sha256>[0-9A-Fa-f]{64})%bsize \+?(?P<size>[0-9]{1,20})(?:%b)?" % (_GAP, _GAP, _GAP)
)


class Pointer(NamedTuple):
    """The bytes that a pointer stands for: their sha256 in hex and their number."""

    sha256: str
    size: int


def lfs_pointer(head: bytes) -> Pointer | None:
    """The pointer that *head*, a whole small file, is; None for anything else."""
    if len(head) > LONGEST or b"oid sha256:" not in head:
        return None
    match = re.fullmatch(_POINTER, head.strip())
    return Pointer(match["sha256"].decode().lower(), int(match["size"])) if match else None
