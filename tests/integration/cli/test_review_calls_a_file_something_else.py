"""``review record --as``: a person says what a file is, and that replaces the guess, for these bytes only."""

from pathlib import Path

import pytest
import tomli

from tests.support.content_files import NOISE
from tests.support.guarded import Guarded

FIXTURE = NOISE(70_000)
SAYS = ("--as", "tests/**=source-code")
WHY = ("--role", "ml", "--decision", "approve", "--rationale", "I read the test that makes it.")
LIN = ("--by", "lin@example.org")


@pytest.fixture
def coders(tmp_path: Path) -> Guarded:
    """A team that releases code, with a fixture that nobody can name."""
    guarded = Guarded(tmp_path, "team", '["source-code"]')
    guarded.write("tests/noise.dat", FIXTURE)
    guarded.commit(train__py="print(1)\n")
    return guarded


def test_a_fixture_that_a_reviewer_knows_goes_out_as_code(coders: Guarded) -> None:
    held = coders.push()
    assert held.returncode == 1
    assert "tests/noise.dat: RG412" in held.stderr
    coders.record(*SAYS)
    pushed = coders.push()
    assert pushed.returncode == 0, pushed.stderr


def test_other_bytes_are_a_guess_again(coders: Guarded) -> None:
    coders.record(*SAYS)
    coders.write("tests/noise.dat", FIXTURE + b"!")
    coders.commit()
    held = coders.push()
    assert held.returncode == 1
    assert "tests/noise.dat: RG412" in held.stderr


def test_authors_cannot_rename_their_own_files(coders: Guarded) -> None:
    coders.record(*SAYS, by="ada@example.org")
    assert coders.push().returncode == 1


def test_word_for_a_narrower_visibility_replaces_nothing_wider(coders: Guarded) -> None:
    coders.record(*SAYS, "--visibility", "gated-manual")
    assert coders.push().returncode == 1


def test_record_and_words_name_what_it_was_called(coders: Guarded) -> None:
    said = coders.guard("review", "record", *WHY, *LIN, *SAYS).stdout
    assert "tests/noise.dat (source-code, sha256 " in said
    (path,) = (coders.repo.path / "release-records").glob("*.toml")
    (artifact,) = tomli.loads(path.read_text())["bound"]["artifact"]
    assert (artifact["path"], artifact["category"]) == ("tests/noise.dat", "source-code")


def test_renewal_keeps_what_the_same_bytes_were_called(coders: Guarded) -> None:
    coders.record(*SAYS)
    file = coders.repo.path / "release-considerations.toml"
    file.write_text(file.read_text().replace("reads digits", "reads numerals"))
    coders.commit()
    assert coders.push().returncode == 1
    renewed = coders.guard("review", "renew", *LIN, "--yes")
    assert renewed.returncode == 0, renewed.stderr
    coders.repo.commit("Renew")
    pushed = coders.push()
    assert pushed.returncode == 0, pushed.stderr


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--as", "tests/noise.dat=fixture"), "there is paper"),
        (("--as", "tests/noise.dat"), "is no category"),
        (("--as", "tests/other.dat=source-code"), "matches no file"),
        (("--as", "tests/noise.dat=training-data"), "add --content training-data"),
        (("--as", "tests/noise.dat=documentation"), "is no category"),
        ((*SAYS, "--decision", "disapprove"), "belongs to an approval"),
    ],
)
def test_what_cannot_be_meant_is_refused(coders: Guarded, words: tuple[str, ...], advice: str) -> None:
    done = coders.guard("review", "record", *WHY, *LIN, *words)
    assert done.returncode == 2
    assert advice in done.stderr
