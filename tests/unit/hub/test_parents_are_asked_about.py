"""What was made from another release is no wider than that one is now: the guard asks the Hub, once in a run."""

import pytest

from release_guard.demo.hub.answers import Refused
from tests.support.guarded import weights
from tests.support.hub_desk import ANSWERS, HAZARDOUS, Program

PLACE, NAME, PARENT = "models/acme/digits", "hf:models/acme/digits", "models/eve/base"
NEW = weights(1, 1000)
#: Level 3: an unknown parent holds.
GRAVE = """
[[threat]]
id = "misuse"
hazard = "product"
who = "Somebody who forges figures."
how = "They read digits where nobody wants them read."
severity = "high"
likelihood = "moderate"
"""


def derived(program: Program, parent: str = f"hf:{PARENT}", relation: str = "finetune", *, more: str = "") -> None:
    text = program.files[ANSWERS].decode()
    table = f'[[derived_from]]\nrepo = "{parent}"\nrev = "4f0c2d9"\nrelation = "{relation}"\nclaims = []\n{more}\n'
    program.files[ANSWERS] = text.replace("[timing]", f"{table}\n[timing]").encode()


@pytest.fixture
def program() -> Program:
    made = Program("solo")
    made.answer(NAME)
    made.has(PLACE, {"README.md": b"# Digits\n"})
    return made


@pytest.mark.parametrize("relation", ["finetune", "merge", "quantized", "distilled"])
def test_weights_are_no_wider_than_what_they_were_made_from(program: Program, relation: str) -> None:
    derived(program, relation=relation)
    program.has(PARENT, {"model.safetensors": NEW}, gated="manual")
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert f"RG431 parent-not-cleared: hf:{PARENT}, from which this was made, is gated-manual" in report


def test_an_adapter_and_what_comes_from_public_weights_pass(program: Program) -> None:
    derived(program)
    program.has(PARENT, {"model.safetensors": NEW})
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200
    program.has(PARENT, {}, gated="manual").expose(gated="manual")
    program.restart()
    derived(program, relation="adapter")
    program.files[ANSWERS] = program.files[ANSWERS].replace(b'"finetune"', b'"adapter"')
    assert program.upload(PLACE, {"adapter.safetensors": NEW}).status == 200


def test_the_parent_is_asked_about_once_in_a_run(program: Program) -> None:
    derived(program)
    program.has(PARENT, {"model.safetensors": NEW})
    program.upload(PLACE, {"model.safetensors": NEW})
    program.upload(PLACE, {"other.safetensors": weights(3, 900)})
    assert len([asked for asked in program.asked if PARENT in asked]) == 1


def test_a_parent_that_nobody_sees_is_a_note_and_asked_about_once(program: Program) -> None:
    derived(program)
    program.upload(PLACE, {"model.safetensors": NEW})
    program.upload(PLACE, {"other.safetensors": weights(3, 900)})
    assert len([asked for asked in program.asked if PARENT in asked]) == 1
    assert program.told == []


@pytest.mark.parametrize("parent", [f"hf:{PARENT}", "github.com/eve/base", "no place at all:"])
def test_an_unknown_parent_holds_from_level_three(program: Program, parent: str) -> None:
    derived(program, parent, more=GRAVE)
    program.files[ANSWERS] = program.files[ANSWERS].replace(HAZARDOUS[0].encode(), HAZARDOUS[1].encode())
    program.refuses[f"GET /api/{PARENT}"] = Refused(403, "no").answer
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert f"RG431 parent-not-cleared: nobody could say how widely {parent} is released" in report


def test_a_raise_and_a_new_repository_are_capped_as_well(program: Program) -> None:
    program.answer(NAME, "hf:models/acme/new")
    derived(program)
    program.has(PARENT, {"model.safetensors": NEW}, gated="manual")
    program.create("new")
    assert program.repo("models/acme/new").visibility == "private"
    assert "RG431" in program.told[0]
    program.has("models/acme/new", {"model.safetensors": NEW})
    assert "RG431" in program.refused(program.settings, "models/acme/new", private=False)


def test_code_beside_the_weights_is_not_capped(program: Program) -> None:
    derived(program)
    program.has(PARENT, {"model.safetensors": NEW}, gated="manual")
    assert program.upload(PLACE, {"train.py": b"print(1)\n"}).status == 200
