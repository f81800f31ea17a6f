"""Random but sensible facts for the laws of the judge: releases, policies, records and content that hang together."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from release_guard.model.attempt import Attempt, Facts, Item
from release_guard.model.category import Category
from release_guard.model.considerations import (
    BOUND_SECTIONS,
    Absent,
    Considerations,
    GoDecision,
    Stage,
    Threat,
    Timing,
    Withheld,
)
from release_guard.model.destination import Destination, parse
from release_guard.model.policy import Cap, Key, Layer, Policy, Requirement, Reviewer, Slot
from release_guard.model.record import Bound, Condition, Record, Scope, Signature
from release_guard.model.visibility import TIERS, Visibility

NOW = datetime(2026, 11, 23, 20, tzinfo=timezone.utc)
DIGESTS = dict.fromkeys(BOUND_SECTIONS, "sha256:now")
PEOPLE = ("ann@x.example", "bo@x.example", "cy@y.example", "dee@z.example", "own@x.example", "aut@x.example")
ROLES = ("domain-expert", "security", "ml", "ethics", "release-board")
PLACES = ("github.com/acme/digits", "hf:models/acme/digits", "hf:spaces/acme/digits", "github.com/eve/other")
LISTED = (Category.SOURCE_CODE, Category.TRAINED_MODEL, Category.TRAINING_DATA, Category.PAPER, Category.SAMPLE_OUTPUTS)

visibilities = st.sampled_from(Visibility)
above_private = st.sampled_from([Visibility.GATED_MANUAL, Visibility.GATED_AUTO, Visibility.PUBLIC])
categories = st.sampled_from(LISTED)
some_categories = st.frozensets(categories)
mostly_all = st.just(frozenset(LISTED)) | st.just(frozenset(LISTED)) | some_categories
mostly_public = st.sampled_from([Visibility.PUBLIC, Visibility.PUBLIC, *Visibility])
destinations = st.sampled_from([parse(place) for place in PLACES])


@st.composite
def items(draw: st.DrawFn) -> Item:
    category = draw(st.sampled_from([*LISTED, Category.DOCUMENTATION]))
    number = draw(st.integers(0, 6))
    companion = category is Category.TRAINED_MODEL and draw(st.booleans())
    return Item(
        f"{category.value}/{number}{'.json' if companion else ''}",
        category,
        "" if companion else f"sha-{category.value}-{number}",
        size=draw(st.sampled_from([10, 5 << 20])),
        companion=companion,
        removed=draw(st.booleans()) and draw(st.booleans()),
        unclassified=category is Category.TRAINED_MODEL and not companion and draw(st.booleans()),
    )


slots = st.builds(Slot, st.sampled_from(["any", "any", "owner", *ROLES]), st.just(False))


@st.composite
def requirements(draw: st.DrawFn) -> Requirement:
    return Requirement(
        level=draw(st.integers(1, 4)),
        start=draw(above_private),
        people=tuple(draw(st.lists(slots, max_size=3))),
        content=draw(st.none() | some_categories.filter(bool)),
    )


@st.composite
def policies(draw: st.DrawFn, *, roster: bool = True, states: bool = False) -> Policy:
    people = draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4)) if roster and draw(st.booleans()) else []
    return Policy(
        name="drawn",
        on_exceed_hub=draw(st.sampled_from(["lower", "block"])),
        existing_public=draw(st.sampled_from(["block", "lower"])),
        review_age_days=draw(st.sampled_from([0, 30, 365])),
        capabilities=draw(st.dictionaries(st.just("voice-cloning"), st.integers(1, 4))),
        requirements=tuple(draw(st.lists(requirements(), min_size=1 if states else 0, max_size=3))),
        caps=tuple(draw(st.lists(caps(), max_size=1))),
        reviewers=tuple(
            Reviewer(person, draw(st.frozensets(st.sampled_from(ROLES))), False, (Key("ssh-ed25519 AAAA"),))
            for person in people
        ),
    )


@st.composite
def caps(draw: st.DrawFn) -> Cap:
    return Cap(draw(st.integers(1, 4)), draw(some_categories), draw(visibilities))


@st.composite
def reviews(draw: st.DrawFn, *, decision: str | None = None) -> Record:
    person = draw(st.sampled_from(PEOPLE))
    every = [(category, number) for category in LISTED for number in range(7)]
    bytes_of = draw(st.just(every) | st.lists(st.sampled_from(every), max_size=6))
    fresh = draw(st.booleans()) or draw(st.booleans())
    return Record(
        "review",
        file=f"{draw(st.integers(0, 999_999)):06}.toml",
        by=draw(st.sampled_from([person, person.upper()])),
        date=NOW.date() - timedelta(days=draw(st.sampled_from([0, 10, 100]))),
        role=draw(st.sampled_from(ROLES)),
        recorded_by=person,
        expires=draw(st.none() | st.sampled_from([date(2026, 1, 1), date(2027, 1, 1)])),
        decision=decision
        or draw(st.sampled_from(["approve", "approve", "approve", "approve-with-conditions", "defer"])),
        scope=Scope(draw(mostly_all), draw(mostly_public), draw(st.sampled_from([("**",), ("**",), PLACES[:2], ()]))),
        conditions=tuple(
            draw(st.lists(st.builds(Condition, st.just("C1"), st.just("x"), some_categories), max_size=1))
        ),
        bound=Bound(
            sections=DIGESTS if fresh else {**DIGESTS, "threat": "sha256:old"},
            artifacts={f"sha-{category.value}-{number}": category for category, number in bytes_of},
            capabilities=draw(st.sampled_from([frozenset(), frozenset({"voice-cloning"})])),
        ),
        signature=draw(st.none() | st.just(Signature("ssh-ed25519 AAAA"))),
        at_tip=draw(st.booleans()),
        at_destination=draw(st.booleans()),
    )


@st.composite
def stages(draw: st.DrawFn, number: int) -> Stage:
    return Stage(
        id=f"s{number}",
        content=draw(some_categories),
        tier=draw(st.sampled_from(sorted(TIERS))),
        paths=draw(st.sampled_from([(), ("trained-model/**",), ("*/1",)])),
        not_before=draw(st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=1)])),
    )


@st.composite
def files(draw: st.DrawFn) -> Considerations:
    mode = draw(st.sampled_from(["immediate", "immediate", "timed", "staged"]))
    plan = tuple(draw(stages(n)) for n in range(draw(st.integers(1, 2)))) if mode == "staged" else ()
    timing = Timing(
        mode, not_before=NOW + timedelta(days=draw(st.sampled_from([-1, 1]))) if mode == "timed" else None, stages=plan
    )
    return Considerations(
        title="drawn",
        owner="own@x.example",
        authors=("own@x.example", "aut@x.example"),
        targets=draw(st.sampled_from([PLACES[:2], PLACES[:3], PLACES])),
        synthetic_media=draw(st.booleans()),
        hazards={
            name: draw(st.sampled_from(["no", "no", "yes", "unknown"])) for name in ("product", "data", "attention")
        },
        threats=tuple(draw(st.lists(threats, max_size=2))),
        released=draw(mostly_all),
        withheld=(Withheld(draw(categories), "kept"),) if draw(st.integers(0, 4)) == 0 else (),
        timing=timing,
        tier=draw(st.sampled_from(["public", "public", *sorted(TIERS)])),
        decision=GoDecision(draw(st.sampled_from(["go"] * 6 + ["no-go", ""])), "own@x.example"),
        digests=DIGESTS,
    )


threats = st.builds(
    Threat,
    st.just("T1"),
    st.just("product"),
    st.sampled_from(["low", "moderate", "high", "critical"]),
    st.sampled_from(["low", "moderate"]),
)


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    found = draw(st.lists(items(), max_size=6, unique_by=lambda item: item.path))
    place: Destination = draw(destinations)
    return Attempt(
        place,
        draw(above_private if place.kind == "models" else st.just(Visibility.PUBLIC)),
        tuple(found),
        now=draw(st.none() | visibilities),
        present=draw(some_categories),
        public_elsewhere=draw(some_categories),
        capabilities=draw(st.sampled_from([frozenset(), frozenset({"voice-cloning"})])),
        digest="sha256:this",
    )


TEAM = Policy(
    "team",
    requirements=(
        Requirement(1, Visibility.GATED_MANUAL, (Slot("owner"),)),
        Requirement(2, Visibility.GATED_MANUAL, (Slot("any"),)),
    ),
)


@st.composite
def facts(draw: st.DrawFn, *, stated: bool = False) -> Facts:
    layers = draw(st.lists(st.builds(Layer, st.just("layer"), policies(), st.booleans()), max_size=2))
    if stated:
        layers.insert(0, Layer("stated", draw(policies(states=True))))
    return Facts(
        draw(attempts()),
        draw(files() | files() | files() | st.just(Absent("nowhere"))),
        NOW,
        TEAM,
        tuple(draw(st.lists(reviews() | reviews(decision="disapprove"), max_size=5, unique_by=lambda r: r.file))),
        tuple(layers),
        opted_in=draw(st.sampled_from([True, True, True, False])),
    )
