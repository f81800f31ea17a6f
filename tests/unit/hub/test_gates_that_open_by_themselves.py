"""A gate that lets in whoever clicks isn't what an approval up to gated-manual allows (judge.md, RG417)."""

import pytest

from tests.support.guarded import weights
from tests.support.hub_desk import Program

PLACE, NAME = "models/acme/digits", "hf:models/acme/digits"
OLD, NEW = weights(1, 1000), weights(2, 1000)


@pytest.fixture
def program() -> Program:
    """Up to gated-manual the owner alone decides at level 1 (preset team)."""
    made = Program()
    made.answer(NAME)
    return made


def test_upload_behind_a_click_is_refused_with_the_command_that_mends_the_gate(program: Program) -> None:
    program.has(PLACE, {"README.md": b"# Digits\n"}, gated="auto")
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert "RG417 gate-is-automatic" in report
    assert f"fix: release-guard lower {NAME} --to gated-manual" in report
    assert "RG417" in program.told[0]
    program.repo(PLACE).expose(gated="manual")
    program.restart()
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200
    assert program.told[1:] == []


def test_raise_behind_a_click_is_refused_and_publish_knows_better(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": OLD}, "private").expose(gated="auto")
    report = program.refused(program.settings, PLACE, private=False)
    assert "RG417 gate-is-automatic" in report
    assert f"fix: release-guard publish {NAME}" in report
    assert program.settings(PLACE, private=False, gated="manual").status == 200


def test_gate_in_front_of_words_alone_is_nobody_s_business(program: Program) -> None:
    program.has(PLACE, {"README.md": b"# Digits\n"}, gated="auto")
    assert program.upload(PLACE, {"README.md": b"# Digits, again\n"}).status == 200


def test_members_who_are_let_in_without_asking_are_told_of(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": OLD}, gated="manual")
    assert program.settings(PLACE, orgMembersGated=False).status in (200, 400)
    (line,) = program.told
    assert "RG434 members-bypass-the-gate" in line
    program.settings(PLACE, orgMembersGated=True)
    assert len(program.told) == 1
