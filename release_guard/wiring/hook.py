"""Where hooks come in: ``python -I -m release_guard.wiring.hook pre-push NAME URL`` with git's lines on stdin.

Two stages, for speed: a destination that is known to be private is answered before the judge is imported at all.
Everything is said on stderr, because stdout belongs to ``git push --porcelain``.
"""

import os
import sys
from collections.abc import Sequence

from release_guard.git import config, refs, remotes
from release_guard.git.plumbing import Git
from release_guard.model.destination import Destination, DestinationError
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, PortError

NOT_JUDGED = 3


def main(arguments: Sequence[str]) -> int:
    """Judge one push; the exit code is 0 where git may go on. Our own failures block too (RG001)."""
    try:
        if len(arguments) != 3 or arguments[0] != "pre-push":
            return _say("usage: release-guard hook pre-push NAME URL", 2)
        return pre_push(arguments[1], arguments[2], sys.stdin.buffer.read())
    except Exception as error:  # noqa: BLE001 - a guard that fails must not open the gate
        from release_guard.wiring import crash

        return _say(crash.report(error), NOT_JUDGED)


def pre_push(name: str, url: str, lines: bytes) -> int:
    """Judge the refs in *lines* on their way to *url*."""
    try:
        pushed = refs.parse(lines)
        if not any(not line.deletes for line in pushed):
            return 0
        with Git() as git:
            settings = config.read(git)
            destination = remotes.destination(url, os.getcwd())
            answer, host = _visibility(destination, url, settings)
            if answer.visibility is Visibility.PRIVATE:
                return 0
            from release_guard.wiring import push

            return push.judge(git, name, url, pushed, destination, answer, host, settings)
    except DestinationError as error:
        return _blind("RG003", str(error), remotes.redact(url))
    except PortError as error:
        return _blind(error.code, str(error), remotes.redact(url))


def _say(text: str, status: int) -> int:
    sys.stderr.write(text if text.endswith("\n") else f"{text}\n")
    return status
