"""How wide a release may go that was made from others: by their records and by who sees them now (judge.md)."""

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

import pytest

from release_guard.formats import considerations as answers
from release_guard.judge.decide import decide
from release_guard.model.attempt import Facts, Item, Origin
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations, Parent, Unread
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Severity
from release_guard.model.visibility import Visibility
from tests.support.attempts import facts_of

CONFORMANCE = Path(__file__).parents[2] / "conformance"
NOW = datetime(2026, 11, 23, 20, tzinfo=timezone.utc)
PRIVATE, GATED, AUTO, PUBLIC = sorted(Visibility)
BASE, TEXT = "hf:models/lab/base", (CONFORMANCE / "considerations/mnist.toml").read_text("utf-8")
CLAIMS = ("no_capability_gain", "safeguards_kept", "no_new_threat")
GRAVE = """
[[threat]]
id = "T1"
hazard = "product"
severity = "high"
likelihood = "moderate"

[timing]"""


def parent(
    repo: str = BASE, relation: str = "finetune", record: str = "base.toml", claims: tuple[str, ...] = ()
) -> Parent:
    return Parent(repo, "4f0c2d9", relation, claims, record, "ab" * 32 if record else "")


def record(repo: str = BASE, *changes: tuple[str, str], parents: tuple[Parent, ...] = ()) -> Considerations:
    """The considerations file of the release at *repo*: cleared for everybody, but for *changes* of its text."""
    text = TEXT.replace("hf:models/ada/digits", repo)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found = answers.parse(text.encode(), "the parent's record")
    assert isinstance(found, Considerations)
    return found._replace(parents=parents)


def stages(text: str) -> tuple[str, str]:
    return 'mode = "immediate"', f'mode = "staged"\n{text}'


def stage(id_: str, tier: str, more: str = "") -> str:
    return f'[[timing.stage]]\nid = "{id_}"\ncontent = ["trained-model"]\ntier = "{tier}"\n{more}\n'


def judged(
    parents: tuple[Parent, ...],
    lineage: Mapping[Parent, Considerations | Unread],
    now: Mapping[str, Visibility] | None = None,
    *,
    level: int = 1,
    origins: tuple[Origin, ...] = (),
    items: tuple[Item, ...] = (Item("m.safetensors", Category.TRAINED_MODEL, "s1"),),
    targets: tuple[str, ...] = (),
) -> Decision:
    """The decision on weights of ada's, made from *parents*, on their way to everybody under the preset ``solo``."""
    table = {
        "considerations": "mnist.toml",
        "policy": "solo.toml",
        "now": NOW,
        "destination": "hf:models/ada/digits",
        "wanted": "public",
    }
    facts = facts_of(table, CONFORMANCE)
    file = facts.considerations
    assert isinstance(file, Considerations)
    return decide(
        facts._replace(
            attempt=facts.attempt._replace(items=items, origins=origins),
            considerations=file._replace(parents=parents, level=level, targets=(*file.targets, *targets)),
            parents=now or {},
            lineage=lineage,
        )
    )


def ceiling(decision: Decision) -> Visibility:
    """The ceiling for weights, whatever people and policies still miss."""
    return decision.by_category[Category.TRAINED_MODEL]


def said(decision: Decision, code: str = "RG431") -> list[str]:
    return [one.message for one in decision.findings if one.code == code]


def by(found: Considerations | Unread, now: Visibility | None = None, relation: str = "finetune") -> Decision:
    one = parent(relation=relation)
    return judged((one,), {one: found}, {BASE: now} if now is not None else {})


def test_a_record_that_clears_the_parent_for_everybody_caps_nothing() -> None:
    decision = by(record())
    assert (decision.outcome, said(decision)) == (Outcome.ALLOW, [])


@pytest.mark.parametrize("relation", ["finetune", "merge", "quantized", "distilled"])
def test_without_a_go_of_its_authors_what_comes_of_it_stays_private(relation: str) -> None:
    held = by(record(BASE, ('outcome = "go"', 'outcome = "no-go"')), PUBLIC, relation)
    assert ceiling(held) is PRIVATE
    assert "its authors decided not to release it" in said(held)[0]
    assert ceiling(by(record(BASE, ('outcome = "go"\n', "")), relation=relation)) is PRIVATE


def test_an_adapter_is_capped_by_nothing() -> None:
    assert by(record(BASE, ('outcome = "go"', 'outcome = "no-go"')), PRIVATE, "adapter").outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("tier", "at_most"),
    [("public", PUBLIC), ("registration", AUTO), ("ask-for-access", GATED), ("access-community", PRIVATE)],
)
def test_the_tier_of_the_parent_is_the_widest(tier: str, at_most: Visibility) -> None:
    assert ceiling(by(record(BASE, ('tier = "public"', f'tier = "{tier}"')))) is at_most


def test_an_embargo_of_the_parent_is_kept_until_its_day() -> None:
    day = 'mode = "timed"\nreason = "A fix comes first."\nnot_before = 2026-{}-01T00:00:00+00:00'
    assert ceiling(by(record(BASE, ('mode = "immediate"', day.format("12"))), PUBLIC)) is PRIVATE
    assert ceiling(by(record(BASE, ('mode = "immediate"', day.format("11"))))) is PUBLIC


def test_weights_that_the_parent_withholds_or_does_not_release_are_not_given_by_its_child() -> None:
    release = 'release = ["source-code", "trained-model"]'
    assert ceiling(by(record(BASE, (release, 'release = ["source-code"]')))) is PRIVATE
    withheld = 'release = ["source-code"]\nwithhold = [{ category = "trained-model", reason = "Too soon." }]'
    assert ceiling(by(record(BASE, (release, withheld)))) is PRIVATE


def test_the_widest_open_stage_of_the_parent_counts() -> None:
    both = stage("small", "registration", 'paths = ["small/**"]') + stage("all", "ask-for-access")
    assert ceiling(by(record(BASE, stages(both)))) is AUTO
    later = stage("all", "ask-for-access") + stage("later", "public", "not_before = 2027-01-01T00:00:00+00:00")
    assert ceiling(by(record(BASE, stages(later)))) is GATED


def test_whether_an_event_came_to_pass_is_seen_by_the_parent_itself() -> None:
    waits = record(BASE, stages(stage("all", "ask-for-access", 'event = "The detector is out"')))
    assert ceiling(by(waits)) is PRIVATE, "the record alone doesn't tell"
    assert ceiling(by(waits, PRIVATE)) is PRIVATE
    assert ceiling(by(waits, GATED)) is GATED
    assert ceiling(by(waits, PUBLIC)) is GATED, "no wider than its authors meant to go"


def test_the_record_counts_where_there_is_one_and_else_who_sees_the_parent_now() -> None:
    gated = record(BASE, ('tier = "public"', 'tier = "ask-for-access"'))
    assert ceiling(by(gated, PUBLIC)) is GATED
    one = parent(record="")
    assert ceiling(judged((one,), {}, {BASE: GATED})) is GATED


def test_a_parent_that_became_private_later_is_told() -> None:
    decision = by(record(), PRIVATE)
    assert decision.outcome is Outcome.ALLOW
    (told,) = [one for one in decision.findings if one.code == "RG431"]
    assert told.severity is Severity.WARNING
    assert told.message == f"{BASE} is private now, though its record lets it go as far as public"
    assert said(by(record(), PUBLIC)) == []


@pytest.mark.parametrize(
    "found", [Unread("its record isn't here", "release-guard fetch"), record("hf:models/lab/other")]
)
def test_a_record_that_tells_nothing_leaves_the_present_visibility(found: Considerations | Unread) -> None:
    assert ceiling(by(found, GATED)) is GATED
    below = by(found)
    assert below.outcome is Outcome.ALLOW
    (told,) = [one for one in below.findings if one.code == "RG431"]
    assert told.severity is Severity.WARNING
    one = parent()
    above = judged((one,), {one: found}, level=3)
    assert ceiling(above) is PRIVATE
    assert [one.severity for one in above.findings if one.code == "RG431"] == [Severity.ERROR]
    assert said(above) == said(below)


def test_anybodys_harmless_release_is_no_record_of_the_parent() -> None:
    decision = by(record("hf:models/ada/other"), PRIVATE)
    assert ceiling(decision) is PRIVATE
    assert any("is of another release" in one for one in said(decision))


def test_a_merge_goes_as_far_as_the_narrower_of_its_parents() -> None:
    one, two = parent(relation="merge"), parent("hf:models/eve/other", "merge", "other.toml")
    wide = record("hf:models/eve/other", ('tier = "public"', 'tier = "registration"'))
    found = judged((one, two), {one: record(BASE, ('tier = "public"', 'tier = "ask-for-access"')), two: wide})
    assert ceiling(found) is GATED
    assert judged((two, one), {one: record(), two: wide}).by_category[Category.TRAINED_MODEL] is AUTO


def test_a_private_teacher_keeps_its_student_private() -> None:
    teacher = parent("hf:models/ada/teacher", "distilled", record="")
    held = judged((teacher,), {}, {"hf:models/ada/teacher": PRIVATE})
    assert ceiling(held) is PRIVATE
    assert said(held) == ["hf:models/ada/teacher, from which this was made, is private"]


def chain(*tiers: str) -> tuple[tuple[Parent, ...], dict[Parent, Considerations | Unread]]:
    """Parents behind one another, the nearest first, each with the tier of its own record."""
    links = [parent(f"hf:models/lab/m{n}", record=f"m{n}.toml") for n in range(len(tiers))]
    found: dict[Parent, Considerations | Unread] = {}
    for n, tier in enumerate(tiers):
        change = ('tier = "public"', f'tier = "{tier}"')
        found[links[n]] = record(links[n].repo, change, parents=tuple(links[n + 1 : n + 2]))
    return (links[0],), found


def test_a_chain_is_as_wide_as_its_narrowest_link() -> None:
    assert ceiling(judged(*chain("public", "public", "public"))) is PUBLIC
    held = judged(*chain("public", "public", "ask-for-access"))
    assert ceiling(held) is GATED
    assert said(held)[0].startswith("hf:models/lab/m2, from which hf:models/lab/m0 was made, goes no further")


def test_a_grandparent_that_is_gated_now_counts_where_it_has_no_record() -> None:
    parents, found = chain("public", "public")
    last = next(one for one in found if one.repo == "hf:models/lab/m1")
    del found[last]
    assert ceiling(judged(parents, found)) is PUBLIC, "of what nobody knows, the parent's own authors have judged"
    assert ceiling(judged(parents, found, {last.repo: GATED})) is GATED


def test_an_adapter_in_the_chain_hands_no_cap_on() -> None:
    parents, found = chain("public")
    base = parent(relation="adapter", record="")
    found[parents[0]] = record("hf:models/lab/m0", parents=(base,))
    assert ceiling(judged(parents, found, {BASE: PRIVATE})) is PUBLIC


def test_a_diamond_is_told_by_the_link_that_leads_there_and_ends() -> None:
    top = parent("hf:models/lab/top", record="top.toml")
    left, right = parent("hf:models/lab/left", "merge", "l.toml"), parent("hf:models/lab/right", "merge", "r.toml")
    found: dict[Parent, Considerations | Unread] = {
        left: record(left.repo, parents=(top,)),
        right: record(right.repo, parents=(top,)),
        top: record(top.repo, ('tier = "public"', 'tier = "ask-for-access"'), parents=(left,)),
    }
    held = judged((left, right), found)
    assert ceiling(held) is GATED
    assert len(said(held)) == 2


def test_a_data_set_as_parent_is_asked_for_its_data() -> None:
    data = parent("hf:datasets/lab/voices", record="voices.toml")
    words = ('release = ["source-code", "trained-model"]', 'release = ["training-data"]')
    assert ceiling(judged((data,), {data: record(data.repo, words)})) is PUBLIC
    assert ceiling(judged((data,), {data: record(data.repo)})) is PRIVATE


def test_order_of_parents_makes_no_difference() -> None:
    one, two = parent(relation="merge"), parent("hf:models/eve/other", "merge", "other.toml")
    found: dict[Parent, Considerations | Unread] = {
        one: record(BASE, ('tier = "public"', 'tier = "ask-for-access"')),
        two: Unread("gone", "release-guard fetch"),
    }
    assert ceiling(judged((one, two), found)) is ceiling(judged((two, one), found)) is GATED


class TestWhatTheContentSays:
    """A card or a config that names a parent which the answers don't declare (RG436)."""

    origin = Origin(BASE, "finetune", "README.md")

    def test_below_level_three_it_is_a_warning_with_the_lines_to_add(self) -> None:
        decision = judged((), {}, origins=(self.origin,))
        assert decision.outcome is Outcome.ALLOW
        (told,) = [one for one in decision.findings if one.code == "RG436"]
        assert (told.severity, told.path) == (Severity.WARNING, "README.md")
        assert told.fix == (
            'edit release-considerations.toml: add [[derived_from]] with repo = "hf:models/lab/base", '
            'rev = "<its commit>", relation = "finetune", claims = []'
        )

    def test_from_level_three_on_it_holds_weights(self) -> None:
        assert ceiling(judged((), {}, level=3, origins=(self.origin,))) is PRIVATE
        public = judged((), {}, {BASE: PUBLIC}, level=3, origins=(self.origin,))
        assert [one.severity for one in public.findings if one.code == "RG436"] == [Severity.WARNING]

    def test_what_is_gated_now_caps_as_if_it_were_declared(self) -> None:
        assert ceiling(judged((), {}, {BASE: GATED}, origins=(self.origin,))) is GATED

    def test_an_adapter_is_never_held(self) -> None:
        adapter = self.origin._replace(relation="adapter")
        decision = judged((), {}, {BASE: PRIVATE}, level=1, origins=(adapter,))
        assert (decision.outcome, len(said(decision, "RG436"))) == (Outcome.ALLOW, 1)

    @pytest.mark.parametrize("name", [BASE, "hf:models/Lab/Base"])
    def test_a_declared_parent_is_not_told_again(self, name: str) -> None:
        one = parent(record="")
        assert said(judged((one,), {}, origins=(self.origin._replace(repo=name),)), "RG436") == []

    def test_the_release_itself_and_code_alone_are_no_children(self) -> None:
        own = (Origin("hf:models/ada/digits", "finetune", "config.json"), Origin("hf:models/ada/b", "merge", "m.yml"))
        assert said(judged((), {}, origins=own, targets=("hf:models/ada/*",)), "RG436") == []
        code = (Item("a.py", Category.SOURCE_CODE),)
        assert said(judged((), {}, origins=(self.origin,), items=code), "RG436") == []

    def test_a_data_set_is_told_only_where_it_is_known_not_to_be_public(self) -> None:
        data = Origin("hf:datasets/lab/voices", "", "README.md")
        assert said(judged((), {}, level=3, origins=(data,)), "RG436") == []
        assert said(judged((), {}, {data.repo: PUBLIC}, origins=(data,)), "RG436") == []
        told = judged((), {}, {data.repo: PRIVATE}, origins=(data,))
        assert told.outcome is Outcome.ALLOW
        assert "trained on hf:datasets/lab/voices, which is private" in said(told, "RG436")[0]


class TestClaims:
    """An adapter of a public parent with all three claims needs the sections of level 1 only (judge.md, Level)."""

    @staticmethod
    def missing(facts: Facts) -> bool:
        return any(one.code == "RG105" for one in decide(facts).findings)

    @staticmethod
    def facts(level: int, relation: str, claims: tuple[str, ...], now: Visibility | None) -> Facts:
        table = {
            "considerations": "mnist.toml",
            "policy": "solo.toml",
            "now": NOW,
            "destination": "hf:models/ada/digits",
            "wanted": "public",
            "content": [{"path": "a.safetensors", "category": "trained-model", "sha256": "s1"}],
        }
        facts = facts_of(table, CONFORMANCE)
        file = facts.considerations
        assert isinstance(file, Considerations)
        made = parent(relation=relation, record="", claims=claims)
        raised = file._replace(parents=(made,), level=level)
        return facts._replace(considerations=raised, parents={BASE: now} if now is not None else {})

    @pytest.mark.parametrize("relation", ["adapter", "quantized"])
    def test_of_a_public_parent_they_spare_the_other_sections(self, relation: str) -> None:
        for level in (2, 3):
            assert not self.missing(self.facts(level, relation, CLAIMS, PUBLIC))

    @pytest.mark.parametrize("now", [PRIVATE, GATED, AUTO])
    def test_of_a_parent_that_is_not_public_they_count_for_nothing(self, now: Visibility) -> None:
        assert self.missing(self.facts(2, "adapter", CLAIMS, now))

    def test_of_a_parent_of_whom_nobody_knows_they_count_below_level_three(self) -> None:
        assert not self.missing(self.facts(2, "adapter", CLAIMS, None))
        assert self.missing(self.facts(3, "adapter", CLAIMS, None))

    def test_two_claims_and_another_relation_are_not_enough(self) -> None:
        assert self.missing(self.facts(2, "adapter", CLAIMS[:2], PUBLIC))
        assert self.missing(self.facts(2, "finetune", CLAIMS, PUBLIC))

    def test_the_reviews_of_its_own_level_are_asked_for_all_the_same(self) -> None:
        facts = self.facts(3, "adapter", CLAIMS, PUBLIC)
        decision = decide(facts)
        assert decision.level == 3
        assert ceiling(decision) is PRIVATE, "solo asks for two other people at level 3"
        assert {one.code for one in decision.findings} & {"RG301", "RG302"}
