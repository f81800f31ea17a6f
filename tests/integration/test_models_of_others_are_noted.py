"""A push that loads other people's models says so once, and holds nothing back for it (RG435)."""

from pathlib import Path

import pytest

from tests.support.guarded import Guarded

LOADS = 'from transformers import AutoModel\nmodel = AutoModel.from_pretrained("lab/base")\n'


@pytest.fixture
def coder(tmp_path: Path) -> Guarded:
    guarded = Guarded(tmp_path, "solo", '["source-code"]')
    guarded.commit(load__py=LOADS)
    return guarded


def test_what_is_loaded_is_named_with_its_line_and_goes_out(coder: Guarded) -> None:
    pushed = coder.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "load.py:2: RG435 loads-from-others: the code loads what others publish: hf:models/lab/base" in pushed.stderr


def test_it_is_said_of_new_names_only(coder: Guarded) -> None:
    coder.push()
    coder.commit(load__py=LOADS + "print(model)\n")
    assert "RG435" not in coder.push().stderr
    coder.commit(load__py=LOADS + 'AutoModel.from_pretrained("lab/other")\n')
    said = coder.push().stderr
    assert "hf:models/lab/other" in said
    assert "hf:models/lab/base" not in said


def test_a_declared_parent_is_known_already(coder: Guarded) -> None:
    parent = '\n[[derived_from]]\nrepo = "hf:models/lab/base"\nrev = "1234567"\nrelation = "adapter"\nclaims = []\n'
    file = coder.repo.path / "release-considerations.toml"
    file.write_text(file.read_text() + parent)
    coder.commit()
    assert "RG435" not in coder.push().stderr
