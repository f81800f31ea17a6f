"""The embedded Hub, started by hand: what it prints is enough for a shell, and it ends when it is told to."""

import signal
import subprocess
import sys

import pytest

from tests.support import hub_asks


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_ended(ending: signal.Signals) -> None:
    command = [sys.executable, "-m", "release_guard.demo.hub"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        words = started.stdout.readline().split()
        told = dict(word.split("=", 1) for word in words[1:])
        said = hub_asks.ask(f"{told['HF_ENDPOINT']}/api/whoami-v2", token=told["HF_TOKEN"]).json
        started.send_signal(ending)
        _, complaints = started.communicate(timeout=30)

    assert words[0] == "export"
    assert said["name"] == "ada"
    assert started.returncode == 0
    assert complaints == ""
