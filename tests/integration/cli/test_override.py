"""``override``: for exactly these bytes and this place, for a day at most, and never in silence."""

import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import tomli

from tests.support.guarded import Guarded, weights

REASON = ("--reason", "Users lose data until this fix is out.")


@pytest.fixture
def team(tmp_path: Path) -> Guarded:
    guarded = Guarded(tmp_path, "team")
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    return guarded


def overrides(guarded: Guarded) -> list[Path]:
    return sorted((guarded.repo.path / "release-records").glob("*override*.toml"))


def test_override_lets_exactly_this_content_through(team: Guarded) -> None:
    assert team.push().returncode == 1
    done = team.guard("override", "--target", team.place, *REASON, "--hours", "2")
    assert done.returncode == 0, done.stderr
    assert "BREAK-GLASS" in done.stdout
    assert "RG301" in done.stdout
    assert "allowed" not in done.stdout
    team.repo.commit("Break the glass")
    pushed = team.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "overridden" in pushed.stderr
    assert "RG301" in pushed.stderr
    assert "release-guard: allowed" not in pushed.stderr
    team.commit(model__safetensors=weights(1))
    assert team.push().returncode == 1


def test_override_of_what_an_existing_branch_gains_fits_the_hook(team: Guarded) -> None:
    team.record()
    assert team.push().returncode == 0
    team.commit(model__safetensors=weights(1))
    assert team.push().returncode == 1
    assert team.guard("override", "--target", str(team.public.path), *REASON).returncode == 0
    team.repo.commit("Break the glass")
    assert team.push().returncode == 0


def test_record_says_until_when_and_for_what(team: Guarded) -> None:
    assert team.guard("override", "--target", team.place, *REASON, "--hours", "3").returncode == 0
    record = tomli.loads(overrides(team)[0].read_text())
    left = record["until"] - datetime.now(timezone.utc)
    assert timedelta(hours=2, minutes=58) < left <= timedelta(hours=3)
    assert record["destination"] == team.place
    assert record["attempt"].startswith("sha256:")


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--hours", "25"), 2, "25"),
        (("--hours", "0"), 2, "0"),
        (("--target", "github.com/**"), 2, "pattern"),
        (("--target", ""), 2, "--target"),
        (("--reason", "  "), 2, "--reason"),
    ],
)
def test_what_can_t_be_overridden_is_refused(options: tuple[str, ...], code: int, words: str, team: Guarded) -> None:
    done = team.guard("override", "--target", team.place, *REASON, *options)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert not overrides(team)


def test_objection_can_t_be_overridden(team: Guarded) -> None:
    team.record(by="mei@example.org", decision="disapprove")
    done = team.guard("override", "--target", team.place, *REASON)
    assert done.returncode == 1
    assert "RG307" in done.stderr
    assert not overrides(team)


def test_failure_to_judge_can_t_be_overridden(team: Guarded) -> None:
    team.commit(**{"release-records/x__toml": 'decision = "disapprove\n'})
    done = team.guard("override", "--target", team.place, *REASON)
    assert done.returncode == 3
    assert "RG005" in done.stderr
    assert not overrides(team)


def test_program_can_t_break_the_glass(team: Guarded) -> None:
    done = team.guard("override", "--target", team.place, *REASON, AI_AGENT="robin")
    assert done.returncode == 1
    assert "agent:robin" in done.stderr
    assert not overrides(team)


def test_machine_policy_names_who_may(team: Guarded, tmp_path: Path) -> None:
    policy = tmp_path / "machine.toml"
    place = f'[[place]]\nmatch = "{team.place}"\nvisibility = "public"\n'
    head = 'schema = "release-policy/1"\nname = "machine"\n'
    policy.write_text(f'{head}[override]\nallowed_by = ["ciso@example.org"]\nmax_hours = 4\n{place}')
    team.repo("config", "--global", "release-guard.policy", str(policy))
    refused = team.guard("override", "--target", team.place, *REASON)
    assert refused.returncode == 1
    assert "ciso@example.org" in refused.stderr
    too_long = team.guard("override", "--target", team.place, *REASON, "--by", "ciso@example.org", "--hours", "5")
    assert too_long.returncode == 2
    assert team.guard("override", "--target", team.place, *REASON, "--by", "ciso@example.org").returncode == 0
    team.repo.commit("Break the glass")
    assert team.push().returncode == 0


def test_nothing_is_written_where_nothing_is_held(team: Guarded, tmp_path: Path) -> None:
    private = team.guard("override", "--target", f"file:{tmp_path}/elsewhere.git", *REASON)
    assert (private.returncode, "private" in private.stdout) == (0, True)
    team.record()
    cleared = team.guard("override", "--target", team.place, *REASON)
    assert (cleared.returncode, "no record was written" in cleared.stdout) == (0, True)
    assert not overrides(team)


def test_override_is_signed_where_reviews_are(team: Guarded, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    public = (tmp_path / "key.pub").read_text().rsplit(" ", 1)[0]
    policy = team.repo.path / "release-policy.toml"
    head, place = policy.read_text().split("[[place]]")
    signed = head.replace('people = [{ role = "any" }]', 'people = [{ role = "any" }]\nsigned = true')
    listed = f'[[reviewer]]\nid = "ada@example.org"\nroles = []\nkeys = [{{ key = "{public}" }}]\n\n'
    policy.write_text(f"{signed}{listed}[[place]]{place}")
    team.commit(README__md="# Digits\n")
    team.repo.run("push", "--no-verify", "origin", "main")
    team.commit(model__safetensors=weights(1))
    refused = team.guard("override", "--target", team.place, *REASON)
    assert (refused.returncode, "counts for nothing" in refused.stderr) == (1, True), refused.stderr
    done = team.guard("override", "--target", team.place, *REASON, "--sign", str(key))
    assert done.returncode == 0, done.stderr
    record, signature = overrides(team)[0], Path(f"{overrides(team)[0]}.sig")
    team.commit("Break the glass")
    signature.rename(tmp_path / "aside")
    team.commit("Take the signature away")
    held = team.push()
    assert (held.returncode, "this override doesn't count" in held.stderr) == (1, True), held.stderr
    (tmp_path / "aside").rename(signature)
    team.commit("Put it back")
    assert record.exists()
    through = team.push()
    assert through.returncode == 0, through.stderr
