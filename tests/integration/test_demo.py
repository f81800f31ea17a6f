"""The guided tour: it plays with the real git and the real hook, keeps to itself, and notices when it goes astray."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.content import files
from release_guard.content.files import File
from release_guard.demo.player import OffScriptError, Player
from release_guard.demo.story import Run, Step, Story
from release_guard.demo.weights import safetensors
from release_guard.model.attempt import Context
from release_guard.model.category import Category
from release_guard.model.destination import Destination


def demo(scratch: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "release_guard", "demo", *options],
        env={**os.environ, "TMPDIR": str(scratch), **environment},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_tour_ends_as_its_story_says_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = demo(tmp_path, "--pause")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.index("RG301 review-missing") < done.stdout.index("[new branch]") < done.stdout.index("RG304")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()[-3:]] == ["shown", "folder", "yours"]
    assert "\x1b" not in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_tour_hears_nothing_of_the_machine(tmp_path: Path) -> None:
    """A coding agent's or a CI system's mark would make the reviews of the story count for nothing."""
    marks = {"CI": "1", "CLAUDECODE": "1", "GIT_DIR": "/nowhere", "RELEASE_GUARD_POLICY": "/nowhere"}
    assert demo(tmp_path, **marks).returncode == 0


def test_folder_that_is_named_stays(tmp_path: Path) -> None:
    done = demo(tmp_path, "--folder", str(tmp_path / "here"))
    assert done.returncode == 0
    assert (tmp_path / "here" / "digits" / ".git" / "hooks" / "pre-push").exists()


def test_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    done = demo(tmp_path, "--folder", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "isn't empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_tour_that_goes_astray_says_so_and_leaves_its_folder(tmp_path: Path) -> None:
    done = demo(tmp_path, PATH=str(tmp_path / "empty"))
    assert done.returncode == 3
    assert "the tour stops here" in done.stderr
    assert len(list(tmp_path.glob("release-guard-demo-*"))) == 1


@pytest.mark.parametrize(
    ("run", "complaint"),
    [
        (Run("git --version", status=1), "exit code 1, and ended with 0"),
        (Run("git --version", tells=("git version", "RG301")), "should have told of RG301,"),
    ],
)
def test_step_that_ends_otherwise_than_told_is_noticed(tmp_path: Path, run: Run, complaint: str) -> None:
    story = Story("", ".", {}, (), (Step("Git tells its version.", (run,)),), "", ())
    with pytest.raises(OffScriptError, match=complaint):
        Player(story, tmp_path, lambda: None).play()


def test_player_waits_between_steps(tmp_path: Path) -> None:
    waits: list[None] = []
    story = Story("", ".", {}, (), (Step("One.", ()), Step("Two.", ()), Step("Three.", ())), "", ())
    Player(story, tmp_path, lambda: waits.append(None)).play()
    assert len(waits) == 2


def test_weights_of_the_story_are_weights_whatever_their_name() -> None:
    data = safetensors(seed=1)
    (item,) = files.classify([File("weights", len(data), data)], Context(Destination("github.com", "ada/digits")))
    assert item.category is Category.TRAINED_MODEL
    assert data == safetensors(seed=1) != safetensors(seed=2)
