"""The whole chain on loopback: the host is asked once, answers are remembered, changes are noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.hosts.cache import Cache
from release_guard.hosts.visibility import VisibilityOf
from release_guard.hosts.web import Reach
from release_guard.model.destination import Destination
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer
from tests.support.git_http import GitHost, says


@pytest.fixture
def host(tmp_path: Path) -> Iterator[GitHost]:
    with GitHost(tmp_path / "host") as host:
        host.repository("acme/model")
        host.repository("acme/secret", private=True)
        yield host


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def asks(host: GitHost, cache: Cache, *trusted: PlaceRule) -> VisibilityOf:
    return VisibilityOf(
        trusted, cache=cache, reach=lambda: Reach(seconds=5), twin=lambda place: f"http://{place.host}/{place.path}.git"
    )


def place(host: GitHost, name: str) -> Destination:
    return Destination(host.name, name)


def test_a_host_is_asked_once_and_then_remembered(host: GitHost, cache: Cache) -> None:
    for name, visibility in (("acme/model", Visibility.PUBLIC), ("acme/secret", Visibility.PRIVATE)):
        before = len(host.requests)
        assert asks(host, cache).visibility_of(place(host, name)).visibility is visibility
        assert asks(host, cache).visibility_of(place(host, name)) == Answer(visibility, "cache")
        assert len(host.requests) == before + 1


def test_one_process_asks_once_even_without_a_cache(host: GitHost) -> None:
    sees = asks(host, Cache(""))
    for _ in range(3):
        assert sees.visibility_of(place(host, "acme/model")).visibility is Visibility.PUBLIC
    assert sees.look(place(host, "acme/model")).advertisement == ({}, "")
    assert len(host.requests) == 1


def test_unknown_and_missing_are_asked_again(host: GitHost, cache: Cache) -> None:
    host.script("acme/odd", says(503))
    for name in ("acme/odd", "acme/nothing"):
        before = len(host.requests)
        for _ in range(2):
            asks(host, cache).visibility_of(place(host, name))
        assert len(host.requests) == before + 2
    assert cache.places() == ()


def test_a_404_counts_as_hidden_once_the_host_has_shown_that_it_is_one(host: GitHost, cache: Cache) -> None:
    first = asks(host, cache).visibility_of(place(host, "acme/nothing"))
    assert (first.visibility, first.missing) == (Visibility.PUBLIC, True)
    asks(host, cache).visibility_of(place(host, "acme/model"))
    then = asks(host, cache).visibility_of(place(host, "acme/nothing"))
    assert (then.visibility, then.missing) == (Visibility.PRIVATE, False)


def test_a_look_that_finds_nothing_drops_what_was_remembered(host: GitHost, cache: Cache) -> None:
    cache.put(place(host, "acme/odd"), Visibility.PRIVATE)
    host.script("acme/odd", says(503))
    assert asks(host, cache).look(place(host, "acme/odd")).answer.visibility is None
    assert cache.get(place(host, "acme/odd")) is None


def test_a_private_rule_keeps_the_host_from_being_asked(host: GitHost, cache: Cache) -> None:
    rule = PlaceRule(f"{host.name}/**", Visibility.PRIVATE)
    assert asks(host, cache, rule).visibility_of(place(host, "acme/model")).visibility is Visibility.PRIVATE
    assert host.requests == []
