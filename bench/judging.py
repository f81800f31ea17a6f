"""P9: ``decide`` on a realistic release, and how its cost grows with reviews, files and policy layers."""

import hashlib
from datetime import date, datetime, timedelta, timezone

from bench.timing import Row, Work, side_by_side
from release_guard.formats import considerations, policy, presets
from release_guard.judge.decide import decide
from release_guard.model.attempt import Attempt, Facts, Item
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.decision import Outcome
from release_guard.model.destination import parse
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Policy, Reviewer
from release_guard.model.record import Bound, Record, Scope
from release_guard.model.visibility import Visibility

REVIEWS, FILES, LAYERS, WEIGHTS = 50, 1000, 2, 8
#: One review in ten is of the bytes of today; the others are what a project collects in its years.
CURRENT = 10
MOMENT = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
PLACE = "github.com/acme/leaves"
ROLES = frozenset({"ml", "security", "domain-expert"})

ANSWERS = f"""\
schema = "release-considerations/1"
[release]
title   = "Leaf sorter"
owner   = "ada@example.org"
authors = ["ada@example.org", "lin@example.org"]
contact = "release@example.org"
targets = ["{PLACE}"]
summary = "Tells the leaves of eight orchard trees apart in a photograph."
modalities = ["image"]
synthetic_media = false
[hazards]
product   = {{ present = "no", rationale = "It names trees; there is nobody whom that could deceive." }}
data      = {{ present = "no", rationale = "The photographs show leaves on a white ground." }}
attention = {{ present = "no", rationale = "Such classifiers have been published for decades." }}
[content]
release = ["source-code", "trained-model"]
[timing]
mode = "immediate"
[distribution]
tier = "public"
[decision]
outcome = "go"
rationale = "Gardeners gain, and no serious misuse was found."
accountable = "ada@example.org"
"""


def measure(rounds: int) -> list[Row]:
    """The realistic release, and each of its sizes ten and a hundred times."""
    sizes = {
        f"decide(): {REVIEWS} reviews, {FILES} files, {LAYERS} layers": (REVIEWS, FILES, LAYERS),
        "reviews x10": (REVIEWS * 10, FILES, LAYERS),
        "reviews x100": (REVIEWS * 100, FILES, LAYERS),
        "files x10": (REVIEWS, FILES * 10, LAYERS),
        "files x100": (REVIEWS, FILES * 100, LAYERS),
        "layers x10": (REVIEWS, FILES, LAYERS * 10),
        "layers x100": (REVIEWS, FILES, LAYERS * 100),
    }
    name, *grown = sizes
    case = facts(*sizes[name])
    assert decide(case).outcome is Outcome.ALLOW, decide(case).findings
    one = side_by_side({name: _work(case)}, rounds * 20)[name]
    growth = side_by_side({each: _work(facts(*sizes[each])) for each in grown}, max(5, rounds // 4), warm_up=1)
    rows = [Row("P9", name, one, wanted="at most 1 ms", met=one.median <= 1e-3)]
    for each, sample in growth.items():
        times = 100 if each.endswith("x100") else 10
        ratio = sample.median / one.median
        rows.append(Row("P9", each, sample, "the release above", ratio, "linear or better", ratio <= times))
    return rows


def _work(case: Facts) -> Work:
    """A hook judges once, so nobody is remembered from the time before."""
    return Work(lambda: decide(case), canonical_id.cache_clear)


def facts(reviews: int, files: int, layers: int) -> Facts:
    """A release with code, weights and a history of reviews, on its way to a public place."""
    answers = considerations.parse(ANSWERS.encode(), "release-considerations.toml")
    assert isinstance(answers, Considerations), answers
    items = tuple(_item(number) for number in range(files))
    people = [f"reviewer{number}@example.org" for number in range(min(reviews, 200))]
    return Facts(
        attempt=Attempt(parse(PLACE), Visibility.PUBLIC, items, Visibility.PUBLIC, digest="sha256:0"),
        considerations=answers,
        moment=MOMENT,
        built_in=presets.policy("team"),
        records=tuple(_review(number, people, answers, items) for number in range(reviews)),
        layers=tuple(Layer(f"layer {number}", _policy(people), path="p.toml") for number in range(layers)),
    )


def _item(number: int) -> Item:
    oid = hashlib.sha1(str(number).encode()).hexdigest()
    if number < WEIGHTS:
        return Item(f"models/part-{number}.safetensors", Category.TRAINED_MODEL, _sha(f"new {number}"), 1 << 30, oid)
    if number % 20 == 0:
        return Item(f"docs/page-{number}.md", Category.DOCUMENTATION, size=4000, oid=oid)
    return Item(f"leaves/module_{number}.py", Category.SOURCE_CODE, size=4000, oid=oid)


def _review(number: int, people: list[str], answers: Considerations, items: tuple[Item, ...]) -> Record:
    """A review of these bytes, or of those of an earlier version."""
    day = date(2026, 11, 19) - timedelta(days=number % 300)
    heavy = [item.sha256 for item in items if item.sha256]
    bytes_ = heavy if number % CURRENT == 0 else [_sha(f"version {number} {each}") for each in range(WEIGHTS)]
    by = people[number % len(people)]
    return Record(
        "review",
        f"{day}-{by.partition('@')[0]}-ml-{number:06x}.toml",
        by,
        day,
        "ml",
        by,
        expires=day + timedelta(days=365),
        decision="approve",
        rationale="Read the answers and ran the model on the test set.",
        scope=Scope(
            frozenset({Category.SOURCE_CODE, Category.TRAINED_MODEL}), Visibility.PUBLIC, ("github.com/acme/*",)
        ),
        bound=Bound(dict(answers.digests), dict.fromkeys(bytes_, Category.TRAINED_MODEL)),
    )


def _policy(people: list[str]) -> Policy:
    """The preset for teams, with a roster."""
    found = policy.parse(presets.text("team"), "release-policy.toml")
    assert isinstance(found, Policy), found
    return found._replace(reviewers=tuple(Reviewer(person, ROLES) for person in people))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
