"""The keys of ``release-policy-tests.toml``, version 1: example releases with the verdict that a policy must give them.

An organisation's own table, in the shape of this project's conformance table: content comes already classified, records
are bound to the answers as they are unless they say otherwise, and short names stand for digests.
"""

from release_guard.model.category import Category
from release_guard.model.fields import Field, Kind
from release_guard.model.fields_records import APPROVALS, KINDS, OBJECTIONS, ROLES
from release_guard.model.visibility import Visibility

SCHEMA = "release-policy-tests/1"
OUTCOMES = ("allow", "lower", "block", "overridden", "not-judged")
#: Where a record is found: what the push brings, what the destination holds, or both.
PLACES = ("tip", "destination", "both")

_T = Kind.TEXT
_CATEGORIES = tuple(category.value for category in Category)
_VISIBILITIES = tuple(visibility.word for visibility in Visibility)


def _categories(key: str, about: str, *, level: int = 0) -> Field:
    return Field(key, Kind.CHOICE, about, '["trained-model"]', _CATEGORIES, many=True, level=level, emptiable=True)


def _visibility(key: str, about: str, *, level: int = 0) -> Field:
    return Field(key, Kind.CHOICE, about, '"public"', _VISIBILITIES, level=level)


CONTENT = (
    Field("path", _T, "the file, or the address of a reference", '"model.safetensors"'),
    Field("category", Kind.CHOICE, "what it is", '"trained-model"', _CATEGORIES),
    Field("sha256", _T, "its sha256, or a short name that stands for one", '"w1"', level=0),
    Field("size", Kind.NUMBER, "its size in bytes", "1048576", level=0, span=(0, 1 << 50)),
    Field("unclassified", Kind.FLAG, "whether nothing tells what it is (RG412)", "true", level=0),
    Field("undeclared", Kind.FLAG, "whether the answers don't name this reference (RG414)", "true", level=0),
    Field("companion", Kind.FLAG, "whether it is a config or tokenizer that goes with the weights", "true", level=0),
)

CONDITION = (
    Field("id", _T, "its name", '"detector"'),
    Field("text", _T, "what must happen first", '"The detector is published"', level=0),
    _categories("content", "for these categories", level=1),
    Field("confirmer", Kind.PERSON, "who may confirm it besides the reviewer", many=True, level=0, emptiable=True),
)

RECORD = (
    Field("kind", Kind.CHOICE, "what it is", '"review"', KINDS),
    Field("by", Kind.PERSON, "whose word it is", '"abara@uni.example"'),
    Field("file", _T, "its file name, by which other records name it; else <name>.toml", '"abara.toml"', level=0),
    Field("recorded_by", Kind.PERSON, "who typed it; else the same person", level=0),
    Field("date", Kind.DATE, "its day; else the day of the attempt", "2026-11-20", level=0),
    Field("expires", Kind.DATE, "its last day", "2027-11-20", level=0),
    Field("signed", Kind.FLAG, "signed with the key that the policy's list gives this person", "true", level=0),
    Field("role", Kind.CHOICE, "as what they reviewed", '"domain-expert"', ROLES, level=0),
    Field("decision", Kind.CHOICE, "what they decided", '"approve"', (*APPROVALS, *OBJECTIONS), level=0),
    Field("rationale", _T, "why", level=0),
    _categories("content", "of which content they spoke"),
    _visibility("visibility", "up to which visibility"),
    Field("targets", Kind.DESTINATION, "for which places; else everywhere", many=True, level=0, emptiable=True),
    Field("artifacts", _T, "the digests or short names of the bytes they saw", '["w1"]', many=True, level=0),
    Field(
        "capabilities", _T, "what the code could do then; else what it can do now", many=True, level=0, emptiable=True
    ),
    Field("stale", _T, "sections that were otherwise when they reviewed", '["threat"]', many=True, level=0),
    Field("condition", Kind.TABLE, "what must happen before it counts", level=0, fields=CONDITION),
    Field("confirms", _T, "what a confirmation is of", '"condition:abara#detector"', level=0),
    Field("supersedes", _T, "the record that this one takes the place of", level=0),
    Field("withdraws", _T, "the record that this one takes back", level=0),
    Field("stage", _T, "the stage that went out", level=0),
    Field("reason", _T, "why the glass was broken", level=0),
    Field("until", Kind.TIME, "until when an override lasts", "2026-11-24T10:00:00+00:00", level=0),
    Field("at", Kind.CHOICE, "where it is found", '"destination"', PLACES, level=0),
)

VERDICT = (
    Field("outcome", Kind.CHOICE, "what happens", '"lower"', OUTCOMES),
    _visibility("ceiling", "the widest visibility that the evidence allows"),
    _visibility("visibility", "at which it goes out"),
    Field("level", Kind.NUMBER, "the release level", "2", level=0, span=(1, 4)),
    Field("codes", _T, "codes that must be among the findings", '["RG205"]', many=True, level=0),
)

ATTEMPT = (
    Field("name", _T, "what it is called", '"weights-without-a-review"'),
    Field("because", _T, "why this is the right verdict", '"Nobody has looked at the weights."', level=0),
    Field("considerations", _T, "the file with its answers, beside this table", '"answers/voice.toml"', level=0),
    Field("level", Kind.NUMBER, "in place of answers: a complete release of this level", "2", level=0, span=(1, 4)),
    Field("now", Kind.TIME, "when; else the moment of the whole table", "2026-11-23T20:00:00+00:00", level=0),
    Field("destination", Kind.DESTINATION, "where it goes", '"hf:models/orchard/pears"'),
    _visibility("wanted", "the visibility that is asked for", level=1),
    _visibility("exists", "the place's visibility now; else it is new"),
    _categories("already", "categories that the place holds"),
    Field("already_sha256", _T, "digests or short names of bytes that it holds", many=True, level=0, emptiable=True),
    _categories("elsewhere", "categories that are public at another target"),
    Field("capabilities", _T, "what the code is found able to do", '["face-swap"]', many=True, level=0, emptiable=True),
    Field("committers", Kind.PERSON, "who wrote the commits", many=True, level=0, emptiable=True),
    Field("opted_in", Kind.FLAG, "whether the repository has answers; else it has", "false", level=0),
    Field("content", Kind.TABLE, "the files that would become visible", many=True, emptiable=True, fields=CONTENT),
    Field("history", Kind.TABLE, "files that only its past holds", many=True, level=0, emptiable=True, fields=CONTENT),
    Field("record", Kind.TABLE, "the records that lie there", many=True, level=0, emptiable=True, fields=RECORD),
    Field("verdict", Kind.TABLE, "what the policy must say", fields=VERDICT),
)

#: The whole file, in the order in which it is written.
TESTS = (
    Field("schema", Kind.CHOICE, "the version of this format", f'"{SCHEMA}"', (SCHEMA,)),
    Field("policy", _T, "the policy, beside this table; else release-policy.toml", '"release-policy.toml"', level=0),
    Field("now", Kind.TIME, "the moment at which everything is judged", "2026-11-23T20:00:00+00:00"),
    Field("attempt", Kind.TABLE, "an example of a release, with its verdict", many=True, fields=ATTEMPT),
)
