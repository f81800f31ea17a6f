"""A protected Space hides its files and shows its app: what runs there is judged as public, the rest as private."""

import pytest

from release_guard.demo.hub.answers import Refused
from tests.support.guarded import weights
from tests.support.hub_desk import Program

PLACE, NAME = "spaces/acme/demo", "hf:spaces/acme/demo"
APP, WEIGHTS = b"import gradio\n", weights(1, 1000)


@pytest.fixture
def program() -> Program:
    made = Program()
    made.answer(NAME, release='["runnable-system", "trained-model"]')
    made.has(PLACE, {"README.md": b"# Demo\n"}, "protected")
    return made


def test_an_app_that_nobody_reviewed_is_not_shown_by_a_protected_space(program: Program) -> None:
    report = program.refused(program.upload, PLACE, {"app.py": APP})
    assert "runnable-system" in report
    assert program.sent == []


def test_weights_and_words_in_a_protected_space_are_hidden(program: Program) -> None:
    assert program.upload(PLACE, {"model.safetensors": WEIGHTS, "README.md": b"# Demo, again\n"}).status == 200
    assert program.told == []


def test_weights_beside_a_reviewed_app_are_hidden_as_long_as_it_is_protected() -> None:
    program = Program("solo")
    program.answer(NAME, release='["runnable-system"]')
    program.has(PLACE, {"README.md": b"# Demo\n"}, "protected")
    files = {"app.py": APP, "model.safetensors": WEIGHTS}
    assert program.upload(PLACE, files).status == 200
    report = program.refused(program.settings, PLACE, visibility="public")
    assert "trained-model" in report
    assert program.repo(PLACE).visibility == "protected"


def test_private_space_becomes_protected_only_with_a_cleared_app(program: Program) -> None:
    program.has("spaces/acme/other", {"app.py": APP}, "private")
    program.answer("hf:spaces/acme/other", release='["runnable-system"]')
    report = program.refused(program.settings, "spaces/acme/other", visibility="protected")
    assert "RG301" in report
    program.has("spaces/acme/files", {"model.safetensors": WEIGHTS}, "private")
    assert program.settings("spaces/acme/files", visibility="protected").status == 200


def test_what_becomes_narrower_or_stays_passes(program: Program) -> None:
    assert program.settings(PLACE, visibility="protected").status == 200
    assert program.settings(PLACE, visibility="private").status == 200
    assert program.repo(PLACE).visibility == "private"


def test_new_space_is_protected_where_its_app_is_cleared_and_private_where_not() -> None:
    program = Program("solo")
    program.answer(NAME, release='["runnable-system"]')
    program.create("demo", type="space", sdk="gradio", visibility="protected")
    assert program.repo(PLACE).visibility == "protected"
    program = Program()
    program.answer(NAME, release='["runnable-system"]')
    program.create("demo", type="space", sdk="gradio", visibility="protected")
    assert program.repo(PLACE).visibility == "private"


def test_protected_space_is_lowered_where_the_policy_says_so_and_the_hub_shows_it(program: Program) -> None:
    program.files["release-policy.toml"] += b'\n[on_exceed]\nexisting_public = "lower"\n'
    assert program.upload(PLACE, {"app.py": APP}).status == 200
    assert program.repo(PLACE).visibility == "private"
    assert f"lowered: {NAME} is private" in program.told[0]


def test_space_that_stays_protected_gets_no_app(program: Program) -> None:
    program.files["release-policy.toml"] += b'\n[on_exceed]\nexisting_public = "lower"\n'
    program.ignores = frozenset({"visibility", "private"})
    assert "RG405 read-back-differs" in program.refused(program.upload, PLACE, {"app.py": APP})


def test_owner_of_a_space_is_asked_for_their_own_list() -> None:
    program = Program()
    program.answer("hf:spaces/ada/demo", release='["runnable-system"]')
    program.has("spaces/ada/demo", {"README.md": b"# Demo\n"}, "protected")
    program.refused(program.upload, "spaces/ada/demo", {"app.py": APP})


def test_space_whose_owner_does_not_tell_counts_as_what_it_looks_like(program: Program) -> None:
    for path in ("/api/organizations/acme/settings/repositories", "/api/settings/repositories"):
        program.refuses[f"GET {path}"] = Refused(403, "no").answer
    assert program.upload(PLACE, {"app.py": APP}).status == 200
