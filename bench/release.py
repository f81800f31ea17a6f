"""A release for pushes: twenty files, complete answers, a policy that asks for two signed reviews, and both of them."""

import os
import subprocess
import sys
from pathlib import Path

CONSIDERATIONS = """\
schema = "release-considerations/1"

[release]
title   = "Digit classifier"
owner   = "ada@example.org"
authors = ["ada@example.org"]
contact = "ada@example.org"
targets = ["git.acme.example/**"]
summary = "A small convolutional network that reads single digits."
modalities = ["image"]
synthetic_media = false

[hazards]
product   = { present = "no", rationale = "It reads digits; nothing it makes can deceive anyone." }
data      = { present = "no", rationale = "Trained on a public benchmark without personal data." }
attention = { present = "no", rationale = "The technique has been in textbooks for decades." }

[content]
release = ["source-code", "trained-model"]

[timing]
mode = "immediate"

[distribution]
tier = "public"

[decision]
outcome = "go"
rationale = "No hazard was found, and it helps people who teach."
accountable = "ada@example.org"
"""
_POLICY = """\
schema = "release-policy/1"
name = "acme"

[[requirement]]
level = 1
from = "gated-manual"
people = [{ role = "owner" }, { role = "security" }, { role = "any" }]
signed = true
"""
_REVIEWERS = {"sam": "security", "lin": "ml"}


def build(folder: Path, *, more_policy: str = "") -> Path:
    """A repository whose last commit brings the whole release; the one before it only the policy."""
    work = folder / "release"
    work.mkdir(parents=True)
    git = _Git(work, folder)
    git("init", "--quiet", "-b", "main")
    (work / "README.md").write_text("# Digit classifier\n\nReads single digits.\n")
    (work / "release-policy.toml").write_text(_POLICY + _roster(folder) + more_policy)
    git("add", "--all")
    git("commit", "--quiet", "-m", "Say who reviews")
    base = git("rev-parse", "HEAD").strip()
    _write_release(work)
    git("add", "--all")
    git("commit", "--quiet", "-m", "Train")
    for name, role in _REVIEWERS.items():
        _review(work, folder, name, role)
    git("add", "--all")
    git("reset", "--quiet", "--soft", base)
    git("commit", "--quiet", "-m", "Release the digit classifier")
    return work


def _write_release(work: Path) -> None:
    (work / "release-considerations.toml").write_text(CONSIDERATIONS)
    (work / "digits").mkdir()
    (work / "models").mkdir()
    for number in range(13):
        (work / "digits" / f"module_{number}.py").write_text(f'"""Part {number}."""\n\n' + f"VALUE = {number}\n" * 100)
    for number in range(2):
        (work / "models" / f"part-{number}.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}" + os.urandom(40_000))


def _roster(folder: Path) -> str:
    return "".join(
        f'\n[[reviewer]]\nid = "{name}@example.org"\nroles = ["{role}"]\nkeys = [{{ key = "{_key(folder, name)}" }}]\n'
        for name, role in _REVIEWERS.items()
    )


def _key(folder: Path, name: str) -> str:
    path = folder / f"{name}.key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    return " ".join(path.with_name(f"{name}.key.pub").read_text().split()[:2])


def _review(work: Path, folder: Path, name: str, role: str) -> None:
    said = ["--role", role, "--decision", "approve", "--rationale", "Read the answers and ran the tests."]
    command = [sys.executable, "-m", "release_guard", "review", "record", *said]
    command += ["--by", f"{name}@example.org", "--sign", str(folder / f"{name}.key")]
    subprocess.run(command, cwd=work, env=_environment(folder), check=True, capture_output=True)


class _Git:
    def __init__(self, work: Path, home: Path) -> None:
        self._work, self._home = work, home

    def __call__(self, *arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=self._work, env=_environment(self._home), check=True, capture_output=True, text=True
        ).stdout


def _environment(home: Path) -> dict[str, str]:
    config = home / "release.gitconfig"
    config.write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n")
    own = {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1"}
    return {"PATH": os.environ["PATH"], **own}
