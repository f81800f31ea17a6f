"""Who sees what on the embedded Hub, and who may change it: by visibility, gate, role and right."""

from typing import Any

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support.hub_asks import Told, ask, commit

CARD = "README.md"


def made(hub: EmbeddedHub, *, body: "dict[str, Any] | None" = None, **settings: Any) -> str:
    """The repository acme/m with a card and a text; then its settings are changed. Its address is answered."""
    asked = {"name": "m", "organization": "acme", **(body or {})}
    assert ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body=asked).status == 200
    url = f"{hub.url}/api/models/acme/m"
    lines = commit("Add", README__md="# Card", notes__txt="notes")
    assert ask(f"{url}/commit/main", "POST", token=hub.token, body=lines).status == 200
    if settings:
        assert ask(f"{url}/settings", "PUT", token=hub.token, body=settings).json == settings
    return url


def read(hub: EmbeddedHub, path: str, token: str | None = None) -> Told:
    return ask(f"{hub.url}/acme/m/resolve/main/{path}", token=token)


def test_strangers_read_what_is_public(hub: EmbeddedHub) -> None:
    url = made(hub)

    assert ask(url).json["private"] is False
    assert read(hub, "notes.txt").body == b"notes"
    assert hub.visible_to(None, "models/acme/m/notes.txt")


def test_private_is_401_for_strangers_and_404_for_other_people(hub: EmbeddedHub) -> None:
    eve = hub.person("eve")
    url = made(hub, visibility="private")

    for place in (url, f"{url}/tree/main", f"{hub.url}/acme/m/resolve/main/{CARD}"):
        stranger, other = ask(place), ask(place, token=eve)
        assert (stranger.status, other.status) == (401, 404)
        assert stranger.headers["x-error-code"] == other.headers["x-error-code"] == "RepoNotFound"
        assert ask(place, token=hub.token).status == 200
    assert not hub.visible_to(None, "models/acme/m")
    assert not hub.visible_to("eve", f"models/acme/m/{CARD}")
    assert hub.visible_to("ada", f"models/acme/m/{CARD}")


def test_what_is_missing_looks_like_what_is_private(hub: EmbeddedHub) -> None:
    made(hub, visibility="private")

    private, missing = (ask(f"{hub.url}/api/models/acme/{name}") for name in ("m", "nothing"))

    assert (private.status, private.body) == (missing.status, missing.body)


def test_a_gate_hides_files_and_not_the_card(hub: EmbeddedHub) -> None:
    eve = hub.person("eve")
    url = made(hub, gated="manual")

    assert ask(url).json["gated"] == "manual"
    assert [each["path"] for each in ask(f"{url}/tree/main").json] == [".gitattributes", CARD, "notes.txt"]
    assert (read(hub, "notes.txt").status, read(hub, "notes.txt", eve).status) == (401, 403)
    assert read(hub, "notes.txt", eve).headers["x-error-code"] == "GatedRepo"
    assert read(hub, CARD).body == b"# Card"
    assert hub.visible_to(None, f"models/acme/m/{CARD}")
    assert not hub.visible_to("eve", "models/acme/m/notes.txt")


@pytest.mark.parametrize(("gate", "before", "after"), [("auto", 200, 200), ("manual", 403, 200)])
def test_asking_is_enough_for_an_automatic_gate_only(hub: EmbeddedHub, gate: str, before: int, after: int) -> None:
    eve = hub.person("eve")
    url = made(hub, gated=gate)

    assert ask(f"{hub.url}/acme/m/ask-access", "POST", token=eve).status == 200
    assert read(hub, "notes.txt", eve).status == before
    handled = {"user": "eve", "status": "accepted"}
    assert ask(f"{url}/user-access-request/handle", "POST", token=hub.token, body=handled).status == 200
    assert read(hub, "notes.txt", eve).status == after
    accepted = ask(f"{url}/user-access-request/accepted", token=hub.token).json
    assert [each["user"]["user"] for each in accepted] == ["eve"]


def test_someone_rejected_stays_out_and_cannot_ask_again(hub: EmbeddedHub) -> None:
    eve = hub.person("eve")
    url = made(hub, gated="manual")
    ask(f"{hub.url}/acme/m/ask-access", "POST", token=eve)
    ask(f"{url}/user-access-request/handle", "POST", token=hub.token, body={"user": "eve", "status": "rejected"})

    assert ask(f"{hub.url}/acme/m/ask-access", "POST", token=eve).status == 403
    assert read(hub, "notes.txt", eve).status == 403


def test_what_exists_keeps_its_visibility_whatever_is_asked(hub: EmbeddedHub) -> None:
    made(hub)
    asked = {"name": "m", "organization": "acme", "visibility": "private"}

    again = ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body=asked)

    assert (again.status, again.json["url"]) == (409, f"{hub.url}/acme/m")
    assert hub.repo("models", "acme/m").visibility == "public"


@pytest.mark.parametrize(
    ("asked", "became"),
    [
        ({}, "public"),
        ({"private": True}, "private"),
        ({"private": False}, "public"),
        ({"visibility": "private"}, "private"),
    ],
)
def test_visibility_is_asked_for_in_the_words_of_each_generation(
    hub: EmbeddedHub, asked: "dict[str, Any]", became: str
) -> None:
    made(hub, body=asked)

    assert hub.repo("models", "acme/m").visibility == became


def test_an_organisation_can_be_private_by_default(hub: EmbeddedHub) -> None:
    hub.organisation("acme", ada="admin").default = "private"

    made(hub)

    assert hub.repo("models", "acme/m").visibility == "private"


def test_only_admins_widen_what_is_private_only(hub: EmbeddedHub) -> None:
    bob = hub.person("bob")
    hub.organisation("acme", ada="admin", bob="write").private_only = True
    url = made(hub)

    refused = ask(f"{url}/settings", "PUT", token=bob, body={"visibility": "public"})

    assert (refused.status, "forbids" in refused.headers["x-error-message"]) == (403, True)
    assert hub.repo("models", "acme/m").visibility == "private"
    assert ask(f"{url}/settings", "PUT", token=hub.token, body={"visibility": "public"}).status == 200


@pytest.mark.parametrize(
    ("kind", "settings"),
    [("spaces", {"gated": "manual"}), ("models", {"visibility": "protected"}), ("models", {"gated": "perhaps"})],
)
def test_settings_that_a_kind_does_not_have_are_refused(
    hub: EmbeddedHub, kind: str, settings: "dict[str, Any]"
) -> None:
    body = {"name": "x", "organization": "acme", "type": kind[:-1], "sdk": "static"}
    ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body=body)

    assert ask(f"{hub.url}/api/{kind}/acme/x/settings", "PUT", token=hub.token, body=settings).status == 400


def test_a_protected_space_hides_its_files(hub: EmbeddedHub) -> None:
    body = {"name": "s", "organization": "acme", "type": "space", "sdk": "static", "visibility": "protected"}
    ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body=body)

    assert hub.repo("spaces", "acme/s").visibility == "protected"
    assert ask(f"{hub.url}/spaces/acme/s/resolve/main/.gitattributes").status == 401


def test_roles_and_rights_say_who_may_change_what(hub: EmbeddedHub) -> None:
    people = {"reader": "read", "helper": "contributor", "writer": "write"}
    hub.organisation("acme", ada="admin", **people)  # type: ignore[arg-type]
    url = made(hub, visibility="private")
    tokens = {name: hub.person(name) for name in people}
    tokens |= {
        "content only": hub.person("writer", frozenset({"content"})),
        "read only": hub.person("ada", frozenset()),
    }

    def may(token: str) -> tuple[bool, bool]:
        write = ask(f"{url}/commit/main", "POST", token=token, body=commit("Change", a="a")).status
        return write == 200, ask(f"{url}/settings", "PUT", token=token, body={"gated": False}).status == 200

    assert {name: may(token) for name, token in tokens.items()} == {
        "reader": (False, False),
        "helper": (False, False),
        "writer": (True, True),
        "content only": (True, False),
        "read only": (False, False),
    }


def test_a_token_that_nobody_was_given_is_refused(hub: EmbeddedHub) -> None:
    made(hub)

    refused = ask(f"{hub.url}/api/models/acme/m", token="hf_nobody")

    assert (refused.status, refused.headers["x-error-message"]) == (401, "Invalid credentials in Authorization header")


def test_a_full_private_storage_refuses_and_changes_nothing(hub: EmbeddedHub) -> None:
    url = made(hub)
    hub.fill_private_storage("acme")

    lowered = ask(f"{url}/settings", "PUT", token=hub.token, body={"private": True})
    body = {"name": "n", "organization": "acme", "private": True}
    new = ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body=body)

    assert (lowered.status, new.status) == (403, 403)
    assert lowered.headers["x-error-message"].startswith("Private repository storage limit reached")
    assert hub.repo("models", "acme/m").visibility == "public"
    assert not hub.has("models", "acme/n")


def test_a_pull_request_is_readable_at_once_and_opened_by_anyone(hub: EmbeddedHub) -> None:
    eve = hub.person("eve")
    url = made(hub)

    opened = ask(f"{url}/commit/main?create_pr=1", "POST", token=eve, body=commit("Offer", offer__txt="mine"))
    more = ask(f"{url}/commit/refs%2Fpr%2F1", "POST", token=eve, body=commit("More", more__txt="more"))

    assert opened.json["pullRequestUrl"] == f"{hub.url}/acme/m/discussions/1"
    assert more.status == 200
    assert hub.visible_to(None, "models/acme/m/offer.txt", "refs/pr/1")
    assert not hub.visible_to(None, "models/acme/m/offer.txt")
    assert ask(f"{url}/commit/main", "POST", token=eve, body=commit("Push", offer__txt="mine")).status == 403
    assert ask(f"{url}/discussions/1/merge", "POST", token=eve).status == 403
    assert ask(f"{url}/discussions/1/merge", "POST", token=hub.token).status == 200
    assert hub.visible_to(None, "models/acme/m/more.txt")


def test_a_copy_starts_without_the_gate(hub: EmbeddedHub) -> None:
    url = made(hub, gated="manual")
    eve = hub.person("eve")

    assert ask(f"{url}/duplicate", "POST", token=eve, body={"repository": "eve/copy"}).status == 403
    assert ask(f"{url}/duplicate", "POST", token=hub.token, body={"repository": "ada/copy"}).status == 200
    assert hub.visible_to(None, "models/ada/copy/notes.txt")


def test_an_old_id_leads_to_the_new_one(hub: EmbeddedHub) -> None:
    made(hub)
    body = {"fromRepo": "acme/m", "toRepo": "ada/m", "type": "model"}

    assert ask(f"{hub.url}/api/repos/move", "POST", token=hub.token, body=body).status == 200
    moved = ask(f"{hub.url}/api/models/acme/m/tree/main")

    assert (moved.status, moved.headers["location"]) == (307, "/api/models/ada/m/tree/main")
    assert hub.repo("models", "ada/m").files()["notes.txt"].data == b"notes"


def test_a_bucket_is_public_unless_asked_otherwise(hub: EmbeddedHub) -> None:
    url = f"{hub.url}/api/buckets/acme"
    ask(f"{url}/open", "POST", token=hub.token, body={})
    ask(f"{url}/closed", "POST", token=hub.token, body={"visibility": "private"})

    assert (ask(f"{url}/open").status, ask(f"{url}/closed").status) == (200, 401)
    assert [each["id"] for each in ask(url).json] == ["acme/open"]
    assert (hub.visible_to(None, "buckets/acme/open"), hub.visible_to(None, "buckets/acme/closed")) == (True, False)
