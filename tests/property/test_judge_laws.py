"""The laws of the judge (judge.md, "Laws"), over random worlds."""

from random import Random
from typing import TypeVar

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from release_guard.judge.decide import decide
from release_guard.model.attempt import Facts, Item
from release_guard.model.decision import Outcome
from release_guard.model.policy import Layer, Policy, Requirement
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from tests.property import worlds

T = TypeVar("T")
MANY = settings(deadline=None)


def ceiling(facts: Facts) -> Visibility:
    return decide(facts).ceiling


@MANY
@given(worlds.facts(stated=True), worlds.policies(roster=False))
def test_added_layer_never_widens(facts: Facts, policy: Policy) -> None:
    more = facts._replace(layers=(*facts.layers, Layer("added", policy)))
    assert ceiling(more) <= ceiling(facts)


@MANY
@given(worlds.facts(stated=True), worlds.policies())
def test_added_layer_with_a_roster_never_widens_without_signatures(facts: Facts, policy: Policy) -> None:
    assert ceiling(facts._replace(layers=(Layer("added", policy), *facts.layers))) <= ceiling(facts)


@MANY
@given(worlds.facts(), st.data())
def test_removing_an_approval_never_widens(facts: Facts, data: st.DataObject) -> None:
    approvals = [record for record in facts.records if record.decision != "disapprove" and not record.supersedes]
    assume(approvals)
    gone = data.draw(st.sampled_from(approvals))
    assert ceiling(facts._replace(records=tuple(one for one in facts.records if one is not gone))) <= ceiling(facts)


@MANY
@given(worlds.facts(), worlds.reviews(decision="disapprove"))
def test_adding_an_objection_never_widens(facts: Facts, objection: Record) -> None:
    assume(all(record.file != objection.file for record in facts.records))
    assert ceiling(facts._replace(records=(*facts.records, objection))) <= ceiling(facts)


@MANY
@given(worlds.facts(), worlds.items())
def test_adding_content_never_widens(facts: Facts, item: Item) -> None:
    assume(facts.opted_in)
    assume(all(one.path != item.path for one in facts.attempt.items))
    more = facts.attempt._replace(items=(*facts.attempt.items, item))
    assert ceiling(facts._replace(attempt=more)) <= ceiling(facts)


@MANY
@given(worlds.facts(), st.randoms(use_true_random=False))
def test_order_does_not_matter(facts: Facts, random: Random) -> None:
    shuffled = facts._replace(
        records=_shuffled(facts.records, random),
        layers=_shuffled(facts.layers, random),
        attempt=facts.attempt._replace(items=_shuffled(facts.attempt.items, random)),
    )
    first, second = decide(facts), decide(shuffled)
    assert (first.ceiling, first.outcome, first.level, dict(first.by_category)) == (
        second.ceiling,
        second.outcome,
        second.level,
        dict(second.by_category),
    )
    assert sorted(finding.code for finding in first.findings) == sorted(finding.code for finding in second.findings)


def _shuffled(values: tuple[T, ...], random: Random) -> tuple[T, ...]:
    mixed = list(values)
    random.shuffle(mixed)
    return tuple(mixed)


@MANY
@given(worlds.facts())
def test_an_empty_list_of_people_lets_nothing_through(facts: Facts) -> None:
    nobody = Policy("nobody", requirements=(Requirement(1, Visibility.GATED_MANUAL, ()),))
    decision = decide(facts._replace(layers=(Layer("nobody", nobody),)))
    heavy = {category: seen for category, seen in decision.by_category.items() if category != "documentation"}
    assert set(heavy.values()) <= {Visibility.PRIVATE}


@MANY
@given(worlds.facts())
def test_policies_without_requirements_are_judged_as_the_built_in_one(facts: Facts) -> None:
    bare = facts._replace(layers=(Layer("bare", Policy("bare")),))
    team = facts._replace(layers=(Layer("team", worlds.TEAM),))
    assert ceiling(bare) == ceiling(team)


@MANY
@given(worlds.facts())
def test_unknown_visibility_is_judged_as_public(facts: Facts) -> None:
    unknown = facts._replace(attempt=facts.attempt._replace(now=None, now_unknown="no network"))
    public = facts._replace(attempt=facts.attempt._replace(now=Visibility.PUBLIC, now_unknown=""))
    lenient = all(layer.policy.existing_public == "lower" for layer in facts.layers) and facts.layers
    assume(not lenient)
    assert decide(unknown).outcome == decide(public).outcome
    assert ceiling(unknown) == ceiling(public)


@MANY
@given(worlds.facts(), worlds.reviews(), st.sampled_from(["bytes", "place", "visibility"]))
def test_a_review_of_something_else_changes_nothing(facts: Facts, review: Record, other: str) -> None:
    assume(all(record.file != review.file for record in facts.records))
    assume(review.decision in ("approve", "approve-with-conditions"))
    heavy = [item for item in facts.attempt.items if item.sha256 and item.category.value.startswith("train")]
    if other == "bytes":
        assume(heavy and len(heavy) == len(facts.attempt.items))
        strange = review._replace(bound=review.bound._replace(artifacts={"sha-of-something-else": heavy[0].category}))
    elif other == "place":
        strange = review._replace(scope=review.scope._replace(targets=("gitlab.com/else/where",)))
    else:
        strange = review._replace(scope=review.scope._replace(visibility=Visibility.PRIVATE))
    assert ceiling(facts._replace(records=(*facts.records, strange))) == ceiling(facts)


@MANY
@given(worlds.facts())
def test_same_facts_give_the_same_answer(facts: Facts) -> None:
    assert repr(decide(facts)) == repr(decide(facts))


@MANY
@given(worlds.facts())
def test_outcome_agrees_with_ceiling(facts: Facts) -> None:
    decision = decide(facts)
    if decision.outcome is Outcome.ALLOW:
        assert decision.attempt.wanted <= decision.ceiling
    else:
        assert decision.ceiling < decision.attempt.wanted
        assert decision.next_steps
        assert decision.findings
    if decision.outcome is Outcome.LOWER:
        assert decision.visibility is not None
        assert decision.visibility <= decision.ceiling
        assert decision.visibility in decision.attempt.destination.holds
