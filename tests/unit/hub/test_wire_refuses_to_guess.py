"""What can't be read or isn't known is an action of its own, with the code that it is reported under."""

import json

import pytest

from release_guard.hub.actions import Unknown
from release_guard.hub.wire import classify, needs_body
from release_guard.model.destination import Destination

COMMIT = "/api/models/acme/m1/commit/main"
HEADER = b'{"key":"header","value":{"summary":"x"}}\n'
M1 = Destination("hf", "acme/m1", "models")


def code(method: str, path: str, body: bytes | None, content_type: str = "") -> str:
    action = classify(method, path, "", body, content_type)
    assert isinstance(action, Unknown), action
    return action.code


BROKEN_COMMITS = [
    b"{",
    b"[]",
    b"\xff\xfe",
    b'"text"',
    b'{"key":"file"}',
    b'{"key":"file","value":{"path":"a"}}',
    b'{"key":"file","value":{"content":"QQ==","encoding":"base64"}}',
    b'{"key":"file","value":{"path":"a","content":"QQ==","encoding":"rot13"}}',
    b'{"key":"file","value":{"path":"a","content":"Q Q==","encoding":"base64"}}',
    b'{"key":"file","value":{"path":"a","content":"QR==","encoding":"base64"}}',
    b'{"key":"file","value":{"path":"a","content":"QQ==QQ==","encoding":"base64"}}',
    b'{"key":"file","value":{"path":"a","content":"QQ=="}}',
    b'{"key":"file","value":{"path":"a","encoding":"utf-8","content":null}}',
    b'{"key":"file","value":{"path":"a","encoding":"utf-8","content":5}}',
    b'{"key":"file","value":{"path":"a","encoding":"utf-8","content":"\\ud800"}}',
    b'{"key":"lfsFile","value":{"path":"a","oid":"abc"}}',
    b'{"key":"lfsFile","value":{"path":"a","algo":"md5","oid":"%s"}}' % (b"a" * 64),
    b'{"key":"lfsFile","value":{"path":"a","oid":"%s","size":-1}}' % (b"a" * 64),
    b'{"key":"lfsFile","value":{"path":"a","oid":"%s","size":true}}' % (b"a" * 64),
    b'{"key":"deletedFile","value":{}}',
    b'{"key":"mystery","value":{"path":"a"}}',
    b'{"summary":"a commit in one object","files":[]}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", BROKEN_COMMITS)
def test_commit_that_could_be_read_in_two_ways_is_not_read(body: bytes) -> None:
    assert code("POST", COMMIT, HEADER + body) == "RG007"


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_commit_cut_in_the_middle_is_not_read(cut: int) -> None:
    body = HEADER + b'{"key":"file","value":{"path":"a","content":"QQ==","encoding":"base64"}}'
    assert code("POST", COMMIT, body[:-cut]) == "RG007"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/repos/create", b""),
        ("/api/repos/create", b"{}"),
        ("/api/repos/create", b'{"name":"m1","organization":7}'),
        ("/api/repos/create", b'{"name":"m1","type":"planet"}'),
        ("/api/repos/create", b'{"name":"../m1","organization":"acme"}'),
        ("/api/repos/create", b'{"name":"other/m1","organization":"acme"}'),
        ("/api/repos/create", b'{"name":"m1","files":[1]}'),
        ("/api/repos/move", b'{"fromRepo":"acme/m1"}'),
        ("/api/models/acme/m1/duplicate", b"{}"),
        ("/api/models/acme/m1/preupload/main", b'{"files":[{"path":"a","size":3,"sample":"?"}]}'),
        ("/api/models/acme/m1/preupload/main", b'{"files":{"path":"a"}}'),
        ("/api/models/acme/m1/lfs-files/duplicate", b'{"target":"acme/d1"}'),
        ("/acme/m1.git/info/lfs/objects/batch", b'{"operation":"upload","objects":[{"oid":"x"}]}'),
        ("/api/buckets/acme/b1/batch", b'{"type":"addDirectory","path":"a"}'),
        ("/api/buckets/acme/b1/batch", b'{"type":"copyFile","path":"a","sourceRepoId":""}'),
    ],
)
def test_body_without_what_it_must_say_is_not_read(path: str, body: bytes) -> None:
    assert code("POST", path, body) == "RG007"


def test_body_that_was_not_handed_over_is_not_guessed() -> None:
    assert code("POST", COMMIT, None) == "RG007"


def test_form_is_not_taken_for_json() -> None:
    body = b'{"name":"m1","private":true}'
    assert code("POST", "/api/repos/create", body, "application/x-www-form-urlencoded") == "RG007"
    assert code("POST", "/api/repos/create", body, "application/json; charset=utf-16") == "RG007"


def test_missing_lfs_operation_counts_as_an_upload() -> None:
    action = classify("POST", "/acme/m1.git/info/lfs/objects/batch", "", b'{"objects":[]}')
    assert type(action).__name__ == "StageBytes"


def test_body_over_the_limit_is_not_read() -> None:
    action = classify("POST", COMMIT, "", HEADER, limit=len(HEADER) - 1)
    assert isinstance(action, Unknown)
    assert (action.code, action.target) == ("RG010", M1)
    assert not isinstance(classify("POST", COMMIT, "", HEADER, limit=len(HEADER)), Unknown)


def test_large_body_of_a_write_that_is_decided_by_its_path_is_no_matter() -> None:
    action = classify("POST", "/acme/m1.git/git-receive-pack", "", b"x" * 10, limit=1)
    assert type(action).__name__ == "GitPush"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/models/acme/m1/publish-everything"),
        ("PATCH", "/api/models/acme/m1/settings"),
        ("DELETE", "/api/models/acme/m1"),
        ("POST", "/api/models/acme/m1/commit"),
        ("POST", "/api/models/acme/m1/x%0Ay/commit/main"),
        ("POST", "/api/newthing"),
        ("PUT", "/api/models/acme/m1/settingz?X-Amz-Signature=1"),
        ("PUT", "/somewhere/else"),
        ("POST", "/"),
        ("PROPFIND", "/api/models/acme/m1"),
    ],
)
def test_write_that_the_table_does_not_know_is_unknown(method: str, path: str) -> None:
    path, _, query = path.partition("?")
    action = classify(method, path, query, b"{}")
    assert isinstance(action, Unknown)
    assert action.code == "RG011"
    assert not needs_body(method, path)


def test_unknown_write_names_the_place_that_it_seems_to_concern() -> None:
    action = classify("POST", "/api/models/acme/m1/publish-everything", "token=hf_hush", b"{}")
    assert isinstance(action, Unknown)
    assert action.target == M1
    assert "hf_hush" not in repr(action)


def test_unreadable_body_still_has_its_target() -> None:
    action = classify("POST", COMMIT, "", b"{")
    assert isinstance(action, Unknown)
    assert action.target == M1


def test_unknown_path_is_shown_without_control_characters() -> None:
    action = classify("POST", "/api/%1b[31m/" + "x" * 500, "", None)
    assert isinstance(action, Unknown)
    assert action.path == "/api/?[31m/" + "x" * 96


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("POST", "/api/repos/create", True),
        ("POST", "/api/models/acme/m1/preupload/main", True),
        ("POST", COMMIT, True),
        ("PUT", "/api/models/acme/m1/settings", True),
        ("POST", "/acme/m1.git/info/lfs/objects/batch", True),
        ("GET", "/api/models/acme/m1/xet-write-token/main", False),
        ("POST", "/acme/m1.git/git-receive-pack", False),
        ("PUT", "/s3/key", False),
        ("POST", "/uploads", False),
        ("POST", "/api/spaces/acme/s1/secrets", False),
        ("DELETE", "/api/repos/delete", False),
    ],
)
def test_body_is_asked_for_only_where_it_decides(method: str, path: str, needed: bool) -> None:
    assert needs_body(method, path) is needed


def test_twice_said_key_counts_as_json_says() -> None:
    body = b'{"name":"m1","organization":"acme","private":true,"private":false}'
    assert classify("POST", "/api/repos/create", "", body) == classify(
        "POST", "/api/repos/create", "", json.dumps({"name": "m1", "organization": "acme", "private": False}).encode()
    )
