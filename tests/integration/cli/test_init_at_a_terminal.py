"""``init`` with a person at a real terminal: what is asked, what counts as confirmed, going on, and stopping."""

from pathlib import Path
from typing import Any

import pytest
import tomli

from release_guard.formats import presets
from tests.support.commands import run
from tests.support.git_repo import Repo
from tests.support.guarded import weights
from tests.support.terminal import converse

ALONE = ["no"]
BASICS = [
    "",
    "Reads single digits from small pictures.",
    "",
    "",
    "",
    "github.com/acme/digits",
    "image",
    "no",
    "",
    "",
    "",
    "mit",
]
HARMLESS = [
    *("no", "It reads digits; nobody could be deceived."),
    *("no", "Trained on a public benchmark of digits."),
    *("no", "The technique has been in textbooks for decades."),
]
GO = ["go", "No hazard was found, and it helps people who teach."]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    repo("config", "user.email", "ada@example.org")
    (repo.path / "model.safetensors").write_bytes(weights())
    repo.commit(README__md="# Digit classifier\n", train__py="print(1)\n")
    return repo


def answers(repo: Repo) -> "dict[str, Any]":
    return tomli.loads((repo.path / "release-considerations.toml").read_text())


def test_harmless_release_is_complete_after_one_conversation(repo: Repo) -> None:
    session = converse(repo.path, ["init"], [*ALONE, *BASICS, *HARMLESS, *GO])
    assert session.status == 0, session.screen
    assert "(complete)" in session.screen
    assert run(repo.path, "lint", "--complete").exit_code == 0
    assert "unconfirmed" not in answers(repo)
    assert answers(repo)["decision"]["accountable"] == "ada@example.org"
    assert (repo.path / "release-policy.toml").read_bytes() == presets.text("solo")


def test_somebody_who_could_look_makes_it_a_team(repo: Repo) -> None:
    converse(repo.path, ["init"], ["yes", *BASICS, *HARMLESS, "later"])
    assert (repo.path / "release-policy.toml").read_bytes() == presets.text("team")
    assert str(answers(repo)["decision"]["outcome"]).startswith("TODO")


def test_preset_that_was_named_is_not_asked_about(repo: Repo) -> None:
    session = converse(repo.path, ["init", "--preset", "organisation"], [*BASICS, *HARMLESS, *GO])
    assert session.status == 0, session.screen
    assert "Could somebody else look" not in session.screen


def test_wrong_answers_are_asked_again_with_the_reason(repo: Repo) -> None:
    wrong = list(BASICS)
    wrong[6:7] = ["pictures", "image"]
    wrong[5:6] = ["acme/digits", "https://github.com/acme/digits.git"]
    session = converse(repo.path, ["init"], [*ALONE, *wrong, *HARMLESS, *GO])
    assert session.status == 0, session.screen
    assert "write one of: text, image" in session.screen
    assert 'write "github.com/acme/digits"' in session.screen
    assert answers(repo)["release"]["targets"] == ["github.com/acme/digits"]


def test_placeholder_is_no_answer_and_a_dash_leaves_the_question_open(repo: Repo) -> None:
    open_ = list(BASICS)
    open_[1:2] = ["n/a", "-"]
    session = converse(repo.path, ["init"], [*ALONE, *open_, *HARMLESS, "later"])
    assert "isn't an answer yet" in session.screen
    assert str(answers(repo)["release"]["summary"]).startswith("TODO")


def test_hazard_asks_for_more_and_leaves_the_decision_for_later(repo: Repo) -> None:
    session = converse(repo.path, ["init"], [*ALONE, *BASICS, "yes", "It could clone voices of people.", *HARMLESS[2:]])
    assert session.status == 0, session.screen
    assert "the decision comes after them" in session.screen
    assert "mitigation" in answers(repo)


def test_interrupt_writes_nothing(repo: Repo) -> None:
    session = converse(repo.path, ["init"], [*ALONE, "", "^C"])
    assert session.status == 130
    assert "nothing was written" in session.screen
    assert not (repo.path / "release-considerations.toml").exists()
    assert not (repo.path / "release-policy.toml").exists()


def test_going_on_confirms_guesses_and_keeps_what_people_wrote(repo: Repo) -> None:
    run(repo.path, "init", "--yes", "--preset", "solo")
    path = repo.path / "release-considerations.toml"
    path.write_text(path.read_text().replace("[timing]", "# we talked about this on Monday\n[timing]"))
    known = [one for one in BASICS if one != "mit"]  # no licence was guessed, and level 1 asks for none
    session = converse(repo.path, ["init"], ["yes", *known, *HARMLESS, *GO])
    assert session.status == 0, session.screen
    assert "# we talked about this on Monday" in path.read_text()
    assert "unconfirmed" not in answers(repo)
    assert answers(repo)["release"]["synthetic_media"] is False
    assert "synthetic_media = false  #" not in path.read_text()
    assert run(repo.path, "lint", "--complete").exit_code == 0


def test_guess_that_is_left_open_stays_unconfirmed(repo: Repo) -> None:
    run(repo.path, "init", "--yes")
    known = ["-", *(one for one in BASICS[1:] if one != "mit")]
    converse(repo.path, ["init"], ["yes", *known, *HARMLESS, *GO])
    assert answers(repo)["unconfirmed"] == ["release.title"]


def test_nothing_is_overwritten_before_somebody_says_so(repo: Repo) -> None:
    for name in ("release-considerations.toml", "release-policy.toml"):
        (repo.path / name).write_text("# mine\n")
    session = converse(repo.path, ["init"], ["no", "no", "no"])
    assert session.status == 1
    assert (repo.path / "release-considerations.toml").read_text() == "# mine\n"
    assert (repo.path / "release-policy.toml").read_text() == "# mine\n"


def test_policy_alone_is_replaced_when_somebody_says_so(repo: Repo) -> None:
    for name in ("release-considerations.toml", "release-policy.toml"):
        (repo.path / name).write_text("# mine\n")
    session = converse(repo.path, ["init", "--preset", "solo"], ["no", "no", "yes"])
    assert session.status == 0, session.screen
    assert (repo.path / "release-considerations.toml").read_text() == "# mine\n"
    assert (repo.path / "release-policy.toml").read_bytes() == presets.text("solo")


def test_outside_of_a_repository_somebody_is_asked_first(tmp_path: Path) -> None:
    session = converse(tmp_path, ["init"], ["no"])
    assert session.status == 1
    assert "git init" in session.screen
    assert list(tmp_path.iterdir()) == []


def test_hint_of_the_content_is_said_where_it_matters(repo: Repo) -> None:
    repo.commit(requirements__txt="coqui-tts\n")
    session = converse(repo.path, ["init", "--preset", "solo"], BASICS[:7])
    assert "requirements.txt:1 names" in session.screen
    assert "voice-cloning" in session.screen
