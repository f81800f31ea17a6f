"""Pushes under a policy that extends another: hooks never fetch, and what is here needs no network."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.git_http import GitHost
from tests.support.git_repo import Repo
from tests.support.guarded import Guarded, weights

CAP = """\
schema = "release-policy/1"
name = "house"

[[cap]]
level = 1
content = ["trained-model"]
at_most = "private"
"""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[GitHost]:
    with GitHost(tmp_path / "host") as host:
        host.repository("acme/policy")
        yield host


@pytest.fixture
def solo(tmp_path: Path, host: GitHost) -> Guarded:
    """One whose machine has a policy that extends the house's, which caps weights."""
    house = Repo(tmp_path / "house")
    rev = house.commit("Cap weights", **{"release-policy__toml": CAP})
    house("push", "-q", str(host.folder / "acme/policy.git"), "main")
    solo = Guarded(tmp_path / "solo")
    machine = tmp_path / "machine.toml"
    pin = f'source = "{host.url}/acme/policy.git"\nrev = "{rev}"\npath = "release-policy.toml"\n'
    sha = hashlib.sha256(CAP.encode()).hexdigest()
    machine.write_text(f'schema = "release-policy/1"\nname = "mine"\n[extends]\n{pin}sha256 = "{sha}"\n')
    solo.repo("config", "--global", "release-guard.policy", str(machine))
    solo.commit(train__py="print(1)\n")
    return solo


def test_push_without_a_layer_is_held_and_names_the_command(solo: Guarded, host: GitHost) -> None:
    done = solo.push()
    assert done.returncode == 1
    assert "RG004" in done.stderr
    assert "is not on this machine yet" in done.stderr
    assert "fix: release-guard policy update" in done.stderr
    assert host.requests == []


def test_push_with_every_layer_here_needs_no_network(solo: Guarded, host: GitHost) -> None:
    updated = solo.guard("policy", "update")
    assert updated.returncode == 0, updated.stderr
    asked = len(host.requests)
    done = solo.push()
    assert done.returncode == 0, done.stderr
    solo.commit(model__safetensors=weights())
    held = solo.push()
    assert held.returncode == 1
    assert "RG205" in held.stderr
    assert len(host.requests) == asked


def test_changed_copy_of_a_layer_holds_the_push(solo: Guarded, fence: Path) -> None:
    solo.guard("policy", "update")
    (copy,) = (fence / ".cache" / "release-guard" / "policies").iterdir()
    copy.write_text(CAP.replace("private", "public"))
    done = solo.push()
    assert done.returncode == 1
    assert "its copy here was changed" in done.stderr
    assert solo.guard("policy", "update").returncode == 0
    assert solo.push().returncode == 0
