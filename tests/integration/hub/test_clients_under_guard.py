"""Real clients of the Hub under the guard: every way of uploading ends at the same handler, and nobody tries again."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support import hub_clients
from tests.support.hub_runs import environment, run

ROOT = Path(__file__).parents[3]
PROGRAM = (ROOT / "tests" / "support" / "hub_under_guard.py").read_text()
WAYS = ("a function bound early", "a folder", "a future", "a thread", "a client of my own", "a scheduler")


def told(hub: EmbeddedHub, python: Path | str, home: Path, *, xet: bool) -> Any:
    """What the program was asked, and how its uploads ended."""
    env = environment(home, hub.url, hub.token, xet=xet) | {"PYTHONDONTWRITEBYTECODE": "1"}
    return json.loads(run(python, PROGRAM, env, str(ROOT), timeout=120).stdout.splitlines()[-1])


def must_be_refused_in_every_way(hub: EmbeddedHub, report: Any) -> None:
    ended = report["ended"]
    assert {way: ended[way] for way in WAYS} == dict.fromkeys(WAYS, "ReleaseBlocked")
    assert {way: ended[f"commits sent by {way}"] for way in WAYS} == dict.fromkeys(WAYS, "1")
    assert not any("/acme/refused/commit/" in each.path for each in hub.requests)
    assert ended["another place"] == "done"
    assert "model.safetensors" in hub.repo("models", "acme/other").files()
    assert hub.repo("models", "acme/refused").visibility == "private"


@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
def test_installed_client_is_refused_once_in_every_way(hub: EmbeddedHub, tmp_path: Path, xet: bool) -> None:
    must_be_refused_in_every_way(hub, told(hub, sys.executable, tmp_path, xet=xet))


@pytest.mark.clients
@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
@pytest.mark.parametrize("line", hub_clients.LINES)
def test_each_generation_is_refused_once_in_every_way(hub: EmbeddedHub, tmp_path: Path, line: str, xet: bool) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))
    must_be_refused_in_every_way(hub, told(hub, client.python, tmp_path, xet=xet))
