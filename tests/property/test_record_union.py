"""Laws of the union of records: nothing that the destination holds is lost, whatever a push does."""

from hypothesis import given
from hypothesis import strategies as st

from release_guard.evidence.records_folder import read_union
from release_guard.model.record import Record
from release_guard.ports import Bytes, Evidence

TEMPLATE = """schema = "release-record/1"
kind = "review"
by = "okafor@uni.example"
recorded_by = "ada@example.org"
date = 2026-11-20
decision = "disapprove"
rationale = "Reason {}."
"""

good = st.integers(0, 3).map(lambda number: TEMPLATE.format(number).encode())
names = st.sampled_from(["a.toml", "b.toml", "c.toml", "a.toml.sig", "sub/a.toml", "notes.md", ".toml", "\udce9.toml"])
folders = st.dictionaries(names.map(lambda name: f"release-records/{name}"), st.one_of(good, st.binary(max_size=40)))


def holding(files: dict[str, bytes], origin: str) -> Evidence:
    return Evidence(origin, records=tuple(Bytes(path, data) for path, data in files.items()))


def words(records: tuple[Record, ...]) -> set[tuple[str, str]]:
    return {(record.path, record.rationale) for record in records}


@given(folders, folders)
def test_every_word_at_either_place_is_heard(pushed: dict[str, bytes], held: dict[str, bytes]) -> None:
    tip, standing = holding(pushed, "pushed"), holding(held, "main")
    records, _ = read_union(tip, standing)
    assert words(records) == words(read_union(tip, None)[0]) | words(read_union(None, standing)[0])
    assert words(tuple(record for record in records if record.at_destination)) == words(read_union(None, standing)[0])
    assert words(tuple(record for record in records if record.at_tip)) == words(read_union(tip, None)[0])


@given(folders, folders)
def test_each_file_is_read_or_named(pushed: dict[str, bytes], held: dict[str, bytes]) -> None:
    records, findings = read_union(holding(pushed, "pushed"), holding(held, "main"))
    read = {record.path for record in records} | {finding.path for finding in findings}
    every = {*pushed, *held}
    expected = {path for path in every if path.endswith(".toml") and path.count("/") == 1}
    expected |= {path for path in every if path.endswith(".sig") and path.removesuffix(".sig") not in every}
    assert read == expected
    assert {finding.code for finding in findings} <= {"RG005"}


@given(folders, folders)
def test_altered_means_that_both_places_differ(pushed: dict[str, bytes], held: dict[str, bytes]) -> None:
    records, _ = read_union(holding(pushed, "pushed"), holding(held, "main"))
    for record in records:
        differs = record.path in pushed and record.path in held and pushed[record.path] != held[record.path]
        assert record.altered is differs


@given(folders, folders)
def test_order_of_files_does_not_matter(pushed: dict[str, bytes], held: dict[str, bytes]) -> None:
    first = read_union(holding(pushed, "pushed"), holding(held, "main"))
    backwards = dict(reversed(pushed.items())), dict(reversed(held.items()))
    assert read_union(holding(backwards[0], "pushed"), holding(backwards[1], "main")) == first
