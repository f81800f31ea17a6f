"""What goes to storage by xet, which no request of Python tells: told file by file, and refused before it moves."""

import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from release_guard.demo.hub.buckets import Bucket
from tests.support import hub_clients
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import shelve

#: Weights that a reviewer saw, and others that have the same name and size.
SEEN, OTHER = weights(7, 2000), weights(8, 2000)
CARD = {"README.md": b"# Digits\n"}
QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1"}
HEAD = """\
import sys
from pathlib import Path
from huggingface_hub import HfApi
api, folder = HfApi(), Path(sys.argv[1])
def tried(act, *arguments, **named):
    try:
        act(*arguments, **named)
    except BaseException as error:
        print(type(error).__name__)
    else:
        print("went out")
"""
FOLDER = 'tried(api.upload_folder, repo_id="acme/digits", folder_path=folder)\n'
FILE = """\
tried(api.upload_file, repo_id="acme/digits", path_or_fileobj=folder / "model.safetensors",
      path_in_repo="model.safetensors")
tried(api.upload_file, repo_id="acme/digits", path_or_fileobj=(folder / "model.safetensors").read_bytes(),
      path_in_repo="model.safetensors")
"""
BUCKET = """\
tried(api.batch_bucket_files, "acme/b", add=[(str(folder / "model.safetensors"), "model.safetensors")])
tried(api.batch_bucket_files, "acme/b", add=[((folder / "model.safetensors").read_bytes(), "notes.txt")])
tried(api.batch_bucket_files, "acme/b", add=[(str(folder / "README.md"), "README.md"), (b"# Digits", "CARD.md")])
"""


class Desk:
    """A project whose answers name a repository and a bucket, both public, and reviewed weights beside other ones."""

    def __init__(self, hub: EmbeddedHub, folder: Path, python: Path | str) -> None:
        self.hub, self.python, self.folder = hub, python, folder / "out"
        self.release = Release(hub, folder)
        self.release.change('["hf:models/acme/digits"]', '["hf:models/acme/digits", "hf:buckets/acme/b"]')
        del hub.world.repos["models", "acme/digits"]
        self.repo = shelve(hub, "models/acme/digits", CARD, visibility="public")
        self.folder.mkdir()
        (self.folder / "README.md").write_bytes(b"# Digits, again\n")
        self.write(SEEN)
        words = ("--role", "ml", "--decision", "approve", "--rationale", "Read the answers and ran the tests.")
        where = ("--by", "lin@example.org", "--folder", str(self.folder), "--target", self.release.place)
        done = self.release.guard("review", "record", *words, *where)
        assert done.returncode == 0, done.stdout + done.stderr
        self.release.repo.commit("Record a review")

    def write(self, data: bytes) -> None:
        """Put weights into the folder."""
        (self.folder / "model.safetensors").write_bytes(data)

    def run(self, code: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run *code* under the guard."""
        variables = {"HF_HOME": str(self.folder.parent / "hf"), **QUIET, **variables}
        done = self.release.guard("exec", "--", str(self.python), "-c", HEAD + code, str(self.folder), **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        assert self.hub.token not in done.stdout + done.stderr
        return done

    @property
    def stored(self) -> list[str]:
        """Where bytes went that are too large for a commit."""
        return [one.path for one in self.hub.requests if one.storage and one.method in ("POST", "PUT")]

    @property
    def sent(self) -> int:
        """How many bytes went there in all."""
        return sum(one.size for one in self.hub.requests if one.path.rpartition("/v1/xorbs/")[1])


def must_hold_other_weights_back(desk: Desk, code: str, tries: int) -> None:
    desk.write(OTHER)
    done = desk.run(code)
    assert done.stdout.split("\n")[:-1] == ["ReleaseBlocked"] * tries, done.stderr
    assert "release-guard: blocked: hf:models/acme/digits (public)" in done.stderr
    assert desk.stored == []
    desk.write(SEEN)
    assert set(desk.run(code).stdout.split("\n")[:-1]) == {"went out"}
    assert desk.stored
    assert "model.safetensors" in desk.repo.files()


def must_hold_a_bucket_shut(desk: Desk) -> None:
    bucket = desk.hub.world.buckets["acme/b"] = Bucket("acme/b", "ada", "public", desk.hub.world.clock())
    done = desk.run(BUCKET)
    assert done.stdout.split("\n")[:-1] == ["ReleaseBlocked", "ReleaseBlocked", "went out"], done.stderr
    assert "make the bucket private, upload, and raise it: release-guard publish hf:buckets/acme/b" in done.stderr
    assert set(bucket.files) == {"README.md", "CARD.md"}
    assert desk.sent < len(SEEN)


@pytest.fixture
def desk(hub: EmbeddedHub, tmp_path: Path) -> Desk:
    return Desk(hub, tmp_path, sys.executable)


@pytest.mark.parametrize(("code", "tries"), [(FOLDER, 1), (FILE, 2)], ids=["a folder", "a file"])
def test_other_weights_at_a_reviewed_path_are_refused_before_they_move(desk: Desk, code: str, tries: int) -> None:
    must_hold_other_weights_back(desk, code, tries)


def test_weights_for_a_public_bucket_are_refused_before_they_move(desk: Desk) -> None:
    must_hold_a_bucket_shut(desk)


def test_whoever_did_not_opt_in_stores_as_ever(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    desk.write(OTHER)
    done = desk.run(FOLDER, RELEASE_GUARD_PROJECT=str(elsewhere))
    assert (done.stdout, done.stderr) == ("went out\n", "")


@pytest.mark.clients
@pytest.mark.parametrize("line", ["1.x", "2.x"])
def test_each_generation_holds_them_back(hub: EmbeddedHub, tmp_path: Path, line: str) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))
    desk = Desk(hub, tmp_path, client.python)
    must_hold_a_bucket_shut(desk)
    hub.requests.clear()
    must_hold_other_weights_back(desk, FOLDER, 1)
