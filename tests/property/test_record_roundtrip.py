"""A record written and read is the same record; random and damaged bytes never become one unnoticed."""

import datetime as dt
import json

import tomli
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from release_guard.formats import schema
from release_guard.formats.record_text import file_name, render
from release_guard.formats.records import parse
from release_guard.model.category import Category
from release_guard.model.considerations import BOUND_SECTIONS, Unreadable
from release_guard.model.fields_records import APPROVALS, OBJECTIONS, ROLES
from release_guard.model.record import Bound, Condition, Record, Scope
from release_guard.model.visibility import Visibility

PATH = "release-records/x.toml"
VALIDATOR = Draft202012Validator(schema.generate()["release-record.v1.json"])

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
names = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
people = st.one_of(names, names.map(lambda name: f"{name}@example.org"), names.map(lambda name: f"agent:{name}"))
files = names.map(lambda name: f"{name}.toml")
days = st.dates()
hexes = st.text("0123456789abcdef", min_size=64, max_size=64)
digests = hexes.map(lambda text: f"sha256:{text}")
categories = st.frozensets(st.sampled_from(Category), min_size=1)
visibilities = st.sampled_from(Visibility)
targets = names.map(lambda name: f"github.com/{name}/digits")
moments = st.datetimes(
    min_value=dt.datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the offset
    timezones=st.integers(-840, 840).map(lambda n: dt.timezone(dt.timedelta(minutes=n))),
)
scopes = st.builds(
    Scope,
    content=categories,
    visibility=visibilities,
    targets=st.lists(targets, min_size=1, max_size=3).map(tuple),
    release=st.one_of(st.just(""), texts),
)
conditions = st.lists(
    st.builds(Condition, id=names, text=texts, content=categories, confirmer=st.lists(names, max_size=2).map(tuple)),
    min_size=1,
    max_size=3,
    unique_by=lambda condition: condition.id,
).map(tuple)


@st.composite
def bounds(draw: st.DrawFn) -> Bound:
    artifacts = draw(st.dictionaries(hexes, st.sampled_from(Category), max_size=4))
    return Bound(
        sections=draw(st.dictionaries(st.sampled_from(BOUND_SECTIONS), digests, min_size=1)),
        artifacts=artifacts,
        capabilities=draw(st.frozensets(texts, max_size=3)),
        references=draw(st.frozensets(texts, max_size=3)),
        mitigation=draw(st.dictionaries(texts, st.sampled_from(("planned", "in_place", "not_applicable")), max_size=3)),
        policy=draw(st.one_of(st.just(""), digests)),
        paths={digest: draw(texts) for digest in artifacts if draw(st.booleans())},
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    base = Record(
        kind=draw(st.sampled_from(("review", "confirmation", "stage", "override", "withdrawal"))),
        file="x.toml",
        path=PATH,
        by=draw(people),
        date=draw(days),
        recorded_by=draw(people),
        name=draw(st.one_of(st.just(""), texts)),
        affiliation=draw(st.one_of(st.just(""), texts)),
        role=draw(st.sampled_from(("", *ROLES))),
        expires=draw(st.one_of(st.none(), days)),
    )
    return base._replace(**draw(SPECIFIC[base.kind]))


approvals = st.fixed_dictionaries(
    {
        "decision": st.just(APPROVALS[0]),
        "rationale": texts,
        "role": st.sampled_from(ROLES),
        "expires": days,
        "supersedes": st.one_of(st.just(""), files),
        "scope": scopes,
        "bound": bounds(),
    }
)
conditional = st.tuples(approvals, conditions).map(
    lambda pair: {**pair[0], "decision": APPROVALS[1], "conditions": pair[1]}
)
objections = st.fixed_dictionaries(
    {
        "decision": st.sampled_from(OBJECTIONS),
        "rationale": texts,
        "scope": st.one_of(st.just(Scope()), scopes, categories.map(Scope)),
    }
)
SPECIFIC = {
    "review": st.one_of(approvals, conditional, objections),
    "confirmation": st.fixed_dictionaries(
        {"confirms": names.map(lambda name: f"stage:{name}"), "evidence": texts, "statement": texts}
    ),
    "stage": st.fixed_dictionaries({"stage": names, "destination": targets, "visibility": visibilities}),
    "override": st.fixed_dictionaries({"reason": texts, "until": moments, "destination": targets, "attempt": digests}),
    "withdrawal": st.fixed_dictionaries({"withdraws": files}),
}


@given(records())
def test_record_survives_writing_and_reading(record: Record) -> None:
    assert parse(render(record).encode(), PATH) == record


@given(records())
def test_file_name_is_plain_and_stable(record: Record) -> None:
    name = file_name(record)
    assert name == file_name(record)
    assert name.startswith(record.date.isoformat() + "-")
    assert name.endswith(".toml")
    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


@given(st.binary(max_size=300))
def test_random_bytes_are_never_a_record(data: bytes) -> None:
    answer = parse(data, PATH)
    assert isinstance(answer, Unreadable)
    assert answer.findings


@given(records(), st.data())
def test_damaged_record_is_refused_or_reads_as_what_it_says(record: Record, data: st.DataObject) -> None:
    text = bytearray(render(record).encode())
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] = data.draw(st.integers(0, 255))
    answer = parse(bytes(text), PATH)
    if isinstance(answer, Unreadable):
        assert answer.findings
    else:
        assert parse(render(answer).encode(), PATH) == answer


@given(records())
def test_record_that_is_written_satisfies_the_schema(record: Record) -> None:
    table = json.loads(json.dumps(tomli.loads(render(record)), default=str))
    assert [error.message for error in VALIDATOR.iter_errors(table)] == []
