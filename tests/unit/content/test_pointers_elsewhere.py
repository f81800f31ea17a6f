"""git-annex and DVC: what a few lines of text stand for counts like the bytes themselves."""

import pytest

from release_guard.content.pointers import annex_pointer, dvc_outputs
from release_guard.model.category import Category
from tests.support.content_files import GIT, category, file, item

WEIGHTS, DATA, SOURCE = Category.TRAINED_MODEL, Category.TRAINING_DATA, Category.SOURCE_CODE
DIGEST = "ab" * 32
LINK = (
    f"../.git/annex/objects/Wq/7z/SHA256E-s1572864000--{DIGEST}.safetensors/SHA256E-s1572864000--{DIGEST}.safetensors"
)


@pytest.mark.parametrize(
    ("text", "digest", "size"),
    [
        (LINK, DIGEST, 1572864000),
        (f"/annex/objects/SHA256-s12--{DIGEST}\n", DIGEST, 12),
        ("/annex/objects/MD5E-s99--9bc6.tar.gz\n", "", 99),
        ("/annex/objects/WORM-s99-m1234--model.bin", "", 99),
        ("/annex/objects/SHA256E-s99-S10-C2--abcd.bin", "", 99),
    ],
)
def test_a_key_of_git_annex_names_size_and_digest(text: str, digest: str, size: int) -> None:
    assert annex_pointer(text.encode()) == (digest, size)


@pytest.mark.parametrize("text", ["", "annex/objects/", "see annex/objects/x--y", "a\n/annex/objects/SHA256E-s1--a"])
def test_other_text_is_no_key(text: str) -> None:
    assert annex_pointer(text.encode()) is None


def test_weights_that_git_annex_keeps_are_weights_with_their_own_digest() -> None:
    found = item("models/net.safetensors", LINK.encode())
    assert (found.category, found.sha256, found.size) == (WEIGHTS, DIGEST, 1572864000)
    assert category("blob", LINK.encode()) is WEIGHTS
    assert category("a.py", b"/annex/objects/SHA256E-s40--ab.py") is SOURCE


def outs(path: str, size: int) -> str:
    return f"outs:\n- md5: a304afb96060aad90176268345e10355\n  size: {size}\n  hash: md5\n  path: {path}\n"


def test_a_dvc_file_counts_like_what_it_stands_for_and_is_bound_by_its_text() -> None:
    found = item("models/net.pt.dvc", outs("net.pt", 9000).encode())
    assert found.category is WEIGHTS
    assert found.sha256
    assert "models/net.pt" in found.why
    assert category("voices.csv.dvc", outs("voices.csv", 5 << 20).encode()) is DATA
    assert category("plot.py.dvc", outs("plot.py", 90).encode()) is SOURCE


def test_the_heaviest_of_a_lock_file_counts() -> None:
    lock = (
        "stages:\n  train:\n    cmd: python a.py\n    outs:\n    - path: metrics.json\n      md5: ab\n      size: 9\n"
    )
    assert category("dvc.lock", lock.encode()) is SOURCE
    assert category("dvc.lock", f"{lock}    - path: net.onnx\n      md5: ab\n      size: 9\n".encode()) is WEIGHTS


def test_a_pipeline_without_hashes_stands_for_nothing() -> None:
    assert dvc_outputs("dvc.yaml", "outs:\n  - net.pt\n") == ()
    assert category("data.dvc", b"wdir: .\n") is SOURCE
    assert GIT.opted_in
    assert file("x", b"").size == 0
