"""The recipes of docs/ci.md as they stand there: their commands run against a real clone of a real request."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from release_guard.formats import presets
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, weights
from tests.support.pushing import bare, commit

DOCS = (Path(__file__).parents[3] / "docs" / "ci.md").read_text("utf-8")
RECIPES: list[dict[str, Any]] = [
    import_module("yaml").safe_load(block)
    for block in re.findall(r"^```yaml\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
]
(SHELL,) = re.findall(r"^```sh\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
PLACE = "github.com/acme/digits"


def github() -> tuple[str, dict[str, str]]:
    """The commands of the GitHub recipe, and the variables that it sets from the event."""
    steps = RECIPES[0]["jobs"]["release-guard"]["steps"]
    runs = [step for step in steps if "run" in step]
    variables = {name: value for step in runs for name, value in step.get("env", {}).items()}
    assert set(variables.values()) == {
        "${{ github.event.pull_request.number }}",
        "${{ github.event.pull_request.head.sha }}",
    }
    return "\n".join(step["run"] for step in runs), variables


def gitlab() -> str:
    return "\n".join(RECIPES[1]["release-guard"]["script"])


class Runner:
    """A clone of ``main`` as CI has it; request 7 lies at the host."""

    def __init__(self, folder: Path, files: "dict[str, bytes | str]") -> None:
        host = bare(folder / "host.git")
        repo = Repo(folder / "work")
        repo("remote", "add", "origin", str(host))
        answers = FILE.format(place=PLACE, release='["source-code", "trained-model"]')
        commit(repo, {"release-considerations.toml": answers, "release-policy.toml": presets.text("team")})
        repo("push", "-q", "origin", "main")
        self.head = commit(repo, files)
        repo("push", "-q", "origin", "HEAD:refs/pull/7/head", "HEAD:refs/heads/request")
        repo("clone", "-q", str(host), str(folder / "clone"))
        self.clone = Repo(folder / "clone")
        tools = folder / "tools"
        tools.mkdir()
        for name, text in (
            ("release-guard", f'exec {sys.executable} -I -m release_guard "$@"'),
            ("pipx", "exit 0"),
            ("pip", "exit 0"),
        ):
            (tools / name).write_text(f"#!/bin/sh\n{text}\n")
            (tools / name).chmod(0o755)
        self.path = f"{tools}{os.pathsep}{os.environ['PATH']}"

    def run(self, script: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        environ = {**os.environ, "PATH": self.path, **variables}
        return subprocess.run(
            ["sh", "-e", "-c", script], cwd=self.clone.path, env=environ, capture_output=True, text=True, check=False
        )

    def run_github(self) -> "subprocess.CompletedProcess[str]":
        script, _ = github()
        event = {"NUMBER": "7", "HEAD": self.head}
        return self.run(script, **event, GITHUB_BASE_REF="main", GITHUB_REPOSITORY="acme/digits")

    def run_gitlab(self) -> "subprocess.CompletedProcess[str]":
        self.clone("checkout", "-q", "--detach", "origin/request")
        told = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": self.head}
        return self.run(gitlab(), **told, CI_SERVER_HOST="github.com", CI_PROJECT_PATH="acme/digits")


HELD: "dict[str, bytes | str]" = {"model.safetensors": weights()}
FREE: "dict[str, bytes | str]" = {"train.py": "print(1)\n"}


@pytest.mark.parametrize(("files", "code"), [(FREE, 0), (HELD, 1)])
def test_github_recipe(files: "dict[str, bytes | str]", code: int, tmp_path: Path) -> None:
    done = Runner(tmp_path, files).run_github()
    assert done.returncode == code, done.stderr
    assert ("::error " in done.stdout) == bool(code)


@pytest.mark.parametrize(("files", "code"), [(FREE, 0), (HELD, 1)])
def test_gitlab_recipe(files: "dict[str, bytes | str]", code: int, tmp_path: Path) -> None:
    runner = Runner(tmp_path, files)
    done = runner.run_gitlab()
    assert done.returncode == code, done.stderr
    assert done.stderr.splitlines()[-1].startswith("release-guard: "), "the log says what the file says"
    report = (runner.clone.path / "release-guard.json").read_text()
    assert ('"blocker"' in report) == bool(code)


@pytest.mark.parametrize(("files", "code"), [(FREE, 0), (HELD, 1)])
def test_recipe_for_others(files: "dict[str, bytes | str]", code: int, tmp_path: Path) -> None:
    runner = Runner(tmp_path, files)
    runner.clone("checkout", "-q", "--detach", "origin/request")
    assert runner.run(SHELL).returncode == code
