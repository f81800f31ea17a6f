"""What is remembered of who sees a place: private for minutes, wider for good, and nothing past a change."""

import json

import pytest

from release_guard.demo.hub.answers import Answer, Refused
from release_guard.hub.api import Hub
from release_guard.hub.state import PRIVATE_FOR, States, asked, owner
from release_guard.model.destination import Destination, parse
from release_guard.model.visibility import Visibility
from tests.support.hub_desk import ENDPOINT, Program

PLACE = parse("hf:models/acme/digits")


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def program() -> Program:
    return Program("")


def hub_of(program: Program) -> Hub:
    return Hub(program.asks, ENDPOINT, pause=lambda _: None)


def test_private_is_believed_for_minutes_and_public_for_good(program: Program) -> None:
    clock = Clock()
    states, hub = States(clock), hub_of(program)
    repo = program.has("models/acme/digits", {}, "private")
    assert states.now(hub, PLACE).is_private
    repo.expose("public")
    clock.now = PRIVATE_FOR - 1
    assert states.now(hub, PLACE).is_private
    clock.now = PRIVATE_FOR
    assert states.now(hub, PLACE).visibility is Visibility.PUBLIC
    repo.expose("private")
    clock.now = 1e9
    assert states.now(hub, PLACE).visibility is Visibility.PUBLIC


def test_private_is_not_kept_while_a_setting_is_on_its_way_to_open_it(program: Program) -> None:
    clock = Clock()
    states, hub = States(clock), hub_of(program)
    repo = program.has("models/acme/digits", {}, "private")
    assert states.now(hub, PLACE).is_private
    states.opening(PLACE)
    assert states.now(hub, PLACE).is_private
    repo.expose("public")
    assert states.now(hub, PLACE).visibility is Visibility.PUBLIC
    states.opening(PLACE)
    repo.expose("private")
    clock.now += 61
    assert states.now(hub, PLACE).is_private
    program.asked.clear()
    assert states.now(hub, PLACE).is_private
    assert program.asked == []


def test_what_changed_is_asked_again_under_its_old_and_its_new_name(program: Program) -> None:
    states, hub = States(), hub_of(program)
    repo = program.has("models/acme/digits", {}, "private")
    program.hub.moved["models", "acme/old"] = "acme/digits"
    old = parse("hf:models/acme/old")
    assert states.now(hub, old).place == PLACE
    repo.expose("public")
    states.forget(PLACE)
    assert states.now(hub, old).visibility is Visibility.PUBLIC


def test_a_place_that_is_missing_is_looked_for_each_time(program: Program) -> None:
    states, hub = States(), hub_of(program)
    assert states.now(hub, PLACE).missing
    program.has("models/acme/digits", {}, "private")
    assert states.now(hub, PLACE).is_private


@pytest.mark.parametrize("answer", [Answer(200, b"[]"), Answer(200, b'{"private": "no"}'), Refused(500, "no").answer])
def test_an_answer_that_says_nothing_is_not_known_and_not_kept(program: Program, answer: Answer) -> None:
    states, hub = States(), hub_of(program)
    program.has("models/acme/digits", {})
    program.refuses["GET /api/models/acme/digits"] = answer
    state = states.now(hub, PLACE)
    assert (state.visibility, state.missing) == (None, False)
    assert state.answer.reason
    program.refuses.clear()
    assert states.now(hub, PLACE).visibility is Visibility.PUBLIC


def test_a_gate_counts_and_a_bucket_has_none(program: Program) -> None:
    program.has("models/acme/digits", {}, gated="manual")
    program.has_bucket("acme/b", "public")
    assert asked(hub_of(program), PLACE).visibility is Visibility.GATED_MANUAL
    assert asked(hub_of(program), Destination("hf", "acme/b", "buckets")).visibility is Visibility.PUBLIC


@pytest.mark.parametrize("said", [b"[]", b'{"name": 7}', b"<html>"])
def test_the_owner_of_a_token_is_asked_for_and_may_stay_unknown(program: Program, said: bytes) -> None:
    assert owner(hub_of(program)) == "ada"
    program.refuses["GET /api/whoami-v2"] = Answer(200, said)
    assert owner(hub_of(program)) == ""


def test_a_place_of_an_unknown_owner_is_made_private(program: Program) -> None:
    program.refuses["GET /api/whoami-v2"] = Refused(403, "no").answer
    program.answer("hf:models/ada/digits")
    program.create("digits", organization=None)
    assert program.repo("models/ada/digits").visibility == "private"
    assert json.dumps(program.told).count("hf_") == 0
