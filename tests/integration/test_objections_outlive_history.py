"""An objection that was committed and never pushed before: whatever the history does with it, it holds or is heard."""

from pathlib import Path

import pytest

from tests.support.guarded import Guarded, weights


@pytest.fixture
def objected(tmp_path: Path) -> Guarded:
    """A team whose code is public, with an approval and then an objection that nobody has pushed yet."""
    guarded = Guarded(tmp_path, "team")
    guarded.commit(train__py="print(1)\n")
    assert guarded.push().returncode == 0
    guarded.commit(model__safetensors=weights())
    guarded.record()
    guarded.repo("tag", "approved")
    guarded.record(by="mei@example.org", decision="disapprove")
    return guarded


def _objection(guarded: Guarded) -> Path:
    (path,) = (guarded.repo.path / "release-records").glob("*mei*.toml")
    return path


def _is_held(guarded: Guarded, *arguments: str) -> None:
    before = guarded.refs()
    done = guarded.push(*arguments)
    assert done.returncode != 0, done.stderr
    assert "mei@example.org" in done.stderr
    assert "said no" in done.stderr
    assert guarded.refs() == before


def test_deleting_it_in_a_later_commit_ends_nothing(objected: Guarded) -> None:
    _objection(objected).unlink()
    objected.commit("Tidy up")
    _is_held(objected)


@pytest.mark.parametrize(
    "place", ["release-records/old/{}", "attic/{}", "release-records/2026-01-01-mei-ml-000000.toml"]
)
def test_moving_it_ends_nothing(objected: Guarded, place: str) -> None:
    path = _objection(objected)
    there = objected.repo.path / place.format(path.name)
    there.parent.mkdir(parents=True, exist_ok=True)
    path.rename(there)
    objected.commit("Tidy up")
    _is_held(objected)


@pytest.mark.parametrize("word", ["approve", "defer"])
def test_changing_its_word_ends_nothing(objected: Guarded, word: str) -> None:
    path = _objection(objected)
    path.write_text(path.read_text().replace('"disapprove"', f'"{word}"'))
    objected.commit("Correct")
    _is_held(objected)


def test_reverting_its_commit_ends_nothing(objected: Guarded) -> None:
    objected.repo("revert", "--no-edit", "HEAD")
    _is_held(objected)


def test_another_branch_without_it_is_held_by_what_stands_at_the_destination(objected: Guarded) -> None:
    objected.repo.run("push", "--no-verify", "origin", "main")
    objected.repo("switch", "-q", "-c", "side", "approved")
    objected.commit(model__safetensors=weights(1))
    _is_held(objected, "side")


def test_one_commit_in_the_place_of_many_does_not_end_what_the_destination_has(objected: Guarded) -> None:
    objected.repo.run("push", "--no-verify", "origin", "main")
    objected.repo("reset", "-q", "--soft", "HEAD~3")
    _objection(objected).unlink()
    objected.write("model.safetensors", weights(1))
    objected.commit("Everything in one")
    _is_held(objected, "--force", "main")


def test_who_said_it_can_still_take_it_back(objected: Guarded) -> None:
    path = _objection(objected)
    path.unlink()
    objected.commit("Tidy up")
    done = objected.guard("review", "withdraw", path.name, "--by", "mei@example.org")
    assert done.returncode == 0, done.stderr
    objected.commit("Withdraw")
    pushed = objected.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "RG318" in pushed.stderr
    assert "taken back since" in pushed.stderr


def test_the_board_can_still_lift_it_and_what_was_said_stays_in_sight(objected: Guarded) -> None:
    options = ("--role", "release-board", "--decision", "approve", "--rationale", "Weighed, and worth it.")
    lifting = ("--supersedes", _objection(objected).name, "--by", "board@example.org")
    assert objected.guard("review", "record", *options, *lifting).returncode == 0
    objected.commit("Lift")
    pushed = objected.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "lifted since by board@example.org" in pushed.stderr


def test_an_example_in_the_documentation_is_no_objection(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path)
    text = 'schema = "release-record/1"\nkind = "review"\nby = "a@b.example"\nrecorded_by = "a@b.example"\n'
    text += 'date = 2026-11-20\nrole = "ml"\ndecision = "disapprove"\nrationale = "No."\n'
    guarded.commit(**{"docs/objection__toml": text, "train__py": "print(1)\n"})
    assert guarded.push().returncode == 0
