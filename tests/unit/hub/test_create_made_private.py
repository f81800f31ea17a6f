"""A create request is rewritten to ask for private, in the words that its client used."""

import json

import pytest

from release_guard.hub.actions import CreateBucket, CreateRepo, Duplicate
from release_guard.hub.bodies import BodyError, as_private
from release_guard.hub.wire import classify
from release_guard.model.visibility import Visibility


@pytest.mark.parametrize(
    ("body", "rewritten"),
    [
        ({"name": "m", "visibility": "public"}, {"name": "m", "visibility": "private"}),
        ({"name": "m", "private": False}, {"name": "m", "private": True}),
        ({"name": "m"}, {"name": "m", "private": True}),
        (
            {"name": "m", "visibility": "public", "private": False},
            {"name": "m", "visibility": "private", "private": True},
        ),
        (
            {"name": "s", "visibility": "protected", "sdk": "gradio"},
            {"name": "s", "visibility": "private", "sdk": "gradio"},
        ),
        ({}, {"private": True}),
    ],
)
def test_visibility_is_said_in_the_clients_words(body: object, rewritten: object) -> None:
    assert json.loads(as_private(json.dumps(body).encode())) == rewritten


def test_everything_else_stays() -> None:
    body = {"name": "m", "organization": None, "type": "space", "secrets": [{"key": "K", "value": "ü"}], "region": "eu"}
    assert json.loads(as_private(json.dumps(body).encode())) == body | {"private": True}


def test_empty_body_of_a_new_bucket_becomes_one() -> None:
    assert json.loads(as_private(b"")) == {"private": True}


@pytest.mark.parametrize("word", [True, False, None, "public", "protected", "private", 7, [], "PUBLIC"])
@pytest.mark.parametrize("key", ["visibility", "private"])
@pytest.mark.parametrize(
    "path", ["/api/repos/create", "/api/buckets/acme/b1", "/api/models/acme/m1/duplicate", "/api/spaces/a/b/duplicate"]
)
def test_rewritten_request_is_read_back_as_private(path: str, key: str, word: object) -> None:
    body = json.dumps({"name": "m", "repository": "acme/m", key: word}).encode()
    action = classify("POST", path, "", as_private(body))
    assert isinstance(action, CreateRepo | CreateBucket | Duplicate)
    assert (action.wanted, action.protected) == (Visibility.PRIVATE, False)


@pytest.mark.parametrize("word", ["PRIVATE", "internal", 1, {}])
def test_unknown_word_for_a_visibility_counts_as_public(word: object) -> None:
    action = classify("POST", "/api/repos/create", "", json.dumps({"name": "m", "visibility": word}).encode())
    assert isinstance(action, CreateRepo)
    assert action.wanted is Visibility.PUBLIC


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b"private=false"])
def test_broken_body_is_not_rewritten(body: bytes) -> None:
    with pytest.raises(BodyError):
        as_private(body)
