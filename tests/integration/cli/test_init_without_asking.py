"""``init`` where nobody can be asked: what the repository tells, what answers files say, and what is never touched."""

import json
from pathlib import Path

import pytest
import tomli

from release_guard.formats import presets
from tests.support.commands import run
from tests.support.git_repo import Repo
from tests.support.guarded import weights

README = "# Digit classifier\n\nReads single digits from small pictures, and nothing else.\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    (repo.path / "model.safetensors").write_bytes(weights())
    repo.commit(README__md=README, train__py="import torchvision\n", LICENSE="MIT License\n")
    repo("remote", "add", "origin", "git@github.com:acme/digits.git")
    return repo


def answers(folder: Path) -> "dict[str, object]":
    return tomli.loads((folder / "release-considerations.toml").read_text())


def test_both_files_are_written_from_what_the_repository_tells(repo: Repo) -> None:
    done = run(repo.path, "init", "--yes")
    assert done.exit_code == 0
    written = answers(repo.path)
    assert written["release"] == {
        "title": "Digit classifier",
        "owner": "ada@example.org",
        "authors": ["ada@example.org"],
        "contact": "ada@example.org",
        "targets": ["github.com/acme/digits"],
        "summary": "Reads single digits from small pictures, and nothing else.",
        "modalities": ["image"],
    }
    assert written["content"] == {"release": ["source-code", "trained-model"]}
    assert written["distribution"] == {"tier": "public", "licence": "mit"}
    assert (repo.path / "release-policy.toml").read_bytes() == presets.text("team")


def test_every_guess_stands_in_unconfirmed_and_nothing_else_does(repo: Repo) -> None:
    run(repo.path, "init", "--yes")
    unconfirmed = answers(repo.path)["unconfirmed"]
    assert unconfirmed == [
        *(f"release.{key}" for key in ("title", "owner", "authors", "contact", "targets", "summary", "modalities")),
        "content.release",
        "timing.mode",
        "distribution.tier",
        "distribution.licence",
    ]


def test_what_is_written_is_fine_to_commit_and_not_yet_complete(repo: Repo) -> None:
    run(repo.path, "init", "--yes")
    assert run(repo.path, "lint").exit_code == 0
    assert run(repo.path, "lint", "--complete").exit_code == 1


def test_next_steps_are_edit_commit_install(repo: Repo) -> None:
    *_, edit, commit, install = run(repo.path, "init", "--yes").stdout.splitlines()
    assert "release-guard lint --complete" in edit
    assert "git add release-considerations.toml release-policy.toml && git commit" in commit
    assert "release-guard install" in install


def test_next_step_where_the_gate_is_in_place_is_a_check(repo: Repo) -> None:
    run(repo.path, "install")
    assert run(repo.path, "init", "--yes").stdout.splitlines()[-1].endswith("release-guard check")


@pytest.mark.parametrize("preset", presets.NAMES)
def test_preset_that_is_named_is_written(repo: Repo, preset: str) -> None:
    run(repo.path, "init", "--yes", "--preset", preset)
    assert (repo.path / "release-policy.toml").read_bytes() == presets.text(preset)


def test_files_that_are_there_are_left_and_named(repo: Repo) -> None:
    for name in ("release-considerations.toml", "release-policy.toml"):
        (repo.path / name).write_text(f"# {name}, mine\n")
    done = run(repo.path, "init", "--yes")
    assert done.exit_code == 1
    assert "nothing was written" in done.stdout
    for name in ("release-considerations.toml", "release-policy.toml"):
        assert (repo.path / name).read_text() == f"# {name}, mine\n"
        assert f"kept {name}" in done.stdout


def test_missing_policy_is_added_beside_answers_that_stay(repo: Repo) -> None:
    (repo.path / "release-considerations.toml").write_text("# mine\n")
    done = run(repo.path, "init", "--preset", "solo")
    assert done.exit_code == 0
    assert (repo.path / "release-considerations.toml").read_text() == "# mine\n"
    assert (repo.path / "release-policy.toml").read_bytes() == presets.text("solo")


def test_folder_of_several_releases_is_not_given_a_file_beside_it(repo: Repo) -> None:
    (repo.path / "release-considerations").mkdir()
    (repo.path / "release-considerations" / "one.toml").write_text("# mine\n")
    run(repo.path, "init", "--yes")
    assert not (repo.path / "release-considerations.toml").exists()


def test_answers_of_a_file_are_confirmed_and_the_rest_is_guessed(repo: Repo, tmp_path: Path) -> None:
    given = tmp_path / "answers.toml"
    given.write_text(
        '[release]\ntitle = "Digits"\nsynthetic_media = false\n'
        '[hazards]\nproduct = { present = "no", rationale = "It reads digits; nobody is deceived." }\n'
    )
    assert run(repo.path, "init", "--yes", "--answers", str(given)).exit_code == 0
    written = answers(repo.path)
    assert isinstance(written["release"], dict) and isinstance(written["hazards"], dict)
    assert written["release"]["title"] == "Digits"
    assert written["hazards"]["product"]["present"] == "no"
    assert isinstance(written["unconfirmed"], list)
    assert "release.title" not in written["unconfirmed"]
    assert "release.owner" in written["unconfirmed"]


def test_mistakes_in_an_answers_file_are_told_together_and_nothing_is_written(repo: Repo, tmp_path: Path) -> None:
    given = tmp_path / "answers.toml"
    given.write_text('[release]\ntitel = "x"\nowner = "not one person"\n')
    done = run(repo.path, "init", "--yes", "--answers", str(given))
    assert done.exit_code == 1
    assert "answers.toml:2: RG104" in done.stderr
    assert "answers.toml:3: RG106" in done.stderr
    assert not (repo.path / "release-considerations.toml").exists()


def test_hazard_in_an_answers_file_brings_the_sections_of_its_level(repo: Repo, tmp_path: Path) -> None:
    given = tmp_path / "answers.toml"
    given.write_text('[hazards]\nproduct = { present = "yes", rationale = "It clones voices of anybody." }\n')
    run(repo.path, "init", "--yes", "--answers", str(given))
    assert {"access_ratchet", "threat", "benefit", "mitigation"} <= set(answers(repo.path))


def test_repository_without_commits_is_described_by_its_files(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "new")
    (repo.path / "train.py").write_text("x = 1\n")
    (repo.path / "ignored.gguf").write_bytes(b"GGUF" + bytes(100))
    (repo.path / ".gitignore").write_text("*.gguf\n")
    assert run(repo.path, "init", "--yes").exit_code == 0
    assert answers(repo.path)["content"] == {"release": ["source-code"]}


def test_folder_outside_of_git_is_described_and_git_is_named(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("x = 1\n")
    done = run(tmp_path, "init", "--yes")
    assert done.exit_code == 0
    assert (tmp_path / "release-policy.toml").exists()
    assert "git init" in done.stdout


def test_files_go_to_the_top_of_the_repository(repo: Repo) -> None:
    (repo.path / "src").mkdir()
    run(repo.path / "src", "init", "--yes")
    assert (repo.path / "release-considerations.toml").exists()


def test_capability_that_dependencies_hint_at_is_asked_about(repo: Repo) -> None:
    repo.commit(requirements__txt="coqui-tts==0.2\n")
    run(repo.path, "init", "--yes")
    written = answers(repo.path)
    assert isinstance(written["release"], dict)
    assert written["release"]["synthetic_media"] is True
    assert "expert" in written  # the preset puts voice cloning at level 3


def test_what_was_done_is_there_as_json(repo: Repo) -> None:
    report = json.loads(run(repo.path, "init", "--yes", "--preset", "solo", "--format", "json").stdout)
    assert report["written"] == ["release-considerations.toml", "release-policy.toml"]
    assert report["preset"] == "solo"
    assert "release.title" in report["unconfirmed"]
    assert report["open"] > 0
