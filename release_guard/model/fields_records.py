"""The keys of ``release-records/*.toml``, version 1 (formats.md): one family of records, each kind with its own keys.

An approval carries everything that it counts for. An objection or a "not yet" needs only who, when and why: a missing
formality must not silence it.
"""

from release_guard.model.category import Category
from release_guard.model.considerations import BOUND_SECTIONS
from release_guard.model.fields import Condition, Field, Kind
from release_guard.model.visibility import Visibility

SCHEMA = "release-record/1"

KINDS = ("review", "confirmation", "stage", "override", "withdrawal")
APPROVALS = ("approve", "approve-with-conditions")
OBJECTIONS = ("defer", "disapprove")

#: What reviewers look at a release as (paper, 4.1: outside experts, affected groups, those who answer for it).
ROLES = (
    "domain-expert",
    "ml",
    "security",
    "legal",
    "ethics",
    "affected-community",
    "communications",
    "release-board",
)

_T, _P = Kind.TEXT, Kind.PROSE
_CATEGORIES = tuple(category.value for category in Category)
_VISIBILITIES = tuple(visibility.word for visibility in Visibility)
_FILE = '"2026-10-01-abara-domain-expert-3fa9c1.toml"'


def _is(*kinds: str) -> Condition:
    return Condition("kind", kinds)


_REVIEW = _is("review")
_APPROVAL = Condition("decision", APPROVALS)

SCOPE = (
    Field("release", _T, "the release, where a repository holds several", '"leaves"', level=0),
    Field("content", Kind.CHOICE, "what it speaks for", '["trained-model"]', _CATEGORIES, many=True, level=0),
    Field("visibility", Kind.CHOICE, "up to which visibility", '"gated-manual"', _VISIBILITIES, level=0),
    Field("targets", Kind.DESTINATION, "for which places", '["hf:models/orchard/*"]', many=True, level=0),
)

#: What an approval can't do without, by table; an objection without them speaks for everything.
NEEDED_BY_APPROVALS = {"scope": ("content", "visibility", "targets"), "bound": ("sections",)}

CONDITION = (
    Field("id", _T, "a short name, for the confirmation to refer to", '"C1"'),
    Field("text", _P, "what must happen first", '"The insurers have agreed on a check"'),
    Field("content", Kind.CHOICE, "the content that waits for it", '["trained-model"]', _CATEGORIES, many=True),
    Field(
        "confirmer",
        Kind.PERSON,
        "who may confirm it, when not the reviewer; never an author",
        '["abara@uni.example"]',
        many=True,
        level=0,
    ),
)

ARTIFACT = (
    Field("path", _T, "the file when it was reviewed", '"model.safetensors"', level=0),
    Field("sha256", _T, "its sha256; of a reference, the revision or the URL"),
    Field("category", Kind.CHOICE, "what it is", '"trained-model"', _CATEGORIES),
)

BOUND = (
    Field("policy", Kind.DIGEST, "the policy at that time; shown, never compared", level=0),
    Field(
        "capabilities", _T, "what the code was found able to do", '["face-swap"]', many=True, level=0, emptiable=True
    ),
    Field(
        "references",
        _T,
        "weights and data elsewhere that it points to",
        '["hf:models/orchard/base@4f0c2d9"]',
        many=True,
        level=0,
        emptiable=True,
    ),
    Field(
        "mitigation",
        Kind.MAP,
        "how far each measure was",
        '{ M1 = "planned" }',
        level=0,
        fields=(Field("*", Kind.CHOICE, "its status", '"planned"', ("planned", "in_place", "not_applicable")),),
    ),
    Field(
        "sections",
        Kind.TABLE,
        "the digest of each section that was reviewed",
        level=0,
        fields=tuple(Field(name, Kind.DIGEST, f"of [{name}]", level=0) for name in BOUND_SECTIONS),
    ),
    Field("artifact", Kind.TABLE, "the bytes that were reviewed", many=True, level=0, fields=ARTIFACT),
)

#: The whole file, in the order in which it is written.
RECORD = (
    Field("schema", Kind.CHOICE, "the version of this format", f'"{SCHEMA}"', (SCHEMA,)),
    Field("kind", Kind.CHOICE, "what kind of record this is", '"review"', KINDS),
    Field("by", _T, "the person whose word it is", '"abara@uni.example"'),
    Field("name", _T, "their name", '"Dr N. Abara"', level=0),
    Field("role", Kind.CHOICE, "what they looked at it as", '"domain-expert"', ROLES, when=_APPROVAL),
    Field("affiliation", _T, "where they work", '"Example University"', level=0),
    Field("recorded_by", _T, "who typed it", '"ines@orchard.example"'),
    Field("date", Kind.DATE, "the day of the word", "2026-11-20"),
    Field("expires", Kind.DATE, "the last day on which it counts", "2027-11-20", when=_APPROVAL),
    Field(
        "decision",
        Kind.CHOICE,
        "what the reviewer says",
        '"approve"',
        APPROVALS + OBJECTIONS,
        when=_REVIEW,
        only=_REVIEW,
    ),
    Field("rationale", _P, "why", '"Nothing here helps a forger."', when=_REVIEW, only=_REVIEW),
    Field("supersedes", _T, "the earlier review that this one lifts", _FILE, level=0, only=_REVIEW),
    Field("confirms", _T, "what has happened", '"stage:weights"', when=_is("confirmation"), only=_is("confirmation")),
    Field(
        "evidence",
        _T,
        "where one can see it",
        '"https://orchard.example/check"',
        when=_is("confirmation"),
        only=_is("confirmation"),
    ),
    Field(
        "statement",
        _P,
        "what you confirm",
        '"The insurers have signed the agreement."',
        when=_is("confirmation"),
        only=_is("confirmation"),
    ),
    Field("stage", _T, "the stage that opened", '"weights"', when=_is("stage"), only=_is("stage")),
    Field(
        "destination",
        Kind.DESTINATION,
        "the one place that it is about",
        '"hf:models/orchard/leaves"',
        when=_is("stage", "override"),
        only=_is("stage", "override"),
    ),
    Field(
        "visibility",
        Kind.CHOICE,
        "as read back from there",
        '"gated-manual"',
        _VISIBILITIES,
        when=_is("stage"),
        only=_is("stage"),
    ),
    Field(
        "reason",
        _P,
        "why it can't wait",
        '"Users lose data until this fix is out."',
        when=_is("override"),
        only=_is("override"),
    ),
    Field(
        "until",
        Kind.TIME,
        "when it ends, at most a day later",
        "2026-11-21T09:00:00+00:00",
        when=_is("override"),
        only=_is("override"),
    ),
    Field("attempt", Kind.DIGEST, "the content that it lets through", when=_is("override"), only=_is("override")),
    Field("withdraws", _T, "the record that is taken back", _FILE, when=_is("withdrawal"), only=_is("withdrawal")),
    Field("scope", Kind.TABLE, "what it speaks for", when=_APPROVAL, only=_REVIEW, fields=SCOPE),
    Field(
        "condition",
        Kind.TABLE,
        "what must happen before it counts",
        many=True,
        when=Condition("decision", ("approve-with-conditions",)),
        only=Condition("decision", ("approve-with-conditions",)),
        fields=CONDITION,
    ),
    Field("bound", Kind.TABLE, "what was reviewed, written by the tool", when=_APPROVAL, only=_REVIEW, fields=BOUND),
)
