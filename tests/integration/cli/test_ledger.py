"""The ledger of decisions: every push to a public place is in it, and it can be shown and checked."""

import json
import os
from pathlib import Path

import pytest

from tests.support.guarded import Guarded, weights


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    made = Guarded(tmp_path, "team")
    made.commit(train__py="print(1)\n")
    return made


def ledger() -> Path:
    return Path(os.environ["XDG_STATE_HOME"], "release-guard", "ledger.jsonl")


def entries(guarded: Guarded) -> list[dict[str, object]]:
    done = guarded.guard("ledger", "show", "--format", "json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["entries"])


def test_every_push_to_a_public_place_is_kept(guarded: Guarded) -> None:
    assert guarded.push().returncode == 0
    guarded.commit(model__safetensors=weights())
    assert guarded.push().returncode == 1
    allowed, blocked = entries(guarded)
    assert (allowed["outcome"], allowed["destination"], allowed["channel"]) == ("allow", guarded.place, "push")
    assert blocked["outcome"] == "block"
    assert "RG301" in str(blocked["codes"])
    assert blocked["content"] == {"trained-model": 1}


def test_push_to_a_private_place_leaves_nothing(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, "team")
    guarded.write("release-policy.toml", "")
    guarded.repo("rm", "-q", "--cached", "--ignore-unmatch", "release-policy.toml")
    (guarded.repo.path / "release-policy.toml").unlink()
    guarded.commit(train__py="print(1)\n")
    assert guarded.push().returncode == 0
    assert not ledger().exists()


def test_decision_that_must_be_kept_and_cannot_be_is_no_decision(guarded: Guarded) -> None:
    policy = guarded.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text().replace("\nname = ", '\nledger = "required"\nname = ', 1))
    assert 'ledger = "required"' in policy.read_text()
    guarded.commit("Keep every decision")
    ledger().mkdir(parents=True)
    held = guarded.push()
    assert held.returncode == 1
    assert "RG009 ledger-required-not-writable" in held.stderr
    assert guarded.refs() == {}
    ledger().rmdir()
    assert guarded.push().returncode == 0


def test_without_that_wish_a_push_goes_on(guarded: Guarded) -> None:
    ledger().mkdir(parents=True)
    assert guarded.push().returncode == 0


def test_chain_that_holds_tells_its_end(guarded: Guarded) -> None:
    guarded.push()
    done = guarded.guard("ledger", "verify")
    assert done.returncode == 0
    assert "1 entry, the chain holds" in done.stdout
    digest = done.stdout.split()[-1]
    assert guarded.guard("ledger", "verify", "--holds", digest).returncode == 0
    other = guarded.guard("ledger", "verify", "--holds", "sha256:" + "0" * 64)
    assert other.returncode == 1 and "RG503" in other.stdout


def test_changed_decision_is_named_at_its_line(guarded: Guarded) -> None:
    guarded.push()
    ledger().write_text(ledger().read_text().replace('"allow"', '"block"'))
    done = guarded.guard("ledger", "verify")
    assert done.returncode == 1
    assert f"{ledger()}:1: RG503 ledger-broken: this entry was changed" in done.stdout


def test_entries_of_one_place_are_found(guarded: Guarded) -> None:
    guarded.push()
    assert guarded.place in guarded.guard("ledger", "show", "--target", guarded.place).stdout
    none = guarded.guard("ledger", "show", "--target", "github.com/acme/other")
    assert none.returncode == 0 and "has no such entry yet" in none.stdout


def test_no_secret_and_no_path_is_kept(guarded: Guarded) -> None:
    guarded.commit(secret_plan__py="print('hunter2')\n")
    guarded.push()
    kept = ledger().read_text()
    assert "secret_plan" not in kept and "hunter2" not in kept
