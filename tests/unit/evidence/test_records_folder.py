"""The union of the records of two places, with real signatures."""

import os
from pathlib import Path

import pytest

from release_guard.evidence import records_folder, signing
from release_guard.evidence.records_folder import read_union
from release_guard.formats.records import MAX_BYTES
from release_guard.judge.catalogue import graded
from release_guard.model.finding import Severity
from release_guard.model.record import BadSignature, Record, Signature
from release_guard.ports import Bytes, Evidence

PATH = "release-records/a.toml"
OTHER = "release-records/b.toml"


def objection(by: str = "okafor@uni.example", rationale: str = "Not with these voices.") -> bytes:
    return f"""schema = "release-record/1"
kind = "review"
by = "{by}"
recorded_by = "{by}"
date = 2026-11-20
decision = "disapprove"
rationale = "{rationale}"
""".encode()


def withdrawal() -> bytes:
    text = 'schema = "release-record/1"\nkind = "withdrawal"\nby = "a"\nrecorded_by = "a"\ndate = 2026-11-20\n'
    return (text + 'withdraws = "a.toml"\n').encode()


def place(origin: str, **files: bytes) -> Evidence:
    return Evidence(origin, records=tuple(Bytes(path, data) for path, data in files.items()))


def holding(files: dict[str, bytes], origin: str = "commit 1a2b3c4, pushed") -> Evidence:
    return place(origin, **files)


def facts(records: tuple[Record, ...]) -> list[tuple[str, bool, bool, bool]]:
    return [(record.file, record.at_tip, record.at_destination, record.altered) for record in records]


def test_nothing_anywhere_is_nothing() -> None:
    assert read_union(None, None) == ((), ())
    assert read_union(holding({}), holding({})) == ((), ())


def test_new_record_is_at_the_tip_alone() -> None:
    records, findings = read_union(holding({PATH: objection()}), None)
    assert facts(records) == [("a.toml", True, False, False)]
    assert findings == ()


def test_kept_record_is_at_both_and_read_once() -> None:
    records, _ = read_union(holding({PATH: objection()}), holding({PATH: objection()}, "main"))
    assert facts(records) == [("a.toml", True, True, False)]


def test_deleted_record_still_speaks() -> None:
    records, findings = read_union(holding({OTHER: withdrawal()}), holding({PATH: objection()}, "main"))
    assert facts(records) == [("a.toml", False, True, False), ("b.toml", True, False, False)]
    assert findings == ()


def test_edited_record_speaks_in_both_versions() -> None:
    tip, standing = holding({PATH: objection(rationale="Fine.")}), holding({PATH: objection()}, "main")
    records, _ = read_union(tip, standing)
    assert facts(records) == [("a.toml", True, False, True), ("a.toml", False, True, True)]
    assert [record.rationale for record in records] == ["Fine.", "Not with these voices."]


def test_order_of_files_does_not_matter() -> None:
    files = {PATH: objection(), OTHER: withdrawal()}
    backwards = dict(reversed(files.items()))
    assert read_union(holding(files), None) == read_union(holding(backwards), None)


@pytest.mark.parametrize(
    "path",
    [
        "release-records/old/a.toml",
        "records/a.toml",
        "release-records/notes.md",
        "release-records/a.toml.bak",
        "a.toml",
    ],
)
def test_only_records_of_the_folder_itself_are_read(path: str) -> None:
    assert read_union(holding({path: objection()}), None) == ((), ())


def test_unreadable_record_leaves_the_others_alone() -> None:
    records, findings = read_union(holding({PATH: b"broken", OTHER: withdrawal()}), None)
    assert facts(records) == [("b.toml", True, False, False)]
    assert [(finding.code, finding.path, finding.severity) for finding in findings] == [
        ("RG005", PATH, Severity.WARNING)
    ]


@pytest.mark.parametrize("word", [b'decision = "disapprove"', b"decision = 'defer'", b"DISAPPROVED by me"])
def test_unreadable_record_that_may_be_an_objection_is_an_error(word: bytes) -> None:
    _, findings = read_union(holding({PATH: b"broken\n" + word}), None)
    assert graded(findings[0]).severity is Severity.ERROR
    assert "may be an objection" in findings[0].message


def test_unreadable_record_at_the_destination_is_told_with_its_place() -> None:
    _, findings = read_union(holding({}), holding({PATH: b"broken"}, "the tip of main"))
    assert findings[0].message.startswith("at the tip of main: ")


def test_every_problem_of_an_unreadable_record_is_told() -> None:
    data = objection().replace(b"date = 2026-11-20", b"dat = 2026-11-20").replace(b"recorded_by", b"recordedby")
    _, findings = read_union(holding({PATH: data}), None)
    assert len(findings) == 2
    assert [finding.line for finding in findings] == [4, 5]


def test_large_record_is_refused_unread() -> None:
    data = objection() + b"#" * MAX_BYTES
    records, findings = read_union(holding({PATH: data}), None)
    assert records == ()
    assert "more than 262144 are not read" in findings[0].message


def test_too_many_records_are_not_passed_over_in_silence() -> None:
    count = records_folder.MAX_RECORDS + 1
    records, findings = read_union(holding({f"release-records/{n}.toml": withdrawal() for n in range(count)}), None)
    assert len(records) == records_folder.MAX_RECORDS
    assert [finding.code for finding in findings] == ["RG002"]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "id"
    assert os.spawnlp(os.P_WAIT, "ssh-keygen", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)) == 0
    return path


def public(key: Path) -> Signature:
    return Signature(" ".join(key.with_name(key.name + ".pub").read_text().split()[:2]))


def test_signature_beside_the_record_is_checked(key: Path) -> None:
    data = objection()
    records, _ = read_union(holding({PATH: data, f"{PATH}.sig": signing.sign(data, str(key))}), None)
    assert records[0].signature == public(key)


def test_record_without_a_signature_has_none(key: Path) -> None:
    signature = signing.sign(withdrawal(), str(key))
    files = {PATH: objection(), OTHER: withdrawal(), f"{OTHER}.sig": signature}
    records, _ = read_union(holding(files), None)
    assert [record.signature for record in records] == [None, public(key)]


def test_signature_of_other_bytes_is_bad(key: Path) -> None:
    files = {PATH: objection(), f"{PATH}.sig": signing.sign(withdrawal(), str(key))}
    records, _ = read_union(holding(files), None)
    assert isinstance(records[0].signature, BadSignature)


def test_edited_record_does_not_keep_its_signature(key: Path) -> None:
    signature = signing.sign(objection(), str(key))
    tip = holding({PATH: objection(rationale="Fine."), f"{PATH}.sig": signature})
    records, _ = read_union(tip, holding({PATH: objection(), f"{PATH}.sig": signature}, "main"))
    assert isinstance(records[0].signature, BadSignature)
    assert records[1].signature == public(key)


def test_signature_that_the_push_removes_or_breaks_still_holds(key: Path) -> None:
    standing = holding({PATH: objection(), f"{PATH}.sig": signing.sign(objection(), str(key))}, "main")
    for files in ({PATH: objection()}, {PATH: objection(), f"{PATH}.sig": b"junk"}):
        records, _ = read_union(holding(files), standing)
        assert [record.signature for record in records] == [public(key)]


def test_signature_added_later_counts(key: Path) -> None:
    tip = holding({PATH: objection(), f"{PATH}.sig": signing.sign(objection(), str(key))})
    records, _ = read_union(tip, holding({PATH: objection()}, "main"))
    assert [record.signature for record in records] == [public(key)]


def test_record_whose_ending_is_in_capitals_is_not_passed_over_in_silence() -> None:
    records, findings = read_union(holding({"release-records/No.TOML": objection()}), None)
    assert records == ()
    assert [finding.code for finding in findings] == ["RG005"]
    assert graded(findings[0]).severity is Severity.ERROR
    assert findings[0].fix == "git mv release-records/No.TOML release-records/No.toml"


def test_signature_without_its_record_is_told() -> None:
    _, findings = read_union(holding({f"{PATH}.sig": b"junk"}), None)
    assert [(finding.code, finding.path, finding.severity) for finding in findings] == [
        ("RG005", f"{PATH}.sig", Severity.WARNING)
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "latin-1"])
def test_record_in_another_encoding_is_told_and_counts_for_nothing(encoding: str) -> None:
    text = objection(rationale="Pas ces voix-lŕ.".replace("ŕ", "à")).decode()
    records, findings = read_union(holding({PATH: text.encode(encoding)}), None)
    assert records == ()
    assert {finding.code for finding in findings} == {"RG005"}
    assert findings[0].severity is not Severity.NOTE


def test_record_cut_short_is_told_and_counts_for_nothing() -> None:
    whole = objection()
    for end in range(0, len(whole) - 1, 7):
        records, findings = read_union(holding({PATH: whole[:end]}), None)
        assert records == ()
        assert findings


def test_ten_thousand_records_that_stand_at_the_destination_can_be_cleared_out() -> None:
    files = {f"release-records/{number:05}.toml": withdrawal() for number in range(10_000)}
    records, findings = read_union(holding({}), holding(files, "main"))
    assert len(records) == len(files)
    assert findings == ()
