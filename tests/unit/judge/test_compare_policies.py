"""What one policy asks more or less than another, in words; the same rules written otherwise are no change."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from release_guard.formats import presets
from release_guard.judge.asked import covers
from release_guard.judge.change import Change, Direction
from release_guard.judge.compare import compare
from release_guard.model.category import Category
from release_guard.model.finding import Severity
from release_guard.model.place import PlaceRule
from release_guard.model.policy import Cap, Key, Policy, Requirement, Reviewer, Slot, Waiver
from release_guard.model.visibility import Visibility

GATED, PUBLIC = Visibility.GATED_MANUAL, Visibility.PUBLIC
ANY, OWNER = Slot("any"), Slot("owner")
EXPERT, OUTSIDE = Slot("domain-expert"), Slot("domain-expert", True)
MODEL = frozenset({Category.TRAINED_MODEL})


def house(*asked: Requirement, **more: Any) -> Policy:
    return Policy("house", requirements=asked)._replace(**more)


def ask(*people: Slot, level: int = 1, start: Visibility = GATED, signed: bool = False) -> Requirement:
    return Requirement(level, start, people, None, signed)


def ways(old: Policy, new: Policy) -> set[Direction]:
    return {change.direction for change in compare(old, new)}


@pytest.mark.parametrize("name", presets.NAMES)
def test_policy_does_not_differ_from_itself(name: str) -> None:
    policy = presets.policy(name)
    assert compare(policy, policy._replace(name="another name")) == ()


def test_same_rules_written_otherwise_are_no_change() -> None:
    one = house(ask(ANY, EXPERT), ask(ANY, level=2))
    other = house(ask(EXPERT, ANY), ask(ANY, level=3, start=PUBLIC), ask(ANY, EXPERT, level=2))
    assert compare(one, other) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (house(ask(ANY)), house(ask(ANY, ANY))),
        (house(ask(ANY)), house(ask(EXPERT))),
        (house(ask(EXPERT)), house(ask(OUTSIDE))),
        (house(ask(ANY)), house(ask(ANY, signed=True))),
        (house(ask(OWNER)), house(ask(ANY))),
        (house(ask(ANY)), house(ask(ANY, OWNER))),
        (house(ask(ANY)), house(ask(ANY), ask(EXPERT, level=3))),
        (house(ask(ANY)), house(ask())),
        (house(ask(ANY)), house(ask(ANY), caps=(Cap(2, MODEL, GATED),))),
        (house(ask(ANY), caps=(Cap(2, MODEL, GATED),)), house(ask(ANY), caps=(Cap(1, MODEL, GATED),))),
        (house(ask(ANY)), house(ask(ANY)._replace(content=MODEL))),
    ],
)
def test_stricter_and_looser_are_told_apart(old: Policy, new: Policy) -> None:
    assert ways(old, new) == {Direction.STRICTER}
    assert ways(new, old) == {Direction.LOOSER}


def test_one_for_another_is_neither() -> None:
    assert ways(house(ask(EXPERT)), house(ask(Slot("security")))) == {Direction.OTHER}
    assert ways(house(ask(ANY, ANY)), house(ask(ANY, signed=True))) == {Direction.OTHER}


def test_what_changes_alike_stands_in_one_line() -> None:
    (change,) = compare(house(ask(ANY)), house(ask(ANY), ask(ANY, ANY, level=3, start=Visibility.GATED_AUTO)))
    assert change == Change(
        Direction.STRICTER, "everything at levels 3 to 4, to be gated-auto or wider", "1 other person", "2 other people"
    )


def test_policy_that_stops_asking_says_who_asks_then() -> None:
    found = compare(house(ask(ANY)), house())
    assert found[-1].about == "requirements"
    assert "built-in policy" in found[-1].new


def test_places_of_one_requirement_cover_those_of_another() -> None:
    assert covers(((EXPERT, ANY), False), ((ANY, EXPERT), False))
    assert covers(((OUTSIDE, ANY), True), ((EXPERT,), False))
    assert not covers(((EXPERT,), False), ((ANY, EXPERT), False))
    assert not covers(((OWNER, ANY), False), ((ANY, ANY), False))
    assert covers(((ANY, EXPERT, Slot("security")), False), ((ANY, Slot("security"), EXPERT), False))


KEY = Key("ssh-ed25519 AAAAone")
ANN = Reviewer("ann@x.example", frozenset({"ml"}))
BO = Reviewer("bo@x.example", frozenset())
WAIVER = Waiver("RG412", "github.com/x/y", ("a/**",), "ann@x.example", "why", date(2027, 1, 1), max_bytes=10)
PRIVATE, SHOWN = (PlaceRule("git.x.example/**", one) for one in (Visibility.PRIVATE, PUBLIC))


@pytest.mark.parametrize(
    ("about", "lax", "strict"),
    [
        ("mode", {"mode": "advise"}, {}),
        ("independence", {}, {"independence": "commits"}),
        ("ledger", {}, {"ledger": "required"}),
        ("scope.repositories", {"repositories": "model-content"}, {"repositories": "all"}),
        ("scope.internal", {}, {"internal": GATED}),
        ("scope.destinations", {"destinations": ("hf:**",)}, {}),
        ("scope.destinations", {"destinations": ("hf:**",)}, {"destinations": ("hf:**", "github.com/**")}),
        ("scope.namespaces", {}, {"namespaces": ("acme",)}),
        ("scope.namespaces", {"namespaces": ("acme", "zoo")}, {"namespaces": ("acme",)}),
        ("on_exceed.hub", {}, {"on_exceed_hub": "block"}),
        ("on_exceed.existing_public", {"existing_public": "lower"}, {}),
        ("limits.review_age_days", {}, {"review_age_days": 90}),
        ("limits.embargo_days", {"embargo_days": 90}, {"embargo_days": 30}),
        ("limits.lower_severity.RG107", {"lower_severity": {"RG107": Severity.NOTE}}, {}),
        (
            "limits.lower_severity.RG107",
            {"lower_severity": {"RG107": Severity.NOTE}},
            {"lower_severity": {"RG107": Severity.WARNING}},
        ),
        ("capabilities.face-swap", {}, {"capabilities": {"face-swap": 3}}),
        ("place git.x.example/**", {"places": (PRIVATE,)}, {}),
        ("place git.x.example/**", {}, {"places": (SHOWN,)}),
        ("place git.x.example/**", {"places": (PRIVATE,)}, {"places": (SHOWN,)}),
        ("reviewer bo@x.example", {"reviewers": (ANN, BO)}, {"reviewers": (ANN,)}),
        ("reviewer ann@x.example", {"reviewers": (ANN._replace(external=True),)}, {"reviewers": (ANN,)}),
        ("reviewer ann@x.example", {"reviewers": (ANN,)}, {"reviewers": (ANN._replace(roles=frozenset()),)}),
        ("keys of ann@x.example", {"reviewers": (ANN._replace(keys=(KEY,)),)}, {"reviewers": (ANN,)}),
        ("waiver of RG412 at github.com/x/y for a/**", {"waivers": (WAIVER,)}, {}),
        (
            "override.allowed_by",
            {"override_by": ("ann@x.example", "bo@x.example")},
            {"override_by": ("ann@x.example",)},
        ),
        ("override.allowed_by", {"override_by": ("ann@x.example",)}, {"override_by": ()}),
        ("override.max_hours", {}, {"override_hours": 4}),
    ],
)
def test_each_key_goes_its_way(about: str, lax: dict[str, Any], strict: dict[str, Any]) -> None:
    old, new = house(**lax), house(**strict)
    (change,) = compare(old, new)
    assert (change.about, change.direction) == (about, Direction.STRICTER)
    (back,) = compare(new, old)
    assert (back.about, back.direction) == (about, Direction.LOOSER)
    assert (back.old, back.new) == (change.new, change.old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"destinations": ("hf:**",)}, {"destinations": ("github.com/**",)}),
        ({"namespaces": ("acme",)}, {"namespaces": ("zoo",)}),
        ({"reviewers": (ANN,)}, {"reviewers": (ANN._replace(roles=frozenset({"security"})),)}),
        ({"waivers": (WAIVER,)}, {"waivers": (WAIVER._replace(until=date(2027, 2, 1)),)}),
        ({"override_by": ("ann@x.example",)}, {"override_by": ("bo@x.example",)}),
        ({}, {"override_by": ("bo@x.example",)}),
    ],
)
def test_key_may_change_without_being_stricter(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert ways(house(**old), house(**new)) == {Direction.OTHER}


def test_first_list_of_reviewers_is_stricter_and_names_each() -> None:
    found = compare(house(), house(reviewers=(ANN,)))
    assert [(str(one.direction), one.about, one.new) for one in found] == [
        ("stricter", "who may review", "those on the list"),
        ("different", "reviewer ann@x.example", "ml"),
    ]


SPELLINGS: tuple[Callable[[str], str], ...] = (str.upper, lambda name: name.replace("@", "+tag@"))


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_other_spelling_of_a_person_is_no_change(spelt: Callable[[str], str]) -> None:
    assert compare(house(reviewers=(ANN,)), house(reviewers=(ANN._replace(id=spelt(ANN.id)),))) == ()
