"""From an upload that was lowered to private to a public repository: the commands, on a Hub that runs."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import tomli

from release_guard.demo.hub import EmbeddedHub, faults
from release_guard.model.visibility import Visibility, of_hub
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_runs import environment, run
from tests.support.hub_shelf import shelve


@pytest.fixture
def release(hub: EmbeddedHub, tmp_path: Path) -> Release:
    return Release(hub, tmp_path)


def widest(release: Release) -> Visibility:
    return max(of_hub(private=one == "private", gated=gate) for one, gate in release.shown)


def test_without_a_review_it_is_published_behind_a_gate(release: Release) -> None:
    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 4, done.stdout
    assert "RG402" in done.stdout
    assert release.shown == [("private", False), ("private", "manual"), ("public", "manual")]


def test_a_review_of_what_is_on_the_hub_clears_it(release: Release) -> None:
    path = release.review()
    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{release.place} is public, as the Hub shows it now" in done.stdout
    assert release.shown == [("private", False), ("public", False)]
    bound = tomli.loads((release.repo.path / path).read_text())["bound"]["artifact"]
    assert [one["path"] for one in bound] == ["model.safetensors"]


def test_it_can_be_run_again(release: Release) -> None:
    release.guard("publish", release.place, "--yes")
    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 4
    assert "is gated-manual already; nothing was changed" in done.stdout
    release.review()
    assert release.guard("publish", release.place, "--yes").returncode == 0
    assert widest(release) is Visibility.PUBLIC


def test_nobody_at_a_terminal_changes_nothing_without_yes(release: Release) -> None:
    done = release.guard("publish", release.place)

    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert release.shown == [("private", False)]


def test_a_checkpoint_that_was_deleted_is_judged_too(release: Release) -> None:
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main")

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 4, done.stdout
    assert "early.safetensors" in done.stdout
    assert widest(release) is Visibility.GATED_MANUAL


def test_squash_drops_what_was_never_reviewed(release: Release) -> None:
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main")

    done = release.guard("publish", release.place, "--squash", "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "early.safetensors (in " in done.stdout
    assert len(release.remote.history()) == 1
    assert release.shown == [("private", False), ("public", False)]


def test_nothing_is_squashed_that_would_not_be_published(release: Release) -> None:
    release.change('outcome = "go"', 'outcome = "no-go"')
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})

    done = release.guard("publish", release.place, "--squash", "--yes")

    assert done.returncode == 1, done.stdout
    assert "no revision was dropped" in done.stdout
    assert len(release.remote.history()) == 3


def test_a_tag_keeps_what_squash_would_drop_and_it_is_said(release: Release) -> None:
    release.upload({"early.safetensors": weights(1)})
    release.remote.refs["refs/tags/v0"] = release.remote.refs["refs/heads/main"]
    release.upload({"early.safetensors": None, "old.txt": b"x"})
    release.upload({"old.txt": None})
    release.review("--at", f"{release.place}@main")

    done = release.guard("publish", release.place, "--squash", "--yes")

    assert "these refs are left, and keep what they hold: v0" in done.stdout
    assert done.returncode == 4
    assert widest(release) is Visibility.GATED_MANUAL


def test_a_decision_against_it_leaves_it_private(release: Release) -> None:
    release.change('outcome = "go"', 'outcome = "no-go"')

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 1
    assert "stays private; nothing was changed" in done.stdout
    assert release.shown == [("private", False)]


def test_what_is_wider_than_cleared_is_said_and_left_to_people(release: Release) -> None:
    release.remote.expose("public", False)

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 1
    assert f"release-guard lower {release.place} --to gated-manual" in done.stdout
    assert release.remote.visibility == "public"


def test_nothing_describes_it_so_nothing_clears_it(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    shelve(hub, "models/acme/other", {"model.safetensors": weights()})
    done = release.guard("-C", str(tmp_path), "publish", "hf:models/acme/other", "--yes")

    assert done.returncode == 1
    assert "nothing describes" in done.stderr or "RG101" in done.stdout
    assert hub.repo("models", "acme/other").visibility == "private"


def test_answers_on_the_hub_speak_where_there_is_no_project(release: Release, tmp_path: Path) -> None:
    text = (release.repo.path / "release-considerations.toml").read_bytes()
    release.upload({"release-considerations.toml": text})

    done = release.guard("-C", str(tmp_path), "publish", release.place, "--yes")

    assert done.returncode == 4, done.stdout + done.stderr
    assert widest(release) is Visibility.GATED_MANUAL


def test_an_objection_on_the_hub_holds_it(release: Release) -> None:
    path = release.review("--decision", "disapprove")
    data = (release.repo.path / path).read_bytes()
    release.upload({path: data})
    release.repo("rm", "-q", path)
    release.repo.commit("Forget the objection")

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 1, done.stdout
    assert "RG307" in done.stdout
    assert release.shown == [("private", False)]


@pytest.mark.parametrize("place", ["datasets/acme/digits", "spaces/acme/show"])
def test_data_sets_and_spaces_are_published_too(hub: EmbeddedHub, tmp_path: Path, place: str) -> None:
    release = Release(hub, tmp_path, place)
    release.upload({"model.safetensors": None, "app.py": b"print(1)\n", "README.md": b"# It\n"})
    release.change('"runnable-system"', '"runnable-system", "training-data"')
    release.review()

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert release.shown == [("private", False), ("public", False)]


def test_a_space_has_no_gate_to_be_lowered_to(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, "spaces/acme/show")
    release.change('tier = "public"', 'tier = "ask-for-access"')
    release.upload({"app.py": b"print(1)\n"})

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 1, done.stdout
    assert release.shown == [("private", False)]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("github.com/acme/digits", "gh repo edit acme/digits --visibility public"),
        ("nowhere", "isn't on the Hub"),
    ],
)
def test_other_places_are_refused_with_a_way(release: Release, place: str, said: str) -> None:
    done = release.guard("publish", place, "--yes")

    assert done.returncode == 2
    assert said in done.stderr


def test_a_hub_that_is_down_is_not_judged(release: Release) -> None:
    release.hub.faults.plan(faults.status(503), on="GET /api/*")

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 3, done.stdout
    assert "RG003" in done.stderr
    assert release.hub.token not in done.stdout + done.stderr


def test_lower_says_first_what_is_lost(release: Release) -> None:
    release.remote.expose("public", False)

    asked = release.guard("lower", release.place)
    assert asked.returncode == 2
    assert "stay with whoever has them" in asked.stdout
    assert release.remote.visibility == "public"

    done = release.guard("lower", release.place, "--to", "gated-manual", "--yes")
    assert done.returncode == 0
    assert release.shown[-1] == ("public", "manual")
    assert "already" in release.guard("lower", release.place, "--to", "gated-auto", "--yes").stdout


def test_lower_that_the_hub_refuses_is_rg404(release: Release) -> None:
    release.remote.expose("public", False)
    release.hub.fill_private_storage("acme")

    done = release.guard("lower", release.place, "--yes")

    assert done.returncode == 1
    assert "RG404" in done.stdout
    assert release.shown[-1] == ("public", "manual")


def test_check_at_tells_what_publish_would(release: Release) -> None:
    done = release.guard("check", "--at", release.place)
    assert done.returncode == 4, done.stdout
    release.review()
    assert release.guard("check", "--at", release.place).returncode == 0
    report = json.loads(release.guard("check", "--at", f"{release.place}@main", "--format", "json").stdout)
    assert report["worst"] == "allow"
    assert release.shown == [("private", False)]


def test_check_at_one_revision_looks_at_that_alone(release: Release) -> None:
    release.review()
    release.upload({"other.safetensors": weights(2)})
    first = release.remote.history()[1].oid

    assert release.guard("check", "--at", f"{release.place}@{first}").returncode == 0
    assert release.guard("check", "--at", release.place).returncode == 4


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--at", "hf:models/acme/digits@"], 2),
        (["--at", "hf:models/acme/digits", "--rev", "HEAD"], 2),
        (["--at", "github.com/acme/digits"], 2),
        (["--at", "hf:models/acme/missing"], 3),
        (["--at", "hf:models/acme/digits@nowhere"], 3),
    ],
)
def test_check_at_refuses_what_it_cannot_mean(release: Release, arguments: list[str], code: int) -> None:
    done = release.guard("check", *arguments)
    assert done.returncode == code, done.stdout + done.stderr


def test_a_request_names_what_is_on_the_hub_and_the_command_to_answer_with(release: Release) -> None:
    done = release.guard("review", "request", "--role", "ml", "--at", release.place)

    assert done.returncode == 0, done.stderr
    assert f"--at {release.place}" in done.stdout
    assert "model.safetensors" in done.stdout


def test_a_review_can_be_recorded_where_there_is_no_repository(release: Release, tmp_path: Path) -> None:
    text = (release.repo.path / "release-considerations.toml").read_bytes()
    release.upload({"release-considerations.toml": text})
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    words = ("--role", "ml", "--decision", "approve", "--rationale", "Read it.", "--by", "lin@example.org")
    done = release.guard("-C", str(folder), "review", "record", *words, "--at", release.place)

    assert done.returncode == 0, done.stderr
    assert len(list((folder / "release-records").glob("*.toml"))) == 1


def test_two_runs_do_not_work_on_one_repository_at_once(release: Release) -> None:
    release.hub.faults.plan(faults.slow(3), on="PUT *", times=1)
    first = subprocess.Popen(
        release.command("publish", release.place, "--yes"),
        cwd=release.repo.path,
        env=release.environment(),
        stdout=subprocess.DEVNULL,
    )
    reached = threading.Event()
    release.hub.watch(lambda asked: reached.set() if "/refs" in asked.path else None)
    assert reached.wait(30)
    second = release.guard("lower", release.place, "--yes")
    assert second.returncode == 3
    assert "another release-guard is at work" in second.stderr
    assert first.wait(60) == 4


UPLOAD = """
from huggingface_hub import HfApi
api = HfApi()
api.create_repo("acme/fresh", private=True)
api.upload_folder(folder_path="up", repo_id="acme/fresh")
api.upload_file(path_or_fileobj=b"# Again\\n", path_in_repo="README.md", repo_id="acme/fresh")
"""


def test_what_a_real_client_uploaded_is_reviewed_and_published(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.change(release.place, "hf:models/acme/fresh")
    folder = tmp_path / "up"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(weights(3, 5000))
    (folder / "README.md").write_text("# Fresh\n")
    run(sys.executable, UPLOAD, environment(tmp_path, hub.url, hub.token))
    release.place = "hf:models/acme/fresh"
    release.review()

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert [tuple(one) for one in hub.repo("models", "acme/fresh").exposures] == [("private", False), ("public", False)]
    assert hub.visible_to(None, "models/acme/fresh/model.safetensors")


def test_check_at_says_how_it_stands_and_what_publish_would_do(release: Release) -> None:
    said = release.guard("check", "--at", release.place).stdout
    assert f"{release.place} is private; publish would make it gated-manual" in said
    assert f"then: release-guard publish {release.place}" in said
    release.review()
    assert (
        f"is private and may be public. Next: release-guard publish {release.place}"
        in release.guard("check", "--at", release.place).stdout
    )
    release.remote.expose("public", False)
    assert "is public already, and publish would change nothing" in release.guard("check", "--at", release.place).stdout
    release.upload({"other.safetensors": weights(2)})
    said = release.guard("check", "--at", f"{release.place}@main").stdout
    assert "is public, wider than what is cleared" in said
    assert f"to hold it back: release-guard lower {release.place} --to gated-manual" in said
    assert "this was about main alone" in said


def test_publish_offers_to_drop_what_only_earlier_revisions_hold(release: Release) -> None:
    release.upload({"early.safetensors": weights(1)})
    release.upload({"early.safetensors": None})
    release.review("--at", f"{release.place}@main")

    said = release.guard("publish", release.place).stdout

    assert "only earlier revisions hold it back: without 1 file version of theirs, it would be public" in said
    assert "early.safetensors (in " in said
    assert f"release-guard review request --at {release.place}" in said
    assert f"release-guard publish {release.place} --squash" in said


def test_what_was_deleted_and_is_released_nowhere_names_the_squash(release: Release) -> None:
    release.upload({"rows.parquet": b"PAR1" + b"x" * 100_000})
    release.upload({"rows.parquet": None})

    done = release.guard("check", "--at", release.place)

    assert "RG413" in done.stdout
    assert f"fix: release-guard publish {release.place} --squash" in done.stdout
    assert "git rebase" not in done.stdout


def test_a_policy_that_only_advises_makes_nothing_too_wide(release: Release) -> None:
    policy = release.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text().replace('name = "team"', 'name = "team"\nmode = "advise"'))
    release.repo.commit("Only advise")
    release.remote.expose("public", False)

    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 0, done.stdout
    assert "is public already" in done.stdout


def test_a_history_too_long_to_look_through_can_be_dropped(release: Release) -> None:
    release.review("--at", f"{release.place}@main")
    for number in range(2001):
        release.upload({"notes.txt": str(number).encode()})

    held = release.guard("publish", release.place, "--yes")
    assert held.returncode == 3
    assert "more than 2000 revisions" in held.stderr
    assert f"release-guard publish {release.place} --squash" in held.stderr
    done = release.guard("publish", release.place, "--squash", "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "there are too many to list it" in done.stdout
    assert len(release.remote.history()) == 1
    assert release.shown == [("private", False), ("public", False)]


def test_answers_that_are_not_committed_yet_are_named(release: Release) -> None:
    release.repo("rm", "-q", "--cached", "release-considerations.toml")
    release.repo("commit", "-qm", "Take the answers out")
    done = release.guard("publish", release.place, "--yes")

    assert done.returncode == 1
    assert "release-considerations.toml isn't committed yet" in done.stderr
    assert "allowed" not in done.stdout
    assert release.shown == [("private", False)]
