"""Records that lie in the working tree and are in nothing that is pushed: said, because nobody will read them there."""

import os
from collections.abc import Collection

from release_guard.evidence.records_folder import FOLDER, SIGNATURE_SUFFIX, SUFFIX
from release_guard.git.plumbing import Git
from release_guard.model.finding import Finding, Severity
from release_guard.ports import TreeError

_SHOWN = 3


def findings(git: Git, pushed: Collection[str]) -> tuple[Finding, ...]:
    """One warning for all records that no commit has; *pushed* are the paths of those that the push brings.

    A working tree that can't be read says nothing: what is judged are the commits.
    """
    lying = _lying(git.folder) - frozenset(pushed)
    found = sorted(lying & _uncommitted(git)) if lying else []
    if not found:
        return ()
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    names = ", ".join(name.removeprefix(FOLDER) for name in found[:_SHOWN]) + more
    message = f"a record lies in the working tree only ({names}); what is judged is what is pushed"
    fix = f"git add {FOLDER} && git commit, then push again"
    return (Finding("RG110", message, found[0], fix=fix, severity=Severity.WARNING),)


def _lying(top: str) -> frozenset[str]:
    try:
        names = os.listdir(os.path.join(top, FOLDER))
    except OSError:
        return frozenset()
    return frozenset(FOLDER + name for name in names if name.endswith((SUFFIX, SIGNATURE_SUFFIX)))


def _uncommitted(git: Git) -> frozenset[str]:
    """The paths of records that are new to git, added or not."""
    try:
        told = git.run("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", FOLDER)
    except TreeError:  # a bare repository has no working tree
        return frozenset()
    entries = told.decode("utf-8", "surrogateescape").split("\0")
    return frozenset(entry[3:] for entry in entries if entry[:1] in ("?", "A"))
