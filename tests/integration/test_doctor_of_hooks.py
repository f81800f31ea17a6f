"""What the examination of a repository's hooks finds, one state after the other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.git import doctor, levels
from release_guard.git.belt import SINCE
from release_guard.git.doctor import Checkup
from release_guard.git.install import install
from release_guard.model.visibility import Visibility
from release_guard.ports import TreeError
from tests.support.git_repo import Repo, version
from tests.support.stub_python import StubPython, stub_python

BOUND = ("the server's pre-receive hook",)
LFS = '#!/bin/sh\ngit lfs pre-push "$@"\n'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    return repo


@pytest.fixture
def python(tmp_path: Path) -> StubPython:
    return stub_python(tmp_path / "python")


def put(repo: Repo, python: StubPython) -> Path:
    install(folder=str(repo.path), python=str(python.path))
    return repo.path / ".git" / "hooks" / "pre-push"


def look(repo: Repo) -> Checkup:
    return doctor.examine(str(repo.path), binding=BOUND)


def codes(repo: Repo) -> "list[str]":
    return [finding.code for finding in look(repo).findings]


def message(repo: Repo) -> str:
    (finding,) = look(repo).findings
    return finding.message


def test_a_guarded_repository_has_no_findings(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    found = look(repo)
    assert found.findings == ()
    assert f"git takes its hooks from {repo.path}/.git/hooks (the repository's own)" in found.facts
    assert "before a push runs release-guard" in found.facts
    assert f"the gate judges with {python.path}" in found.facts


def test_looking_changes_nothing(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    before = subprocess.run(["find", ".", "-printf", "%p %T@ %m\n"], cwd=repo.path, capture_output=True, check=True)
    look(repo)
    after = subprocess.run(["find", ".", "-printf", "%p %T@ %m\n"], cwd=repo.path, capture_output=True, check=True)
    assert before.stdout == after.stdout


def test_an_unguarded_repository_is_told_to_install(repo: Repo) -> None:
    (finding,) = look(repo).findings
    assert (finding.code, finding.fix) == ("RG504", "release-guard install")
    assert "before a push runs nothing" in look(repo).facts


def test_lfs_without_a_gate_is_said(repo: Repo) -> None:
    repo.hook("pre-push", LFS)
    assert "git-lfs uploads before anything is judged" in message(repo)


def test_a_gate_that_is_not_executable_is_found(repo: Repo, python: StubPython) -> None:
    put(repo, python).chmod(0o644)
    assert "not executable" in message(repo)


def test_an_edited_gate_is_found(repo: Repo, python: StubPython) -> None:
    shim = put(repo, python)
    shim.write_text(shim.read_text() + "\n")
    assert "another version" in message(repo)
    put(repo, python)
    assert codes(repo) == []


def test_a_dead_interpreter_is_found(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    shutil.rmtree(python.folder)
    assert "does not run" in message(repo)
    stub_python(python.folder, imports=False)
    assert "can't import release_guard" in message(repo)


def test_a_hooks_path_that_hides_the_gate_is_found(repo: Repo, python: StubPython, tmp_path: Path) -> None:
    put(repo, python)
    repo("config", "core.hooksPath", str(tmp_path / "elsewhere"))
    (finding,) = look(repo).findings
    assert finding.code == "RG502"
    assert "hides" in finding.message
    put(repo, python)
    assert codes(repo) == []


def test_a_local_hooks_path_that_hides_the_common_gate_is_found(repo: Repo, python: StubPython) -> None:
    install("user", python=str(python.path))
    assert codes(repo) == []
    repo("config", "core.hooksPath", ".husky/_")
    (finding,) = look(repo).findings
    assert finding.code == "RG502"
    assert finding.fix.endswith(".husky/pre-push")


def test_a_project_script_that_calls_the_gate_is_enough(repo: Repo) -> None:
    repo("config", "core.hooksPath", ".husky/_")
    assert codes(repo) == ["RG504"]
    started = repo.path / ".husky" / "_" / "pre-push"
    started.parent.mkdir(parents=True)
    started.write_text('#!/usr/bin/env sh\n. "$(dirname "$0")/h"')
    started.chmod(0o755)
    (repo.path / ".husky" / "pre-push").write_text('release-guard hook pre-push "$@" || exit 1\n')
    found = look(repo)
    assert found.findings == ()
    assert f"the gate is called by {repo.path}/.husky/pre-push" in found.facts


def test_a_company_hooks_path_asks_for_the_user_scope(repo: Repo, tmp_path: Path) -> None:
    repo("config", "--global", "core.hooksPath", str(tmp_path / "company"))
    (finding,) = look(repo).findings
    assert (finding.code, finding.fix) == ("RG504", "release-guard install --scope user")


def test_a_gate_that_lefthook_moved_aside_is_found(repo: Repo, python: StubPython) -> None:
    lefthook = shutil.which("lefthook", path=str(Path(sys.executable).parent)) or shutil.which("lefthook")
    if lefthook is None:
        pytest.skip("lefthook is not on this machine")
    put(repo, python)
    (repo.path / "lefthook.yml").write_text("pre-push:\n  jobs:\n    - run: echo hi\n")
    subprocess.run([lefthook, "install"], cwd=repo.path, check=True, capture_output=True)
    assert codes(repo) == ["RG502"]
    assert "lefthook moved the gate aside" in message(repo)
    put(repo, python)
    assert codes(repo) == []


def test_lfs_files_without_an_lfs_hook_are_found(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    (repo.path / ".gitattributes").write_text("*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
    assert "git LFS" in message(repo)
    repo.commit()
    (repo.path / ".gitattributes").unlink()
    assert "git LFS" in message(repo)
    repo("checkout", "-q", ".gitattributes")
    repo.hook("pre-push.release-guard-earlier", LFS)
    assert codes(repo) == []
    assert "before a push runs release-guard, then git-lfs" in look(repo).facts


def test_the_gate_as_legacy_hook_of_a_framework_counts(repo: Repo, python: StubPython) -> None:
    shim = put(repo, python)
    os.rename(shim, f"{shim}.legacy")
    repo.hook("pre-push", "#!/usr/bin/env bash\n# File generated by pre-commit\n# ID: 0123\nexit 0\n")
    assert codes(repo) == []
    assert "before a push runs release-guard, then pre-commit" in look(repo).facts


def test_common_gate_and_own_hooks_are_told_in_order(repo: Repo, python: StubPython) -> None:
    install("user", python=str(python.path))
    repo.hook("pre-push", LFS)
    found = look(repo)
    assert found.findings == ()
    assert "before a push runs release-guard, then git-lfs" in found.facts


def test_nothing_binding_is_said_unless_something_does(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    (finding,) = doctor.examine(str(repo.path)).findings
    assert finding.code == "RG505"
    assert "the server's pre-receive hook binds" in look(repo).facts


def level(repo: Repo, name: str) -> levels.Level:
    """The level whose name begins so."""
    (found,) = [one for one in look(repo).levels if one.name.startswith(name)]
    return found


def test_levels_of_an_unguarded_repository_name_the_command_for_each(repo: Repo) -> None:
    found = {one.name: (one.state, one.reach) for one in look(repo).levels}
    assert found["the hook of this clone"] == ("not there", "advises")
    assert found["a required check on the host"] == ("can't be seen from here", "binds")
    assert level(repo, "the hook of this clone").next == "release-guard install"
    assert level(repo, "every repository of yours").next == "release-guard install --scope user"
    assert level(repo, "every repository of this machine").next == "release-guard install --scope system"


def test_level_in_force_needs_no_command(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    assert level(repo, "the hook of this clone") == ("the hook of this clone", "in force", "advises", "")
    install("user", python=str(python.path))
    assert level(repo, "the hook of this clone").state == "not needed"
    assert level(repo, "every repository of yours").state == "in force"
    repo("config", "core.hooksPath", "/somewhere")
    assert level(repo, "every repository of yours").state == "hidden here by core.hooksPath (local)"
    assert level(repo, "the hook of this clone").state == "hidden by core.hooksPath"


def test_level_that_cannot_judge_is_not_in_force(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    shutil.rmtree(python.folder)
    assert level(repo, "the hook of this clone").state == "there, and doesn't work"


def test_company_folder_asks_for_the_scope_that_owns_it(repo: Repo, tmp_path: Path) -> None:
    repo("config", "--global", "core.hooksPath", str(tmp_path / "company"))
    assert level(repo, "the hook of this clone").next == "release-guard install --scope user"


@pytest.mark.skipif(version() >= SINCE, reason="this git reads configured hooks")
def test_older_git_is_said_not_to_read_the_setting(repo: Repo, python: StubPython) -> None:
    assert level(repo, "git's configuration").state.endswith("doesn't read it")
    put(repo, python)
    assert level(repo, "git's configuration").state.startswith("set; git ")


@pytest.mark.skipif(version() < SINCE, reason="git before 2.54 runs no configured hook")
def test_configured_hook_is_told_and_stands_in_for_a_hidden_gate(repo: Repo, python: StubPython) -> None:
    assert level(repo, "git's configuration").next == "release-guard install"
    put(repo, python)
    repo("config", "core.hooksPath", "/somewhere")
    assert codes(repo) == ["RG502"]
    assert "starts it all the same" in message(repo)
    assert level(repo, "git's configuration").state == "in force"
    assert any("whatever core.hooksPath says" in fact for fact in look(repo).facts)
    assert "git-lfs wouldn't wait" in message(repo)


@pytest.mark.skipif(version() < SINCE, reason="git before 2.54 runs no configured hook")
def test_configured_hook_that_is_off_or_broken_is_found(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    repo("config", "hook.release-guard.enabled", "false")
    (finding,) = look(repo).findings
    assert (finding.code, finding.fix) == ("RG502", "git config --local --unset-all hook.release-guard.enabled")
    repo("config", "--unset-all", "hook.release-guard.enabled")
    shutil.rmtree(repo.path / ".git" / "release-guard")
    (finding,) = look(repo).findings
    assert (finding.code, finding.fix) == ("RG504", "release-guard install")


@pytest.mark.skipif(version() < SINCE, reason="git before 2.54 runs no configured hook")
def test_configured_hook_that_uploads_beside_the_gate_is_found(repo: Repo, python: StubPython) -> None:
    put(repo, python)
    repo("config", "hook.lint.command", "make lint")
    repo("config", "hook.lint.event", "pre-push")
    assert codes(repo) == []
    assert "git also starts lint by its configuration, before or beside the gate" in look(repo).facts
    repo("config", "hook.lfs.command", "git lfs pre-push")
    repo("config", "hook.lfs.event", "pre-push")
    (finding,) = look(repo).findings
    assert finding.code == "RG502"
    assert "uploads unjudged" in finding.message
    assert finding.fix.startswith("git config --local --unset-all hook.lfs.event '^pre-push$'")
    repo("config", "hook.lfs.enabled", "false")
    assert codes(repo) == []


def test_script_that_calls_the_gate_after_other_commands_is_found(repo: Repo) -> None:
    repo("config", "core.hooksPath", ".githooks")
    script = repo.path / ".githooks" / "pre-push"
    script.parent.mkdir()
    call = 'release-guard hook pre-push "$@" || exit 1\n'
    for text, expected in (
        (f"#!/bin/sh\n# first the gate\nset -e\n. ./env.sh\n\n{call}git lfs pre-push\n", []),
        (f'#!/bin/sh\ngit lfs pre-push "$@"\n{call}', ["RG502"]),
        (f"#!/bin/sh\n# {call}", ["RG504"]),
    ):
        script.write_text(text)
        script.chmod(0o755)
        assert codes(repo) == expected
    script.write_text(f"#!/bin/sh\n{call}")
    script.chmod(0o644)
    assert codes(repo) == ["RG504"], "git passes it by"


def test_remembered_answers_are_counted(repo: Repo) -> None:
    remembered = (("git.example/a/b", Visibility.PRIVATE), ("git.example/a/c", Visibility.PUBLIC))
    facts = doctor.examine(str(repo.path), remembered=remembered).facts
    assert "2 answers of hosts are remembered, 1 of them not public" in facts


def test_outside_a_repository_there_is_nothing_to_examine(tmp_path: Path) -> None:
    with pytest.raises(TreeError):
        doctor.examine(str(tmp_path))
