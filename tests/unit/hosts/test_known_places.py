"""Which rules about a place are believed, and the order in which sources are heard."""

import itertools
from pathlib import Path

import pytest

from release_guard.hosts import places
from release_guard.hosts.cache import Cache
from release_guard.hosts.visibility import VisibilityOf, https_twin
from release_guard.model import destination
from release_guard.model.destination import Destination
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility

CORP = Destination("git.corp.example", "team/model")
PRIVATE = PlaceRule("git.corp.example/**", Visibility.PRIVATE)
PUBLIC = PlaceRule("git.corp.example/team/**", Visibility.PUBLIC)


def ruled(place: Destination, *trusted: PlaceRule, untrusted: "tuple[PlaceRule, ...]" = ()) -> "Visibility | None":
    answer = places.by_rule(place, trusted, untrusted)
    return None if answer is None else answer.visibility


def test_a_trusted_rule_makes_a_place_private() -> None:
    assert ruled(CORP, PRIVATE) is Visibility.PRIVATE


def test_case_counts_only_in_local_paths() -> None:
    assert ruled(CORP, PlaceRule("Git.Corp.example/Team/*", Visibility.PRIVATE)) is Visibility.PRIVATE
    assert ruled(Destination("file", "/srv/Model"), PlaceRule("file:/srv/model", Visibility.PUBLIC)) is None


def test_a_rule_for_another_place_says_nothing() -> None:
    assert ruled(Destination("git.corp.example.evil.example", "team/model"), PRIVATE) is None


def test_the_most_visible_of_several_rules_counts_in_any_order() -> None:
    rules = (PRIVATE, PUBLIC, PlaceRule("**", Visibility.PRIVATE))
    for order in itertools.permutations(rules):
        assert ruled(CORP, *order) is Visibility.PUBLIC


def test_what_a_push_brings_can_say_public_and_nothing_else() -> None:
    assert ruled(CORP, untrusted=(PRIVATE,)) is None
    assert ruled(CORP, untrusted=(PlaceRule("**", Visibility.GATED_MANUAL),)) is None
    assert ruled(CORP, PRIVATE, untrusted=(PUBLIC,)) is Visibility.PUBLIC
    assert ruled(CORP, untrusted=(PUBLIC,)) is Visibility.PUBLIC


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/acme/model",
        "git@gitlab.com:acme/model.git",
        "https://bitbucket.org/acme/model",
        "https://codeberg.org/acme/model",
        "https://huggingface.co/acme/model",
        "hf:datasets/acme/data",
        "ssh://git@ssh.github.com:443/acme/model.git",
        "https://GitHub.com./acme/model",
    ],
)
def test_no_rule_makes_a_place_on_a_known_public_host_private(text: str) -> None:
    place = destination.parse(text)
    assert ruled(place, PlaceRule("**", Visibility.PRIVATE), PlaceRule(str(place), Visibility.GATED_AUTO)) is None
    assert ruled(place, PlaceRule("**", Visibility.PUBLIC)) is Visibility.PUBLIC


def test_a_host_that_only_ends_alike_is_not_a_known_one() -> None:
    assert not places.is_public_host("notgithub.com")
    assert not places.is_public_host("github.com.corp.example")
    assert places.is_public_host("github.com:8443")


def test_a_local_path_is_private_unless_a_rule_says_public(tmp_path: Path) -> None:
    here = Destination("file", "/srv/git/model")
    cache = Cache(str(tmp_path))
    assert VisibilityOf(cache=cache).visibility_of(here).visibility is Visibility.PRIVATE
    mirror = PlaceRule("file:/srv/git/**", Visibility.PUBLIC)
    assert VisibilityOf(untrusted=(mirror,), cache=cache).visibility_of(here).visibility is Visibility.PUBLIC


def test_a_rule_is_heard_before_the_cache(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    cache.put(CORP, Visibility.PRIVATE)
    assert VisibilityOf((PUBLIC,), cache=cache).visibility_of(CORP).how == "policy place"
    assert VisibilityOf(cache=cache).visibility_of(CORP).how == "cache"


def test_offline_an_unheard_of_place_is_unknown_with_a_reason(tmp_path: Path) -> None:
    answer = VisibilityOf(cache=Cache(str(tmp_path))).visibility_of(CORP)
    assert answer.visibility is None
    assert answer.reason


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("git@git.example:acme/model.git", "https://git.example/acme/model.git"),
        ("hf:models/acme/model", "https://huggingface.co/acme/model"),
        ("hf:datasets/acme/data", "https://huggingface.co/datasets/acme/data"),
    ],
)
def test_the_twin_is_where_strangers_would_look(text: str, url: str) -> None:
    assert https_twin(destination.parse(text)) == url
