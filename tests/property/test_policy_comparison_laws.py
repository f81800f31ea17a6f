"""What is said of two policies holds when the judge judges by them, over random worlds."""

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from release_guard.judge.asked import JUDGED
from release_guard.judge.case import Case
from release_guard.judge.change import Direction
from release_guard.judge.compare import compare
from release_guard.judge.decide import decide
from release_guard.judge.people import seat
from release_guard.judge.shortage import shortage
from release_guard.model.attempt import Facts
from release_guard.model.policy import Layer, Policy, Slot
from release_guard.model.visibility import Visibility
from tests.property import worlds

MANY = settings(deadline=None)
#: Enough small policies for one to be stricter than another by chance.
close = st.tuples(worlds.policies(roster=False, states=True), worlds.requirements(), worlds.caps())


def under(facts: Facts, policy: Policy) -> Visibility:
    return decide(facts._replace(layers=(Layer("p", policy),))).ceiling


@MANY
@given(worlds.facts(), close, st.sampled_from(["requirement", "cap", "both", "other"]), st.data())
def test_policy_that_is_only_stricter_never_widens(
    facts: Facts, parts: tuple[Policy, object, object], how: str, data: st.DataObject
) -> None:
    old, requirement, cap = parts
    new = old
    if how in ("requirement", "both"):
        new = new._replace(requirements=(*new.requirements, requirement))  # type: ignore[arg-type]
    if how in ("cap", "both"):
        new = new._replace(caps=(*new.caps, cap))  # type: ignore[arg-type]
    if how == "other":
        new = data.draw(worlds.policies(roster=False, states=True))
    for first, second in ((old, new), (new, old)):
        if {change.direction for change in compare(first, second)} <= {Direction.STRICTER}:
            assert under(facts, second) <= under(facts, first)


@MANY
@given(worlds.facts(), worlds.policies(roster=False, states=True), st.randoms(use_true_random=False))
def test_same_rules_written_otherwise_are_no_change_and_judge_alike(facts: Facts, one: Policy, random: Random) -> None:
    """A requirement for several categories is one for each; the order doesn't matter, nor does saying it twice."""
    split = [
        asked._replace(content=frozenset({category}))
        for asked in (*one.requirements, one.requirements[0])
        for category in (JUDGED if asked.content is None else sorted(asked.content))
    ]
    random.shuffle(split)
    other = one._replace(requirements=tuple(split), caps=one.caps * 2)
    assert compare(one, other) == ()
    assert under(facts, one) == under(facts, other)


@MANY
@given(worlds.policies(), worlds.policies())
def test_what_is_stricter_one_way_is_looser_the_other_way(one: Policy, other: Policy) -> None:
    there = sorted((change.about, change.direction.value, change.old, change.new) for change in compare(one, other))
    turned = {Direction.STRICTER: Direction.LOOSER, Direction.LOOSER: Direction.STRICTER}
    back = sorted(
        (change.about, turned.get(change.direction, change.direction).value, change.new, change.old)
        for change in compare(other, one)
    )
    assert there == back


@MANY
@given(worlds.policies())
def test_policy_does_not_differ_from_itself(policy: Policy) -> None:
    assert compare(policy, policy._replace(name="x", requirements=policy.requirements[::-1])) == ()


@MANY
@given(worlds.facts(), worlds.policies(states=True), st.lists(worlds.slots, min_size=1, max_size=3))
def test_places_that_are_filled_could_be_filled(facts: Facts, policy: Policy, places: list[Slot]) -> None:
    """Whoever fills every place of a requirement stands on the lists: then nothing is called short."""
    asked = worlds.TEAM.requirements[1]._replace(level=1, people=tuple(places))
    stated = policy._replace(requirements=(asked,), caps=())
    case = Case(facts._replace(layers=(Layer("p", stated),)))
    assume(case.file is not None and case.number < 4)
    for group in case.heavy_or_code:
        if seat(case, case.rules.judged[0], group).reached > Visibility.PRIVATE:
            assert shortage(places, case.rules.roster, signed=False, barred=case.words.own) is None
