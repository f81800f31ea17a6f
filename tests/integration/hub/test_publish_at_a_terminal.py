"""``publish`` and ``lower`` with a person at the keyboard: nothing happens before a yes, and a no is a no."""

from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.terminal import Session, converse

ASKED = b"[y/N]: "


@pytest.fixture
def release(hub: EmbeddedHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    release = Release(hub, tmp_path)
    for name in ("HF_ENDPOINT", "HF_TOKEN", "NO_PROXY"):
        monkeypatch.setenv(name, release.environment()[name])
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main")
    return release


def talk(release: Release, *arguments: str, answers: tuple[str, ...]) -> Session:
    return converse(release.repo.path, arguments, answers, prompt=ASKED)


def test_a_no_changes_nothing_and_it_is_said(release: Release) -> None:
    done = talk(release, "publish", release.place, answers=("n",))

    assert done.status == 130
    assert f"make {release.place} gated-manual?" in done.screen
    assert "stopped here; this was not done" in done.screen
    assert release.shown == [("private", False)]


def test_a_yes_is_asked_for_each_thing_that_cannot_be_undone(release: Release) -> None:
    dropped = talk(release, "publish", release.place, "--squash", answers=("y", "n"))

    assert dropped.status == 130
    assert "drop them for good?" in dropped.screen
    assert len(release.remote.history()) == 1
    assert release.shown == [("private", False)]

    done = talk(release, "publish", release.place, answers=("y",))
    assert done.status == 0, done.screen
    assert release.shown[-1] == ("public", False)


def test_lower_waits_for_a_yes(release: Release) -> None:
    release.remote.expose("public", False)

    assert talk(release, "lower", release.place, answers=("",)).status == 130
    assert release.remote.visibility == "public"
    assert talk(release, "lower", release.place, answers=("y",)).status == 0
    assert release.remote.visibility == "private"
