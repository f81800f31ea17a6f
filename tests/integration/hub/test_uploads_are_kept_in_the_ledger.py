"""What the guard decided about uploads stands in the ledger of the machine, beside the pushes."""

import json
import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import shelve

QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1"}
UPLOAD = "import sys; from huggingface_hub import upload_folder; upload_folder(repo_id='acme/digits', folder_path=%r)"


class Desk:
    """A project, a folder of weights beside it, and a repository that everybody sees."""

    def __init__(self, hub: EmbeddedHub, folder: Path) -> None:
        self.release = Release(hub, folder)
        del hub.world.repos["models", "acme/digits"]
        self.repo = shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
        self.folder = folder / "out"
        self.folder.mkdir()

    def upload(self, name: str, data: bytes, **variables: str) -> str:
        """Upload a folder that holds one file; what stood on standard error."""
        (self.folder / name).write_bytes(data)
        command = ("exec", "--", sys.executable, "-c", UPLOAD % str(self.folder))
        return self.release.guard(*command, **QUIET, **variables).stderr


@pytest.fixture
def desk(hub: EmbeddedHub, tmp_path: Path) -> Desk:
    return Desk(hub, tmp_path)


def test_what_was_refused_and_what_went_out_is_kept(desk: Desk) -> None:
    assert desk.upload("README.md", b"# Digits, again\n") == ""
    assert "blocked" in desk.upload("model.safetensors", weights(7, 2000))
    shown = json.loads(desk.release.guard("ledger", "show", "--format", "json").stdout)
    told = [(one["channel"], one["destination"], one["wanted"], one["outcome"]) for one in shown["entries"]]
    place = ("upload", "hf:models/acme/digits", "public")
    assert told == [(*place, "allow"), (*place, "block")]
    assert desk.release.guard("ledger", "verify").returncode == 0


def test_nothing_goes_out_that_had_to_be_kept_and_could_not_be(desk: Desk, tmp_path: Path) -> None:
    policy = desk.release.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text().replace('name = "team"', 'name = "team"\nledger = "required"'))
    desk.release.repo.commit("Keep every decision")
    (tmp_path / "a-file").write_text("no folder")
    told = desk.upload("README.md", b"# Digits, again\n", XDG_STATE_HOME=str(tmp_path / "a-file"))
    assert "RG009 ledger-required-not-writable" in told
    assert desk.repo.files()["README.md"].data == b"# Digits\n"
