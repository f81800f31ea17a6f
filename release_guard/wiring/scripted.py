"""The gate as scripts call it, ``release-guard hook pre-push``: a verdict that was told already isn't told again."""

import os
import sys
from collections.abc import Sequence

from release_guard.git import belt
from release_guard.git.plumbing import Git
from release_guard.ports import TreeError
from release_guard.wiring import hook


def pre_push(arguments: Sequence[str]) -> int:
    """Judge one push for the hook that calls; *arguments* and the exit code are those of ``hook.main``.

    Where git has started the gate by its configuration too (``belt``), the verdict still counts here, in silence: what
    comes next in the calling hook, such as git-lfs, has to wait for it.
    """
    if not _was_told():
        return hook.main(["pre-push", *arguments])
    stderr, sys.stderr = sys.stderr, open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    try:
        return hook.main(["pre-push", *arguments])
    finally:
        sys.stderr.close()
        sys.stderr = stderr


def _was_told() -> bool:
    """Whether the git that calls (it sets ``GIT_PREFIX``) has just started the gate by its configuration."""
    if "GIT_PREFIX" not in os.environ:
        return False
    try:
        with Git() as git:
            return belt.look(git).active
    except TreeError:
        return False
