"""What "internal" means depends on who can have an account."""

import pytest

from release_guard.hosts import gitea, github, gitlab
from release_guard.hosts.api import Place, Told
from release_guard.hosts.asking import _answer
from release_guard.hosts.forge import Seen
from release_guard.hosts.lowering import Standing
from release_guard.hosts.tokens import Credential
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility


@pytest.mark.parametrize(
    ("host", "kind", "visibility", "internal"),
    [
        ("gitlab.example", "gitlab", Visibility.PRIVATE, True),
        ("gitlab.com", "gitlab", Visibility.PUBLIC, False),
        ("codeberg.org", "gitea", Visibility.PUBLIC, False),
        ("git.example", "forgejo", Visibility.PRIVATE, True),
        ("github.com", "github", Visibility.PRIVATE, True),
    ],
)
def test_internal_keeps_out_only_where_not_everybody_can_join(
    host: str, kind: str, visibility: Visibility, internal: bool
) -> None:
    answer = _answer(Told(Seen("acme/model", "internal")), Destination(host, "acme/model"), kind)
    assert (answer.visibility, answer.internal, answer.place) == (visibility, internal, None)


def test_private_is_private_everywhere() -> None:
    for host, kind in (("gitlab.com", "gitlab"), ("github.com", "github")):
        answer = _answer(Told(Seen("acme/model", "private")), Destination(host, "acme/model"), kind)
        assert (answer.visibility, answer.internal) == (Visibility.PRIVATE, False)


def test_where_everybody_can_join_internal_is_no_way_to_lower() -> None:
    seen = Seen("acme/model", "public")
    for host, forge, words in (
        ("gitlab.com", gitlab, ("private",)),
        ("gitlab.example", gitlab, ("private", "internal")),
        ("github.com", github, ("private", "internal")),
        ("codeberg.org", gitea, ("private",)),
    ):
        place = Destination(host, "acme/model")
        url = f"https://{place}"
        at = Place(forge, url, "")
        assert Standing(place, url, at, seen, Credential("x", "y")).narrower == words
