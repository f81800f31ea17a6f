"""Answers put together, written, and taken up again."""

from pathlib import Path

import pytest

from release_guard.formats import considerations
from release_guard.model.considerations import Considerations
from release_guard.wiring import begin

GUESSED = {"release.title": "Digits", "release.owner": "ada@example.org"}


def test_given_answers_stand_before_guesses_and_only_guesses_are_unconfirmed() -> None:
    answers = begin.compose(GUESSED, {"release.title": "Numbers"})
    assert answers == {"unconfirmed": ["release.owner"], "release.title": "Numbers", "release.owner": "ada@example.org"}


def test_what_an_answers_file_calls_unconfirmed_stays_so() -> None:
    answers = begin.compose({}, {"release.title": "Numbers", "unconfirmed": ["release.title"]})
    assert answers["unconfirmed"] == ["release.title"]


def test_nested_tables_and_dotted_keys_are_the_same_answers() -> None:
    nested = {"release": {"title": "x"}, "hazards": {"data": {"present": "no"}}, "threat": [{"id": "T1"}]}
    flat = {"release.title": "x", "hazards.data.present": "no", "threat": [{"id": "T1"}]}
    assert begin.flat(nested) == flat
    assert begin.tables(flat) == nested


@pytest.fixture
def existing(tmp_path: Path) -> Path:
    text = begin.considerations_text(begin.compose(GUESSED, {"release.summary": "Reads digits in pictures."}), "solo")
    begin.write(str(tmp_path), "release-considerations.toml", text.encode(), anew=False)
    return tmp_path


def test_existing_file_tells_answers_from_guesses_and_open_places(existing: Path) -> None:
    found = begin.look(str(existing))
    assert found is not None
    assert set(found.guessed) == set(GUESSED)
    assert found.answered["release.summary"] == "Reads digits in pictures."
    assert "release.contact" not in found.answered


def test_revised_file_has_the_new_answers_and_the_rest_of_the_guesses(existing: Path) -> None:
    found = begin.look(str(existing))
    assert found is not None
    text = begin.revise(found, {"release.title": "Digits", "release.synthetic_media": False})
    file = considerations.parse(text.encode(), "x")
    assert isinstance(file, Considerations)
    assert (file.title, file.synthetic_media) == ("Digits", False)
    assert 'unconfirmed = ["release.owner"]' in text


def test_section_that_was_unconfirmed_is_confirmed_when_all_of_it_is() -> None:
    held = {"hazards.data.present": "no", "hazards.data.rationale": "Nothing personal in it."}
    text = (
        'unconfirmed = ["hazards.data"]\n[hazards]\ndata = { present = "no", rationale = "Nothing personal in it." }\n'
    )
    found = begin.Existing(text, {}, held, ("hazards.data",))
    assert "unconfirmed" in begin.revise(found, {"hazards.data.present": "no"})
    assert "unconfirmed" not in begin.revise(found, held)


def test_file_that_is_there_is_written_only_anew(tmp_path: Path) -> None:
    begin.write(str(tmp_path), "release-policy.toml", b"one", anew=False)
    with pytest.raises(FileExistsError):
        begin.write(str(tmp_path), "release-policy.toml", b"two", anew=False)
    begin.write(str(tmp_path), "release-policy.toml", b"two", anew=True)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("release-policy.toml", b"two")]


@pytest.mark.parametrize("text", [b"no toml [", b"\xff\xfe"])
def test_file_that_cannot_be_read_is_not_gone_on_with(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "release-considerations.toml").write_bytes(text)
    assert begin.look(str(tmp_path)) is None
