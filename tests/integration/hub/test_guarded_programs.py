"""Real programs with the installed client, started with ``exec``: lowered, refused and published against the Hub."""

import subprocess
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import shelve

#: Weights that no sample shows whole.
NEW = weights(7, 2000)
_HEAD = """\
import sys
from pathlib import Path
from huggingface_hub import HfApi, create_repo, upload_file, upload_folder
api = HfApi()
folder = Path(sys.argv[1])
def refused(act, *arguments, **named):
    try:
        act(*arguments, **named)
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
        return
    print("went out")
"""


class Trained:
    """A project whose answers name ``acme/digits``, and a folder of freshly trained weights beside it."""

    def __init__(self, hub: EmbeddedHub, folder: Path, preset: str = "team") -> None:
        self.hub = hub
        self.release = Release(hub, folder, preset=preset)
        del hub.world.repos["models", "acme/digits"]
        self.folder = folder / "out"
        self.folder.mkdir()
        (self.folder / "model.safetensors").write_bytes(NEW)
        (self.folder / "README.md").write_text("# Digits\n")
        (self.folder / "config.json").write_text("{}\n")

    def run(self, code: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run *code* under the guard, in the project."""
        variables = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1", **variables}
        import sys

        done = self.release.guard("exec", "--", sys.executable, "-c", _HEAD + code, str(self.folder), **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        assert self.hub.token not in done.stdout + done.stderr
        return done

    def wrote(self) -> list[str]:
        """What the Hub was told, without our own settings and the questions."""
        return [f"{one.method} {one.path}" for one in self.hub.requests if one.method in ("POST", "PUT")]


@pytest.fixture
def trained(hub: EmbeddedHub, tmp_path: Path) -> Trained:
    return Trained(hub, tmp_path)


@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
def test_upload_is_lowered_then_reviewed_then_published(trained: Trained, hub: EmbeddedHub, xet: bool) -> None:
    variables = {} if xet else {"HF_HUB_DISABLE_XET": "1"}
    code = 'create_repo("acme/digits"); upload_folder(repo_id="acme/digits", folder_path=folder)'
    done = trained.run(code, **variables)
    assert "release-guard publish hf:models/acme/digits" in done.stderr
    repo = hub.repo("models", "acme/digits")
    assert repo.visibility == "private"
    assert {"model.safetensors", "README.md", "config.json"} <= set(repo.files())
    trained.release.review()
    published = trained.release.guard("publish", "hf:models/acme/digits", "--yes")
    assert published.returncode == 0, published.stdout + published.stderr
    assert [one.visibility for one in repo.exposures] == ["private", "public"]
    again = trained.run('upload_folder(repo_id="acme/digits", folder_path=folder)', **variables)
    assert "release-guard" not in again.stderr


def test_training_into_a_public_repository_is_refused_before_it_starts(trained: Trained, hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
    done = trained.run('refused(create_repo, "acme/digits", exist_ok=True, private=True)')
    assert done.stdout.startswith("ReleaseBlocked release-guard: blocked")
    assert "hub_model_id" in done.stderr
    assert trained.wrote() == []


@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
def test_new_bytes_for_a_public_repository_are_refused_before_they_move(
    trained: Trained, hub: EmbeddedHub, xet: bool
) -> None:
    repo = shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
    code = 'refused(upload_folder, repo_id="acme/digits", folder_path=folder)'
    done = trained.run(code, **({} if xet else {"HF_HUB_DISABLE_XET": "1"}))
    assert done.stdout.startswith("ReleaseBlocked")
    assert set(repo.files()) == {"README.md"}
    assert set(trained.wrote()) == {"POST /api/validate-yaml"}


@pytest.mark.parametrize("xet", [True, False], ids=["xet", "lfs"])
def test_reviewed_bytes_go_to_a_public_repository(trained: Trained, hub: EmbeddedHub, xet: bool) -> None:
    repo = shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
    words = ("--role", "ml", "--decision", "approve", "--rationale", "Read the answers and ran the tests.")
    where = ("--by", "lin@example.org", "--folder", str(trained.folder), "--target", "hf:models/acme/digits")
    done = trained.release.guard("review", "record", *words, *where)
    assert done.returncode == 0, done.stdout + done.stderr
    trained.release.repo.commit("Record a review")
    code = 'create_repo("acme/digits", exist_ok=True); upload_folder(repo_id="acme/digits", folder_path=folder)'
    done = trained.run(code, **({} if xet else {"HF_HUB_DISABLE_XET": "1"}))
    assert done.stderr == ""
    assert "model.safetensors" in repo.files()


def test_a_pull_request_is_refused_on_ones_own_and_on_others_repositories(trained: Trained, hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
    shelve(hub, "models/eve/theirs", {"README.md": b"# Theirs\n"}, visibility="public")
    done = trained.run("""
refused(upload_folder, repo_id="acme/digits", folder_path=folder, create_pr=True)
refused(upload_file, repo_id="eve/theirs", path_or_fileobj=folder / "model.safetensors",
        path_in_repo="model.safetensors", create_pr=True)
""")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ReleaseBlocked", "ReleaseBlocked"]
    assert not [asked for asked in trained.wrote() if "/commit/" in asked or "/preupload/" in asked]


def test_settings_a_copy_a_bucket_and_a_space_are_held(trained: Trained, hub: EmbeddedHub) -> None:
    done = trained.run("""
create_repo("acme/digits", private=True)
upload_folder(repo_id="acme/digits", folder_path=folder)
refused(api.update_repo_settings, "acme/digits", private=False)
api.duplicate_repo("acme/digits", "acme/copy", private=False)
create_repo("acme/demo", repo_type="space", space_sdk="static")
api.create_bucket("acme/b")
api.batch_bucket_files("acme/b", add=[(str(folder / "model.safetensors"), "model.safetensors")])
refused(api.update_bucket_settings, "acme/b", private=False)
""")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ReleaseBlocked", "ReleaseBlocked"]
    assert hub.repo("models", "acme/digits").visibility == "private"
    assert hub.repo("models", "acme/copy").visibility == "private"
    assert hub.repo("spaces", "acme/demo").visibility == "private"
    assert hub.bucket("acme/b").visibility == "private"


def test_an_upload_to_ones_own_account_is_named(trained: Trained, hub: EmbeddedHub) -> None:
    policy = trained.release.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text() + '\n[scope]\nnamespaces = ["acme"]\n')
    trained.release.repo.commit("Name the organisation")
    done = trained.run('create_repo("digits")')
    assert "RG430 wrong-namespace" in done.stderr
    assert hub.repo("models", "ada/digits").visibility == "private"


def test_two_uploads_of_one_run_and_a_future_are_each_judged(trained: Trained, hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
    done = trained.run("""
api.upload_file(repo_id="acme/digits", path_or_fileobj=b"# Digits, again", path_in_repo="README.md")
future = api.upload_folder(repo_id="acme/digits", folder_path=folder, run_as_future=True)
print(type(future.exception()).__name__)
create_repo("acme/private", private=True)
api.upload_folder(repo_id="acme/private", folder_path=folder, run_as_future=True).result()
""")
    assert done.stdout.splitlines() == ["ReleaseBlocked"]
    assert "release-guard: blocked: hf:models/acme/digits (public): nothing was published" in done.stderr
    assert "model.safetensors" in hub.repo("models", "acme/private").files()
    assert hub.repo("models", "acme/digits").files()["README.md"].data == b"# Digits, again"


def test_a_full_private_quota_lets_no_byte_move(trained: Trained, hub: EmbeddedHub) -> None:
    hub.fill_private_storage("acme")
    done = trained.run("""
refused(create_repo, "acme/digits")
refused(upload_folder, repo_id="acme/digits", folder_path=folder)
""")
    assert "Private repository storage limit reached" in done.stdout
    assert not hub.has("models", "acme/digits")


def test_a_program_outside_of_any_project_that_opted_in_is_left_alone(
    trained: Trained, hub: EmbeddedHub, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shelve(hub, "models/acme/other", {"README.md": b"# Other\n"}, visibility="public")
    done = trained.run('upload_folder(repo_id="acme/other", folder_path=folder)', RELEASE_GUARD_PROJECT=str(elsewhere))
    assert done.stderr == ""
    assert "model.safetensors" in hub.repo("models", "acme/other").files()


def test_a_named_project_that_is_not_there_is_not_judged(trained: Trained, hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/other", {"README.md": b"# Other\n"}, visibility="public")
    code = 'refused(upload_folder, repo_id="acme/other", folder_path=folder)'
    done = trained.run(code, RELEASE_GUARD_PROJECT="/nowhere/at/all")
    assert "not judged" in done.stdout
    assert "RG002 tree-unreadable" in done.stderr


def test_a_machine_without_git_takes_the_folder_for_the_project(
    trained: Trained, hub: EmbeddedHub, tmp_path: Path
) -> None:
    shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"}, visibility="public")
    code = 'refused(upload_folder, repo_id="acme/digits", folder_path=folder)'
    done = trained.run(code, PATH=str(tmp_path))
    assert done.stdout.startswith("ReleaseBlocked")
    assert "RG301" in done.stderr
