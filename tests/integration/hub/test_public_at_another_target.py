"""Code here and weights that are public at another target make a system that others can modify: RG416 on the Hub."""

from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub, faults
from release_guard.hub import elsewhere
from release_guard.model.attempt import Item
from release_guard.model.category import Category
from release_guard.model.destination import parse
from release_guard.ports import HostError
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import api, fill_bucket, shelve

HERE = parse("hf:spaces/acme/show")
CODE = (Item("app.py", Category.SOURCE_CODE),)
WEIGHTS = (Item("model.safetensors", Category.TRAINED_MODEL),)


def lacking(hub: EmbeddedHub, items: tuple[Item, ...], *targets: str) -> frozenset[Category]:
    return elsewhere.completing(api(hub), HERE, targets, items)


def test_weights_that_are_public_elsewhere_complete_code(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights(), "README.md": b"# It\n"}, visibility="public")

    assert lacking(hub, CODE, str(HERE), "hf:models/acme/digits") == {Category.TRAINED_MODEL}


def test_code_that_is_public_elsewhere_completes_weights(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/code", {"train.py": b"print(1)\n"}, visibility="public")

    assert lacking(hub, WEIGHTS, "hf:models/acme/code") == {Category.SOURCE_CODE}


def test_data_counts_in_a_dataset_and_in_a_bucket(hub: EmbeddedHub) -> None:
    shelve(hub, "datasets/acme/d", {"rows.csv": b"a,b\n", "README.md": b"# It\n"}, visibility="public")
    fill_bucket(hub, "acme/b", {"model.gguf": b"x"}, visibility="public")

    assert lacking(hub, CODE, "hf:datasets/acme/d") == {Category.TRAINING_DATA}
    assert lacking(hub, CODE, "hf:buckets/acme/b") == {Category.TRAINED_MODEL}


@pytest.mark.parametrize(("visibility", "gated"), [("private", False), ("public", "manual"), ("public", "auto")])
def test_what_is_not_public_counts_for_nothing(hub: EmbeddedHub, visibility: str, gated: object) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()}).expose(visibility, gated)  # type: ignore[arg-type]

    assert lacking(hub, CODE, "hf:models/acme/digits") == frozenset()


def test_patterns_other_hosts_and_missing_places_are_passed_over(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()}, visibility="public")

    assert lacking(hub, CODE, "hf:models/acme/**", "github.com/acme/digits", "hf:models/acme/none") == frozenset()


def test_what_brings_both_parts_needs_nobody_elsewhere(hub: EmbeddedHub) -> None:
    assert lacking(hub, (*CODE, *WEIGHTS), "hf:models/acme/digits") == frozenset()
    assert hub.requests == []


def test_more_code_for_a_pair_that_is_public_completes_nothing_and_new_weights_do(hub: EmbeddedHub) -> None:
    both = {"model.safetensors": weights(), "train.py": b"print(1)\n"}
    shelve(hub, "models/acme/digits", both, visibility="public")

    assert lacking(hub, CODE, "hf:models/acme/digits") == frozenset()
    assert lacking(hub, WEIGHTS, "hf:models/acme/digits") == {Category.SOURCE_CODE}


def test_a_target_that_cannot_be_asked_is_not_taken_for_private(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()}, visibility="public")
    hub.faults.plan(faults.status(503), on="GET /api/models/acme/digits*")

    with pytest.raises(HostError):
        lacking(hub, CODE, "hf:models/acme/digits")


def test_publishing_code_beside_public_weights_needs_a_second_person(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, "models/acme/code", files={"train.py": b"print(1)\n"})
    release.change(f'["{release.place}"]', f'["{release.place}", "hf:models/acme/digits"]')
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()})

    assert release.guard("check", "--at", release.place).returncode == 0
    hub.repo("models", "acme/digits").expose("public", False)

    checked = release.guard("check", "--at", release.place)
    assert checked.returncode == 4, checked.stdout
    assert "RG416" in checked.stdout
    done = release.guard("publish", release.place, "--yes")
    assert done.returncode == 4
    release.review()
    assert release.guard("publish", release.place, "--yes").returncode == 0
    assert release.shown == [("private", False), ("private", "manual"), ("public", "manual"), ("public", False)]


def test_a_review_looks_at_the_place_alone(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, "models/acme/code", files={"train.py": b"print(1)\n"})
    release.change(f'["{release.place}"]', f'["{release.place}", "hf:models/acme/digits"]')
    before = len(hub.requests)

    release.review()

    assert not any("acme/digits" in asked.path for asked in hub.requests[before:])
