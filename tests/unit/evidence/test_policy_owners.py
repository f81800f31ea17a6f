"""Who else could change a policy of this machine."""

import os
from pathlib import Path

import pytest

from release_guard.evidence.policy_owners import writers


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir(mode=0o755)
    path = folder / "policy.toml"
    path.write_text("")
    path.chmod(0o644)
    return path


def test_policy_that_only_its_owner_writes_is_sound(policy: Path) -> None:
    assert writers(str(policy)) is None
    policy.chmod(0o664)
    assert writers(str(policy)) is None


def test_policy_that_everybody_may_write_is_told(policy: Path) -> None:
    policy.chmod(0o666)
    found = writers(str(policy))
    assert found is not None
    assert "everybody on this machine may write it" in found.who


def test_folder_that_everybody_may_write_is_told(policy: Path) -> None:
    policy.parent.chmod(0o777)
    found = writers(str(policy))
    assert found is not None
    assert "put another file in its place" in found.who
    policy.parent.chmod(0o1777)
    assert writers(str(policy)) is None


def test_link_is_judged_by_where_it_leads(policy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(policy)
    policy.chmod(0o666)
    assert writers(str(link))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_policy_of_another_user_is_told(policy: Path) -> None:
    os.chown(policy, 12345, -1)
    found = writers(str(policy))
    assert found is not None
    assert "belongs to user 12345" in found.who


def test_policy_that_is_gone_is_for_others_to_tell(tmp_path: Path) -> None:
    assert writers(str(tmp_path / "gone.toml")) is None
