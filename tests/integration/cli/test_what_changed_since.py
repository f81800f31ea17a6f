"""What a reviewer is shown of what changed since their review: answer by answer and file by file."""

from pathlib import Path

import pytest

from tests.support.guarded import Guarded, weights


@pytest.fixture
def team(tmp_path: Path) -> Guarded:
    """A reviewed release, changed since."""
    guarded = Guarded(tmp_path, "team")
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    guarded.record()
    file = guarded.repo.path / "release-considerations.toml"
    file.write_text(
        file.read_text().replace("It reads digits;", "It reads numerals;").replace("[content]", "# Now\n[content]")
    )
    guarded.commit(model__safetensors=weights(1, 600))
    return guarded


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("review", "request", "--to", "lin@example.org"),
        ("review", "renew", "--by", "lin@example.org", "--yes"),
    ],
    ids=["status", "request", "renew"],
)
def test_both_texts_and_both_sizes_are_shown(team: Guarded, command: tuple[str, ...]) -> None:
    done = team.guard(*command)
    assert done.returncode == 0, done.stderr
    assert "hazards.product.rationale was 'It reads digits;" in done.stdout
    assert "is 'It reads numerals;" in done.stdout
    assert f"model.safetensors: {len(weights())} B, sha256 " in done.stdout
    assert " then, 2.4 KiB, sha256 " in done.stdout
    assert done.stdout.count("rationale was") == 1


def test_status_names_whom_to_ask_again_and_is_silent_where_nothing_changed(team: Guarded) -> None:
    said = team.guard("status").stdout
    assert "what changed since lin@example.org (ml) reviewed it on " in said
    assert "release-guard review request --to lin@example.org" in said
    assert team.guard("review", "renew", "--by", "lin@example.org", "--yes").returncode == 0
    team.commit("Renew")
    assert "what changed since" not in team.guard("status").stdout


def test_text_of_that_time_is_found_by_its_digest_behind_later_versions(team: Guarded) -> None:
    file = team.repo.path / "release-considerations.toml"
    for word in ("figures", "cyphers"):
        file.write_text(file.read_text().replace("It reads numerals;", f"It reads {word};"))
        team.commit()
        file.write_text(file.read_text().replace(f"It reads {word};", "It reads numerals;"))
    said = team.guard("review", "request", "--to", "lin@example.org").stdout
    assert "was 'It reads digits;" in said
    assert "is 'It reads cyphers;" in said


def test_text_that_the_history_lost_is_said_to_be_lost(team: Guarded) -> None:
    team.repo("checkout", "-q", "--orphan", "new")
    team.commit("Everything")
    said = team.guard("review", "request", "--to", "lin@example.org").stdout
    assert "isn't in the history here" in said


def test_request_tells_who_saw_it_otherwise(team: Guarded) -> None:
    objection = team.record(by="mei@example.org", decision="disapprove").rpartition("/")[2]
    said = team.guard("review", "request", "--to", "lin@example.org").stdout
    assert "Who saw it otherwise\n  mei@example.org (ml) said no on " in said
    assert team.guard("review", "withdraw", objection, "--by", "mei@example.org").returncode == 0
    assert "(taken back since)" in team.guard("review", "request", "--to", "lin@example.org").stdout
    team.commit("Withdraw")
    assert "RG318" in team.guard("status").stdout
