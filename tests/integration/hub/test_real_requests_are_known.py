"""What real clients really send is in the table of writes: no request of the long story is an unknown write."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.demo.hub import Asked, EmbeddedHub
from release_guard.hub.actions import Unknown
from release_guard.hub.wire import classify
from tests.support import hub_clients
from tests.support.hub_runs import environment, run

STORY = (Path(__file__).parents[2] / "support" / "hub_story.py").read_text()


@pytest.fixture
def attentive() -> Iterator[EmbeddedHub]:
    """A Hub that keeps the bodies of requests."""
    with EmbeddedHub(keeps_bodies=True) as running:
        yield running


def actions(requests: "list[Asked]") -> "dict[str, list[str]]":
    """The names of what was done, each with the paths that did it; reads are left out, and so is storage."""
    found: dict[str, list[str]] = {}
    for each in requests:
        if not each.storage:
            action = classify(each.method, each.path, each.query, each.body, each.content_type)
            if action is not None:
                found.setdefault(type(action).__name__, []).append(f"{each.method} {each.path}")
    return found


def must_be_known(hub: EmbeddedHub) -> None:
    found = actions(hub.requests)
    assert found.get(Unknown.__name__, []) == []
    assert {"CreateRepo", "StageFiles", "StageBytes", "Commit", "MergePR", "Move", "RefChange"} <= set(found)


@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
def test_the_installed_client_sends_nothing_unknown(attentive: EmbeddedHub, tmp_path: Path, xet: bool) -> None:
    run(sys.executable, STORY, environment(tmp_path, attentive.url, attentive.token, xet=xet))

    must_be_known(attentive)


@pytest.mark.clients
@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
@pytest.mark.parametrize("line", hub_clients.LINES)
def test_no_generation_sends_anything_unknown(attentive: EmbeddedHub, tmp_path: Path, line: str, xet: bool) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))

    run(client.python, STORY, environment(tmp_path, attentive.url, attentive.token, xet=xet))

    must_be_known(attentive)
