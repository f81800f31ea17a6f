"""An override lets one upload through, from its first call on, and nothing else (judge.md, "Break-glass")."""

from datetime import timedelta

import pytest

from release_guard.content.digest import attempt_digest
from release_guard.formats import record_text
from release_guard.model.attempt import Item
from release_guard.model.category import Category
from release_guard.model.record import Record, Scope
from release_guard.model.visibility import Visibility
from tests.support.guarded import weights
from tests.support.hub_desk import TODAY, Program, sha

PLACE, NAME = "models/acme/digits", "hf:models/acme/digits"
NEW, OTHER = weights(1, 1000), weights(2, 1000)


@pytest.fixture
def program() -> Program:
    made = Program()
    made.answer(NAME)
    made.has(PLACE, {"README.md": b"# Digits\n"})
    return made


def broken(program: Program, *blobs: bytes, place: str = NAME, hours: int = 10) -> None:
    """Somebody's word for one commit of *blobs*, as files of weights."""
    items = [Item(f"{n}.safetensors", Category.TRAINED_MODEL, sha256=sha(blob)) for n, blob in enumerate(blobs)]
    record = Record(
        "override",
        "",
        "ada@example.org",
        TODAY,
        recorded_by="ada@example.org",
        reason="A clinic waits for it tonight.",
        until=program.moment + timedelta(hours=hours),
        destination=place,
        attempt=attempt_digest(items),
    )
    program.files[f"release-records/{record_text.file_name(record)}"] = record_text.render(record).encode()


@pytest.mark.parametrize("stored", [False, True], ids=["xet", "lfs"])
def test_an_override_counts_from_the_preupload_to_the_commit(program: Program, stored: bool) -> None:
    broken(program, NEW)
    program.announce(PLACE, {"0.safetensors": NEW})
    if stored:
        program.store(PLACE, NEW)
    assert program.told == []
    program.commit(PLACE, {"0.safetensors": NEW})
    (line,) = program.told
    assert line.startswith(f"release-guard: overridden: {NAME} (public) goes out although it isn't cleared: ")
    assert "A clinic waits for it tonight." in line
    assert "open: RG301 review-missing" in line


def test_other_bytes_are_refused_by_the_commit(program: Program) -> None:
    broken(program, NEW)
    program.announce(PLACE, {"0.safetensors": OTHER})
    assert "RG301" in program.refused(program.commit, PLACE, {"0.safetensors": OTHER})


@pytest.mark.parametrize(("place", "hours"), [("hf:models/acme/other", 10), (NAME, -1), (NAME, 200)])
def test_an_override_for_another_place_or_time_counts_at_no_call(program: Program, place: str, hours: int) -> None:
    broken(program, NEW, place=place, hours=hours)
    program.refused(program.announce, PLACE, {"0.safetensors": NEW})


def test_an_objection_stands_from_the_first_call_on(program: Program) -> None:
    everything = Scope(frozenset(Category), Visibility.PUBLIC, ("hf:**",))
    program.review(NEW, decision="disapprove", scope=everything)
    broken(program, NEW)
    assert "RG307" in program.refused(program.announce, PLACE, {"0.safetensors": NEW})


def test_a_run_that_begins_with_its_repository_is_let_in(program: Program) -> None:
    broken(program, NEW)
    assert program.create("digits").status == 409
    assert program.upload(PLACE, {"0.safetensors": NEW}).status == 200


def test_what_is_made_anew_stays_private_first(program: Program) -> None:
    program.answer(NAME, "hf:models/acme/new")
    broken(program, NEW, place="hf:models/acme/new")
    program.create("new")
    assert program.repo("models/acme/new").visibility == "private"
