"""A push to the Hub by git goes by what the Hub showed after the last change that was made from here."""

from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from release_guard.hosts.cache import Cache
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility
from tests.support.hub_release import Release


@pytest.fixture
def release(hub: EmbeddedHub, tmp_path: Path) -> Release:
    return Release(hub, tmp_path)


def test_pushes_go_by_what_the_hub_showed_last(release: Release) -> None:
    place = parse(release.place)
    cache = Cache()
    for command, options, shows in (
        ("publish", (), Visibility.GATED_MANUAL),
        ("lower", ("--to", "private"), Visibility.PRIVATE),
    ):
        release.guard(command, release.place, *options, "--yes")
        answer = cache.get(place)
        assert answer is not None
        assert answer.visibility is shows
