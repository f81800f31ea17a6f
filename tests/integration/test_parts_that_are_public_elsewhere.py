"""Code in one push and weights at another target make a system together: what a push knows of that, and from where."""

from pathlib import Path

import pytest

from release_guard.hosts.cache import Cache
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, Guarded, weights

HUB = "hf:models/acme/digits"
BOTH = '["source-code", "trained-model"]'


@pytest.fixture
def release(tmp_path: Path) -> Guarded:
    """A release with two targets: the public repository, and a model on the Hub."""
    return named(Guarded(tmp_path), HUB)


def named(release: Guarded, *others: str) -> Guarded:
    places = '", "'.join((release.place, *others))
    release.write("release-considerations.toml", FILE.format(place=places, release=BOTH))
    return release


def knows(place: str, visibility: Visibility = Visibility.PUBLIC) -> None:
    Cache().put(parse(place), visibility)


def test_code_meets_weights_that_are_public_on_the_hub(release: Guarded) -> None:
    knows(HUB)
    release.commit(train__py="print(1)\n")
    done = release.push()
    assert done.returncode == 0
    assert "RG416 wider-in-combination" in done.stderr
    release.commit(train__py="print(2)\n")
    assert "RG416" not in release.push().stderr, "both are out now, and later code completes nothing"


def test_what_nobody_has_seen_counts_as_not_there(release: Guarded) -> None:
    release.commit(train__py="print(1)\n")
    assert "RG416" not in release.push().stderr


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.GATED_MANUAL, Visibility.GATED_AUTO])
def test_weights_that_not_everybody_can_have_count_as_none(release: Guarded, visibility: Visibility) -> None:
    knows(HUB, visibility)
    release.commit(train__py="print(1)\n")
    assert "RG416" not in release.push().stderr


def test_a_review_of_code_alone_is_not_one_of_the_system(tmp_path: Path) -> None:
    """Requirements of the whole hold for the part that completes it (judge.md, "Content categories")."""
    release = named(Guarded(tmp_path, "team"), HUB)
    release.commit(train__py="print(1)\n")
    release.record("--content", "source-code")
    knows(HUB)
    held = release.push()
    assert held.returncode == 1, held.stderr
    assert "RG416" in held.stderr
    release.record("--content", "source-code", "--content", "trained-model", by="sam@example.org")
    done = release.push()
    assert done.returncode == 0, done.stderr


def test_where_nobody_has_seen_the_weights_that_review_is_enough(tmp_path: Path) -> None:
    release = named(Guarded(tmp_path, "team"), HUB)
    release.commit(train__py="print(1)\n")
    release.record("--content", "source-code")
    assert release.push().returncode == 0


def test_code_and_weights_in_one_push_need_no_other_place(release: Guarded) -> None:
    knows(HUB)
    release.commit(train__py="print(1)\n", model__safetensors=weights())
    done = release.push()
    assert done.returncode == 0
    assert "RG416" not in done.stderr


def test_a_push_of_documents_completes_nothing(release: Guarded) -> None:
    knows(HUB)
    release.commit(README__md="# Digits\n")
    assert "RG416" not in release.push().stderr


def test_weights_meet_code_that_was_fetched_from_a_public_place(tmp_path: Path) -> None:
    release = Guarded(tmp_path)
    other = Repo(tmp_path / "other.git", "--bare")
    place = f"file:{other.path}"
    named(release, place)
    rule = f'\n[[place]]\nmatch = "{place}"\nvisibility = "public"\n'
    release.write("release-policy.toml", release.policy("solo") + rule)
    release.repo("remote", "add", "other", str(other.path))
    release.commit(train__py="print(1)\n")
    assert release.push("main").returncode == 0
    release.repo("push", "-q", "--no-verify", "other", "main")
    release.repo("fetch", "-q", "other")
    release.repo("checkout", "-q", "--orphan", "weights")
    release.repo("rm", "-q", "--cached", "train.py")
    (release.repo.path / "train.py").unlink()
    release.commit(model__safetensors=weights())
    fresh = Repo(tmp_path / "fresh.git", "--bare")
    release.write("release-policy.toml", release.policy("solo") + rule + rule.replace("other.git", "fresh.git"))
    named(release, place, f"file:{fresh.path}")
    release.commit("Name a third place")
    done = release.repo.run("push", str(fresh.path), "weights:main")
    assert done.returncode == 0, done.stderr
    assert "RG416" in done.stderr


def test_a_pattern_among_the_targets_names_no_place(tmp_path: Path) -> None:
    release = named(Guarded(tmp_path), "hf:models/acme/**")
    knows(HUB)
    release.commit(train__py="print(1)\n")
    assert "RG416" not in release.push().stderr
