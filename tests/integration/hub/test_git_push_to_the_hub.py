"""git pushes to a place on the Hub, through the gate: who can read there is told by the Hub's API, not by git.

git reaches the embedded Hub under the public one's name, because it takes it for its proxy.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from release_guard.formats import presets
from release_guard.git.install import install
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, weights
from tests.support.hub_shelf import shelve

PLACE = "hf:models/acme/digits"
LFS = b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n"


class Project:
    """A clone of acme/digits with the gate installed, whose answers name it."""

    def __init__(self, hub: EmbeddedHub, folder: Path, place: str = "models/acme/digits") -> None:
        self.hub = hub
        self.remote = shelve(hub, place, {".gitattributes": LFS})
        self.repo = Repo(folder / "work")
        self.repo("config", "http.proxy", hub.url)
        self.repo("lfs", "install", "--local")
        self.repo("remote", "add", "origin", f"http://ada:{hub.token}@huggingface.co/{place.removeprefix('models/')}")
        self.repo("pull", "-q", "origin", "main")
        text = FILE.format(place=f"hf:{place}", release='["source-code", "trained-model"]')
        (self.repo.path / "release-considerations.toml").write_text(text)
        (self.repo.path / "release-policy.toml").write_bytes(presets.text("team"))
        install(folder=str(self.repo.path), python=sys.executable)

    def commit(self, **files: bytes) -> str:
        for name, data in files.items():
            (self.repo.path / name.replace("__", ".")).write_bytes(data)
        return self.repo.commit("Change")

    def push(self, *arguments: str, token: str | None = None) -> "subprocess.CompletedProcess[str]":
        told = {"HF_ENDPOINT": self.hub.url, "NO_PROXY": "127.0.0.1,localhost"}
        return self.repo.run("push", "origin", "main", *arguments, HF_TOKEN=token or self.hub.token, **told)

    @property
    def held(self) -> str:
        """What the Hub's main branch holds."""
        return self.remote.refs["refs/heads/main"]


def forget_what_was_seen() -> None:
    """Private is believed for minutes; a test has no time for that."""
    shutil.rmtree(Path(os.environ["XDG_CACHE_HOME"], "release-guard"), ignore_errors=True)


@pytest.fixture
def project(hub: EmbeddedHub, tmp_path: Path) -> Project:
    return Project(hub, tmp_path)


def test_weights_for_a_public_place_are_held_before_a_byte_moves(project: Project) -> None:
    project.remote.expose("public", False)
    before = project.held
    project.commit(train__py=b"print(1)\n", model__safetensors=weights())

    done = project.push()

    assert done.returncode == 1, done.stderr
    assert f"to {PLACE} (public)" in done.stderr
    assert "RG301" in done.stderr
    assert project.held == before
    assert not project.remote.stored
    assert not any(asked.method == "PUT" for asked in project.hub.requests)
    assert project.hub.token not in done.stdout + done.stderr


def test_weights_go_where_people_have_to_ask_for_them(project: Project) -> None:
    project.remote.expose("public", "manual")
    tip = project.commit(train__py=b"print(1)\n", model__safetensors=weights())

    done = project.push()

    assert done.returncode == 0, done.stderr
    assert f'allowed: "Digit classifier" to {PLACE} (gated-manual)' in done.stderr
    assert project.held == tip
    assert project.remote.files()["model.safetensors"].data == weights()


def test_a_gate_that_opens_by_itself_is_no_gate(project: Project) -> None:
    project.remote.expose("public", "auto")
    before = project.held
    project.commit(train__py=b"print(1)\n", model__safetensors=weights())

    done = project.push()

    assert done.returncode == 1
    assert f"to {PLACE} (gated-auto)" in done.stderr
    assert project.held == before


def test_a_push_to_a_private_place_is_silent(project: Project) -> None:
    tip = project.commit(train__py=b"print(1)\n", model__safetensors=weights())

    done = project.push("-q")

    assert done.returncode == 0
    assert "release-guard" not in done.stderr
    assert project.held == tip


@pytest.mark.parametrize("kind", ["datasets", "spaces", "kernels"])
def test_every_kind_is_asked_about_by_its_name(hub: EmbeddedHub, tmp_path: Path, kind: str) -> None:
    project = Project(hub, tmp_path, f"{kind}/acme/x")
    project.commit(model__safetensors=weights())
    quiet = project.push("-q")
    project.remote.expose("public", False)
    project.commit(model__safetensors=weights(1))
    forget_what_was_seen()
    held = project.push()

    assert (quiet.returncode, "release-guard" in quiet.stderr) == (0, False), quiet.stderr
    assert held.returncode == 1
    assert f"to hf:{kind}/acme/x (public)" in held.stderr


def test_code_goes_to_a_public_place(project: Project) -> None:
    project.remote.expose("public", False)
    tip = project.commit(train__py=b"print(1)\n")

    assert project.push().returncode == 0
    assert project.held == tip


def test_a_place_that_the_token_cannot_see_counts_as_public(project: Project) -> None:
    project.commit(model__safetensors=weights())

    done = project.push(token=project.hub.person("eve"))

    assert done.returncode == 1
    assert "RG407" in done.stderr
    assert "shows us no such repository" in done.stderr


def test_what_git_is_told_of_a_gated_place_does_not_make_it_private(project: Project) -> None:
    """A stranger is refused at a gated place as at a private one: git alone would say "private"."""
    project.remote.expose("public", "auto")
    project.repo("config", "release-guard.private", PLACE)
    project.commit(model__safetensors=weights())

    assert project.push().returncode == 1
