"""Finds the policy files of this machine; reading them works without a network.

A layer that is named and can't be read is an error, never a layer less: it may be the one that says no. What a policy
extends is found by ``outer_policies``, what it says is for ``formats.policy``; layers of the repository come with the
push.
"""

import os
from collections.abc import Sequence
from itertools import zip_longest

from release_guard.evidence.outer_policies import Fetch, outward, read
from release_guard.ports import PolicyError, PolicyFile

__all__ = ["Fetch", "layers", "named", "of_machine", "outward", "read"]

#: The machine owner's policy; it need not exist.
SYSTEM = "/etc/release-guard/policy.toml"

#: The environment's own policy: an absolute path.
VARIABLE = "RELEASE_GUARD_POLICY"


def of_machine(configured: Sequence[str], scopes: Sequence[str] = ()) -> tuple[PolicyFile, ...]:
    """``layers`` of this machine and this environment."""
    return layers(configured, os.environ.get(VARIABLE, ""), scopes=scopes)


def layers(
    configured: Sequence[str],
    environment: str = "",
    *,
    scopes: Sequence[str] = (),
    system: str = SYSTEM,
    cache: str = "",
) -> tuple[PolicyFile, ...]:
    """The machine's policy files, outermost first, each behind the ones that it extends.

    *configured* are the paths of git config ``release-guard.policy`` at system and global level, *scopes* the level of
    each; *environment* is ``RELEASE_GUARD_POLICY``. Raises ``PolicyError`` where one that is named can't be read.
    """
    found: dict[str, PolicyFile] = {}
    for file in named(configured, environment, scopes=scopes, system=system):
        for each in (*outward(file, cache=cache), file):
            found.setdefault(each.path, each)
    return tuple(found.values())


def named(
    configured: Sequence[str], environment: str = "", *, scopes: Sequence[str] = (), system: str = SYSTEM
) -> tuple[PolicyFile, ...]:
    """The machine's own policy files without what they extend. Raises ``PolicyError``."""
    files = [read(system, "the machine's policy")] if os.path.lexists(system) else []
    for path, scope in zip_longest(configured, scopes[: len(configured)], fillvalue=""):
        files.append(_of_setting(path, f"git config release-guard.policy{scope and f', {scope}'}"))
    if environment:
        files.append(_of_setting(environment, VARIABLE))
    return tuple(files)


def _of_setting(path: str, setting: str) -> PolicyFile:
    """The file that a setting names; a relative path would let each repository bring the machine's policy."""
    if not os.path.isabs(path):
        message = f"{setting} names {path}, which is another file in every folder"
        raise PolicyError(message, f"write its absolute path, such as {os.path.abspath(path)}")
    return read(path, f"the policy of {setting}")
