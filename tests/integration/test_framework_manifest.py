"""The manifest for pre-commit and prek: fresh, valid, and run by the real frameworks at the right moments."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import release_guard
from release_guard.git import framework_hooks
from release_guard.git.framework_hooks import HOOKS
from tests.support.git_repo import Repo

BESIDE = Path(sys.executable).parent
MANIFEST = Path(release_guard.__file__).parent.parent / ".pre-commit-hooks.yaml"


@pytest.fixture(params=["pre-commit", "prek"])
def framework(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    found = shutil.which(name, path=str(BESIDE)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository whose framework runs our hooks as the manifest says, with a stub in the place of the command."""
    tools = tmp_path / "tools"
    tools.mkdir()
    stub = tools / "release-guard"
    stub.write_text(
        "#!/bin/sh\n"
        f'{{ echo "$*"; env | grep ^PRE_COMMIT_ | sort; echo "stdin: $(cat | wc -c)"; }} >> "{tmp_path}/calls"\n'
        f'echo words for the person\nif [ -e "{tmp_path}/refuse" ]; then exit 1; fi\n'
    )
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{BESIDE}:{os.environ['PATH']}")
    repo = Repo(tmp_path / "work")
    repo("init", "-q", "--bare", str(tmp_path / "remote.git"))
    repo("remote", "add", "origin", str(tmp_path / "remote.git"))
    hooks = framework_hooks.manifest().replace("language: python", "language: system")
    indented = "".join(f"  {line}\n" for line in hooks.splitlines())
    (repo.path / ".pre-commit-config.yaml").write_text(f"repos:\n- repo: local\n  hooks:\n{indented}")
    return repo


def calls(repo: Repo) -> str:
    path = repo.path.parent / "calls"
    return path.read_text() if path.exists() else ""


def test_the_manifest_is_fresh() -> None:
    fix = "python -m release_guard.git.framework_hooks > .pre-commit-hooks.yaml"
    assert MANIFEST.read_text() == framework_hooks.manifest(), f"to mend it: {fix}"


def test_the_manifest_is_valid(framework: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(framework_hooks.manifest())
    done = subprocess.run(
        [framework, "validate-manifest", str(tmp_path / "manifest.yaml")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_push_calls_the_gate_with_the_frameworks_variables(framework: str, repo: Repo) -> None:
    repo.commit(readme="text")
    subprocess.run([framework, "install", "-t", "pre-push"], cwd=repo.path, check=True, capture_output=True)
    done = repo.run("push", "origin", "main")
    assert done.returncode == 0, done.stderr
    assert "words for the person" in done.stdout + done.stderr
    said = calls(repo)
    assert said.startswith("hook pre-push\n")
    assert "PRE_COMMIT_REMOTE_NAME=origin\n" in said
    assert "PRE_COMMIT_LOCAL_BRANCH=refs/heads/main\n" in said
    assert said.endswith("stdin: 0\n")


def test_a_refusal_under_the_framework_stops_the_push(framework: str, repo: Repo) -> None:
    repo.commit(readme="text")
    subprocess.run([framework, "install", "-t", "pre-push"], cwd=repo.path, check=True, capture_output=True)
    (repo.path.parent / "refuse").touch()
    assert repo.run("push", "origin", "main").returncode == 1
    assert repo("ls-remote", "origin") == ""


def test_the_gate_runs_by_hand_in_the_manual_stage(framework: str, repo: Repo) -> None:
    repo.commit(readme="text")
    subprocess.run([framework, "run", "--hook-stage", "manual", "release-guard"], cwd=repo.path, check=True)
    assert calls(repo).startswith("hook pre-push\n")


def test_a_commit_lints_our_files_only(framework: str, repo: Repo) -> None:
    subprocess.run([framework, "install"], cwd=repo.path, check=True, capture_output=True)
    repo.commit(readme="text", pyproject__toml="")
    assert calls(repo) == ""
    (repo.path / "sub" / "release-records").mkdir(parents=True)
    ours = [
        "release-considerations.toml",
        "release-policy.toml",
        "sub/release-records/2026-01-01-ada-owner-abcdef.toml",
    ]
    for name in ours:
        (repo.path / name).write_text("")
    repo.commit(other__toml="")
    first = calls(repo).splitlines()[0].split()
    assert (first[0], sorted(first[1:])) == ("lint", ours)


def test_entries_are_commands_of_ours() -> None:
    assert {hook.entry.split()[0] for hook in HOOKS} == {"release-guard"}
    assert len({hook.id for hook in HOOKS}) == len(HOOKS)
