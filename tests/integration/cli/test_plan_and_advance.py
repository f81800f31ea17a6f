"""``plan`` and ``advance``: a staged release goes out push by push, and comes back."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import tomli

from tests.support.guarded import Guarded, weights

IMMEDIATE = '\n[timing]\nmode = "immediate"\n'
STAGED = """
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
after = "code"
"""


@pytest.fixture
def staged(tmp_path: Path) -> Guarded:
    guarded = Guarded(tmp_path, "team")
    file = guarded.repo.path / "release-considerations.toml"
    file.write_text(file.read_text().replace(IMMEDIATE, STAGED))
    guarded.commit("Describe", train__py="print(1)\n")
    return guarded


def newest(guarded: Guarded) -> dict[str, object]:
    (name,) = guarded.repo("status", "--porcelain", "-uall").split()[1::2]
    return tomli.loads((guarded.repo.path / name).read_text())


def test_plan_shows_what_may_go_and_what_waits(staged: Guarded) -> None:
    done = staged.guard("plan")
    assert done.returncode == 0, done.stderr
    assert "may go now" in done.stdout
    assert "stage weights comes after stage code" in done.stdout
    assert "next:\n  code: release-guard advance code\n" in done.stdout


def test_plan_as_a_picture_is_written_to_a_file(staged: Guarded, tmp_path: Path) -> None:
    assert staged.guard("plan", "--format", "svg", "-o", str(tmp_path / "plan.svg")).returncode == 0
    assert ET.parse(tmp_path / "plan.svg").getroot().tag.endswith("svg")


def test_stage_is_not_recorded_before_its_commit_arrived(staged: Guarded) -> None:
    done = staged.guard("advance", "--by", "ada@example.org")
    assert done.returncode == 1
    assert "doesn't have commit" in done.stderr and "git push origin HEAD" in done.stderr
    assert not (staged.repo.path / "release-records").exists()


def test_second_stage_goes_once_the_first_is_recorded(staged: Guarded) -> None:
    assert staged.push().returncode == 0
    done = staged.guard("advance", "--by", "ada@example.org")
    assert done.returncode == 0, done.stdout + done.stderr
    record = newest(staged)
    assert (record["kind"], record["stage"], record["visibility"]) == ("stage", "code", "public")
    assert record["destination"] == staged.place
    staged.commit("Record the stage")
    staged.commit("Add the weights", model__safetensors=weights())
    assert staged.push().returncode == 1  # team: weights for everybody need another person
    staged.record()
    pushed = staged.push()
    assert pushed.returncode == 0, pushed.stderr


def test_stage_whose_time_has_not_come_is_refused_with_what_it_waits_for(staged: Guarded) -> None:
    done = staged.guard("advance", "weights", "--by", "ada@example.org")
    assert done.returncode == 1
    assert "weights can't go yet: stage weights comes after stage code" in done.stderr
    assert "fix: release-guard advance code" in done.stderr


def test_stage_that_is_not_cleared_is_not_recorded(staged: Guarded) -> None:
    staged.push()
    staged.guard("advance", "--by", "ada@example.org")
    staged.commit("Record the stage")
    staged.commit("Add the weights", model__safetensors=weights())
    done = staged.guard("advance", "weights", "--by", "ada@example.org")
    assert done.returncode == 1
    assert "RG301" in done.stdout


def test_stage_is_taken_back_by_who_recorded_it(staged: Guarded) -> None:
    staged.push()
    staged.guard("advance", "--by", "ada@example.org")
    staged.commit("Record the stage")
    other = staged.guard("advance", "--back", "code", "--by", "lin@example.org")
    assert other.returncode == 2 and "only they can change it" in other.stderr
    done = staged.guard("advance", "--back", "code", "--by", "ada@example.org")
    assert done.returncode == 0, done.stderr
    assert newest(staged)["kind"] == "withdrawal"
    staged.commit("Take the stage back")
    assert "code: release-guard advance code" in staged.guard("plan").stdout


def test_stage_that_is_out_everywhere_says_so(staged: Guarded) -> None:
    staged.push()
    staged.guard("advance", "--by", "ada@example.org")
    staged.commit("Record the stage")
    done = staged.guard("advance", "code", "--by", "ada@example.org")
    assert done.returncode == 0 and "code is out already" in done.stdout


def test_unknown_stage_names_the_nearest(staged: Guarded) -> None:
    done = staged.guard("advance", "weight", "--by", "ada@example.org")
    assert done.returncode == 2 and "did you mean weights?" in done.stderr
