"""Kills a run of ours with SIGKILL while one of its requests to the embedded Hub is being answered."""

import os
import signal
import subprocess
import threading

from release_guard.demo.hub import Asked, EmbeddedHub
from tests.support.hub_release import Release


class Killer:
    """Ends the run with SIGKILL while the answer to its request number *at* is still under way."""

    def __init__(self, hub: EmbeddedHub, at: int) -> None:
        self.left = at
        self.process: subprocess.Popen[bytes] | None = None
        self.started = threading.Event()
        hub.watch(self.see)

    def run(self, release: Release, *arguments: str) -> bool:
        """Run, and whether it was killed."""
        with subprocess.Popen(
            release.command(*arguments),
            cwd=release.repo.path,
            env=release.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as self.process:
            self.started.set()
        return self.process.returncode == -signal.SIGKILL

    def see(self, asked: Asked) -> None:
        """Count a request."""
        del asked
        self.started.wait(10)
        self.left -= 1
        if self.left == 0 and self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)


def around_changes(release: Release, *arguments: str) -> list[int]:
    """The numbers of the requests of a whole run that change something, and of those right before and after."""
    before = len(release.hub.requests)
    release.guard(*arguments)
    methods = [asked.method for asked in release.hub.requests[before:]]
    changes = [number for number, method in enumerate(methods, 1) if method in ("PUT", "POST")]
    return sorted({number for change in changes for number in (change - 1, change, change + 1)})
