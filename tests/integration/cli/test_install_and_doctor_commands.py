"""``install``, ``uninstall`` and ``doctor`` as people see them; what they do to hooks is tested beside this folder."""

import json
from pathlib import Path

import pytest

from release_guard.hosts.cache import Cache
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility
from tests.support.commands import run
from tests.support.git_repo import Repo

MINE = "#!/bin/sh\necho mine\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    return repo


def remotes(repo: Repo, *options: str) -> dict[str, tuple[str, str, str]]:
    report = json.loads(run(repo.path, "doctor", "--format", "json", *options).stdout)
    return {one["name"]: (one["place"], one["seen_as"], one["why"]) for one in report["remotes"]}


def test_install_says_what_was_done_what_is_guarded_and_what_goes_around(repo: Repo) -> None:
    done = run(repo.path, "install")
    assert done.exit_code == 0
    assert str(repo.path / ".git" / "hooks" / "pre-push") in done.stdout
    assert "every push from this clone is judged" in done.stdout
    assert "--no-verify" in done.stdout


def test_install_names_the_hook_that_was_there_and_uninstall_brings_it_back(repo: Repo) -> None:
    hook = repo.hook("pre-push", MINE)
    assert "kept the hook that was there" in run(repo.path, "install").stdout
    done = run(repo.path, "uninstall")
    assert done.exit_code == 0
    assert "put back" in done.stdout
    assert hook.read_text() == MINE


def test_next_step_after_install_is_what_is_missing(repo: Repo) -> None:
    assert run(repo.path, "install").stdout.endswith("next: release-guard init\n")
    repo.commit(**{"release-considerations__toml": ""})
    assert run(repo.path, "install").stdout.endswith("next: release-guard doctor\n")


def test_interpreter_that_cannot_judge_changes_nothing(repo: Repo) -> None:
    done = run(repo.path, "install", "--python", "/bin/false")
    assert done.exit_code == 1
    assert "nothing was changed" in done.stderr
    assert not (repo.path / ".git" / "hooks" / "pre-push").exists()


def test_user_scope_needs_no_repository(tmp_path: Path) -> None:
    done = run(tmp_path, "install", "--scope", "user")
    assert done.exit_code == 0, done.stderr
    assert "from any repository" in done.stdout
    assert run(tmp_path, "uninstall", "--scope", "user").exit_code == 0


def test_install_reports_as_json(repo: Repo) -> None:
    report = json.loads(run(repo.path, "install", "--format", "json").stdout)
    assert (report["command"], report["scope"]) == ("install", "repo")
    assert report["done"]


def test_doctor_names_the_gate_that_is_missing_and_the_command(repo: Repo) -> None:
    done = run(repo.path, "doctor")
    assert done.exit_code == 0
    assert "RG504" in done.stdout
    assert done.stdout.endswith("next: release-guard install\n")


def test_doctor_says_what_advises_and_that_nothing_binds(repo: Repo) -> None:
    run(repo.path, "install")
    said = run(repo.path, "doctor").stdout
    assert "before a push runs release-guard" in said
    assert "--no-verify" in said
    assert "RG505 nothing-binding" in said
    assert "next: release-guard init" in said


def test_doctor_lists_what_advises_and_what_binds_with_the_command_for_each(repo: Repo) -> None:
    said = run(repo.path, "doctor").stdout
    assert "What stands between a push and the world, the nearest first:" in said
    report = json.loads(run(repo.path, "doctor", "--format", "json").stdout)
    assert [level["reach"] for level in report["levels"]] == ["advises"] * 4 + ["binds"] * 2
    assert {"name", "state", "reach", "next"} == set(report["levels"][0])


def test_bare_repository_can_have_the_gate_for_what_is_pushed_from_it(repo: Repo, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repo("clone", "-q", "--bare", ".", str(bare))
    done = run(bare, "install")
    assert done.exit_code == 0, done.stderr
    assert "install --server" in done.stdout
    assert "judged by its pre-push hook" in run(bare, "doctor").stdout
    assert run(bare, "install", "--scope", "user").exit_code == 0
    assert run(bare, "uninstall", "--scope", "user").exit_code == 0
    assert run(bare, "uninstall").exit_code == 0
    assert not (bare / "hooks" / "pre-push").exists()


def test_doctor_lists_each_remote_with_who_can_read_there_and_why(repo: Repo) -> None:
    repo("config", "--global", "release-guard.private", "git.example.org/**")
    repo("remote", "add", "house", "ssh://git@git.example.org/acme/digits.git")
    repo("remote", "add", "disk", str(repo.path.parent / "copy.git"))
    repo("remote", "add", "github", "https://token@github.com/acme/digits")
    Cache().put(parse("github.com/acme/digits"), Visibility.PUBLIC)
    found = remotes(repo)
    assert found["house"][:2] == ("git.example.org/acme/digits", "private")
    assert found["disk"][1:] == ("private", "local path")
    assert found["github"][:2] == ("github.com/acme/digits", "public")
    assert "token" not in run(repo.path, "doctor").stdout


def test_doctor_offline_asks_nobody_and_takes_the_unknown_for_public(repo: Repo) -> None:
    repo("remote", "add", "origin", "https://git.example.org/acme/digits")
    _, seen_as, why = remotes(repo, "--offline")["origin"]
    assert seen_as == "public"
    assert "nobody was asked" in why


def test_host_that_cannot_be_asked_counts_as_public(repo: Repo) -> None:
    repo("remote", "add", "origin", "https://git.example.org/acme/digits")
    _, seen_as, why = remotes(repo)["origin"]
    assert seen_as == "public"
    assert "counts as public" in why


def test_doctor_sends_uncommitted_answers_to_git(repo: Repo) -> None:
    run(repo.path, "install")
    (repo.path / "release-considerations.toml").write_text("")
    assert "next: git add release-considerations.toml" in run(repo.path, "doctor").stdout
    repo.commit()
    assert "next: release-guard check" in run(repo.path, "doctor").stdout


def test_check_says_that_answers_are_not_committed(repo: Repo) -> None:
    (repo.path / "release-considerations.toml").write_text("")
    done = run(repo.path, "check")
    assert done.exit_code == 1
    assert "isn't committed yet" in done.stderr


def test_doctor_lists_the_policy_layers(repo: Repo, tmp_path: Path) -> None:
    assert "built-in policy" in run(repo.path, "doctor").stdout
    house = tmp_path / "house.toml"
    house.write_text('schema = "release-policy/1"\nname = "house"\n')
    repo("config", "--global", "release-guard.policy", str(house))
    assert str(house) in run(repo.path, "doctor").stdout


def test_doctor_that_cannot_read_a_policy_could_not_look(repo: Repo, tmp_path: Path) -> None:
    repo("config", "--global", "release-guard.policy", str(tmp_path / "gone.toml"))
    done = run(repo.path, "doctor")
    assert done.exit_code == 3
    assert "RG004" in done.stdout
