"""The hard cases of git (HC35): approvals that are not, or no longer, approvals of what is pushed, by real pushes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.guarded import Guarded, weights
from tests.support.public_release import objects


@pytest.fixture
def team(tmp_path: Path) -> Guarded:
    """Weights that wait for another person's review; nothing is out yet."""
    team = Guarded(tmp_path, "team")
    team.commit(train__py="print(1)\n", model__safetensors=weights())
    return team


def change(team: Guarded, record: str, *changes: "tuple[str, str]") -> None:
    """Edit lines of a record and commit it: it isn't signed, so nothing keeps anybody from that."""
    file = team.repo.path / record
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)
    team.commit("Edit the record")


def is_held(team: Guarded, *codes: str) -> str:
    before = (team.refs(), objects(team.public))
    done = team.push()
    assert done.returncode == 1, done.stderr
    assert (team.refs(), objects(team.public)) == before
    assert any(code in done.stderr for code in codes), done.stderr
    return done.stderr


def passes(team: Guarded) -> None:
    done = team.push()
    assert done.returncode == 0, done.stderr
    assert team.refs()["refs/heads/main"] == team.repo("rev-parse", "main")


def test_hc35_approval_that_has_expired_counts_no_longer(team: Guarded) -> None:
    """HC35: the last day on which it counts is past."""
    record = team.record()
    today = date.today()  # noqa: DTZ011 - records have the reviewer's own days
    dates = [f"date = {today.isoformat()}", f"expires = {today.replace(year=today.year + 1).isoformat()}"]
    past = [today - timedelta(days=40), today - timedelta(days=10)]
    change(team, record, (dates[0], f"date = {past[0]}"), (dates[1], f"expires = {past[1]}"))
    is_held(team, "RG305")


def test_hc35_record_from_the_future_counts_for_nothing_yet(team: Guarded) -> None:
    """HC35: a clock was wrong where it was recorded; a day more is let pass, for time zones."""
    record = team.record()
    today = date.today()  # noqa: DTZ011
    expires = f"expires = {today.replace(year=today.year + 1).isoformat()}"
    later = today + timedelta(days=30)
    change(
        team,
        record,
        (f"date = {today.isoformat()}", f"date = {later.isoformat()}"),
        (expires, f"expires = {(later + timedelta(days=100)).isoformat()}"),
    )
    is_held(team, "RG315")


def test_hc35_approval_for_another_place_is_none_for_this_one(team: Guarded) -> None:
    """HC35: the same commit goes to another repository than the one that was named."""
    team.record("--target", "github.com/acme/digits")
    is_held(team, "RG312")


def test_hc35_approval_of_a_narrower_visibility_opens_no_wider_one(team: Guarded) -> None:
    """HC35: approved for people who ask, pushed to where everybody reads."""
    team.record("--visibility", "gated-manual")
    is_held(team, "RG312", "RG401")


def test_hc35_approval_of_code_is_none_of_weights(team: Guarded) -> None:
    """HC35: what a review names is what it speaks for."""
    team.record("--content", "source-code")
    is_held(team, "RG312", "RG301")


def test_hc35_approval_copied_from_another_repository_is_of_other_bytes(team: Guarded, tmp_path: Path) -> None:
    """HC35: somebody takes a record from another release along."""
    other = Guarded(tmp_path / "other", "team")
    other.commit(train__py="print(1)\n", model__safetensors=weights(9))
    record = other.record()
    text = (other.repo.path / record).read_text().replace(other.place, team.place)
    team.write(record, text)
    team.commit("Take a record from elsewhere")
    is_held(team, "RG304")


def test_hc35_approval_on_another_branch_says_nothing_here(team: Guarded) -> None:
    """HC35: the record exists, and isn't in the commit that is pushed."""
    team.repo("switch", "-q", "-c", "reviews")
    team.record()
    team.repo("switch", "-q", "main")
    is_held(team, "RG301")
    team.repo("merge", "-q", "reviews")
    passes(team)


@pytest.mark.parametrize(
    "spelled", ["ada@example.org", "Ada@Example.ORG", "mailto:ada@example.org", " ada@example.org "]
)
def test_hc35_author_approves_nothing_of_their_own(team: Guarded, spelled: str) -> None:
    """HC35: however the address is spelled."""
    record = team.record()
    change(team, record, ('by = "lin@example.org"', f'by = "{spelled}"'))
    is_held(team, "RG303", "RG301", "RG10")


def test_hc35_one_person_under_two_spellings_is_one_person(team: Guarded) -> None:
    """HC35: two people are asked for, one writes twice."""
    two = '\n[[requirement]]\nlevel = 1\nfrom = "public"\npeople = [{ role = "any" }, { role = "any" }]\n'
    team.write("release-policy.toml", team.policy("team") + two)
    team.commit("Ask for two people")
    first = team.record()
    text = (team.repo.path / first).read_text()
    team.write(first.replace("lin", "lin-2"), text.replace('by = "lin@example.org"', 'by = "Lin@EXAMPLE.org"'))
    team.commit("Write twice")
    is_held(team, "RG302", "RG309")
    team.record(by="mia@example.org")
    passes(team)


def test_hc35_program_is_no_reviewer(team: Guarded) -> None:
    """HC35: a record whose author says of itself that it is one counts for nothing."""
    record = team.record()
    change(team, record, ('recorded_by = "ada@example.org"', 'recorded_by = "agent:reviewer"'))
    is_held(team, "RG316", "RG10", "RG301")


def test_hc35_what_was_approved_is_bound_across_a_rebase(team: Guarded) -> None:
    """HC35: another commit id with the same bytes and answers keeps the approval; other bytes don't."""
    team.record()
    team.repo("commit", "-q", "--amend", "-m", "Say it otherwise")
    passes(team)
    team.commit(model__safetensors=weights(5))
    is_held(team, "RG304")
