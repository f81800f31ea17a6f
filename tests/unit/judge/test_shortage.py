"""Whether anybody could meet a requirement, as the lists of reviewers stand, and what entry would help."""

import pytest

from release_guard.judge.roster import Roster
from release_guard.judge.shortage import shortage
from release_guard.model.policy import Key, Layer, Policy, Reviewer, Slot

ANY, OWNER, EXPERT = Slot("any"), Slot("owner"), Slot("domain-expert")
OUTSIDE = Slot("domain-expert", True)
KEY = (Key("ssh-ed25519 AAAA"),)


def person(name: str, *roles: str, external: bool = False, keys: tuple[Key, ...] = ()) -> Reviewer:
    return Reviewer(f"{name}@x.example", frozenset(roles), external, keys)


def listed(*lists: tuple[Reviewer, ...]) -> Roster:
    return Roster.of(tuple(Layer("list", Policy("p", reviewers=people)) for people in lists))


ANN, BO = person("ann", "domain-expert", "ml"), person("bo", "ml", external=True, keys=KEY)


@pytest.mark.parametrize(
    ("places", "roster", "signed"),
    [
        ((OWNER,), listed(), True),
        ((ANY, ANY, EXPERT), listed(), False),
        ((ANY, EXPERT), listed((ANN, BO)), False),
        ((EXPERT, ANY), listed((BO, ANN)), False),
        ((Slot("any", True), EXPERT), listed((ANN, BO)), False),
        ((Slot("ml"),), listed((ANN, BO)), True),
        ((), listed((ANN,)), True),
    ],
)
def test_places_that_somebody_could_fill_lack_nothing(places: tuple[Slot, ...], roster: Roster, signed: bool) -> None:
    assert shortage(places, roster, signed=signed) is None


@pytest.mark.parametrize(
    ("places", "roster", "signed", "what", "add"),
    [
        ((OUTSIDE,), listed(), False, "from outside", 'roles = ["domain-expert"] and external = true'),
        ((ANY,), listed(), True, "no [[reviewer]] has a key", "a [[reviewer]] with keys"),
        ((EXPERT,), listed((BO,)), False, "1 x domain-expert asked for, 0 on the list", 'roles = ["domain-expert"]'),
        ((ANY,) * 3, listed((ANN, BO)), False, "3 x person asked for, 2 on the list", "a [[reviewer]]"),
        ((EXPERT,), listed((ANN,)), True, "0 on the list with a key", 'roles = ["domain-expert"] and keys'),
        ((EXPERT, Slot("ml")), listed((ANN,)), False, "2 people asked for, 1 on the list could be", "domain-expert"),
        ((Slot("ml"),), listed((ANN, BO), (person("eve", "ml"),)), False, "0 on the list", 'roles = ["ml"]'),
        ((EXPERT,), listed((ANN,), (person("ann", "ml"),)), False, "0 on the list", "domain-expert"),
    ],
)
def test_what_is_missing_is_named_with_the_entry_that_helps(
    places: tuple[Slot, ...], roster: Roster, signed: bool, what: str, add: str
) -> None:
    found = shortage(places, roster, signed=signed)
    assert found is not None
    assert what in found.what
    assert add in found.add


def test_two_roles_of_one_person_fill_one_place() -> None:
    """Three places, each of which two people could take, and only two people in all."""
    both = person("cy", "domain-expert", "ml")
    assert shortage((EXPERT, Slot("ml"), ANY), listed((ANN, both)), signed=False) is not None
    assert shortage((EXPERT, Slot("ml"), ANY), listed((ANN, both, BO)), signed=False) is None


def test_owners_and_authors_fill_no_place() -> None:
    found = shortage((EXPERT,), listed((ANN, BO)), signed=False, barred=frozenset({"ann@x.example"}))
    assert found is not None
    assert "beside owners and authors" in found.what
