"""Listings of the embedded Hub come in pages, and the Link header tells where the next one is."""

import re
from typing import Any

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support.hub_asks import ask, commit


def pages(url: str, token: str | None = None) -> "list[list[Any]]":
    """All pages of a listing, by the addresses that the Hub gives."""
    found, following = [], url
    while following:
        told = ask(following, token=token)
        assert told.status == 200
        found.append(told.json)
        link = re.fullmatch(r'<(.*)>; rel="next"', told.headers.get("link", ""))
        following = link.group(1) if link else ""
    return found


@pytest.fixture
def many(hub: EmbeddedHub) -> EmbeddedHub:
    """Five models of which one is private and one is gated, and one data set; two items a page."""
    hub.world.page_size = 2
    for name in ("a", "b", "c", "d", "e"):
        body = {"name": name, "organization": "acme", "private": name == "b"}
        ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body=body)
    ask(f"{hub.url}/api/models/acme/c/settings", "PUT", token=hub.token, body={"gated": "auto"})
    ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body={"name": "own", "type": "dataset"})
    return hub


def ids(found: "list[list[dict[str, Any]]]") -> "list[list[str]]":
    return [[each["id"] for each in page] for page in found]


def test_strangers_page_through_what_is_public(many: EmbeddedHub) -> None:
    assert ids(pages(f"{many.url}/api/models?author=acme")) == [["acme/a", "acme/c"], ["acme/d", "acme/e"]]


def test_members_see_what_is_private_too(many: EmbeddedHub) -> None:
    found = pages(f"{many.url}/api/models?author=acme&expand=private", many.token)

    assert [{each["id"]: each["private"] for each in page} for page in found] == [
        {"acme/a": False, "acme/b": True},
        {"acme/c": False, "acme/d": False},
        {"acme/e": False},
    ]


def test_a_listing_is_narrowed_by_gate_and_word_and_limit(many: EmbeddedHub) -> None:
    assert ids(pages(f"{many.url}/api/models?gated=true")) == [["acme/c"]]
    assert ids(pages(f"{many.url}/api/models?search=ACME/D")) == [["acme/d"]]
    assert len(ask(f"{many.url}/api/models?limit=1").json) == 1


def test_only_members_list_a_namespace_with_all_kinds(many: EmbeddedHub) -> None:
    url = f"{many.url}/api/organizations/acme/settings/repositories"
    ask(f"{many.url}/api/buckets/acme/pail", "POST", token=many.token, body={})

    found = {each["id"]: (each["type"], each["visibility"]) for page in pages(url, many.token) for each in page}

    assert ask(url).status == 403
    assert found["acme/b"] == ("model", "private")
    assert found["acme/pail"] == ("bucket", "public")
    assert "ada/own" not in found


def test_trees_commits_and_files_of_a_bucket_are_paged(many: EmbeddedHub) -> None:
    url = f"{many.url}/api/models/acme/a"
    texts = {f"{folder}/{name}": name for folder in "xy" for name in "12"}
    ask(f"{url}/commit/main", "POST", token=many.token, body=commit("Add", **texts))
    ask(f"{url}/commit/main", "POST", token=many.token, body=commit("Again", z="z"))

    top = [each["path"] for page in pages(f"{url}/tree/main") for each in page]
    every = [each["path"] for page in pages(f"{url}/tree/main?recursive=true") for each in page]

    assert top == [".gitattributes", "x", "y", "z"]
    assert every == [".gitattributes", "x", "x/1", "x/2", "y", "y/1", "y/2", "z"]
    assert [each["path"] for page in pages(f"{url}/tree/main/x") for each in page] == ["x/1", "x/2"]
    assert [[each["title"] for each in page] for page in pages(f"{url}/commits/main")] == [
        ["Again", "Add"],
        ["initial commit"],
    ]


def test_the_card_is_read_for_base_models(many: EmbeddedHub) -> None:
    url = f"{many.url}/api/models/acme/a"
    card = "---\nlicense: mit\nbase_model:\n- acme/b\n- acme/c\ntags: []\n---\n# A\n"
    ask(f"{url}/commit/main", "POST", token=many.token, body=commit("Card", README__md=card))

    assert ask(url).json["cardData"]["base_model"] == ["acme/b", "acme/c"]
    assert ask(f"{url}?expand=baseModels").json == {"id": "acme/a", "baseModels": ["acme/b", "acme/c"]}


def test_what_is_not_there_is_told_apart(many: EmbeddedHub) -> None:
    url = f"{many.url}/api/models/acme/a"

    codes = [
        ask(place, token=many.token).headers.get("x-error-code")
        for place in (
            f"{many.url}/api/models/acme/zz",
            f"{url}/revision/zz",
            f"{url}/tree/main/zz",
            f"{many.url}/acme/a/resolve/main/zz",
        )
    ]

    assert codes == ["RepoNotFound", "RevisionNotFound", "EntryNotFound", "EntryNotFound"]
    assert ask(f"{many.url}/api/nothing-of-the-kind").status == 404
