"""What a client does with a Hub in one go, from the first repository to the last bucket: a script for a real client.

It runs in an environment of its own, so it imports nothing of ours; what it left on the Hub is looked at from inside.
"""

import random
from pathlib import Path

import huggingface_hub
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, HfApi

api = HfApi()
ONE = random.Random(1).randbytes(300_000)
#: Compresses well, and so do numbers whose high bytes are alike.
TWO = b"abcdabcdefgh" * 40_000 + ONE[:100]
NUMBERS = b"".join(bytes([n % 251, n % 13, 0x3C, 0x3F]) for n in range(60_000))


def folder() -> Path:
    """Something to upload: a card, weights of three kinds and a text in a folder."""
    here = Path("folder")
    (here / "sub").mkdir(parents=True)
    (here / "README.md").write_text("---\nlicense: mit\nbase_model: acme/base\n---\n# Card\n")
    (here / "sub" / "notes.txt").write_text("notes")
    (here / "two.bin").write_bytes(TWO)
    (here / "numbers.npy").write_bytes(NUMBERS)
    (here / "large.safetensors").write_bytes(ONE * 20)
    return here


def publish() -> None:
    """Make repositories, upload in each way, open a pull request and merge it."""
    api.create_repo("acme/m")
    api.create_repo("acme/m", private=True, exist_ok=True)
    api.create_repo("acme/data", repo_type="dataset", private=True)
    api.upload_file(path_or_fileobj=b"{}", path_in_repo="config.json", repo_id="acme/m")
    Path("one.safetensors").write_bytes(ONE)
    api.upload_file(path_or_fileobj="one.safetensors", path_in_repo="one.safetensors", repo_id="acme/m")
    api.upload_folder(folder_path=str(folder()), repo_id="acme/m")
    api.upload_folder(folder_path="folder", path_in_repo="again", repo_id="acme/m", create_pr=True)
    api.merge_pull_request("acme/m", 1)
    added, copied = CommitOperationAdd("x.txt", b"x"), CommitOperationCopy("one.safetensors", "copy.safetensors")
    api.create_commit("acme/m", [added, copied], commit_message="Add and copy")
    api.delete_file("config.json", "acme/m")
    api.create_branch("acme/m", branch="dev")
    api.create_tag("acme/m", tag="v1")


def read_back() -> None:
    """What comes back is what went up."""
    for name, data in (
        ("one.safetensors", ONE),
        ("two.bin", TWO),
        ("numbers.npy", NUMBERS),
        ("large.safetensors", ONE * 20),
    ):
        assert Path(huggingface_hub.hf_hub_download("acme/m", name)).read_bytes() == data, name
    place = Path(huggingface_hub.snapshot_download("acme/m", revision="v1"))
    assert (place / "again" / "sub" / "notes.txt").read_text() == "notes"
    info = api.model_info("acme/m", files_metadata=True)
    assert {each.rfilename: each.size for each in info.siblings or ()}["one.safetensors"] == len(ONE)
    changes = {each.path: each.last_commit for each in api.list_repo_tree("acme/m", recursive=True, expand=True)}
    assert getattr(changes["copy.safetensors"], "title", None) == "Add and copy"
    assert api.list_repo_commits("acme/m")[0].title == "Delete config.json with huggingface_hub"
    assert {each.name for each in api.list_repo_refs("acme/m").branches} == {"main", "dev"}
    assert [each.id for each in api.list_models(author="acme")] == ["acme/m"]


def change() -> None:
    """Settings, another id, a copy; a Space with a secret."""
    api.update_repo_settings("acme/m", gated="manual")
    api.update_repo_settings("acme/m", private=True)
    assert api.model_info("acme/m", expand=["private", "gated"]).gated == "manual"
    api.move_repo("acme/m", "ada/m")
    assert api.model_info("acme/m").id == "ada/m"
    api.create_repo("acme/s", repo_type="space", space_sdk="gradio")
    api.add_space_secret("acme/s", "KEY", "secret")
    assert api.get_space_runtime("acme/s").stage == "RUNNING"
    if hasattr(api, "duplicate_repo"):
        api.duplicate_repo("ada/m", "ada/copy", private=True)
    api.super_squash_history("ada/m")
    assert len(api.list_repo_commits("ada/m")) == 1
    assert api.whoami()["orgs"][0]["roleInOrg"] == "admin"


def fill_bucket() -> None:
    """A bucket, where this client has them."""
    api.create_bucket("acme/b")
    api.create_bucket("acme/b", private=True, exist_ok=True)
    api.batch_bucket_files("acme/b", add=[(ONE, "one.bin"), (b"hi", "d/hi.txt")])
    assert [each.path for each in api.list_bucket_tree("acme/b", recursive=True)] == ["d/hi.txt", "one.bin"]
    api.download_bucket_files("acme/b", [("one.bin", "back.bin")])
    assert Path("back.bin").read_bytes() == ONE
    api.batch_bucket_files("acme/b", delete=["d/hi.txt"])


publish()
read_back()
change()
if hasattr(api, "create_bucket"):
    fill_bucket()
