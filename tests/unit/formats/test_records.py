"""Reading records: what each kind needs, what it may not hold, and that nothing half-read counts."""

import datetime as dt

import pytest

from release_guard.formats.records import parse
from release_guard.model.category import Category
from release_guard.model.considerations import Unreadable
from release_guard.model.record import BadSignature, Condition, Record, Scope
from release_guard.model.visibility import Visibility

HEX = "0123456789abcdef" * 4
PATH = "release-records/2026-11-20-okafor-domain-expert-3fa9c1.toml"

REVIEW = f"""\
schema = "release-record/1"
kind = "review"
by = "okafor@uni.example"
name = "Dr M. Okafor"
role = "domain-expert"
affiliation = "Example University"
recorded_by = "ada@example.org"
date = 2026-11-20
expires = 2027-11-20
decision = "approve-with-conditions"
rationale = "The detector finds every sample."
supersedes = "2026-10-01-okafor-domain-expert-3fa9c1.toml"

[scope]
release = "kestrel"
content = ["source-code", "trained-model"]
visibility = "gated-manual"
targets = ["hf:models/acme/*"]

[[condition]]
id = "C1"
text = "The detector is published"
content = ["trained-model"]
confirmer = ["sam@lab.example"]

[bound]
policy = "sha256:{HEX}"
capabilities = ["voice-cloning"]
references = ["hf:models/acme/base@4f0c2d9"]
mitigation = {{ M1 = "planned" }}
[bound.sections]
hazards = "sha256:{HEX}"
threat = "sha256:{HEX}"
[[bound.artifact]]
path = "model.safetensors"
sha256 = "{HEX}"
category = "trained-model"
"""

HEAD = """\
schema = "release-record/1"
kind = "KIND"
by = "okafor@uni.example"
recorded_by = "ada@example.org"
date = 2026-11-20
"""

OTHERS = {
    "confirmation": """\
confirms = "condition:2026-11-20-okafor-domain-expert-3fa9c1.toml#C1"
evidence = "https://lab.example/detector"
statement = "The detector was published today."
""",
    "stage": """\
stage = "774M"
destination = "hf:models/acme/kestrel"
visibility = "gated-manual"
""",
    "override": f"""\
reason = "Users lose data until the fix is out."
until = 2026-11-21T09:00:00+01:00
destination = "github.com/acme/kestrel"
attempt = "sha256:{HEX}"
""",
    "withdrawal": """\
withdraws = "2026-11-20-okafor-domain-expert-3fa9c1.toml"
""",
}


def other(kind: str) -> str:
    return HEAD.replace("KIND", kind) + OTHERS[kind]


def read(text: str) -> Record:
    record = parse(text.encode(), PATH)
    assert isinstance(record, Record), [problem.finding for problem in record.findings]
    return record


def complaints(text: str | bytes) -> list[tuple[int, str]]:
    answer = parse(text.encode() if isinstance(text, str) else text, PATH)
    assert isinstance(answer, Unreadable)
    assert all(problem.finding.code == "RG005" and problem.finding.path == PATH for problem in answer.findings)
    assert all(problem.finding.fix for problem in answer.findings)
    return [(problem.finding.line, problem.finding.message) for problem in answer.findings]


def without(text: str, *keys: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.split(" = ")[0] not in keys)


def test_review_is_read_whole() -> None:
    record = read(REVIEW)
    assert (record.kind, record.by, record.role) == ("review", "okafor@uni.example", "domain-expert")
    assert record.file == "2026-11-20-okafor-domain-expert-3fa9c1.toml"
    assert record.path == PATH
    assert (record.date, record.expires) == (dt.date(2026, 11, 20), dt.date(2027, 11, 20))
    assert record.scope == Scope(
        frozenset({Category.SOURCE_CODE, Category.TRAINED_MODEL}),
        Visibility.GATED_MANUAL,
        ("hf:models/acme/*",),
        "kestrel",
    )
    assert record.conditions == (
        Condition("C1", "The detector is published", frozenset({Category.TRAINED_MODEL}), ("sam@lab.example",)),
    )
    assert record.bound.artifacts == {HEX: Category.TRAINED_MODEL}
    assert record.bound.paths == {HEX: "model.safetensors"}
    assert record.bound.mitigation == {"M1": "planned"}
    assert set(record.bound.sections) == {"hazards", "threat"}
    assert record.bound.capabilities == {"voice-cloning"}
    assert record.bound.references == {"hf:models/acme/base@4f0c2d9"}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kinds_are_read_with_their_own_keys(kind: str) -> None:
    record = read(other(kind))
    assert record.kind == kind
    assert record.recorded_by == "ada@example.org"


def test_override_keeps_its_offset() -> None:
    assert read(other("override")).until == dt.datetime(2026, 11, 21, 8, tzinfo=dt.timezone.utc)


def test_what_is_known_of_the_signature_is_kept() -> None:
    bad = BadSignature("of other bytes")
    record = parse(REVIEW.encode(), PATH, signature=bad)
    assert isinstance(record, Record)
    assert record.signature == bad


@pytest.mark.parametrize("kind", OTHERS)
def test_key_of_another_kind_is_refused(kind: str) -> None:
    assert complaints(other(kind) + 'decision = "approve"\n')[0][1].startswith("decision has no effect")


@pytest.mark.parametrize("kind", OTHERS)
def test_each_key_of_the_other_kinds_is_needed(kind: str) -> None:
    for line in OTHERS[kind].splitlines():
        key = line.split(" = ")[0]
        assert complaints(without(other(kind), key))[0][1].startswith(f"{key} is missing")


@pytest.mark.parametrize(
    "key", ["role", "expires", "rationale", "decision", "date", "by", "recorded_by", "content", "visibility", "targets"]
)
def test_approval_lacks_nothing_that_it_counts_for(key: str) -> None:
    text = REVIEW.replace('content = ["trained-model"]\n', 'content = ["paper"]\n')
    cut = without(text.replace('content = ["paper"]', "content=['paper']"), key)
    assert any(f"{key} is missing" in message for _, message in complaints(cut))


def test_approval_without_scope_or_binding_is_refused() -> None:
    text = REVIEW.partition("[scope]")[0].replace("approve-with-conditions", "approve")
    messages = [message for _, message in complaints(text)]
    assert [message.split(":")[0] for message in messages] == ["scope is missing", "bound is missing"]


def test_approval_bound_to_no_section_is_refused() -> None:
    text = REVIEW.replace(f'[bound.sections]\nhazards = "sha256:{HEX}"\nthreat = "sha256:{HEX}"\n', "")
    assert [message.split(":")[0] for _, message in complaints(text)] == ["bound.sections is missing"]


@pytest.mark.parametrize("word", ["disapprove", "defer"])
def test_objection_needs_only_who_when_and_why(word: str) -> None:
    record = read(HEAD.replace("KIND", "review") + f'decision = "{word}"\nrationale = "Not with these voices."\n')
    assert record.decision == word
    assert record.scope == Scope()


def test_objection_may_name_only_its_content() -> None:
    text = HEAD.replace("KIND", "review") + 'decision = "disapprove"\nrationale = "No."\n[scope]\ncontent = ["paper"]\n'
    assert read(text).scope.content == {Category.PAPER}


def test_conditions_belong_to_a_conditional_approval() -> None:
    assert any(
        "condition has no effect" in message for _, message in complaints(REVIEW.replace("-with-conditions", ""))
    )
    cut = REVIEW.replace(REVIEW[REVIEW.index("[[condition]]") : REVIEW.index("[bound]")], "")
    assert any("condition is missing" in message for _, message in complaints(cut))


def test_all_faults_are_told_together_with_their_lines() -> None:
    text = (
        REVIEW.replace('role = "domain-expert"', 'role = "domain-export"')
        .replace("expires = 2027-11-20", 'expires = "2027-11-20"')
        .replace('visibility = "gated-manual"', 'visibility = "gated"')
        .replace("affiliation", "afiliation")
    )
    lines = [line for line, _ in complaints(text)]
    assert lines == [5, 6, 9, 17]
    assert any("did you mean affiliation?" in message for _, message in complaints(text))


@pytest.mark.parametrize("schema", ['"release-record/2"', '"other"', "1"])
def test_unknown_version_is_not_guessed_at(schema: str) -> None:
    text = REVIEW.replace('"release-record/1"', schema).replace("review", "revue")
    assert len(complaints(text)) == 1
    assert "schema is" in complaints(text)[0][1]


def test_missing_version_is_told() -> None:
    assert complaints(without(REVIEW, "schema"))[0][1] == "schema is missing"


@pytest.mark.parametrize("kind", ['"revew"', "1", '""', "[]"])
def test_unknown_kind_stands_alone(kind: str) -> None:
    found = complaints(REVIEW.replace('"review"', kind))
    assert len(found) == 1
    assert found[0][1].startswith("kind is")


@pytest.mark.parametrize("by", ["Ada Example <ada@example.org>", "ada lin", "ada, lin"])
def test_name_that_could_be_two_people_is_refused(by: str) -> None:
    assert complaints(REVIEW.replace('by = "okafor@uni.example"', f'by = "{by}"'))[0][0] == 3


@pytest.mark.parametrize("by", ["agent:reviewer", "dependabot[bot]", "@ada", "ada+reviews@example.org"])
def test_agents_and_handles_can_be_named(by: str) -> None:
    assert read(REVIEW.replace('by = "okafor@uni.example"', f'by = "{by}"')).by == by


@pytest.mark.parametrize("name", ["stage:774M", "event", "trigger:1", "condition:a.toml#C1"])
def test_what_can_be_confirmed_is_confirmed(name: str) -> None:
    text = other("confirmation").replace("condition:2026-11-20-okafor-domain-expert-3fa9c1.toml#C1", name)
    assert read(text).confirms == name


@pytest.mark.parametrize("name", ["stage", "stage:", "trigger:x", "condition:a.toml", "condition:../a.toml#C1", "yes"])
def test_what_cannot_be_confirmed_is_refused(name: str) -> None:
    text = other("confirmation").replace("condition:2026-11-20-okafor-domain-expert-3fa9c1.toml#C1", name)
    assert "can be confirmed" in complaints(text)[0][1]


@pytest.mark.parametrize("name", ["../x.toml", "a b.toml", "x", "release-records/x.toml"])
def test_record_is_named_by_its_bare_file_name(name: str) -> None:
    text = other("withdrawal").replace("2026-11-20-okafor-domain-expert-3fa9c1.toml", name)
    assert "no record's file name" in complaints(text)[0][1]


def test_override_is_for_one_place() -> None:
    assert "is a pattern" in complaints(other("override").replace("github.com/acme/kestrel", "github.com/acme/*"))[0][1]


def test_time_without_offset_is_refused() -> None:
    assert complaints(other("override").replace("09:00:00+01:00", "09:00:00"))[0][0] == 7


@pytest.mark.parametrize("digest", ["hf:models/acme/base@4f0c2d9", "https://x.example/w.bin", "a" * 40])
def test_reference_is_bound_by_revision_or_url(digest: str) -> None:
    text = REVIEW.replace(f'sha256 = "{HEX}"', f'sha256 = "{digest}"')
    assert list(read(text).bound.artifacts) == [digest]


@pytest.mark.parametrize("digest", ["", "abc", HEX.upper(), HEX + "0"])
def test_broken_digest_is_refused(digest: str) -> None:
    assert complaints(REVIEW.replace(f'sha256 = "{HEX}"', f'sha256 = "{digest}"'))


def test_same_bytes_have_one_category() -> None:
    again = f'[[bound.artifact]]\npath = "data.bin"\nsha256 = "{HEX}"\ncategory = "training-data"\n'
    assert "calls bytes training-data" in complaints(REVIEW + again)[0][1]
    assert read(REVIEW + again.replace("training-data", "trained-model")).bound.artifacts


def test_condition_has_an_id_of_its_own() -> None:
    block = REVIEW[REVIEW.index("[[condition]]") : REVIEW.index("[bound]")]
    assert "a second time" in complaints(REVIEW.replace("[bound]", block + "[bound]", 1))[0][1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"not toml",
        b"a = 1.5",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        b"[" * 5000,
        b"schema = 'release-record/1'\n" * 2,
        b"x" * (2 << 20),
    ],
)
def test_text_that_is_no_record_is_told(data: bytes) -> None:
    assert complaints(data)


def test_byte_order_mark_and_crlf_change_nothing() -> None:
    data = b"\xef\xbb\xbf" + REVIEW.replace("\n", "\r\n").encode()
    assert parse(data, PATH) == read(REVIEW)
