"""The pre-push hook as pre-commit and prek run it: one ref of a push, told in variables, with an empty standard input.

A convenience beside the native hook, never the whole gate; where that isn't in force, the verdict says so (RG507).
"""

import os

from release_guard.git import belt, hooks_folder, pre_push, refs
from release_guard.git.chain import Chain
from release_guard.git.hook_files import Maker
from release_guard.git.plumbing import Git
from release_guard.wiring import hook as native
from release_guard.wiring import places


def run() -> int:
    """Judge the ref that the framework tells of; the exit code of the hook. Raises ``PortError``."""
    told = refs.from_pre_commit(os.environ)
    with Git() as git:
        line = pre_push.framework_line(told, git)
        place = places.destination(told.url, git)
        push = places.Push(told.remote_name, told.url, place, (line,), partial=True, covered=_native_judges(git))
        return native.judged(git, push)


def _native_judges(git: Git) -> bool:
    """Whether git starts our own shim before every push here, as its hook or by its configuration."""
    seat = Chain(hooks_folder.in_force(git).path).seat()
    return (seat is not None and seat.maker is Maker.OURS and seat.executable) or belt.look(git).active
