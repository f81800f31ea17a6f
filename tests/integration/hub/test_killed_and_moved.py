"""Publishing and lowering when the run is killed at a bad moment, or the place gets another name."""

from pathlib import Path

import pytest

from release_guard.demo.hub import Asked, EmbeddedHub, faults
from release_guard.demo.hub.lifecycle import ATTRIBUTES
from release_guard.demo.hub.objects import regular
from release_guard.model.visibility import Visibility, of_hub
from tests.support import hub_asks
from tests.support.guarded import weights
from tests.support.hub_killer import Killer, around_changes
from tests.support.hub_release import Release


def widest(release: Release) -> Visibility:
    return max(of_hub(private=one == "private", gated=gate) for one, gate in release.shown)


def test_a_model_is_never_wider_and_the_next_run_finishes(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    moments = around_changes(release, "publish", release.place, "--yes")
    assert len(moments) >= 4
    for at in moments:
        release.remote.exposures[:] = release.remote.exposures[:1]
        assert Killer(hub, at).run(release, "publish", release.place, "--yes"), at
        assert widest(release) <= Visibility.GATED_MANUAL
        done = release.guard("publish", release.place, "--yes")
        assert done.returncode == 4, (at, done.stdout, done.stderr)
        assert release.shown[-1] == ("public", "manual")
        assert widest(release) is Visibility.GATED_MANUAL


@pytest.mark.parametrize("place", ["spaces/acme/show", "buckets/acme/b", "datasets/acme/d"])
def test_the_other_kinds_are_raised_whole_or_not_at_all(hub: EmbeddedHub, tmp_path: Path, place: str) -> None:
    release = Release(hub, tmp_path, place)
    release.change('"runnable-system"', '"runnable-system", "training-data"')
    release.review()
    moments = around_changes(release, "publish", release.place, "--yes")
    assert release.shown == [("private", False), ("public", False)]
    for at in moments:
        release.hide()
        assert Killer(hub, at).run(release, "publish", release.place, "--yes"), at
        assert release.shown[1:] in ([], [("public", False)])
        done = release.guard("publish", release.place, "--yes")
        assert done.returncode == 0, (at, done.stdout, done.stderr)
        assert release.shown[-1] == ("public", False)


def test_a_squash_that_is_killed_leaves_it_private_and_the_next_run_goes_on(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.upload({"extra.txt": b"x"}, ref="refs/heads/dev")
    release.review("--at", f"{release.place}@main")
    before = dict(release.remote.refs), dict(release.remote.commits)
    moments = around_changes(release, "publish", release.place, "--squash", "--yes")
    assert len(moments) >= 6
    for at in moments:
        release.remote.refs, release.remote.commits = dict(before[0]), dict(before[1])
        release.hide()
        assert Killer(hub, at).run(release, "publish", release.place, "--squash", "--yes"), at
        if len(release.remote.history()) > 1:
            assert release.shown == [("private", False)], at
        done = release.guard("publish", release.place, "--squash", "--yes")
        assert done.returncode == 0, (at, done.stdout, done.stderr)
        assert len(release.remote.history()) == 1
        assert release.shown[-1] == ("public", False)


def test_a_squash_that_is_refused_changes_nothing(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main")
    hub.faults.plan(faults.status(403, "no"), on="POST */super-squash/*")

    done = release.guard("publish", release.place, "--squash", "--yes")

    assert done.returncode == 1
    assert "earlier revisions could not be dropped" in done.stderr
    assert release.shown == [("private", False)]
    assert len(release.remote.history()) == 3


def test_a_squash_whose_answer_is_lost_is_seen_to_be_done(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main")
    hub.faults.plan(faults.lose_answer(), on="POST */super-squash/*", times=1)

    first = release.guard("publish", release.place, "--squash", "--yes")
    again = release.guard("publish", release.place, "--squash", "--yes")

    assert (first.returncode, again.returncode) == (1, 0)
    assert release.shown == [("private", False), ("public", False)]


def test_what_came_in_before_the_squash_keeps_its_history(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main")
    seen: list[str] = []

    def add(asked: Asked) -> None:
        seen.append(asked.path)
        if asked.path.endswith("/refs") and sum(path.endswith("/refs") for path in seen) == 2:
            release.upload({"new.txt": b"new"})

    hub.watch(add)
    done = release.guard("publish", release.place, "--squash", "--yes")

    assert done.returncode == 1, done.stdout
    assert "somebody changed" in done.stderr
    assert len(release.remote.history()) == 4


def test_whoever_wrote_what_is_squashed_is_still_its_author(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    policy = release.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text().replace('name = "team"', 'name = "team"\nindependence = "commits"'))
    release.repo.commit("Want reviewers who changed nothing")
    files = {**release.remote.files(), "train.py": regular(b"print(1)\n")}
    release.remote.add("refs/heads/main", files, "Train", "", "lin", hub.world.clock())
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main", by="lin")

    done = release.guard("publish", release.place, "--squash", "--yes")

    assert release.shown[-1] != ("public", False), done.stdout
    assert "RG303" in done.stdout


def test_lowering_that_is_killed_is_finished_by_the_next_run(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.remote.expose("public", False)
    hub.faults.plan(faults.status(503), on="PUT *", times=1)
    assert Killer(hub, 3).run(release, "lower", release.place, "--yes")
    assert release.remote.visibility == "public"

    done = release.guard("publish", release.place, "--yes")

    assert "an earlier run was stopped half-way" in done.stdout
    assert ("private", False) in release.shown[1:]


def test_a_place_that_moved_is_published_under_its_new_name(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.review()
    hub.organisation("lab", ada="admin")
    body = {"fromRepo": "acme/digits", "toRepo": "lab/digits", "type": "model"}
    assert hub_asks.ask(f"{hub.url}/api/repos/move", "POST", token=hub.token, body=body).status == 200

    held = release.guard("publish", release.place, "--yes")

    assert held.returncode == 1, held.stdout
    assert f"{release.place} is called hf:models/lab/digits now" in held.stdout
    assert "RG109" in held.stdout
    assert '"hf:models/lab/digits"' in held.stdout
    release.change(release.place, "hf:models/lab/digits")
    release.place = "hf:models/lab/digits"
    release.review()
    assert release.guard("publish", "hf:models/acme/digits", "--yes").returncode == 0
    assert hub.repo("models", "lab/digits").visibility == "public"


def test_a_namespace_that_the_policy_does_not_allow_is_not_published(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    policy = release.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text() + '\n[scope]\nnamespaces = ["lab"]\n')
    release.repo.commit("Publish under the lab alone")

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 1
    assert "RG430" in done.stdout
    assert release.shown == [("private", False)]


def test_what_every_repository_starts_with_needs_no_review(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, files={".gitattributes": ATTRIBUTES, "README.md": b"# It\n"})

    assert release.guard("publish", release.place, "--yes").returncode == 0
    assert release.shown == [("private", False), ("public", False)]
