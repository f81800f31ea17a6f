"""What somebody whose upload is refused gets to read: the report alone where that can be, and the next command last."""

import pickle
import subprocess
import sys

import pytest

import release_guard
from release_guard.hub.outgoing import CommandBlocked, ReleaseBlocked
from release_guard.model.category import Category
from release_guard.model.record import Scope
from release_guard.model.visibility import Visibility
from tests.support.guarded import weights
from tests.support.hub_desk import Program

PLACE, NAME = "models/acme/digits", "hf:models/acme/digits"
NEW, OLD = weights(1, 1000), weights(2, 900)


@pytest.fixture
def program() -> Program:
    made = Program()
    made.answer(NAME)
    return made


def test_the_last_line_of_a_refusal_names_the_next_command(program: Program) -> None:
    program.has(PLACE, {"README.md": b"# Digits\n"})
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert (
        f"Next: let a reviewer look at the files and run: release-guard review record --folder DIR --target {NAME} "
        "--role ROLE --decision approve --rationale TEXT" in (report.splitlines()[-1])
    )


def test_what_is_on_the_hub_is_reviewed_there(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": OLD}, "private")
    report = program.refused(program.settings, PLACE, private=False)
    assert f"    fix: release-guard review request --at {NAME}" in report.splitlines()
    assert report.endswith(f"Next: release-guard review request --at {NAME}")
    assert f"next: release-guard review request --at {NAME}" in program.told[0]


def test_a_place_that_is_not_there_yet_is_reviewed_from_the_project(program: Program) -> None:
    program.files["release-policy.toml"] += b'\n[on_exceed]\nhub = "block"\n'
    assert "fix: release-guard review request\n" in program.refused(program.create, "digits")


def test_an_objection_is_answered_before_anybody_reviews_a_folder(program: Program) -> None:
    everything = Scope(frozenset(Category), Visibility.PUBLIC, ("hf:**",))
    program.review(NEW, decision="disapprove", scope=everything)
    program.has(PLACE, {"README.md": b"# Digits\n"})
    assert "--folder" not in program.refused(program.announce, PLACE, {"model.safetensors": NEW}).splitlines()[-1]


def test_the_command_of_the_hub_begins_with_a_repository_that_exists(program: Program) -> None:
    """``hf upload`` makes the repository and brings the files in the same breath: those are judged."""
    program.has(PLACE, {"README.md": b"# Digits\n"})
    program.restart(in_command=True)
    assert program.create("digits").status == 409
    assert program.upload(PLACE, {"README.md": b"# Digits, again\n"}).status == 200
    program.refused(program.announce, PLACE, {"model.safetensors": NEW})


def test_an_exception_shows_the_name_under_which_it_can_be_caught() -> None:
    caught: type[Exception] = release_guard.ReleaseBlocked  # type: ignore[assignment]
    assert caught is ReleaseBlocked
    assert f"{caught.__module__}.{caught.__name__}" == "release_guard.ReleaseBlocked"
    assert str(pickle.loads(pickle.dumps(ReleaseBlocked("the report")))) == "the report"
    assert str(pickle.loads(pickle.dumps(CommandBlocked("the report")))) == "the report"
    with pytest.raises(AttributeError, match="no attribute 'Released'"):
        _ = release_guard.Released


def test_a_notebook_shows_the_report_and_no_traceback() -> None:
    assert ReleaseBlocked("one\ntwo")._render_traceback_() == ["one", "two"]


def test_a_command_that_nobody_wrote_ends_with_the_report_alone() -> None:
    code = "from release_guard import CommandBlocked\nraise CommandBlocked('one\\ntwo')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "one\ntwo\n")
