"""The guided tour: it plays with the real git and the real hook, keeps to itself, and notices when it goes astray."""

import os
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from release_guard.content import files
from release_guard.content.files import File
from release_guard.demo import scratch
from release_guard.demo.hub import EmbeddedHub
from release_guard.demo.player import OffScriptError, Player
from release_guard.demo.story import Run, Step, Story, Write
from release_guard.demo.uploads import UPLOADS
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
    assert done.stdout.index("RG304") < done.stdout.index("hf:models/ada/digits is private")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()[-3:]] == ["shown", "folder", "yours"]
    assert "\x1b" not in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_tour_hears_nothing_of_the_machine(tmp_path: Path) -> None:
    """A coding agent's or a CI system's mark would make the reviews of the story count for nothing."""
    marks = {"CI": "1", "CLAUDECODE": "1", "GIT_DIR": "/nowhere", "RELEASE_GUARD_POLICY": "/nowhere"}
    marks |= {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": "hf_of_somebody", "HTTP_PROXY": "http://127.0.0.1:9"}
    assert demo(tmp_path, **marks).returncode == 0


def test_folder_that_is_named_stays(tmp_path: Path) -> None:
    done = demo(tmp_path, "--folder", str(tmp_path / "here"))
    assert done.returncode == 0
    assert (tmp_path / "here" / "digits" / ".git" / "hooks" / "pre-push").exists()
    assert f"folder: {tmp_path}/here/digits and {tmp_path}/here/digits-on-hub\n" in done.stdout


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


class Played(NamedTuple):
    """The story of an upload, played: the Hub as it is then, and what was told."""

    hub: EmbeddedHub
    told: str


@pytest.fixture(scope="module")
def upload(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder, told = tmp_path_factory.mktemp("story"), StringIO()
    with EmbeddedHub() as hub, redirect_stdout(told):
        Player(UPLOADS, folder, lambda: None, scratch.on_hub(folder, hub)).play()
    return Played(hub, told.getvalue())


def test_upload_of_the_tour_is_private_until_its_review_and_then_public(upload: Played) -> None:
    repo = upload.hub.repo("models", "ada/digits")
    assert [one.visibility for one in repo.exposures] == ["private", "public"]
    assert repo.stored.keys() == {repo.files()["model.safetensors"].sha256}


def test_nothing_of_the_last_upload_reaches_the_hub(upload: Played) -> None:
    wrote = [asked.path for asked in upload.hub.requests if asked.method in ("POST", "PUT")]
    assert any("/commit/" in path for path in wrote)
    assert wrote[-1] == "/api/models/ada/digits/settings"


def test_upload_of_the_tour_tells_no_token(upload: Played) -> None:
    assert "$ python look.py" in upload.told
    assert upload.hub.token not in upload.told


def test_hub_that_misbehaves_stops_the_tour_with_words(tmp_path: Path) -> None:
    with EmbeddedHub() as hub, pytest.raises(OffScriptError, match="should have ended with exit code 0"):
        hub.fill_private_storage("ada")
        Player(UPLOADS, tmp_path, lambda: None, scratch.on_hub(tmp_path, hub)).play()


def test_python_of_a_story_is_the_one_that_plays(tmp_path: Path) -> None:
    run = Run("python tell.py", tells=(sys.executable, "a word for it"))
    scene = (Write("home/tell.py", "import os, sys\nprint(sys.executable, os.environ['WORD'])\n"),)
    story = Story("", "home", {}, scene, (Step("Python tells its name.", (run,)),), "", ())
    Player(story, tmp_path, lambda: None, {"WORD": "a word for it"}).play()


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
