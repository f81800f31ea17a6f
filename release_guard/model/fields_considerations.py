"""The keys of ``release-considerations.toml``, version 1 (formats.md); each question cites the paper it comes from.

The paper is Ovadya & Whittlestone (2019), arXiv 1907.11274.
"""

from release_guard.model.category import Category
from release_guard.model.considerations import BOUND_SECTIONS, HAZARDS
from release_guard.model.fields import Condition, Field, Kind, unbound
from release_guard.model.visibility import TIERS

SCHEMA = "release-considerations/1"

_T, _P = Kind.TEXT, Kind.PROSE
_CATEGORIES = tuple(category.value for category in Category)
_TIERS = tuple(TIERS)
_AMOUNT = ("low", "medium", "high", "unknown")
_ASKED = Condition("tier", ("ask-for-access", "safety-level", "access-community"))


def _in(*modes: str) -> Condition:
    return Condition("mode", modes)


def _choice(key: str, values: "tuple[str, ...]", about: str, example: str, *, level: int = 1) -> Field:
    return Field(key, Kind.CHOICE, about, f'"{example}"', values, level=level)


RELEASE = (
    Field("title", _T, "the name people know the release by", '"Leaf disease classifier"'),
    Field("owner", Kind.PERSON, "the person accountable for the release", '"ines@orchard.example"'),
    Field("authors", Kind.PERSON, "those who made this release", '["ines@orchard.example"]', many=True),
    Field("contact", _T, "where misuse is reported", '"misuse@orchard.example"'),
    Field("targets", Kind.DESTINATION, "the places it goes to", '["github.com/orchard/leaves"]', many=True),
    Field("summary", _P, "what it is and does", '"Tells nine leaf diseases apart on phone photographs."', words=3),
    Field(
        "modalities",
        Kind.CHOICE,
        "the kinds of media that it reads or makes",
        '["image"]',
        ("text", "image", "audio", "video", "multimodal", "other"),
        many=True,
    ),
    Field("synthetic_media", Kind.FLAG, "whether it generates or alters media", "false"),
    Field("level", Kind.NUMBER, "raises the release level, never lowers it", "2", level=0, span=(1, 4)),
    Field(
        "paths",
        Kind.PATH,
        "its files, where a repository holds several releases",
        '["models/leaves/**"]',
        many=True,
        level=0,
    ),
    Field(
        "public_since",
        Kind.DATE,
        "since when it has been public, for one that was before it was judged",
        "2025-11-01",
        level=0,
    ),
)

HAZARD = (
    _choice("present", ("no", "yes", "unknown"), "whether the hazard is there", "no"),
    Field(
        "rationale",
        _P,
        "why you think so",
        '"It names plant diseases; there is nobody whom that could deceive."',
        words=3,
    ),
)

AWARENESS = (
    _choice("level", _AMOUNT, "how widely known the misuse is already (paper, 2.2)", "high"),
    Field("rationale", _P, "why you think so", '"Newspapers have reported such misuse since 2022."', words=3),
)

DEPLOYMENT = (
    _choice("level", _AMOUNT, "how easily it is put to use (paper, 2.2)", "medium"),
    _choice("change", ("none", "raises", "lowers", "unknown"), "what this release does to that", "raises"),
    _choice("talent", _AMOUNT, "the skill that misuse takes", "low"),
    _choice("reproducibility", _AMOUNT, "how easily others rebuild it", "high"),
    _choice("modifiability", _AMOUNT, "how easily others change it", "high"),
    Field("rationale", _P, "why you think so", '"One consumer graphics card is enough to run and tune it."', words=3),
)

SUSTAINED_ACCESS = (
    _choice("level", _AMOUNT, "how lasting the access is that it gives (paper, 2.2)", "high"),
    _choice("revocability", ("revocable", "partly", "irrevocable"), "whether it can be taken back", "irrevocable"),
    Field("rationale", _P, "why you think so", '"Whoever has a copy of the files keeps it."', words=3),
)

RATCHET = (
    Field("awareness", Kind.TABLE, "awareness of the misuse", fields=AWARENESS),
    Field("deployment", Kind.TABLE, "ease of putting it to use", fields=DEPLOYMENT),
    Field("sustained_access", Kind.TABLE, "lasting access", fields=SUSTAINED_ACCESS),
)

THREAT = (
    Field("id", _T, "a short name, for mitigations to refer to", '"T1"'),
    _choice("hazard", HAZARDS, "the hazard it comes from", "product"),
    Field(
        "misuse",
        _P,
        "who does what to whom",
        '"A seller fakes field photographs to claim crop insurance."',
        level=2,
        words=3,
    ),
    _choice("actor", ("individual", "group", "organised", "state"), "who would do it", "group", level=2),
    _choice("ml_expertise", ("none", "some", "expert"), "the expertise it takes", "some", level=2),
    _choice("severity", ("low", "moderate", "high", "critical"), "how bad it would be", "moderate"),
    _choice("likelihood", ("low", "moderate", "high"), "how likely it is", "low"),
    Field(
        "existing_risk",
        _P,
        "what is possible without this release",
        '"Photo editors do the same by hand in an hour."',
        level=2,
    ),
    Field(
        "existing_defences",
        _P,
        "what stands against it today",
        '"Insurers send someone to look at the field."',
        level=2,
    ),
    _choice(
        "baseline",
        ("status_quo", "closed_model", "other_tool", "prior_release"),
        "what the release is compared with",
        "other_tool",
        level=2,
    ),
    Field(
        "marginal_effect", _P, "what the release adds to that", '"Minutes instead of an hour, for anybody."', level=2
    ),
    Field("uncertainty", _P, "what nobody knows yet", '"How many claims are checked by photograph alone."', level=2),
)

BENEFIT = (
    Field("who", _P, "who gains", '"Farmers without an adviser nearby"'),
    Field("what", _P, "what they gain", '"A first diagnosis in the field, offline"'),
    Field("needs", Kind.CHOICE, "the content that this takes", '["trained-model"]', _CATEGORIES, many=True),
)

MITIGATION = (
    Field("id", _T, "a short name, for reviews to refer to", '"M1"'),
    _choice(
        "kind",
        (
            "user_vetting",
            "usage_constraints",
            "clear_disclosure",
            "consent_protection",
            "detection_friendliness",
            "hidden_watermarks",
            "usage_logs",
            "use_restrictions",
            "other",
        ),
        "what kind of measure it is (paper, 3.5)",
        "clear_disclosure",
    ),
    Field(
        "status",
        Kind.CHOICE,
        "how far it is",
        '"in_place"',
        ("planned", "in_place", "not_applicable"),
        bound=False,
    ),
    Field("threats", _T, "the threats it works against", '["T1"]', many=True, emptiable=True),
    Field("evidence", _P, "where one can see it: a path in the release, or a URL", '"docs/disclosure.md"'),
)

EXPERT = (
    Field("name", _T, "who advised", '"Dr N. Abara"'),
    Field("field", _T, "what they know about", '"crop insurance"'),
    Field("date", Kind.DATE, "when", "2026-10-02"),
    Field(
        "what_changed", _P, "what you changed after it", '"Photographs of claims were taken out of the training data."'
    ),
)

WITHHELD = (
    _choice("category", _CATEGORIES, "what is kept back", "training-data"),
    Field("reason", _P, "why", '"The photographs show people who were not asked."'),
)

CONTENT = (
    Field(
        "release",
        Kind.CHOICE,
        "what is released",
        '["source-code", "trained-model"]',
        _CATEGORIES,
        many=True,
        emptiable=True,
    ),
    Field("withhold", Kind.TABLE, "what is kept back, and why", many=True, level=0, fields=WITHHELD, emptiable=True),
    Field(
        "references",
        Kind.REFERENCE,
        "weights or data elsewhere that the release points to",
        '["https://files.orchard.example/leaves/**"]',
        many=True,
        level=0,
        emptiable=True,
    ),
)

PARENT = (
    Field("repo", Kind.DESTINATION, "the release this one was made from", '"hf:models/orchard/base"'),
    Field("rev", _T, "its revision", '"4f0c2d9"'),
    _choice(
        "relation", ("finetune", "adapter", "quantized", "distilled", "merge"), "how it was made from it", "adapter"
    ),
    Field(
        "claims",
        Kind.CHOICE,
        "what you claim of the difference",
        '["no_capability_gain", "safeguards_kept", "no_new_threat"]',
        ("no_capability_gain", "safeguards_kept", "no_new_threat"),
        many=True,
        emptiable=True,
    ),
    Field(
        "record",
        _T,
        "the parent's considerations file",
        '"https://orchard.example/release-considerations.toml"',
        level=0,
    ),
    Field("record_sha256", Kind.SHA256, "the sha256 of that file", level=0),
    Field(
        "record_rev",
        _T,
        "the commit at which that file stands, where it is in a git repository (default: rev)",
        '"4f0c2d9be7a1d38f5c6e0b9a4d2f7c81e35a6b90"',
        level=0,
    ),
    Field("record_path", _T, "the file in that repository", '"release-considerations.toml"', level=0),
)

STAGE = (
    Field("id", _T, "a short name, for records and later stages to refer to", '"weights"'),
    Field("content", Kind.CHOICE, "what it opens", '["trained-model"]', _CATEGORIES, many=True),
    Field("paths", Kind.PATH, "only these files", '["large/**"]', many=True, level=0),
    Field(
        "references",
        Kind.REFERENCE,
        "only these references",
        '["https://files.orchard.example/large/**"]',
        many=True,
        level=0,
    ),
    Field("targets", Kind.DESTINATION, "only these places", '["hf:models/orchard/leaves-large"]', many=True, level=0),
    _choice("tier", _TIERS, "to whom (paper, 3.3)", "ask-for-access"),
    Field("not_before", Kind.TIME, "when it opens at the earliest", "2026-12-01T09:00:00+00:00", level=0),
    Field("after", _T, "the stage that comes first", '"code"', level=0),
    Field("min_observation_days", Kind.NUMBER, "days to watch the stage before it", "60", level=0, span=(0, 3650)),
    Field("event", _P, "what must have happened", '"The insurers have agreed on a check"', level=0),
    Field(
        "event_confirmer",
        Kind.PERSON,
        "who may confirm that; never an author",
        '["abara@uni.example"]',
        many=True,
        level=0,
    ),
)

TIMING = (
    _choice(
        "mode", ("immediate", "timed", "periodic", "evented", "staged"), "when it is released (paper, 3.3)", "immediate"
    ),
    Field(
        "not_before",
        Kind.TIME,
        "when the embargo ends",
        "2026-12-01T09:00:00+00:00",
        when=_in("timed"),
        only=_in("timed"),
    ),
    Field("embargo_start", Kind.MOMENT, "when the embargo began", "2026-11-01", level=0, only=_in("timed")),
    Field("reason", _P, "why it waits", '"The paper is under review until then."', level=0, only=_in("timed")),
    Field(
        "early_release_triggers",
        _T,
        "what ends the embargo early, once confirmed",
        '["The paper is published"]',
        many=True,
        level=0,
        only=_in("timed"),
    ),
    Field(
        "event",
        _P,
        "what must have happened",
        '"The insurers have agreed on a check"',
        when=_in("evented"),
        only=_in("evented"),
    ),
    Field(
        "event_confirmer",
        Kind.PERSON,
        "who may confirm that; never an author",
        '["abara@uni.example"]',
        many=True,
        when=_in("evented"),
        only=_in("evented"),
    ),
    Field(
        "interval_days",
        Kind.NUMBER,
        "days between releases",
        "30",
        when=_in("periodic"),
        only=_in("periodic"),
        span=(1, 3650),
    ),
    Field(
        "review_by",
        Kind.DATE,
        "when the plan is looked at again",
        "2027-05-01",
        when=_in("staged"),
        bound=False,
    ),
    Field(
        "stage",
        Kind.TABLE,
        "the steps of a staged release",
        many=True,
        when=_in("staged"),
        only=_in("staged"),
        fields=STAGE,
    ),
)

DISTRIBUTION = (
    Field("tier", Kind.CHOICE, "to whom (paper, 3.3)", '"public"', _TIERS, bound=False),
    Field(
        "criteria", _P, "who gets access, and how soon they hear", '"Agronomists; within a week."', level=2, when=_ASKED
    ),
    Field("decider", _T, "who answers requests", '"access@orchard.example"', level=2, when=_ASKED),
    Field("licence", _T, "the licence, as an SPDX id or a name", '"apache-2.0"', level=2),
)

DISAGREEMENT = (
    Field(
        "values",
        _P,
        "where people weigh goods differently",
        '"Early help for farmers against the cost of false claims."',
    ),
    Field("risks", _P, "where they see different risks", '"Some of us expect no misuse at all."'),
    Field("efficacy", _P, "whether holding back would work", '"Others could train the same in a month."'),
    Field("precedent", _P, "what it means for later releases", '"Our next models will be measured against this one."'),
)

ROLLBACK = (
    Field(
        "plan", _P, "what you do if it goes wrong", '"The files come down, forks are asked to follow, users are told."'
    ),
    Field("who", _T, "who does it", '"release@orchard.example"'),
)

DECISION = (
    _choice("outcome", ("go", "no-go"), "release it or not", "go"),
    Field("rationale", _P, "why", '"Farmers gain at once and no serious misuse was found."', words=3),
    Field("accountable", Kind.PERSON, "who answers for it", '"ines@orchard.example"'),
)

PRIVATE = (Field("digest", Kind.DIGEST, "of the answers that stay here: sha256 of the salt and their canonical form"),)

_HAZARD_ABOUT = {
    "product": "what it makes or does can harm (paper, 2.1)",
    "data": "its data or weights reveal something (paper, 2.1)",
    "attention": "drawing attention to it can harm (paper, 2.1)",
}


def _section(key: str, about: str, fields: "tuple[Field, ...]", level: int = 1) -> Field:
    return Field(key, Kind.TABLE, about, level=level, bound=key in BOUND_SECTIONS, many=key in _LISTS, fields=fields)


_LISTS = ("threat", "benefit", "mitigation", "expert", "derived_from")

#: The whole file, in the order in which it is written. ``threat`` is asked for only where a hazard isn't "no".
CONSIDERATIONS = (
    Field("schema", Kind.CHOICE, "the version of this format", f'"{SCHEMA}"', (SCHEMA,), bound=False),
    Field(
        "unconfirmed",
        _T,
        "keys that were guessed and that nobody has confirmed yet",
        '["hazards.data"]',
        many=True,
        level=0,
        bound=False,
        emptiable=True,
    ),
    _section("release", "what is released, by whom and where", RELEASE),
    _section(
        "hazards",
        "what could be harmful about it (paper, 2.1)",
        tuple(Field(name, Kind.TABLE, _HAZARD_ABOUT[name], fields=HAZARD) for name in HAZARDS),
    ),
    _section("access_ratchet", "how it moves the ratchet of access (paper, 2.2)", RATCHET, 2),
    _section("threat", "a path to harm (paper, 2.2)", THREAT, 0),
    _section("benefit", "who gains what from it", BENEFIT, 2),
    _section("mitigation", "a measure against threats (paper, 3.5)", MITIGATION, 2),
    _section("expert", "advice taken from outside (paper, 5)", EXPERT, 3),
    _section("content", "what is released and what is kept back (paper, 3.3)", CONTENT),
    _section("derived_from", "a release that this one was made from", PARENT, 0),
    _section("timing", "when it is released (paper, 3.3)", TIMING),
    _section("distribution", "to whom it is released (paper, 3.3)", DISTRIBUTION),
    _section("disagreement", "what honest people still disagree about (paper, 4)", DISAGREEMENT, 3),
    _section("rollback", "what happens if it goes wrong", ROLLBACK, 3),
    _section("decision", "the word of the person accountable", DECISION),
    _section(
        "private",
        "answers that would themselves be a hazard, kept in a file that stays here",
        PRIVATE,
        0,
    ),
)

#: For each bound section the keys that its digest leaves out.
UNBOUND = unbound(CONSIDERATIONS)
