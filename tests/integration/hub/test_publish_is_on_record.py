"""What ``publish`` decides stands in the ledger before anything is raised."""

import json
from pathlib import Path

from release_guard.demo.hub import EmbeddedHub
from tests.support.hub_release import Release


def test_a_decision_is_kept_before_it_is_carried_out(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)

    release.guard("publish", release.place, "--yes")
    release.guard("check", "--at", release.place)

    shown = json.loads(release.guard("ledger", "show", "--format", "json").stdout)
    entries = shown["entries"]
    assert [(one["channel"], one["outcome"], one["visibility"]) for one in entries] == [
        ("publish", "lower", "gated-manual")
    ]
    assert release.hub.token not in json.dumps(shown)


def test_where_it_must_be_kept_and_cannot_be_nothing_is_raised(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path)
    policy = release.repo.path / "release-policy.toml"
    policy.write_text(policy.read_text().replace('name = "team"', 'name = "team"\nledger = "required"'))
    release.repo.commit("Keep every decision")
    (tmp_path / "ledger").mkdir()

    done = release.guard("publish", release.place, "--yes", RELEASE_GUARD_LEDGER=str(tmp_path / "ledger"))

    assert done.returncode == 3, done.stdout + done.stderr
    assert "RG009" in done.stdout
    assert release.shown == [("private", False)]
