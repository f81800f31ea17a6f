"""A release on its way to the embedded Hub: a project in git, what it uploaded, and our command line beside it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from release_guard.demo.hub import EmbeddedHub
from release_guard.demo.hub.buckets import Bucket
from release_guard.demo.hub.repos import Repo as HubRepo
from release_guard.formats import presets
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, weights
from tests.support.hub_shelf import fill_bucket, shelve

FILES: Mapping[str, bytes] = {"model.safetensors": weights(), "README.md": b"# Digits\n"}


class Release:
    """``repo`` is the project, whose answers name *place*; ``remote`` is what the Hub holds there, private so far."""

    def __init__(
        self,
        hub: EmbeddedHub,
        folder: Path,
        place: str = "models/acme/digits",
        preset: str = "team",
        files: Mapping[str, bytes] = FILES,
    ) -> None:
        self.hub, self.place = hub, f"hf:{place}"
        self.repo = Repo(folder / "project")
        text = FILE.format(place=self.place, release='["source-code", "trained-model", "runnable-system"]')
        (self.repo.path / "release-considerations.toml").write_text(text)
        (self.repo.path / "release-policy.toml").write_bytes(presets.text(preset))
        self.repo.commit("Describe the release")
        self._shelf = place
        self._held = self.upload(files)

    def upload(self, files: Mapping[str, bytes | None], ref: str = "refs/heads/main") -> HubRepo | Bucket:
        """Commit *files* on the Hub."""
        kind, _, id_ = self._shelf.partition("/")
        if kind == "buckets":
            return fill_bucket(self.hub, id_, files)
        return shelve(self.hub, self._shelf, files, ref=ref)

    @property
    def remote(self) -> HubRepo:
        """What the Hub holds there, where that is a repository."""
        assert isinstance(self._held, HubRepo)
        return self._held

    def change(self, old: str, new: str) -> None:
        """Change the answers, and commit them."""
        file = self.repo.path / "release-considerations.toml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))
        self.repo.commit("Change the answers")

    def environment(self, **variables: str) -> dict[str, str]:
        """What a run of ours is told: this Hub, ada's token, and what the test's fence leaves."""
        return {**os.environ, "HF_ENDPOINT": self.hub.url, "HF_TOKEN": self.hub.token, "NO_PROXY": "*", **variables}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "release_guard", *arguments]

    def guard(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run ``release-guard`` in the project, with nobody at a terminal."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.repo.path,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            text=True,
            capture_output=True,
            check=False,
            timeout=120,
        )

    def review(self, *arguments: str, by: str = "lin@example.org") -> str:
        """Somebody's approval of what is on the Hub, committed in the project; the value is the record's path."""
        words = ("--role", "ml", "--decision", "approve", "--rationale", "Read the answers and ran the tests.")
        done = self.guard("review", "record", *words, "--by", by, "--at", self.place, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        new = self.repo("status", "--porcelain", "-uall").split()[-1]
        self.repo.commit("Record a review")
        return new

    def hide(self) -> None:
        """Private again, as if it had never been anything else."""
        del self._held.exposures[1:]

    @property
    def shown(self) -> list[tuple[str, object]]:
        """Every visibility and gate that the Hub's repository ever had."""
        return [(one.visibility, one.gated) for one in self._held.exposures]
