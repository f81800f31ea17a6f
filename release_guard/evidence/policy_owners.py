"""Who else could change a policy of this machine: a rule that anybody may rewrite binds nobody."""

import os
import stat
from typing import NamedTuple


class Loose(NamedTuple):
    """Who could change a file besides those who should, in words, and the command that ends it."""

    who: str
    fix: str


def writers(path: str) -> Loose | None:
    """Who besides its owner's household could change the file at *path*; None where nobody could.

    The file, and the folder in which it could be replaced, must not be writable for everybody, and its owner must be
    root or whoever runs this.
    """
    above = os.path.dirname(os.path.realpath(path))
    try:
        file, folder = os.stat(path), os.stat(above)
    except OSError:
        return None
    if file.st_mode & stat.S_IWOTH:
        return Loose("everybody on this machine may write it", f"chmod o-w {path}")
    if folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX:
        return Loose("everybody on this machine may put another file in its place", f"chmod o-w {above}")
    if file.st_uid not in (0, os.geteuid()):
        return Loose(f"it belongs to user {file.st_uid}, who is neither root nor you", f"chown root {path}")
    return None
