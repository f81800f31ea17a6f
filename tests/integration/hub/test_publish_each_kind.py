"""What ``publish`` and ``lower`` do for each kind of place on the Hub: not all have a gate, a history, a call."""

from pathlib import Path

import pytest
import tomli

from release_guard.demo.hub import Asked, EmbeddedHub, faults
from release_guard.demo.hub.repos import Exposure
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import fill_bucket

LARGE = b"large" * 3_000_000


@pytest.fixture
def bucket(hub: EmbeddedHub, tmp_path: Path) -> Release:
    return Release(hub, tmp_path, "buckets/acme/b")


@pytest.fixture
def space(hub: EmbeddedHub, tmp_path: Path) -> Release:
    release = Release(hub, tmp_path, "spaces/acme/show")
    release.upload({"model.safetensors": None, "app.py": b"print(1)\n"})
    return release


@pytest.fixture
def kernel(hub: EmbeddedHub, tmp_path: Path) -> Release:
    release = Release(hub, tmp_path, "kernels/acme/k")
    release.upload({"model.safetensors": None, "build/k.py": b"print(1)\n"})
    return release


def test_a_bucket_is_published_after_a_review_of_its_bytes(bucket: Release) -> None:
    path = bucket.review()
    done = bucket.guard("publish", bucket.place, "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert bucket.shown == [("private", False), ("public", False)]
    bound = tomli.loads((bucket.repo.path / path).read_text())["bound"]["artifact"]
    assert [one["path"] for one in bound] == ["model.safetensors"]


def test_a_bucket_has_no_gate_so_it_stays_private(bucket: Release) -> None:
    done = bucket.guard("publish", bucket.place, "--yes")

    assert done.returncode == 1, done.stdout
    assert "RG418" in done.stdout
    assert "buckets on the Hub know only private and public" in done.stdout
    assert bucket.shown == [("private", False)]


def test_other_bytes_in_a_bucket_need_another_review(bucket: Release) -> None:
    bucket.review()
    bucket.upload({"model.safetensors": weights(7)})

    done = bucket.guard("check", "--at", bucket.place)

    assert done.returncode == 1
    assert "RG304" in done.stdout


def test_a_large_file_in_a_bucket_is_read_once(bucket: Release) -> None:
    bucket.upload({"big.bin": LARGE})
    bucket.review()
    before = len(bucket.hub.requests)

    assert bucket.guard("check", "--at", bucket.place).returncode == 0

    again = [asked for asked in bucket.hub.requests[before:] if asked.storage]
    assert len(again) == 3  # each file is asked for; of the large one only the beginning is taken
    known = (Path(bucket.environment()["HOME"]) / ".cache/release-guard/xet-digests").read_text()
    assert len(known.splitlines()) == 1


def test_storage_is_asked_without_a_token(bucket: Release) -> None:
    assert bucket.guard("check", "--at", bucket.place).returncode == 1

    assert {asked.account for asked in bucket.hub.requests if asked.storage} == {None}


def test_a_bucket_that_changes_during_the_raise_is_private_again(bucket: Release) -> None:
    bucket.review()

    def add(asked: Asked) -> None:
        if asked.method == "PUT":
            fill_bucket(bucket.hub, "acme/b", {"other.safetensors": weights(9)})

    bucket.hub.watch(add)
    done = bucket.guard("publish", bucket.place, "--yes")

    assert done.returncode == 1
    assert "RG408" in done.stdout
    assert bucket.shown[-1] == ("private", False)


def test_a_bucket_that_was_opened_is_lowered(bucket: Release) -> None:
    bucket.hub.world.buckets["acme/b"].expose("public")

    assert bucket.guard("lower", bucket.place, "--to", "gated-manual", "--yes").returncode == 2
    assert bucket.guard("lower", bucket.place, "--yes").returncode == 0
    assert bucket.shown[-1] == ("private", False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("publish", "hf:buckets/acme/b", "--squash"), "no earlier revisions"),
        (("check", "--at", "hf:buckets/acme/b@main"), "buckets have no revisions"),
    ],
)
def test_a_bucket_has_no_history(bucket: Release, arguments: tuple[str, ...], said: str) -> None:
    done = bucket.guard(*arguments)

    assert done.returncode in (2, 3)
    assert said in done.stderr


@pytest.mark.parametrize(
    ("fault", "on"),
    [
        (faults.status(503), "GET /bucket-content/*"),
        (faults.cut(10), "GET /bucket-content/*"),
        (faults.status(500), "GET */tree"),
        (faults.says(b"[{}]", content_type="application/json"), "GET */tree"),
    ],
)
def test_a_bucket_that_cannot_be_read_is_not_judged(bucket: Release, fault: faults.Fault, on: str) -> None:
    bucket.hub.faults.plan(fault, on=on)

    done = bucket.guard("publish", bucket.place, "--yes")

    assert done.returncode == 3, done.stdout + done.stderr
    assert bucket.shown == [("private", False)]


def test_nobody_knows_who_changed_a_bucket_so_a_policy_that_asks_holds_it(bucket: Release) -> None:
    bucket.review()
    policy = bucket.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text().replace('name = "team"', 'name = "team"\nindependence = "commits"'))
    bucket.repo.commit("Want reviewers who changed nothing")

    done = bucket.guard("publish", bucket.place, "--yes")

    assert done.returncode == 3, done.stdout
    assert "a bucket doesn't tell who did" in done.stderr


def test_storage_that_is_ill_for_a_moment_is_asked_again(bucket: Release) -> None:
    bucket.review()
    bucket.hub.faults.plan(faults.cut(10), on="GET /bucket-content/*", times=1)

    assert bucket.guard("publish", bucket.place, "--yes").returncode == 0


def test_a_space_is_published_and_taken_back(space: Release) -> None:
    space.review()

    assert space.guard("publish", space.place, "--yes").returncode == 0
    assert space.guard("lower", space.place, "--yes").returncode == 0
    assert [one[0] for one in space.shown] == ["private", "public", "private"]


def test_a_space_can_hide_its_files_and_let_its_app_run(space: Release) -> None:
    space.remote.expose("public", False)

    done = space.guard("lower", space.place, "--to", "protected", "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert space.shown[-1] == ("protected", False)
    assert "its app stays open" in done.stdout


def test_a_protected_space_looks_private_and_is_closed_all_the_same(space: Release) -> None:
    space.remote.expose("protected", False)

    done = space.guard("lower", space.place, "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert space.shown[-1] == ("private", False)


def test_a_protected_space_that_cannot_be_closed_is_no_success(space: Release) -> None:
    space.remote.expose("protected", False)
    space.hub.fill_private_storage("acme")

    done = space.guard("lower", space.place, "--yes")

    assert done.returncode == 1
    assert "RG404" in done.stdout
    assert "make room" in done.stdout


def test_a_protected_space_is_raised_as_a_whole(space: Release) -> None:
    space.remote.expose("protected", False)
    space.review()

    assert space.guard("publish", space.place, "--yes").returncode == 0
    assert space.remote.exposures[-1] == Exposure("public", False)


@pytest.mark.parametrize("place", ["hf:models/acme/digits", "hf:buckets/acme/b", "hf:kernels/acme/k"])
def test_only_spaces_can_be_protected(space: Release, place: str) -> None:
    done = space.guard("lower", place, "--to", "protected", "--yes")

    assert done.returncode == 2
    assert "only a Space" in done.stderr


def test_what_a_kernel_holds_is_judged_and_raised_by_hand(kernel: Release) -> None:
    kernel.review()
    assert kernel.guard("check", "--at", kernel.place).returncode == 0
    done = kernel.guard("publish", kernel.place, "--yes")

    assert done.returncode == 1
    assert "no client of the Hub can, for kernels" in done.stdout
    assert "/kernels/acme/k/settings" in done.stdout
    assert kernel.shown == [("private", False)]


def test_a_kernel_that_was_opened_by_hand_is_found_published(kernel: Release) -> None:
    kernel.review()
    kernel.remote.expose("public", False)

    done = kernel.guard("publish", kernel.place, "--yes")

    assert done.returncode == 0
    assert "is public already; nothing was changed" in done.stdout


def test_a_kernel_cannot_be_lowered_by_a_program(kernel: Release) -> None:
    kernel.remote.expose("public", False)

    done = kernel.guard("lower", kernel.place, "--yes")

    assert done.returncode == 1
    assert "RG404" in done.stdout
    assert "/kernels/acme/k/settings" in done.stdout
