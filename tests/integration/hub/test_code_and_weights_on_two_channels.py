"""Code by git and weights by the Hub make one system: each channel knows of what went out by the other (RG416)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support.guarded import FILE, Guarded, weights
from tests.support.hub_shelf import shelve

HUB = "hf:models/acme/digits"
UPLOAD = """
import sys
from huggingface_hub import HfApi
HfApi().upload_folder(repo_id="acme/digits", folder_path=sys.argv[1])
print("uploaded")
"""


class TwoChannels(Guarded):
    """A release with two targets: a public git repository and a public model on the Hub; a colleague must agree."""

    def __init__(self, hub: EmbeddedHub, folder: Path) -> None:
        super().__init__(folder, "team")
        self.hub = hub
        self.remote = shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
        places = f'{self.place}", "{HUB}'
        self.write("release-considerations.toml", FILE.format(place=places, release='["source-code", "trained-model"]'))
        self.model = folder / "model"
        self.model.mkdir()
        (self.model / "model.safetensors").write_bytes(weights(1))

    @property
    def variables(self) -> dict[str, str]:
        return {"HF_ENDPOINT": self.hub.url, "HF_TOKEN": self.hub.token, "NO_PROXY": "*", "HF_HUB_DISABLE_XET": "1"}

    def upload(self) -> "subprocess.CompletedProcess[str]":
        """Upload the folder of the model with the real client, under guard."""
        command = [sys.executable, "-m", "release_guard", "exec", "--", sys.executable, "-c", UPLOAD, str(self.model)]
        told = {**os.environ, **self.variables}
        return subprocess.run(
            command, cwd=self.repo.path, env=told, text=True, capture_output=True, check=False, timeout=120
        )

    def review_of_model(self, *arguments: str, by: str) -> None:
        self.record("--folder", str(self.model), "--target", HUB, *arguments, by=by)


@pytest.fixture
def release(hub: EmbeddedHub, tmp_path: Path) -> TwoChannels:
    return TwoChannels(hub, tmp_path)


def test_weights_meet_the_code_that_was_pushed_yesterday(release: TwoChannels) -> None:
    release.commit(train__py="print(1)\n")
    release.record("--content", "source-code")
    assert release.push().returncode == 0
    release.review_of_model("--content", "trained-model", by="sam@example.org")
    held = release.upload()
    assert "uploaded" not in held.stdout, held.stderr
    assert "RG416 wider-in-combination" in held.stderr
    release.review_of_model("--content", "trained-model", "--content", "source-code", by="kim@example.org")
    done = release.upload()
    assert "uploaded" in done.stdout, done.stderr


def test_weights_alone_need_no_more_than_their_own_review(release: TwoChannels) -> None:
    release.commit()
    release.review_of_model("--content", "trained-model", by="sam@example.org")
    done = release.upload()
    assert "uploaded" in done.stdout, done.stderr


def test_code_meets_the_weights_that_were_uploaded_a_moment_ago(release: TwoChannels) -> None:
    release.commit()
    release.review_of_model("--content", "trained-model", by="sam@example.org")
    assert "uploaded" in release.upload().stdout
    release.commit(train__py="print(1)\n")
    release.record("--content", "source-code", by="lin@example.org")
    held = release.push()
    assert held.returncode == 1, held.stderr
    assert "RG416" in held.stderr


def test_check_says_of_a_folder_and_of_a_commit_what_the_channels_will(release: TwoChannels) -> None:
    release.commit(train__py="print(1)\n")
    release.record("--content", "source-code")
    assert release.push().returncode == 0
    told = release.guard("check", "--folder", str(release.model), "--target", HUB)
    assert "RG416" in told.stdout, told.stdout


def test_publish_knows_of_code_at_a_forge(release: TwoChannels) -> None:
    release.commit(train__py="print(1)\n")
    release.record("--content", "source-code")
    assert release.push().returncode == 0
    shelve(release.hub, "models/acme/digits", {"model.safetensors": weights(1)})
    release.remote.expose("private")
    told = release.guard("check", "--at", HUB, **release.variables)
    assert "RG416" in told.stdout, told.stdout + told.stderr
