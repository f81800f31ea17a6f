"""Which overrides count, and what is said of those that don't: nothing is passed over in silence."""

import re

import pytest

from release_guard.formats import policy_examples, policy_tests
from release_guard.formats.policy import parse
from release_guard.formats.policy_tests import Suite
from release_guard.judge.decide import decide
from release_guard.model.decision import Decision, Outcome
from release_guard.model.policy import Layer, Policy

HEAD = 'schema = "release-policy/1"\nname = "p"\n'
ASKS = '[[requirement]]\nlevel = 1\nfrom = "gated-manual"\npeople = [{ role = "security" }]\n'
SIGNED = f"{ASKS}signed = true\n"
KEY = 'keys = [{ key = "ssh-ed25519 AAAAC3Nz" }]\n'
CISO = f'[[reviewer]]\nid = "ciso@x.example"\nroles = []\n{KEY}'
SAM = f'[[reviewer]]\nid = "sam@x.example"\nroles = ["security"]\n{KEY.replace("3Nz", "3Nw")}'
ALLOWED = '[override]\nallowed_by = ["ciso@x.example"]\nmax_hours = 4\n'
TABLE = """\
schema = "release-policy-tests/1"
now = 2026-11-23T20:00:00+00:00
[[attempt]]
name = "one"
level = 1
destination = "github.com/x/y"
wanted = "public"
content = [{{ path = "a.py", category = "source-code" }}]
verdict = {{ outcome = "block" }}
[[attempt.record]]
kind = "override"
{record}
"""


def judged(policy: str, machine: bool = False, /, **keys: str) -> Decision:
    rows = {"by": '"ciso@x.example"', "reason": '"A fix must be out."', "until": "2026-11-23T22:00:00+00:00", **keys}
    record = "\n".join(f"{key} = {value}" for key, value in rows.items())
    suite = policy_tests.parse(TABLE.format(record=record).encode(), "t")
    assert isinstance(suite, Suite), suite
    read = parse(f"{HEAD}{policy}".encode(), "release-policy.toml")
    assert isinstance(read, Policy), read
    layers = (Layer("p", read, machine=machine, path="release-policy.toml"),)
    return decide(policy_examples.facts(suite.examples[0], layers, str.encode))


def said(decision: Decision) -> list[str]:
    return [f"{one.code} {one.message}" for one in decision.findings if "override" in one.message]


@pytest.mark.parametrize(
    ("policy", "keys"),
    [
        (ASKS, {}),
        (ASKS + ALLOWED, {}),
        (SIGNED + CISO + SAM, {"signed": "true"}),
        (SIGNED + CISO + SAM + ALLOWED, {"signed": "true"}),
    ],
)
def test_override_by_somebody_who_may_lets_it_through(policy: str, keys: dict[str, str]) -> None:
    assert judged(policy, **keys).outcome is Outcome.OVERRIDDEN


@pytest.mark.parametrize(
    ("policy", "keys", "why"),
    [
        (
            ASKS + ALLOWED,
            {"by": '"eve@x.example"'},
            "RG306 this override doesn't count: the policy lets ciso@x.example",
        ),
        (ASKS + ALLOWED, {"until": "2026-11-24T02:00:00+00:00"}, "RG506 .*longer than the 4 hours"),
        (ASKS, {"until": "2026-11-25T20:30:00+00:00"}, "RG506 .*longer than the 24 hours"),
        (ASKS, {"reason": '" "'}, "RG506 .*gives no reason"),
        (ASKS, {"recorded_by": '"copilot@users.noreply.github.com"'}, "RG316 .*is a program"),
        (ASKS, {"date": "2026-12-24"}, "RG315 .*hasn't come"),
        (SIGNED + CISO + SAM, {}, "RG308 .*asks for signatures here, and it isn't signed"),
        (SIGNED + SAM + ALLOWED, {"signed": "true"}, "RG308 .*doesn't know as ciso@x.example's"),
        (SIGNED, {"signed": "true"}, "RG308 .*by a key that no policy knows"),
    ],
)
def test_override_that_does_not_count_says_why(policy: str, keys: dict[str, str], why: str) -> None:
    decision = judged(policy, **keys)
    assert decision.outcome is Outcome.BLOCK
    (one,) = said(decision)
    assert re.match(why, one), one


def test_machine_layer_without_a_word_lets_nobody_break_the_glass() -> None:
    (one,) = said(judged(ASKS, True))
    assert "lets nobody break the glass" in one


def test_ended_override_is_not_mentioned() -> None:
    decision = judged(ASKS, until="2026-11-23T19:00:00+00:00")
    assert decision.outcome is Outcome.BLOCK
    assert said(decision) == []


def test_requirement_that_nobody_can_meet_says_what_to_add() -> None:
    decision = judged(ASKS + CISO, until="2026-11-23T19:00:00+00:00")
    (one,) = (finding for finding in decision.findings if finding.code == "RG301")
    assert "nobody can meet that: 1 x security asked for, 0 on the list" in one.message
    assert one.fix == 'edit release-policy.toml: add a [[reviewer]] with roles = ["security"]'
    assert decision.next_steps[0] == one.fix


def test_requirement_that_somebody_can_meet_asks_for_the_review() -> None:
    decision = judged(ASKS + SAM, until="2026-11-23T19:00:00+00:00")
    (one,) = (finding for finding in decision.findings if finding.code == "RG301")
    assert "nobody can meet" not in one.message
    assert one.fix == "release-guard review request --role security"


def test_only_holder_of_a_role_who_is_the_owner_meets_nothing() -> None:
    owner = SAM.replace("sam@x.example", policy_examples.OWNER)
    decision = judged(ASKS + owner, until="2026-11-23T19:00:00+00:00")
    assert any("0 on the list beside owners and authors" in finding.message for finding in decision.findings)
