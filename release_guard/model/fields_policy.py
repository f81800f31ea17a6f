"""The keys of ``release-policy.toml``, version 1 (formats.md).

Everything but the name is optional: a layer may say one thing only, and what it doesn't say it leaves to the others.
"""

from release_guard.model.category import Category
from release_guard.model.fields import Field, Kind
from release_guard.model.fields_records import ROLES
from release_guard.model.visibility import Visibility

SCHEMA = "release-policy/1"

#: The codes that a waiver may name besides those that are notes anyway; which of them are notes is in the catalogue.
WAIVABLE = ("RG107", "RG111", "RG412", "RG414", "RG424")

_T = Kind.TEXT
_CATEGORIES = tuple(category.value for category in Category)
_VISIBILITIES = tuple(visibility.word for visibility in Visibility)
_LEVEL = Field("level", Kind.NUMBER, "from this release level up", "2", span=(1, 4))


def _choice(key: str, values: "tuple[str, ...]", about: str, example: str, *, level: int = 0) -> Field:
    return Field(key, Kind.CHOICE, about, f'"{example}"', values, level=level)


EXTENDS = (
    Field(
        "source",
        _T,
        "where the outer policy lives: a git repository, an https address, or a file",
        '"https://git.orchard.example/rules.git"',
    ),
    Field("rev", _T, "its whole commit id, where it lives in git", f'"{"4f0c2d9e" * 5}"', level=0),
    Field("path", Kind.PATH, "the file in that repository", '"release-policy.toml"', level=0),
    Field("sha256", Kind.SHA256, "the sha256 of that file: other bytes are refused"),
)

SCOPE = (
    _choice("repositories", ("opted-in", "model-content", "all"), "which repositories are judged", "opted-in"),
    Field(
        "destinations",
        Kind.DESTINATION,
        "which places it speaks of; empty for all",
        '["github.com/orchard/**"]',
        many=True,
        level=0,
        emptiable=True,
    ),
    Field("namespaces", _T, "the Hub accounts one may publish to", '["orchard"]', many=True, level=0, emptiable=True),
    _choice("internal", ("private", "gated-manual"), 'how a forge\'s "internal" counts', "private"),
)

PLACE = (
    Field("match", Kind.DESTINATION, "the places", '"git.orchard.example/**"'),
    _choice("visibility", _VISIBILITIES, "who can read there", "private", level=1),
)

ON_EXCEED = (
    _choice("hub", ("lower", "block"), "what happens on the Hub when more is asked than is allowed", "lower"),
    _choice("existing_public", ("block", "lower"), "the same where a Hub repository is public already", "block"),
)

LIMITS = (
    Field("review_age_days", Kind.NUMBER, "how old a review may be", "365", level=0, span=(1, 36500)),
    Field("embargo_days", Kind.NUMBER, "how long an embargo may last", "90", level=0, span=(1, 36500)),
    Field(
        "lower_severity",
        Kind.MAP,
        "codes that weigh less here, where the catalogue allows it",
        '{ RG107 = "note" }',
        level=0,
        fields=(_choice("*", ("note", "warning"), "what it becomes", "note"),),
        emptiable=True,
    ),
)

SLOT = (
    _choice("role", (*ROLES, "any", "owner"), "who", "any", level=1),
    Field("external", Kind.FLAG, "from outside, by the roster", "true", level=0),
    Field("count", Kind.NUMBER, "how many of them", "2", level=0, span=(1, 20)),
)

REQUIREMENT = (
    _LEVEL,
    _choice(
        "from", ("gated-manual", "gated-auto", "public"), "for this visibility and wider ones", "gated-manual", level=1
    ),
    Field("content", Kind.CHOICE, "for these categories", '["trained-model"]', _CATEGORIES, many=True, level=0),
    Field("people", Kind.TABLE, "who must have approved; nobody means never", many=True, emptiable=True, fields=SLOT),
    Field("signed", Kind.FLAG, "whether only signed records count", "true", level=0),
)

CAP = (
    _LEVEL,
    Field("content", Kind.CHOICE, "these categories", '["training-data"]', _CATEGORIES, many=True),
    _choice("at_most", _VISIBILITIES, "are never wider than this", "private", level=1),
)

KEY = (
    Field("key", _T, "the public key as ssh-keygen prints it, without the comment", '"ssh-ed25519 AAAA..."'),
    Field("from", Kind.DATE, "the first day on which it counts", "2026-01-01", level=0),
    Field("until", Kind.DATE, "the last day on which it counts", "2027-12-31", level=0),
    Field("revoked", Kind.DATE, "the day from which it counts no more", "2026-06-01", level=0),
)

REVIEWER = (
    Field("id", Kind.PERSON, "the person", '"abara@uni.example"'),
    Field("roles", Kind.CHOICE, "what they may review as", '["domain-expert"]', ROLES, many=True, emptiable=True),
    Field("external", Kind.FLAG, "whether they come from outside", "true", level=0),
    Field("keys", Kind.TABLE, "their public keys", many=True, level=0, emptiable=True, fields=KEY),
)

WAIVER = (
    Field("code", _T, f"the code that is waived: {', '.join(WAIVABLE)}, or a note", '"RG412"'),
    Field("target", Kind.DESTINATION, "at which place", '"github.com/orchard/zoo"'),
    Field("paths", _T, "for which files, or addresses of references", '["tests/fixtures/**"]', many=True),
    Field("sha256", Kind.SHA256, "only these bytes", level=0),
    Field("max_bytes", Kind.NUMBER, "only up to this size", "65536", level=0, span=(1, 1 << 40)),
    Field("who", Kind.PERSON, "who answers for it", '"sam@orchard.example"'),
    Field("reason", Kind.PROSE, "why", '"Fixtures of the tests"'),
    Field("until", Kind.DATE, "the last day, at most a year away", "2027-01-31"),
)

OVERRIDE = (
    Field("allowed_by", Kind.PERSON, "who may break the glass", '["chief@orchard.example"]', many=True, emptiable=True),
    Field("max_hours", Kind.NUMBER, "for how long at most", "24", level=0, span=(1, 24)),
)


def _section(key: str, about: str, fields: "tuple[Field, ...]", *, many: bool = False) -> Field:
    return Field(key, Kind.TABLE, about, level=0, many=many, fields=fields)


#: The whole file, in the order in which it is written.
POLICY = (
    Field("schema", Kind.CHOICE, "the version of this format", f'"{SCHEMA}"', (SCHEMA,)),
    Field("name", _T, "what people call this policy", '"orchard"'),
    _choice("mode", ("enforce", "advise"), "whether it holds things back or only says so", "enforce"),
    _choice("independence", ("authors", "commits"), "whose own reviews don't count", "authors"),
    _choice("ledger", ("optional", "required"), "whether every decision must be kept", "optional"),
    _section("extends", "an outer layer, pinned", EXTENDS),
    _section("scope", "what this policy speaks of", SCOPE),
    _section("place", "what is known of the visibility of places", PLACE, many=True),
    _section("on_exceed", "what happens to content that is asked wider than allowed", ON_EXCEED),
    _section("limits", "time limits and weights", LIMITS),
    Field(
        "capabilities",
        Kind.MAP,
        "the least release level for what the code is able to do",
        "{ face-swap = 3 }",
        level=0,
        fields=(Field("*", Kind.NUMBER, "the least level", "3", span=(1, 4)),),
        emptiable=True,
    ),
    _section("requirement", "who must have approved", REQUIREMENT, many=True),
    _section("cap", "how wide some content may ever be", CAP, many=True),
    _section("reviewer", "somebody whose reviews count", REVIEWER, many=True),
    _section("waiver", "a narrow, dated exemption", WAIVER, many=True),
    _section("override", "who may break the glass, and for how long", OVERRIDE),
)
