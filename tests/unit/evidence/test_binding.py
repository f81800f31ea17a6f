"""What a review is bound to, and what is told to somebody who is asked again."""

import hashlib

from release_guard.evidence import changes
from release_guard.evidence.binding import bound
from release_guard.formats.canonical import digest, section_digests
from release_guard.model.attempt import Item
from release_guard.model.category import Category
from release_guard.model.considerations import BOUND_SECTIONS, Considerations, Mitigation
from release_guard.model.record import Bound

MODEL = Category.TRAINED_MODEL
WEIGHTS = Item("model.safetensors", MODEL, sha256="a" * 64, size=10)
DATA = Item("train.parquet", Category.TRAINING_DATA, sha256="b" * 64, size=10)
CONFIG = Item("config.json", MODEL, sha256="c" * 64, companion=True)
CODE = Item("train.py", Category.SOURCE_CODE, sha256="d" * 64)
PINNED = Item("hf:models/acme/base", MODEL, sha256="hf:models/acme/base@4f0c2d9", reference=True)
LOOSE = Item("https://weights.example/a.pt", MODEL, reference=True)
POLICY = b'schema = "release-policy/1"\n'
FILE = Considerations(
    digests=section_digests({"hazards": {"product": {"present": "no", "rationale": "It reads digits."}}}),
    mitigations=(Mitigation("M1", "usage_logs", "planned"),),
)


def test_weights_and_data_are_bound_by_their_bytes_and_code_and_config_are_not() -> None:
    found = bound(FILE, [WEIGHTS, DATA, CONFIG, CODE])
    assert found.artifacts == {"a" * 64: MODEL, "b" * 64: Category.TRAINING_DATA}
    assert found.paths == {"a" * 64: "model.safetensors", "b" * 64: "train.parquet"}


def test_all_sections_are_bound_an_absent_one_with_the_digest_of_nothing() -> None:
    sections = bound(FILE, []).sections
    assert tuple(sections) == BOUND_SECTIONS
    assert sections["threat"] == digest({}) != sections["hazards"]


def test_a_reference_is_bound_by_its_revision_or_else_by_its_address() -> None:
    found = bound(FILE, [PINNED, LOOSE])
    assert found.references == {"hf:models/acme/base@4f0c2d9", "https://weights.example/a.pt"}
    assert not found.artifacts


def test_capabilities_mitigations_and_the_policy_are_written_down() -> None:
    found = bound(FILE, [], {"face-swap"}, POLICY)
    assert found.capabilities == {"face-swap"}
    assert found.mitigation == {"M1": "planned"}
    assert found.policy == f"sha256:{hashlib.sha256(POLICY).hexdigest()}"


def test_same_bytes_at_two_paths_are_bound_once_under_the_first() -> None:
    found = bound(FILE, [WEIGHTS, WEIGHTS._replace(path="copy.safetensors")])
    assert found.paths == {"a" * 64: "model.safetensors"}


def test_nothing_changed_is_false_and_has_no_words() -> None:
    same = bound(FILE, [WEIGHTS, LOOSE], {"face-swap"})
    assert not changes.between(same, same)
    assert changes.in_words(changes.between(same, same)) == ()


def test_new_changed_and_gone_files_are_told_apart() -> None:
    then = bound(FILE, [WEIGHTS, DATA])
    now = bound(FILE, [WEIGHTS._replace(sha256="e" * 64), WEIGHTS._replace(path="large.safetensors", sha256="f" * 64)])
    found = changes.between(then, now)
    assert found.changed_files == ("model.safetensors",)
    assert found.new_files == ("large.safetensors",)
    assert found.gone_files == ("train.parquet",)


def test_a_file_that_only_moved_is_no_change() -> None:
    then, now = bound(FILE, [WEIGHTS]), bound(FILE, [WEIGHTS._replace(path="weights/model.safetensors")])
    assert not changes.between(then, now)


def test_changed_answers_capabilities_references_and_mitigations_are_named() -> None:
    other = FILE._replace(
        digests=section_digests({"hazards": {"product": {"present": "yes", "rationale": "It clones voices."}}}),
        mitigations=(Mitigation("M1", "usage_logs", "in_place"), Mitigation("M2", "other", "planned")),
    )
    found = changes.between(bound(FILE, [LOOSE]), bound(other, [PINNED], {"voice-cloning"}))
    assert changes.in_words(found) == (
        "answers changed in: hazards",
        "the code can now do: voice-cloning",
        "new references: hf:models/acme/base@4f0c2d9",
        "references dropped: https://weights.example/a.pt",
        "mitigations: M1 (planned -> in_place), M2 (not there -> planned)",
    )


def test_bytes_recorded_without_a_path_are_compared_by_their_digest() -> None:
    then = Bound(artifacts={"a" * 64: MODEL})
    assert not changes.between(then, Bound(artifacts={"a" * 64: MODEL}, paths={"a" * 64: "m.bin"}))
    assert changes.between(then, Bound()).gone_files == ("a" * 64,)
