"""Which host an ssh address reaches, where the user's ssh configuration gives hosts other names.

People with several accounts on one host write ``git@github.com-work:acme/digits``: the place is on github.com all the
same. ssh itself is asked (``ssh -G``, ssh_config(5)), and only where its configuration renames anything.
"""

import os
from functools import lru_cache

from release_guard.git.process import Errors, Process
from release_guard.ports import TreeError

#: No honest configuration is longer; what comes after isn't read.
_LONGEST = 1 << 20


@lru_cache(maxsize=64)
def hostname(alias: str) -> str:
    """The name that ssh connects to for *alias*, in lower case; *alias* itself where ssh isn't here or doesn't tell."""
    if alias.startswith("-") or not _renames():
        return alias
    errors = Errors()
    try:
        process = Process(["ssh", "-G", "--", alias], os.environ, errors, None, feed=False)
        try:
            lines = process.output.read(_LONGEST).split(b"\n")
        finally:
            process.kill()
    except TreeError:
        return alias
    finally:
        errors.close()
    told = [line[len(b"hostname ") :] for line in lines if line.startswith(b"hostname ")]
    return told[0].decode("utf-8", "replace").lower() if told else alias


def _renames() -> bool:
    """Whether the user's configuration has a HostName, or includes other files that may."""
    path = os.path.expanduser("~/.ssh/config")
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib would cost every push
            text = file.read(_LONGEST).lower()
    except OSError:
        return False
    return b"hostname" in text or b"include" in text
