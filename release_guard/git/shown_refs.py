"""What a repository shows to those who read it: its refs, told from inside, without those that it hides."""

import os
from collections.abc import Sequence

from release_guard.git.held import Refs
from release_guard.git.plumbing import Git

_PREFIX = "refs/namespaces/"


def shown(git: Git, namespace: str = "") -> Refs:
    """The refs of the repository that *git* works in, before the push that a hook judges, and what HEAD stands for.

    Hidden refs (``transfer.hideRefs``, ``uploadpack.hideRefs``) can't be fetched, so what only they reach isn't out.
    *namespace* is GIT_NAMESPACE (gitnamespaces(7)): then its refs are all there is. Raises ``TreeError``.
    """
    root = "".join(f"{_PREFIX}{part}/" for part in namespace.split("/") if part)
    arguments = ("for-each-ref", "--format=%(objectname) %(refname)", *([root] if root else ()))
    hidden = _hidden(git)
    lines = os.fsdecode(git.run(*arguments)).splitlines()
    pairs = (line.partition(" ")[::2] for line in lines)
    refs = {name.removeprefix(root): oid for oid, name in pairs if not is_hidden(name, name.removeprefix(root), hidden)}
    head = os.fsdecode(git.ask("symbolic-ref", "-q", f"{root}HEAD")[1]).strip()
    return Refs(refs, head.removeprefix(root))


def _hidden(git: Git) -> tuple[str, ...]:
    _, listed = git.ask("config", "--null", "--get-regexp", r"^(transfer|uploadpack)\.hiderefs$")
    return tuple(entry.partition("\n")[2] for entry in os.fsdecode(listed).split("\0") if entry)


def is_hidden(full: str, name: str, patterns: Sequence[str]) -> bool:
    """Whether the last of *patterns* that matches hides the ref (git-config(1), ``transfer.hideRefs``).

    "!" takes back, "^" matches the *full* name rather than the *name* inside its namespace.
    """
    for pattern in reversed(patterns):
        bare = pattern.removeprefix("!")
        subject = full if bare.startswith("^") else name
        bare = bare.removeprefix("^").rstrip("/")
        if subject == bare or subject.startswith(f"{bare}/"):
            return not pattern.startswith("!")
    return False
