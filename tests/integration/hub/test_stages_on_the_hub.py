"""``advance`` on the Hub: a repository is published stage by stage, and narrowed again when a stage is taken back."""

from pathlib import Path

from release_guard.demo.hub import EmbeddedHub
from tests.support.hub_release import Release

IMMEDIATE = '\n[timing]\nmode = "immediate"\n'
ON_HUB = """
[timing]
mode = "staged"
review_by = 2999-01-01
[[timing.stage]]
id = "testers"
content = ["source-code", "trained-model"]
tier = "ask-for-access"
[[timing.stage]]
id = "everybody"
content = ["source-code", "trained-model"]
tier = "public"
after = "testers"
"""


def now(release: Release) -> tuple[str, object]:
    return release.shown[-1]


def test_repository_on_the_hub_goes_out_in_two_stages_and_back(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.change(IMMEDIATE, ON_HUB)
    release.review()
    first = release.guard("advance", "--yes")
    assert first.returncode == 0, first.stdout + first.stderr
    assert now(release) == ("public", "manual")
    assert "testers is out at hf:models/acme/digits, gated-manual" in first.stdout
    release.repo.commit("Record the first stage")
    second = release.guard("advance", "--yes")
    assert second.returncode == 0, second.stdout + second.stderr
    assert now(release) == ("public", False)
    release.repo.commit("Record the second stage")
    back = release.guard("advance", "--back", "everybody", "--yes")
    assert back.returncode == 0, back.stdout + back.stderr
    assert now(release) == ("public", "manual")


def test_repository_on_the_hub_that_is_not_cleared_is_not_recorded(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, preset="organisation")
    release.change(IMMEDIATE, ON_HUB)
    done = release.guard("advance", "--yes")
    assert done.returncode != 0
    assert release.shown == [("private", False)]
    assert not (release.repo.path / "release-records").exists()


IN_PARTS = """
[timing]
mode = "staged"
review_by = 2999-01-01
[[timing.stage]]
id = "code"
content = ["source-code"]
tier = "public"
[[timing.stage]]
id = "weights"
content = ["trained-model"]
tier = "public"
"""


def test_stage_of_which_nothing_is_there_is_not_recorded(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.change(IMMEDIATE, IN_PARTS)
    release.review()
    done = release.guard("advance", "code", "--yes")
    assert done.returncode == 1
    assert "holds nothing of code: no source-code, so nothing was recorded" in done.stderr
    assert not list((release.repo.path / "release-records").glob("*stage*"))
    assert release.shown == [("private", False)], "what is there isn't published by the way"


def test_stage_taken_back_closes_the_place_that_holds_its_content(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.change(IMMEDIATE, IN_PARTS)
    release.upload({"train.py": b"print(1)\n"})
    release.review()
    for stage in ("code", "weights"):
        done = release.guard("advance", stage, "--yes")
        assert done.returncode == 0, done.stdout + done.stderr
        release.repo.commit(f"Record {stage}")
    back = release.guard("advance", "--back", "weights", "--yes")
    assert back.returncode == 0, back.stdout + back.stderr
    assert now(release)[0] == "private", "the code's stage doesn't speak for the weights that are still there"


def test_stage_held_by_what_waits_beside_it_says_so(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    release.change(IMMEDIATE, IN_PARTS.rstrip() + '\nafter = "code"\n')
    release.upload({"train.py": b"print(1)\n"})
    release.review()
    done = release.guard("advance", "code", "--yes")
    assert done.returncode == 1
    assert "take that out" in done.stderr
