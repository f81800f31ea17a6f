"""``override --folder``, and the upload that it lets through."""

import sys
from pathlib import Path

from release_guard.demo.hub import EmbeddedHub
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import shelve

QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1"}
UPLOAD = "import sys; from huggingface_hub import upload_folder; upload_folder(repo_id='acme/digits', folder_path=%r)"
WORDS = ("--target", "hf:models/acme/digits", "--reason", "A clinic waits for it tonight.")


def test_an_upload_goes_out_for_one_night_and_no_other_does(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    del hub.world.repos["models", "acme/digits"]
    repo = shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "README.md").write_bytes(b"# Digits\n")
    (folder / "train.py").write_text("print(1)\n" * 50_000)
    (folder / "model.safetensors").write_bytes(weights(7, 2000))
    command = ("exec", "--", sys.executable, "-c", UPLOAD % str(folder))
    assert release.guard(*command, **QUIET).returncode == 1
    written = release.guard("override", *WORDS, "--folder", str(folder), "--by", "ada@example.org")
    assert written.returncode == 0, written.stdout + written.stderr
    assert "upload the folder again" in written.stdout
    release.repo.commit("Break the glass")
    done = release.guard(*command, **QUIET)
    assert done.returncode == 0, done.stderr
    assert "release-guard: overridden: hf:models/acme/digits (public) goes out although it isn't cleared" in done.stderr
    assert set(repo.files()) == {"README.md", "train.py", "model.safetensors"}
    (folder / "model.safetensors").write_bytes(weights(8, 2000))
    assert "blocked" in release.guard(*command, **QUIET).stderr


def test_there_is_nothing_to_override_at_a_private_place_or_a_forge(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    here = ("--folder", str(tmp_path))
    assert "nothing to override" in release.guard("override", *WORDS, *here).stdout
    elsewhere = release.guard("override", "--target", "github.com/acme/x", "--reason", "Now.", *here)
    assert "folders are uploaded to the Hub alone" in elsewhere.stderr
    missing = release.guard("override", "--target", "hf:models/acme/new", "--reason", "Now.", *here)
    assert "a new repository is made private" in missing.stdout + missing.stderr
