"""A guarded repository on its way to a public place: real git, the real shim, the real judge."""

import json
import struct
import subprocess
import sys
from pathlib import Path

from release_guard.formats import presets
from release_guard.git.install import install
from tests.support.git_repo import Repo

FILE = """\
schema = "release-considerations/1"

[release]
title   = "Digit classifier"
owner   = "ada@example.org"
authors = ["ada@example.org"]
contact = "ada@example.org"
targets = ["{place}"]
summary = "A small convolutional network that reads single digits."
modalities = ["image"]
synthetic_media = false

[hazards]
product   = {{ present = "no", rationale = "It reads digits; nothing it makes can deceive anyone." }}
data      = {{ present = "no", rationale = "Trained on a public benchmark without personal data." }}
attention = {{ present = "no", rationale = "The technique has been in textbooks for decades." }}

[content]
release = {release}

[timing]
mode = "immediate"

[distribution]
tier = "public"

[decision]
outcome = "go"
rationale = "No hazard was found, and it helps people who teach."
accountable = "ada@example.org"
"""


def weights(fill: int = 0, count: int = 4) -> bytes:
    """A small but real safetensors file."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [count], "data_offsets": [0, 4 * count]}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes([fill]) * (4 * count)


class Guarded:
    """``repo`` with the gate installed, and ``public``, a bare repository that the policy calls public."""

    def __init__(self, folder: Path, preset: str = "solo", release: str = '["source-code", "trained-model"]') -> None:
        self.public = Repo(folder / "public.git", "--bare")
        self.place = f"file:{self.public.path.resolve()}"
        self.repo = Repo(folder / "work")
        self.repo("remote", "add", "origin", str(self.public.path))
        self.write("release-policy.toml", self.policy(preset))
        self.write("release-considerations.toml", FILE.format(place=self.place, release=release))
        install(folder=str(self.repo.path), python=sys.executable)

    def policy(self, preset: str) -> str:
        """A preset that calls the bare repository public."""
        place = f'\n[[place]]\nmatch = "{self.place}"\nvisibility = "public"\n'
        return presets.text(preset).decode() + place

    def write(self, path: str, data: bytes | str) -> None:
        file = self.repo.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())

    def commit(self, message: str = "Change", **files: bytes | str) -> str:
        """Write *files* (double underscores stand for a dot) and commit everything."""
        for name, data in files.items():
            self.write(name.replace("__", "."), data)
        return self.repo.commit(message)

    def push(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """``git push origin``, through the gate."""
        return self.repo.run("push", "origin", *(arguments or ("main",)))

    def refs(self) -> dict[str, str]:
        """What the public repository shows now."""
        lines = self.public("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return {name: oid for name, _, oid in (line.partition(" ") for line in lines)}

    def guard(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run ``release-guard`` in the work tree."""
        import os

        command = [sys.executable, "-m", "release_guard", *arguments]
        environment = {**os.environ, **variables}
        return subprocess.run(
            command, cwd=self.repo.path, env=environment, text=True, capture_output=True, check=False, timeout=120
        )

    def record(self, *arguments: str, by: str = "lin@example.org", decision: str = "approve") -> str:
        """Record a review by somebody and commit it; the value is the record's path."""
        options = ["--role", "ml", "--decision", decision, "--rationale", "Read the answers and ran the tests."]
        done = self.guard("review", "record", *options, "--by", by, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        new = self.repo("status", "--porcelain", "-uall").split()[-1]
        self.repo.commit("Record a review")
        return new
