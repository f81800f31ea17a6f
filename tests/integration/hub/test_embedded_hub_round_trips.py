"""Real clients on the embedded Hub: one long story each, then what it left there, seen from inside."""

import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support import hub_clients
from tests.support.hub_runs import environment, run

STORY = (Path(__file__).parents[2] / "support" / "hub_story.py").read_text()


def told(hub: EmbeddedHub, python: Path | str, home: Path, *, xet: bool) -> None:
    """Let a client play the story."""
    run(python, STORY, environment(home, hub.url, hub.token, xet=xet))


def must_hold_the_story(hub: EmbeddedHub) -> None:
    repo = hub.repo("models", "ada/m")
    assert not hub.has("models", "acme/m")
    assert repo.visibility == "private"
    assert repo.gated == "manual"
    assert [(each.visibility, each.gated) for each in repo.exposures] == [
        ("public", False),
        ("public", "manual"),
        ("private", "manual"),
    ]
    files = repo.files()
    assert len(files["large.safetensors"].data) == 6_000_000
    assert files["copy.safetensors"] == files["one.safetensors"]
    assert files["one.safetensors"].sha256 is not None
    assert files["sub/notes.txt"].sha256 is None
    assert "config.json" not in files
    assert hub.repo("datasets", "acme/data").visibility == "private"
    assert hub.repo("spaces", "acme/s").space["secrets"] == {"KEY": "secret"}


def must_hold_the_bucket(hub: EmbeddedHub) -> None:
    assert hub.repo("models", "ada/copy").visibility == "private"
    assert hub.bucket("acme/b").visibility == "public"
    assert list(hub.bucket("acme/b").files) == ["one.bin"]


@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
def test_the_installed_client_plays_the_story(hub: EmbeddedHub, tmp_path: Path, xet: bool) -> None:
    told(hub, sys.executable, tmp_path, xet=xet)

    must_hold_the_story(hub)
    must_hold_the_bucket(hub)
    assert_bytes_went(hub, by_xet=xet)


@pytest.mark.clients
@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
@pytest.mark.parametrize("line", hub_clients.LINES)
def test_each_generation_plays_the_story(hub: EmbeddedHub, tmp_path: Path, line: str, xet: bool) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))

    told(hub, client.python, tmp_path, xet=xet)

    must_hold_the_story(hub)
    assert_bytes_went(hub, by_xet=xet)
    if line != "0.x":
        must_hold_the_bucket(hub)


def test_no_token_is_kept_of_what_clients_sent(hub: EmbeddedHub, tmp_path: Path) -> None:
    told(hub, sys.executable, tmp_path, xet=True)

    assert {each.account for each in hub.requests} == {"ada", None}
    assert not any(hub.token in part for each in hub.requests for part in map(str, each))


def assert_bytes_went(hub: EmbeddedHub, *, by_xet: bool) -> None:
    """Weights for repositories went to storage by Xet, or by LFS in one piece and in parts."""
    models = [each for each in hub.requests if each.storage and "/models/" in each.path]
    by_lfs = [each for each in models if (each.method, each.path[:5]) == ("PUT", "/lfs/")]
    xorbs = [each for each in models if each.method == "POST" and "/xorbs/" in each.path]
    if by_xet:
        assert xorbs
        assert not by_lfs
    else:
        assert not xorbs
        assert {"partNumber" in each.query for each in by_lfs} == {True, False}
