"""Requests as three generations of clients send them, and what each of them does."""

import json
from typing import Any

import pytest

from release_guard.hub import actions
from release_guard.hub.actions import CALLER, Addition, HubAction, StoredObject
from release_guard.hub.wire import classify, needs_body
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
OID = "0123456789abcdef" * 4
BIG = {"path": "model.safetensors", "algo": "sha256", "oid": OID, "size": 300000}


def at(kind: str, path: str) -> Destination:
    return Destination("hf", path, kind)


M1, D1, S1, B1 = at("models", "acme/m1"), at("datasets", "acme/d1"), at("spaces", "acme/s1"), at("buckets", "acme/b1")
MINE = at("models", f"{CALLER}/m1")


def lines(*values: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def commit_lines(*values: tuple[str, dict[str, Any]]) -> bytes:
    return lines({"key": "header", "value": {"summary": "Upload"}}, *({"key": k, "value": v} for k, v in values))


def same(action: HubAction | None, expected: HubAction | None) -> bool:
    """Equal, and of one type: as tuples, values of two types may be equal."""
    return type(action) is type(expected) and action == expected


def act(method: str, address: str, body: object = None) -> HubAction | None:
    path, _, query = address.partition("?")
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    return classify(method, path, query, data)


CREATES = [
    # 1.8 to 2.x, the JavaScript library, and what 0.x to 1.7 said
    ({"name": "m1", "organization": "acme"}, actions.CreateRepo(M1, None)),
    ({"name": "m1", "organization": "acme", "visibility": "private"}, actions.CreateRepo(M1, PRIVATE)),
    ({"name": "m1", "organization": "acme", "type": "model", "visibility": "public"}, actions.CreateRepo(M1, PUBLIC)),
    ({"name": "m1", "organization": "acme", "private": True}, actions.CreateRepo(M1, PRIVATE)),
    ({"name": "m1", "organization": "acme", "private": False}, actions.CreateRepo(M1, PUBLIC)),
    ({"name": "m1", "organization": "acme", "private": None}, actions.CreateRepo(M1, None)),
    ({"name": "d1", "organization": "acme", "type": "dataset"}, actions.CreateRepo(D1, None)),
    ({"name": "k", "organization": "acme", "type": "kernel"}, actions.CreateRepo(at("kernels", "acme/k"), None)),
    ({"name": "m1", "organization": None}, actions.CreateRepo(MINE, None)),
    ({"name": "m1"}, actions.CreateRepo(MINE, None)),
    ({"name": "acme/m1", "organization": None}, actions.CreateRepo(M1, None)),
    (
        {"name": "s1", "organization": "acme", "visibility": "protected", "type": "space", "sdk": "gradio"},
        actions.CreateRepo(S1, PUBLIC, protected=True),
    ),
    (
        {"name": "s1", "organization": "acme", "type": "space", "sdk": "docker", "template": "demo/chat"},
        actions.CreateRepo(S1, None, template="demo/chat"),
    ),
    (
        {"name": "m1", "organization": "acme", "files": [{"path": "a.txt", "encoding": "base64", "content": "aGk="}]},
        actions.CreateRepo(M1, None, additions=(Addition("a.txt", 2, data=b"hi"),)),
    ),
]

SETTINGS = [
    ("models/acme/m1", {"visibility": "private"}, actions.ChangeVisibility(M1, PRIVATE)),
    ("models/acme/m1", {"private": False}, actions.ChangeVisibility(M1, PUBLIC)),
    ("models/acme/m1", {"private": True}, actions.ChangeVisibility(M1, PRIVATE)),
    ("spaces/acme/s1", {"visibility": "protected"}, actions.ChangeVisibility(S1, PUBLIC, protected=True)),
    ("buckets/acme/b1", {"private": False}, actions.ChangeVisibility(B1, PUBLIC)),
    ("models/acme/m1", {"gated": "auto"}, actions.ChangeGate(M1, Visibility.GATED_AUTO)),
    ("spaces/acme/s1", {"gated": "manual"}, actions.ChangeGate(S1, Visibility.GATED_MANUAL)),
    ("models/acme/m1", {"gated": False}, actions.ChangeGate(M1, PUBLIC)),
    ("models/acme/m1", {"orgMembersGated": False}, actions.ChangeGate(M1, None, opens_to_members=True)),
    (
        "models/acme/m1",
        {"visibility": "public", "gated": "manual"},
        actions.ChangeVisibility(M1, PUBLIC, gate=Visibility.GATED_MANUAL),
    ),
    ("models/acme/m1", {"discussionsDisabled": True}, actions.Upkeep("settings", M1)),
    ("models/gpt2", {"private": False}, actions.ChangeVisibility(at("models", "gpt2"), PUBLIC)),
]

STAGING: list[tuple[str, object, HubAction | None]] = [
    (
        "/api/models/acme/m1/preupload/main",
        {"files": [{"path": "config.json", "sample": "e30=", "size": 8}], "gitIgnore": "*.log"},
        actions.StageFiles(M1, "main", (actions.StagedFile("config.json", 8, b"{}"),)),
    ),
    ("/api/models/acme/m1/preupload/main?create_pr=1", {"files": []}, actions.StageFiles(M1, "main", (), True)),
    (
        "/acme/m1.git/info/lfs/objects/batch",
        {"operation": "upload", "transfers": ["basic"], "objects": [{"oid": OID, "size": 3}], "hash_algo": "sha256"},
        actions.StageBytes(M1, objects=(StoredObject(OID, 3),)),
    ),
    (
        "/datasets/acme/d1.git/info/lfs/objects/batch",
        {"operation": "upload", "objects": [], "ref": {"name": "main"}},
        actions.StageBytes(D1, "main"),
    ),
    ("/acme/m1.git/info/lfs/objects/batch", {"operation": "download", "objects": [{"oid": OID, "size": 3}]}, None),
]

PULL_REQUESTS: list[tuple[str, object, HubAction | None]] = [
    ("/api/models/acme/m1/discussions", {"title": "Add", "pullRequest": True}, actions.OpenPR(M1, "Add")),
    ("/api/models/acme/m1/discussions", {"title": "Why?"}, actions.Upkeep("discussion", M1)),
    ("/api/models/gpt2/discussions", {"pullRequest": True}, actions.OpenPR(at("models", "gpt2"))),
    ("/api/models/acme/m1/discussions/7/merge", None, actions.MergePR(M1, "7")),
    ("/api/models/acme/m1/discussions/7/comment/0af3/hide", None, actions.Upkeep("discussion", M1)),
]

MOVES: list[tuple[str, object, HubAction | None]] = [
    (
        "/api/repos/move",
        {"fromRepo": "acme/m1", "toRepo": "alice/m1", "type": "model"},
        actions.Move(M1, at("models", "alice/m1")),
    ),
    (
        "/api/repos/move",
        {"fromRepo": "acme/b1", "toRepo": "alice/b1", "type": "bucket"},
        actions.Move(B1, at("buckets", "alice/b1")),
    ),
    (
        "/api/models/acme/m1/duplicate",
        {"repository": "alice/m9", "visibility": "private"},
        actions.Duplicate(M1, at("models", "alice/m9"), PRIVATE),
    ),
    (
        "/api/spaces/acme/s1/duplicate",
        {"repository": "alice/s9"},
        actions.Duplicate(S1, at("spaces", "alice/s9"), None),
    ),
    (
        "/api/models/acme/m1/lfs-files/duplicate",
        {"target": {"type": "dataset", "name": "acme/d1"}, "files": [{"xetHash": "x", "sha256": OID, "filename": "w"}]},
        actions.CopyBytes(M1, D1, (StoredObject(OID, None, "w"),)),
    ),
]

BUCKETS: list[tuple[str, object, HubAction | None]] = [
    ("/api/buckets/acme/b1", {"visibility": "private"}, actions.CreateBucket(B1, PRIVATE)),
    ("/api/buckets/acme/b1", {}, actions.CreateBucket(B1, None)),
    ("/api/buckets/me/b1", b"", actions.CreateBucket(at("buckets", f"{CALLER}/b1"), None)),
    (
        "/api/buckets/acme/b1/batch",
        lines(
            {"type": "addFile", "path": "m.safetensors", "xetHash": "aa", "mtime": 1},
            {"type": "copyFile", "path": "w", "xetHash": "bb", "sourceRepoType": "model", "sourceRepoId": "acme/m1"},
            {"type": "deleteFile", "path": "old"},
        ),
        actions.BucketWrite(
            B1, (actions.BucketFile("m.safetensors", "aa"), actions.BucketFile("w", "bb", M1)), ("old",)
        ),
    ),
]

BESIDE = [
    (
        "POST",
        "/api/collections",
        {"title": "c", "namespace": "acme", "private": True},
        actions.Collection("acme", "", PRIVATE),
    ),
    ("POST", "/api/collections", {"title": "c"}, actions.Collection(CALLER)),
    ("PATCH", "/api/collections/acme/c-64f9", {"private": False}, actions.Collection("acme", "acme/c-64f9", PUBLIC)),
    (
        "POST",
        "/api/collections/acme/c-64f9/items",
        {"item": {"type": "model", "id": "acme/m1"}},
        actions.Collection("acme", "acme/c-64f9", None, (M1,)),
    ),
    (
        "POST",
        "/api/jobs/acme",
        {"command": ["x"], "secrets": {"HF_TOKEN": "hf_x"}},
        actions.RemoteRun("acme", "job", ("HF_TOKEN",)),
    ),
    (
        "POST",
        "/api/scheduled-jobs/acme",
        {"jobSpec": {}, "schedule": "@daily"},
        actions.RemoteRun("acme", "scheduled-job"),
    ),
    (
        "PUT",
        "/api/jobs/acme/1/expose",
        {"ports": [80], "portsPublic": [80]},
        actions.RemoteRun("acme", "expose", (), True),
    ),
    ("POST", "/api/settings/webhooks", {"watched": [], "url": "u"}, actions.Upkeep("webhook")),
    (
        "POST",
        "/api/settings/webhooks",
        {"watched": [], "jobSourceId": "1", "secrets": {"HF_TOKEN": "hf_x"}},
        actions.RemoteRun(CALLER, "webhook", ("HF_TOKEN",)),
    ),
    ("POST", "/api/spaces/acme/s1/secrets", {"key": "K", "value": "v"}, actions.Upkeep("space-settings", S1)),
    ("POST", "/api/spaces/acme/s1/dev-mode", {"enabled": True}, actions.Upkeep("space-dev-mode", S1)),
    ("DELETE", "/api/repos/delete", {"name": "m1", "organization": "acme"}, actions.Upkeep("delete")),
    ("POST", "/api/models/acme/m1/lfs-files/batch", {"deletions": {}}, actions.Upkeep("purge", M1)),
    ("POST", "/api/complete_multipart?uploadId=u", {"oid": OID, "parts": []}, actions.Upkeep("stored-bytes")),
    ("POST", "/acme/m1.git/info/lfs/objects/verify", {"oid": OID, "size": 3}, actions.Upkeep("stored-bytes", M1)),
    ("PUT", "/s3/bucket/key?X-Amz-Signature=x", b"bytes", actions.Upkeep("stored-bytes")),
    (
        "POST",
        "/acme/m1.git/info/lfs/locks/verify",
        {"ref": {"name": "refs/heads/main"}},
        actions.Upkeep("lfs-lock", M1),
    ),
]

REFS: list[tuple[str, str, HubAction | None]] = [
    ("POST", "/api/models/acme/m1/branch/dev", actions.RefChange(M1, "branch", "dev")),
    ("DELETE", "/api/models/acme/m1/branch/a%2Fb", actions.RefChange(M1, "delete-branch", "a/b")),
    ("POST", "/api/datasets/acme/d1/tag/main", actions.RefChange(D1, "tag", "main")),
    ("POST", "/api/models/acme/m1/super-squash/main", actions.RefChange(M1, "super-squash", "main")),
]

TOKENS = [
    ("/api/models/acme/m1/xet-write-token/main", actions.StageBytes(M1, "main")),
    ("/api/models/acme/m1/xet-write-token/main?create_pr=1", actions.StageBytes(M1, "main", create_pr=True)),
    ("/api/buckets/acme/b1/xet-write-token", actions.StageBytes(B1)),
    ("/api/buckets/acme/b1/xet%2Dwrite-token", actions.StageBytes(B1)),
]

GIT: list[tuple[str, str, HubAction | None]] = [
    ("GET", "/acme/m1.git/info/refs?service=git-receive-pack", actions.GitPush(M1, begins=True)),
    ("GET", "/acme/m1/info/refs?service=git-receive-pack", actions.GitPush(M1, begins=True)),
    ("GET", "/datasets/acme/d1/info/refs?service=git%2Dreceive-pack", actions.GitPush(D1, begins=True)),
    ("GET", "/gpt2/info/refs?service=git-receive-pack", actions.GitPush(at("models", "gpt2"), begins=True)),
    ("POST", "/spaces/acme/s1.git/git-receive-pack", actions.GitPush(S1, begins=False)),
    ("GET", "/acme/m1.git/info/refs?service=git-upload-pack", None),
    ("POST", "/acme/m1.git/git-upload-pack", None),
]

READS = [
    ("GET", "/api/models/acme/m1?expand=private&expand=gated"),
    ("GET", "/api/models/acme/m1/xet-read-token/main"),
    ("GET", "/api/whoami-v2"),
    ("GET", "/api/models/acme/m1/discussions/7?diff=1"),
    ("HEAD", "/acme/m1/resolve/main/README.md"),
    ("GET", "/acme/m1/resolve/refs%2Fpr%2F7/config.json"),
    ("OPTIONS", "/api/repos/create"),
    ("POST", "/api/validate-yaml"),
    ("POST", "/api/models/acme/m1/paths-info/main"),
    ("POST", "/api/buckets/acme/b1/paths-info"),
    ("POST", "/oauth/token"),
]


@pytest.mark.parametrize(("body", "expected"), CREATES)
def test_create_names_the_repository_and_the_wanted_visibility(body: object, expected: HubAction) -> None:
    action = act("POST", "/api/repos/create", body)
    assert same(action, expected), action


@pytest.mark.parametrize(("place", "body", "expected"), SETTINGS)
def test_settings_of_every_generation(place: str, body: object, expected: HubAction) -> None:
    action = act("PUT", f"/api/{place}/settings", body)
    assert same(action, expected), action


@pytest.mark.parametrize(("address", "body", "expected"), STAGING + PULL_REQUESTS + MOVES + BUCKETS)
def test_posted_requests(address: str, body: object, expected: HubAction | None) -> None:
    action = act("POST", address, body)
    assert same(action, expected), action


@pytest.mark.parametrize(("method", "address", "body", "expected"), BESIDE)
def test_requests_beside_repositories(method: str, address: str, body: object, expected: HubAction) -> None:
    action = act(method, address, body)
    assert same(action, expected), action


@pytest.mark.parametrize(("method", "address", "expected"), REFS + GIT)
def test_refs_and_git(method: str, address: str, expected: HubAction | None) -> None:
    action = act(method, address)
    assert same(action, expected), action


@pytest.mark.parametrize(("address", "expected"), TOKENS)
def test_write_token_is_no_mere_read(address: str, expected: HubAction) -> None:
    action = act("GET", address)
    assert same(action, expected), action


@pytest.mark.parametrize(("method", "address"), READS)
def test_reads_are_none_and_need_no_body(method: str, address: str) -> None:
    assert act(method, address, b"anything") is None
    assert not needs_body(method, address.partition("?")[0])


def test_commit_carries_paths_texts_and_digests() -> None:
    body = commit_lines(
        ("file", {"path": "README.md", "encoding": "base64", "content": "IyBoaQ=="}),
        ("lfsFile", BIG),
        ("deletedFile", {"path": "old.txt"}),
        ("deletedFolder", {"path": "logs/"}),
    )
    assert act("POST", "/api/models/acme/m1/commit/main", body) == actions.Commit(
        M1,
        "main",
        (Addition("README.md", 4, data=b"# hi"), Addition("model.safetensors", 300000, OID)),
        deletions=("old.txt", "logs/"),
        summary="Upload",
    )


def test_commit_may_carry_text_as_it_is() -> None:
    body = commit_lines(("file", {"path": "a.toml", "encoding": "utf-8", "content": "x = 'ü'"}))
    action = act("POST", "/api/models/acme/m1/commit/main", body)
    assert isinstance(action, actions.Commit)
    assert action.additions == (Addition("a.toml", 8, data="x = 'ü'".encode()),)


def test_commit_of_a_copied_file_has_no_size() -> None:
    body = commit_lines(("lfsFile", {"path": "w", "algo": "sha256", "oid": OID}))
    action = act("POST", "/api/models/acme/m1/commit/main", body)
    assert isinstance(action, actions.Commit)
    assert action.additions == (Addition("w", None, OID),)


def test_commit_that_renames_says_where_the_bytes_lie() -> None:
    body = commit_lines(("lfsFile", {"path": "new.bin", "oldPath": "old.bin"}))
    action = act("POST", "/api/models/acme/m1/commit/main", body)
    assert isinstance(action, actions.Commit)
    assert (action.renames, action.additions) == ((actions.Rename("new.bin", "old.bin"),), ())


@pytest.mark.parametrize(
    "revision", ["main?create_pr=1", "refs%2Fpr%2F7", "refs/pr/7", "main?hot_reload=1&create_pr=true"]
)
def test_pull_request_is_seen_by_flag_and_by_revision(revision: str) -> None:
    action = act("POST", f"/api/models/acme/m1/commit/{revision}", commit_lines())
    assert isinstance(action, actions.Commit)
    assert action.is_pull_request


@pytest.mark.parametrize("revision", ["main", "main?create_pr=0", "pr%2F7"])
def test_commit_to_a_branch_is_no_pull_request(revision: str) -> None:
    action = act("POST", f"/api/models/acme/m1/commit/{revision}", commit_lines())
    assert isinstance(action, actions.Commit)
    assert not action.is_pull_request


def test_parent_commit_is_kept() -> None:
    body = lines({"key": "header", "value": {"summary": "s", "description": "d", "parentCommit": "abc"}})
    action = act("POST", "/api/models/acme/m1/commit/main", body)
    assert isinstance(action, actions.Commit)
    assert (action.summary, action.description, action.parent) == ("s", "d", "abc")


@pytest.mark.parametrize("name", ["commit", "settings", "preupload", "discussions", "datasets", "tag"])
def test_name_of_a_repository_does_not_change_what_is_done(name: str) -> None:
    action = act("POST", f"/api/models/acme/{name}/commit/tag", commit_lines())
    assert isinstance(action, actions.Commit)
    assert (action.target.path, action.revision) == (f"acme/{name}", "tag")


@pytest.mark.parametrize(
    "path",
    [
        "/api/models/acme%2Fm1/commit/main",
        "//api//models/acme/m1/commit/main/",
        "/API/Models/acme/m1/Commit/main",
        "/api/models/x/../acme/m1/commit/main",
        "/api/models/x/%2e%2E/acme/m1/%63ommit/main",
    ],
)
def test_other_spellings_of_a_path_are_the_same_commit(path: str) -> None:
    action = act("POST", path, commit_lines())
    assert isinstance(action, actions.Commit)
    assert (action.target, action.revision) == (M1, "main")


def test_owner_is_filled_in_where_the_request_leaves_it_out() -> None:
    action = act("POST", "/api/repos/create", {"name": "m1", "organization": None})
    assert action is not None
    assert actions.owner_unknown(action)
    named = actions.with_owner(action, "ada")
    assert named == actions.CreateRepo(at("models", "ada/m1"), None)
    assert not actions.owner_unknown(named)


def test_owner_of_a_collection_is_filled_in() -> None:
    action = act("POST", "/api/collections", {"title": "c"})
    assert action is not None
    assert actions.owner_unknown(action)
    assert actions.with_owner(action, "ada") == actions.Collection("ada")


def test_named_owner_stays() -> None:
    action = act("POST", "/api/repos/create", {"name": "m1", "organization": "acme"})
    assert action is not None
    assert not actions.owner_unknown(action)
    assert actions.with_owner(action, "ada") == action


def test_value_of_a_secret_is_not_kept() -> None:
    job = act("POST", "/api/jobs/acme", {"secrets": {"HF_TOKEN": "hf_hush"}, "environment": {"A": "hf_hush"}})
    space = act(
        "POST", "/api/repos/create", {"name": "s", "type": "space", "secrets": [{"key": "K", "value": "hf_hush"}]}
    )
    assert "hf_hush" not in repr((job, space))
