"""``lint`` and the commit-time hook: formal problems fail, open answers are told, and everything is told together."""

import json
from pathlib import Path

import pytest

from release_guard.formats import presets, template
from tests.support.commands import run
from tests.support.git_repo import Repo
from tests.support.guarded import FILE

GOOD = FILE.format(place="github.com/acme/digits", release='["source-code"]')
OPEN = template.render({"release": {"title": "Digit classifier"}})


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    (repo.path / "release-considerations.toml").write_text(GOOD)
    (repo.path / "release-policy.toml").write_bytes(presets.text("team"))
    return repo


def write(repo: Repo, name: str, text: str) -> None:
    path = repo.path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_sound_files_pass(repo: Repo) -> None:
    done = run(repo.path, "lint", "--complete")
    assert (done.exit_code, done.stdout) == (0, "release-guard: nothing wrong in 2 files\n")


def test_nothing_there_is_said_and_passes(tmp_path: Path) -> None:
    done = run(tmp_path, "lint")
    assert done.exit_code == 0
    assert "release-guard init" in done.stdout


def test_problems_of_all_files_are_told_together_with_their_lines(repo: Repo) -> None:
    write(repo, "release-considerations.toml", GOOD.replace("[timing]", "[timing]\nnot_befor = 1"))
    write(repo, "release-policy.toml", 'schema = "release-policy/1"\nname = "x"\nmode = "strict"\n')
    write(repo, "release-records/one.toml", "by = \n")
    done = run(repo.path, "lint")
    assert done.exit_code == 1
    line = GOOD.splitlines().index("[timing]") + 2
    assert f"release-considerations.toml:{line}: RG104" in done.stdout
    assert "release-policy.toml:3: RG202" in done.stdout
    assert "release-records/one.toml:1: RG005" in done.stdout
    assert done.stdout.startswith("release-guard: 3 problems in 3 files\n")


def test_open_answers_are_told_and_do_not_fail(repo: Repo) -> None:
    write(repo, "release-considerations.toml", OPEN)
    done = run(repo.path, "lint")
    assert done.exit_code == 0
    assert "hazards.product.present is not answered yet" in done.stdout
    assert "fine to commit" in done.stdout


def test_open_answers_fail_where_completeness_is_asked_for(repo: Repo) -> None:
    write(repo, "release-considerations.toml", OPEN)
    done = run(repo.path, "lint", "--complete")
    assert done.exit_code == 1
    assert "not complete" in done.stdout


def test_question_that_is_open_asks_for_its_answer_and_for_no_more(repo: Repo) -> None:
    write(repo, "release-considerations.toml", OPEN)
    assert "access_ratchet" not in run(repo.path, "lint").stdout
    write(
        repo, "release-considerations.toml", OPEN.replace('present = "TODO: no | yes | unknown"', 'present = "yes"', 1)
    )
    assert "access_ratchet is missing" in run(repo.path, "lint").stdout


def test_file_beside_a_folder_of_releases_is_a_contradiction(repo: Repo) -> None:
    write(repo, "release-considerations/one.toml", GOOD)
    done = run(repo.path, "lint")
    assert done.exit_code == 1
    assert "RG108" in done.stdout


def test_named_files_alone_are_checked(repo: Repo) -> None:
    write(repo, "release-policy.toml", "name =\n")
    assert run(repo.path, "lint", "release-considerations.toml").exit_code == 0
    assert run(repo.path, "lint", "release-policy.toml").exit_code == 1


def test_file_of_another_name_is_known_by_its_schema(repo: Repo) -> None:
    write(repo, "house.toml", 'schema = "release-policy/1"\nname = "x"\nmod = "enforce"\n')
    done = run(repo.path, "lint", "house.toml")
    assert done.exit_code == 1
    assert "did you mean mode?" in done.stdout


def test_file_of_somebody_else_is_a_usage_error(repo: Repo) -> None:
    write(repo, "pyproject.toml", "[project]\n")
    done = run(repo.path, "lint", "pyproject.toml")
    assert done.exit_code == 2
    assert "pyproject.toml" in done.stderr


def test_files_are_found_from_a_folder_inside_and_named_from_there(repo: Repo) -> None:
    write(repo, "src/train.py", "")
    write(repo, "release-policy.toml", "name =\n")
    done = run(repo.path / "src", "lint")
    assert "../release-policy.toml:1: RG004" in done.stdout


def test_json_has_findings_in_the_common_shape(repo: Repo) -> None:
    write(repo, "release-considerations.toml", OPEN)
    report = json.loads(run(repo.path, "lint", "--format", "json").stdout)
    assert report["passed"] is True
    assert sorted(report["files"]) == ["release-considerations.toml", "release-policy.toml"]
    first = report["findings"][0]
    assert {"code", "name", "severity", "message", "path", "line", "why", "fix", "kind"} == set(first)
    assert {finding["kind"] for finding in report["findings"]} == {"open"}


def test_commit_hook_checks_ours_among_the_files_and_passes_others_by(repo: Repo) -> None:
    write(repo, "train.py", "x = ")
    write(repo, "release-policy.toml", "name =\n")
    done = run(repo.path, "hook", "pre-commit", "train.py", "release-policy.toml", "deleted.toml")
    assert done.exit_code == 1
    assert "RG004" in done.stderr
    assert done.stdout == ""
    assert run(repo.path, "hook", "pre-commit", "train.py").exit_code == 0


def test_commit_hook_says_nothing_where_nothing_is_wrong(repo: Repo) -> None:
    done = run(repo.path, "hook", "pre-commit")
    assert (done.exit_code, done.output) == (0, "")
