"""``check`` and ``status``: the same judgement as a push meets, without a push."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.support.guarded import Guarded, weights

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas/release-decision.v1.json").read_text("utf-8"))


@pytest.fixture
def team(tmp_path: Path) -> Guarded:
    guarded = Guarded(tmp_path, "team")
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    return guarded


def test_check_says_what_the_push_says(team: Guarded) -> None:
    checked, pushed = team.guard("check"), team.push()
    assert checked.returncode == 1
    said = [line for line in checked.stdout.splitlines() if "RG" in line]
    assert said
    assert all(line in pushed.stderr for line in said)


def test_check_is_cleared_by_a_review(team: Guarded) -> None:
    team.record()
    done = team.guard("check", "--target", team.place)
    assert done.returncode == 0, done.stdout
    assert "allowed" in done.stdout


def test_json_has_the_promised_shape(team: Guarded) -> None:
    done = team.guard("check", "--format", "json")
    report = json.loads(done.stdout)
    jsonschema.validate(report, SCHEMA)
    assert (done.returncode, report["worst"]) == (1, "block")
    assert report["decisions"][0]["ceiling"] == "gated-manual"


def test_report_goes_to_a_file(team: Guarded, tmp_path: Path) -> None:
    done = team.guard("check", "--format", "json", "-o", str(tmp_path / "report.json"))
    assert done.stdout == ""
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["worst"] == "block"


def test_range_judges_only_what_is_new(team: Guarded) -> None:
    team.commit(train__py="print(2)\n")
    assert team.guard("check", "--range", "HEAD~1..HEAD").returncode == 0
    assert team.guard("check").returncode == 1


def test_all_that_a_private_place_holds_is_judged_before_it_is_made_public(team: Guarded) -> None:
    assert team.push("main", "--no-verify").returncode == 0
    assert team.guard("check").returncode == 0, "nothing in it is new to the place"
    done = team.guard("check", "--visibility", "public")
    assert done.returncode == 1, "all of it is new to those who will see it"
    assert "RG301" in done.stdout
    team.record()
    assert team.guard("check", "--visibility", "public").returncode == 0


def test_answers_that_only_the_code_asks_for_are_listed_where_the_next_step_says(team: Guarded) -> None:
    team.commit(README__md="---\ntags: [voice-cloning]\n---\n# Echo\n")
    assert team.guard("lint", "--complete").returncode == 0, "the files alone don't tell"
    assert "complete release-considerations.toml (release-guard status lists what is open)" in team.push().stderr
    assert "RG105 key-missing: rollback is missing" in team.guard("status").stdout


def test_folder_is_judged_as_an_upload(team: Guarded, tmp_path: Path) -> None:
    folder = tmp_path / "upload"
    folder.mkdir()
    (folder / "README.md").write_text("# Digits\n")
    assert team.guard("check", "--folder", str(folder), "--target", team.place).returncode == 0
    (folder / "model.safetensors").write_bytes(weights(7))
    assert team.guard("check", "--folder", str(folder), "--target", team.place).returncode == 1


def test_hub_target_would_be_lowered(team: Guarded) -> None:
    done = team.guard("check", "--target", "hf:models/ada/digits")
    assert done.returncode == 4, done.stdout
    assert "lowered" in done.stdout


def test_narrower_visibility_needs_less(team: Guarded) -> None:
    done = team.guard("check", "--target", "hf:models/ada/digits", "--visibility", "gated-manual")
    assert done.returncode in (0, 4)
    assert team.guard("check", "--visibility", "private").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--rev", "HEAD", "--folder", "."], 2),
        (["--range", "HEAD"], 2),
        (["--target", ""], 1),
        (["--target", "nowhere:"], 2),
        (["--rev", "no-such-rev"], 3),
        (["--policy", "/nowhere.toml"], 3),
    ],
)
def test_wrong_use_says_what_to_do(arguments: list[str], code: int, team: Guarded) -> None:
    done = team.guard("check", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_check_without_a_file_names_the_first_step(team: Guarded) -> None:
    (team.repo.path / "release-considerations.toml").unlink()
    team.commit()
    done = team.guard("check")
    assert done.returncode == 1
    assert "release-guard init" in done.stderr


def test_check_in_a_repository_without_commits(tmp_path: Path) -> None:
    empty = Guarded(tmp_path)
    done = empty.guard("check")
    assert done.returncode == 3
    assert "commit" in done.stderr


def test_status_shows_every_part_and_the_next_step(team: Guarded) -> None:
    done = team.guard("status")
    assert done.returncode == 0, done.stderr
    assert "source-code" in done.stdout
    assert "trained-model" in done.stdout
    assert "release-guard review request" in done.stdout


def test_status_as_json(team: Guarded) -> None:
    done = team.guard("status", "--format", "json")
    jsonschema.validate(json.loads(done.stdout), SCHEMA)
    assert done.returncode == 0


def test_status_is_not_soothed_by_what_a_private_place_holds(team: Guarded) -> None:
    team.write("release-policy.toml", team.policy("team").partition("[[place]]")[0])
    team.commit()
    assert team.push().returncode == 0, "a local path is private"
    done = team.guard("status")
    assert "not cleared" in done.stdout or "cleared for gated-manual only" in done.stdout
