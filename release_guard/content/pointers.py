"""Pointers: the small text that stands in a tree for bytes kept elsewhere.

Git LFS (git-lfs, docs/spec.md) and git-annex (docs/internals/key_format, pointer_file; a symbolic link's target where
the tree is locked) name the bytes themselves; DVC (docs, .dvc files and dvc.lock) names paths beside its own files.
"""

import re

from release_guard.model.lean import NamedTuple

_FOLDER = 1 << 20
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


#: ``[HASH]-s[SIZE]--[digest][.ending]`` at the end of a path below ``annex/objects``.
_ANNEX = (
    rb"(?:[^\n]{0,600}/)?annex/objects/(?:[\w./-]{0,400}/)?(?P<kind>[A-Z0-9_]+)"
    rb"(?:-[a-zA-Z][0-9.]+)*-s(?P<size>\d{1,20})(?:-[a-zA-Z]\d+)*--(?P<key>[^/\n]{1,200})"
)


def annex_pointer(head: bytes) -> Pointer | None:
    """The same for git-annex; its sha256 is "" where the key is made with another hash."""
    if len(head) > LONGEST or b"annex/objects/" not in head:
        return None
    match = re.match(_ANNEX, head)
    if match is None:
        return None
    key = match["key"].partition(b".")[0].decode().lower()
    known = match["kind"] in (b"SHA256", b"SHA256E") and re.fullmatch("[0-9a-f]{64}", key)
    return Pointer(key if known else "", int(match["size"]))


def pointed_to(head: bytes) -> Pointer | None:
    """What *head*, a whole small file, stands for, by LFS or git-annex."""
    return lfs_pointer(head) or annex_pointer(head)


def dvc_outputs(path: str, text: str) -> tuple[tuple[str, int], ...]:
    """The paths that the DVC file at *path* stands for, and their sizes in bytes; folders count as a mebibyte at least.

    Read by lines: an output is a list entry with a hash and a ``path``, in any order.
    """
    folder = path.rpartition("/")[0]
    found = []
    for entry in re.split(r"(?m)^[ \t]*-[ \t]", text)[1:]:
        named = re.search(r"(?m)^[ \t]*path:[ \t]*[\"']?([^\"'\n]{1,500})", entry)
        if named is None or not re.search(r"(?m)^[ \t]*(?:md5|etag|checksum|hash):", entry):
            continue
        size = re.search(r"(?m)^[ \t]*size:[ \t]*(\d{1,20})", entry)
        inner = f"{folder}/{named[1].strip()}".lstrip("/")
        found.append((inner, int(size[1]) if size else _FOLDER))
    return tuple(found)
