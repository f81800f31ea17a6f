"""The text of records, as people will read it."""

import datetime as dt

from release_guard.formats.record_text import file_name, render
from release_guard.model.category import Category
from release_guard.model.record import Bound, Condition, Record, Scope
from release_guard.model.visibility import Visibility

HEX = "0123456789abcdef" * 4

REVIEW = Record(
    kind="review",
    file="",
    by="Okafor+reviews@uni.example",
    date=dt.date(2026, 11, 20),
    role="domain-expert",
    recorded_by="ada@example.org",
    name='Dr M. "Ok" Okafor',
    affiliation="Example University",
    expires=dt.date(2027, 11, 20),
    decision="approve-with-conditions",
    rationale="Two lines:\none \\ two.",
    scope=Scope(
        frozenset({Category.TRAINED_MODEL, Category.SOURCE_CODE}), Visibility.GATED_MANUAL, ("hf:models/acme/*",)
    ),
    conditions=(Condition("C1", "The detector is published", frozenset({Category.TRAINED_MODEL})),),
    bound=Bound(
        sections={"hazards": f"sha256:{HEX}"},
        artifacts={HEX: Category.TRAINED_MODEL},
        capabilities=frozenset({"voice-cloning"}),
        mitigation={"M1": "planned"},
        paths={HEX: "model.safetensors"},
    ),
)

TEXT = f"""\
schema = "release-record/1"
kind = "review"
by = "Okafor+reviews@uni.example"
name = "Dr M. \\"Ok\\" Okafor"
role = "domain-expert"
affiliation = "Example University"
recorded_by = "ada@example.org"
date = 2026-11-20
expires = 2027-11-20
decision = "approve-with-conditions"
rationale = "Two lines:\\none \\\\ two."

[scope]
content = ["source-code", "trained-model"]
visibility = "gated-manual"
targets = ["hf:models/acme/*"]

[[condition]]
id = "C1"
text = "The detector is published"
content = ["trained-model"]

[bound]
capabilities = ["voice-cloning"]
mitigation = {{ M1 = "planned" }}

[bound.sections]
hazards = "sha256:{HEX}"

[[bound.artifact]]
path = "model.safetensors"
sha256 = "{HEX}"
category = "trained-model"
"""


def test_review_reads_as_in_the_documentation() -> None:
    assert render(REVIEW) == TEXT


def test_keys_of_other_kinds_are_left_out() -> None:
    text = render(REVIEW._replace(kind="withdrawal", role="", withdraws="x.toml"))
    assert "decision" not in text
    assert "[scope]" not in text
    assert 'withdraws = "x.toml"' in text


def test_control_characters_never_reach_the_file() -> None:
    text = render(REVIEW._replace(rationale="red \x1b[31m and \u202e turned"))
    assert 'rationale = "red \\u001b[31m and \\u202e turned"' in text


def test_file_name_tells_day_person_and_role() -> None:
    name = file_name(REVIEW)
    assert name.startswith("2026-11-20-okafor-reviews-domain-expert-")
    assert len(name.rpartition("-")[2]) == len("3fa9c1.toml")


def test_record_without_a_role_is_filed_under_its_kind() -> None:
    record = Record(kind="withdrawal", file="", by="agent:x", date=dt.date(2026, 1, 2), withdraws="x.toml")
    assert file_name(record).startswith("2026-01-02-agent-x-withdrawal-")


def test_other_words_make_another_file() -> None:
    assert file_name(REVIEW) != file_name(REVIEW._replace(rationale="Other words."))


def test_strange_names_make_plain_file_names() -> None:
    assert file_name(REVIEW._replace(by="../../etc@x")).startswith("2026-11-20-etc-domain-expert-")
    assert file_name(REVIEW._replace(by="\u00f8\u00f8@x")).startswith("2026-11-20-someone-domain-expert-")
