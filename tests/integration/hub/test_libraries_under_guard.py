"""Libraries that others upload with, under ``exec``: what asks for public goes on private, new bytes stay at home."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from release_guard.demo.hub.buckets import Bucket
from release_guard.demo.hub.connection import Asked
from release_guard.demo.hub.repos import Repo
from tests.support.guarded import weights
from tests.support.hub_clients import ClientMissingError
from tests.support.hub_libraries import Libraries, libraries
from tests.support.hub_library_ways import HEAD, WAYS, Way
from tests.support.hub_release import Release
from tests.support.hub_runs import environment
from tests.support.hub_shelf import shelve

pytestmark = pytest.mark.clients
CARD = {"README.md": b"# Digits\n"}
PLACE = "acme/digits"


class Desk:
    """A project whose answers name a place on *hub*, and the libraries beside it."""

    def __init__(self, hub: EmbeddedHub, folder: Path, kind: str, *needs: str) -> None:
        self.found = _with(*needs)
        self.hub, self.kind, self.folder = hub, kind, folder / "desk"
        self.folder.mkdir()
        self.release = Release(hub, folder, place=f"{kind}/{PLACE}")
        if kind in ("datasets", "buckets"):
            self.release.change('"trained-model"', '"training-data"')
        hub.world.repos.pop((kind, PLACE), None)  # type: ignore[arg-type]
        hub.world.buckets.pop(PLACE, None)

    def run(self, *command: str | Path, guard: bool = True, xet: bool = True) -> "subprocess.CompletedProcess[str]":
        """*command* in ``folder``, as a part of the project."""
        told = environment(Path(os.environ["HOME"]), self.hub.url, self.hub.token, xet=xet)
        told |= {"RELEASE_GUARD_PROJECT": str(self.release.repo.path), "GRADIO_ANALYTICS_ENABLED": "0"}
        words = list(map(str, command))
        done = subprocess.run(
            self.release.command("exec", "--", *words) if guard else words,
            cwd=self.folder,
            env={**os.environ, **told},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert self.hub.token not in done.stdout + done.stderr
        return done

    def upload(self, way: Way, *, guard: bool = True, xet: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run *way* on the place."""
        return self.run(self.found.python, "-c", HEAD + way.code, PLACE, self.folder / "out", guard=guard, xet=xet)

    @property
    def repo(self) -> Repo:
        return self.hub.repo(self.kind, PLACE)  # type: ignore[arg-type]

    def must_be_lowered(self, done: "subprocess.CompletedProcess[str]", brings: str) -> None:
        """It went on, to a place that was never wider than private, and one line says how to publish."""
        assert done.returncode == 0, done.stdout + done.stderr
        assert brings in self.repo.files()
        assert {one.visibility for one in self.repo.exposures} == {"private"}
        (line,) = ours(done)
        assert line.startswith(f"release-guard: lowered: hf:{self.kind}/{PLACE} is private")
        assert f"release-guard publish hf:{self.kind}/{PLACE}" in line

    def must_be_refused(self, done: "subprocess.CompletedProcess[str]", *may_ask: str) -> None:
        """It ended with a refusal that says why, before anything was written to the Hub; it *may_ask* besides."""
        assert done.returncode != 0, done.stdout
        assert "ReleaseBlocked" in done.stderr
        assert any(line.startswith(f"release-guard: blocked: hf:{self.kind}/{PLACE} (public)") for line in ours(done))
        assert set(self.repo.files()) == set(CARD)
        wrote = {f"{one.method} {one.path}" for one in self.hub.requests if one.method in ("POST", "PUT")}
        assert wrote <= {"POST /api/validate-yaml", *may_ask}


def _with(*needs: str) -> Libraries:
    try:
        found = libraries()
        found.need(*needs)
    except ClientMissingError as missing:
        pytest.skip(str(missing))
    return found


def named(name: str) -> Way:
    """The way of that name."""
    return next(way for way in WAYS if way.name == name)


def ours(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """What the guard itself told on stderr."""
    return [line for line in done.stderr.splitlines() if line.startswith("release-guard: ")]


@pytest.fixture
def desk(hub: EmbeddedHub, tmp_path: Path) -> Callable[..., Desk]:
    return lambda kind, *needs: Desk(hub, tmp_path, kind, *needs)


every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
#: One for each library that makes its own calls for large files.
large_files = pytest.mark.parametrize("way", [named("transformers model"), named("datasets")], ids=lambda way: way.name)

IN_A_BUCKET = named("datasets")._replace(
    code="from datasets import Dataset\n"
    'Dataset.from_dict({"label": list(range(100_000))}).push_to_hub("buckets/" + PLACE, private=False)',
    kind="buckets",
)


@every_way
def test_upload_that_asks_for_public_goes_on_as_private(desk: Callable[..., Desk], way: Way) -> None:
    at = desk(way.kind, *way.needs)
    at.must_be_lowered(at.upload(way), way.brings)


@every_way
def test_new_bytes_for_a_public_repository_are_refused_before_they_move(
    desk: Callable[..., Desk], hub: EmbeddedHub, way: Way
) -> None:
    at = desk(way.kind, *way.needs)
    shelve(hub, f"{way.kind}/{PLACE}", CARD, visibility="public")
    at.must_be_refused(at.upload(way))


@every_way
def test_same_upload_without_the_guard_is_public(desk: Callable[..., Desk], way: Way) -> None:
    at = desk(way.kind, *way.needs)
    done = at.upload(way, guard=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert way.brings in at.repo.files()
    assert at.repo.visibility == "public"


@large_files
def test_upload_without_xet_goes_on_as_private(desk: Callable[..., Desk], hub: EmbeddedHub, way: Way) -> None:
    at = desk(way.kind, *way.needs)
    at.must_be_lowered(at.upload(way, xet=False), way.brings)
    assert any(one.path.endswith("/info/lfs/objects/batch") for one in hub.requests)


def test_training_is_refused_before_its_first_step(desk: Callable[..., Desk], hub: EmbeddedHub) -> None:
    way = named("transformers Trainer")
    at = desk(way.kind, *way.needs)
    shelve(hub, f"models/{PLACE}", CARD, visibility="public")
    done = at.upload(way)
    at.must_be_refused(done)
    assert "training" not in done.stdout
    assert "hub_model_id" in done.stderr


def test_training_goes_on_where_the_hub_shows_its_new_repository_to_everybody(
    desk: Callable[..., Desk], hub: EmbeddedHub
) -> None:
    way = named("transformers Trainer")
    at = desk(way.kind, *way.needs)

    def show(asked: Asked) -> None:
        if asked.path == "/api/repos/create":
            at.repo.expose("public")

    hub.watch(show)
    done = at.upload(way)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "trained" in done.stdout
    assert [one.visibility for one in at.repo.exposures][-2:] == ["public", "private"]
    assert way.brings in at.repo.files()
    (line,) = ours(done)
    assert f"lowered: hf:models/{PLACE} is private" in line


@pytest.mark.parametrize("name", ["transformers model", "diffusers model", "the mixin for torch", "CommitScheduler"])
def test_weights_that_the_answers_never_named_are_refused_before_they_move(
    desk: Callable[..., Desk], hub: EmbeddedHub, name: str
) -> None:
    way = named(name)
    at = desk(way.kind, *way.needs)
    at.release.change('"source-code", "trained-model", "runnable-system"', '"source-code"')
    shelve(hub, f"models/{PLACE}", CARD, visibility="public")
    done = at.upload(way)
    at.must_be_refused(done, "POST /api/repos/create")


def test_background_push_of_a_training_is_told_although_its_error_is_swallowed(
    desk: Callable[..., Desk], hub: EmbeddedHub
) -> None:
    way = named("transformers Trainer")
    at = desk(way.kind, *way.needs)
    at.release.change('"source-code", "trained-model", "runnable-system"', '"source-code"')
    shelve(hub, f"models/{PLACE}", CARD, visibility="public")
    done = at.upload(way._replace(code=way.code.replace("trainer.push_to_hub()\n", "")))
    assert done.returncode == 0, done.stderr
    assert "trained" in done.stdout
    assert any(line.startswith(f"release-guard: blocked: hf:models/{PLACE} (public)") for line in ours(done))
    assert set(at.repo.files()) == set(CARD)
    assert (at.folder / "out" / "checkpoint-2" / "model.safetensors").is_file()


@pytest.mark.parametrize("visibility", ["missing", "public"])
def test_gradio_deploy_is_lowered_or_refused(desk: Callable[..., Desk], hub: EmbeddedHub, visibility: str) -> None:
    at = desk("spaces", "gradio")
    (at.folder / "app.py").write_text("import gradio\n")
    (at.folder / "README.md").write_text(f"---\ntitle: {PLACE}\napp_file: app.py\nsdk: gradio\n---\n")
    (at.folder / "model.safetensors").write_bytes(weights(7, 2000))
    if visibility == "public":
        shelve(hub, f"spaces/{PLACE}", CARD, visibility=visibility)
    done = at.run(at.found.python.with_name("gradio"), "deploy")
    if visibility == "public":
        at.must_be_refused(done)
    else:
        at.must_be_lowered(done, "model.safetensors")


def test_dataset_for_a_new_bucket_goes_on_as_private(desk: Callable[..., Desk], hub: EmbeddedHub) -> None:
    at = desk("buckets", "datasets")
    done = at.upload(IN_A_BUCKET)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [one.visibility for one in hub.bucket(PLACE).exposures] == ["private"]
    assert IN_A_BUCKET.brings in hub.bucket(PLACE).files
    (line,) = ours(done)
    assert line.startswith(f"release-guard: lowered: hf:buckets/{PLACE} is private")


def test_dataset_for_a_public_bucket_is_refused_before_it_moves(desk: Callable[..., Desk], hub: EmbeddedHub) -> None:
    at = desk("buckets", "datasets")
    bucket = hub.world.buckets[PLACE] = Bucket(PLACE, "ada", "public", hub.world.clock())
    done = at.upload(IN_A_BUCKET)
    assert "ReleaseBlocked" in done.stderr
    assert any(line.startswith(f"release-guard: blocked: hf:buckets/{PLACE} (public)") for line in ours(done))
    assert not bucket.files
    assert not [one for one in hub.requests if one.path.rpartition("/v1/xorbs/")[1]]
    assert bucket.visibility == "public"
