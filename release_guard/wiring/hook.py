"""Where hooks come in: ``python -I -m release_guard.wiring.hook pre-push NAME URL`` with git's lines on stdin.

Without NAME and URL the push is the one that pre-commit or prek tell of in their variables (``framework``). On a git
server it is ``pre-receive`` (``server``).

Two stages, for speed: a destination that is known to be private is answered before the judge is imported at all.
Everything is said on stderr, because stdout belongs to ``git push --porcelain``.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from release_guard.git import config, refs, remotes
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine
from release_guard.model.visibility import Visibility
from release_guard.ports import PortError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from release_guard.wiring import places

USAGE, NOT_JUDGED = 2, 3
#: Seconds after which the hook gives up: hosts cut an idle connection after five minutes, and then nobody is told.
BUDGET = 240


class BudgetSpentError(PortError):
    """The judgement took longer than a push can wait."""

    code = "RG006"


def main(arguments: Sequence[str]) -> int:
    """Judge one push; the exit code is 0 where git may go on. Our own failures block too (RG001)."""
    if list(arguments[:1]) == ["pre-receive"]:
        from release_guard.wiring import server

        return server.main(arguments[1:])
    if list(arguments[:1]) != ["pre-push"] or len(arguments) not in (1, 3):
        return say("usage: release-guard hook pre-push NAME URL", USAGE)
    url = arguments[2] if len(arguments) == 3 else ""
    try:
        signal.signal(signal.SIGALRM, _give_up)
        signal.alarm(BUDGET)
        if not url:
            from release_guard.wiring import framework

            return framework.run()
        return pre_push(arguments[1], url, refs.parse(sys.stdin.buffer.read()))
    except PortError as error:
        from release_guard.wiring import push

        return push.not_judged(error, remotes.shown(url))
    except Exception as error:  # noqa: BLE001 - a guard that fails must not open the gate
        from release_guard.wiring import crash

        return say(crash.report(error), NOT_JUDGED)


def pre_push(name: str, url: str, lines: tuple[RefLine, ...]) -> int:
    """Judge the refs in *lines* on their way to *url*."""
    if all(line.deletes for line in lines):
        return 0
    with Git() as git:
        config.begin(git)
        from release_guard.wiring import places

        return judged(git, places.Push(name, url, places.destination(url, git), lines))


def judged(git: Git, push: "places.Push") -> int:
    """Judge *push*: in silence and at once where it goes to a private place."""
    from release_guard.wiring import places

    settings = config.read(git)
    host = places.host(git, push, settings)
    answer = host.visibility_of(push.destination)
    if answer.visibility is Visibility.PRIVATE:
        return 0
    if not push.destination.is_local:
        from release_guard.git import ahead

        ahead.begin(git, push.lines, push.name)
    from release_guard.wiring import push as second

    return second.judge(git, push, answer, host, settings)


def say(text: str, status: int) -> int:
    """Write *text* to stderr and give *status* back."""
    sys.stderr.write(text if text.endswith("\n") else f"{text}\n")
    return status


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise BudgetSpentError(f"the judgement took more than {BUDGET} seconds")


def run() -> None:
    """The whole life of a hook's process: too short to look for circular garbage, or to take the interpreter down."""
    gc.set_threshold(100_000)
    status = main(sys.argv[1:])
    if sys.__stderr__ is not None:
        sys.__stderr__.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
