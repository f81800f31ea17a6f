"""``install --server``, ``uninstall --server`` and ``doctor`` in a bare repository."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.formats import presets
from release_guard.git import hook_files
from tests.support.commands import run
from tests.support.git_repo import Repo
from tests.support.pushing import commit
from tests.support.stub_python import stub_python

THEIRS = "#!/bin/sh\ncat > told\necho theirs >&2\n"
EARLIER = "pre-receive.release-guard-earlier"


@pytest.fixture
def bare(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "digits.git", "--bare")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_bytes(presets.text("organisation"))
    return path


def hook_of(bare: Repo, text: str = "", mode: int = 0o755) -> Path:
    path = bare.path / "hooks" / "pre-receive"
    if text:
        path.write_text(text)
        path.chmod(mode)
    return path


def pushed(bare: Repo, tmp_path: Path, number: int = 1) -> "subprocess.CompletedProcess[str]":
    repo = Repo(tmp_path / "work")
    commit(repo, {"a.py": f"print({number})\n"})
    return repo.run("push", str(bare.path), "main")


def test_install_says_what_was_done_and_uninstall_leaves_nothing(bare: Repo, policy: Path) -> None:
    before = {path.name for path in (bare.path / "hooks").iterdir()}, (bare.path / "config").read_text()
    done = run(bare.path, "install", "--server", ".", "--policy", str(policy))
    assert done.exit_code == 0, done.output
    assert f"it judges with {sys.executable}" in done.output
    assert "no option of the pushing side skips that" in done.output
    assert bare("config", "release-guard.policy") == str(policy)
    done = run(bare.path, "uninstall", "--server", ".")
    assert done.exit_code == 0
    assert {path.name for path in (bare.path / "hooks").iterdir()} == before[0]
    assert "release-guard" not in (bare.path / "config").read_text().replace("[release-guard]", "")
    assert "no gate was installed" in run(bare.path, "uninstall", "--server", ".").output


@pytest.mark.parametrize("mode", [0o755, 0o644])
def test_hook_that_was_there_runs_after_the_gate_and_comes_back(bare: Repo, tmp_path: Path, mode: int) -> None:
    hook = hook_of(bare, THEIRS, mode)
    assert "kept the hook that was there" in run(bare.path, "install", "--server", ".").output
    done = pushed(bare, tmp_path)
    assert done.returncode == 0, done.stderr
    assert ("theirs" in done.stderr) == (mode == 0o755)
    if mode == 0o755:
        assert (bare.path / "told").read_text().endswith(" refs/heads/main\n")
    run(bare.path, "install", "--server", ".")
    run(bare.path, "uninstall", "--server", ".")
    assert (hook.read_text(), hook.stat().st_mode & 0o777) == (THEIRS, mode)
    assert not (hook.parent / EARLIER).exists()


def test_hook_that_refuses_behind_the_gate_still_refuses(bare: Repo, tmp_path: Path) -> None:
    hook_of(bare, "#!/bin/sh\nexit 7\n")
    run(bare.path, "install", "--server", ".")
    assert pushed(bare, tmp_path).returncode == 1


def test_hook_behind_the_gate_is_not_started_when_the_gate_refuses(bare: Repo, tmp_path: Path) -> None:
    hook_of(bare, THEIRS)
    run(bare.path, "install", "--server", ".")
    stub = stub_python(tmp_path / "stub", verdict=1)
    hook_of(bare).write_bytes(hook_files.shim(str(stub.path), "pre-receive"))
    done = pushed(bare, tmp_path)
    assert done.returncode == 1
    assert "words for the person" in done.stderr
    assert stub.arguments == ["-I", "-m", "release_guard.wiring.hook", "pre-receive"]
    assert not (bare.path / "told").exists()


def test_hook_put_over_the_gate_later_is_not_lost(bare: Repo) -> None:
    hook_of(bare, THEIRS)
    run(bare.path, "install", "--server", ".")
    hook_of(bare, "#!/bin/sh\nexit 0\n")
    done = run(bare.path, "install", "--server", ".")
    assert done.exit_code == 1
    assert "nothing was changed" in done.stderr
    assert (hook_of(bare).parent / EARLIER).read_text() == THEIRS


@pytest.mark.parametrize("shell", [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)])
@pytest.mark.parametrize("verdict", [0, 1, 3])
def test_shim_gives_every_shells_push_the_judges_word(shell: str, verdict: int, tmp_path: Path) -> None:
    stub = stub_python(tmp_path / "stub", verdict=verdict)
    shim = tmp_path / "pre-receive"
    shim.write_bytes(hook_files.shim(str(stub.path), "pre-receive"))
    line = b"%s %s refs/heads/\xff$(id)\n" % (b"0" * 40, b"a" * 40)
    command = [shell, *(["sh"] if shell == "busybox" else []), str(shim)]
    done = subprocess.run(command, input=line, capture_output=True, check=False)
    assert (done.returncode, stub.refs, done.stdout) == (verdict, line, b"")


def test_shim_without_any_python_refuses_with_one_line(tmp_path: Path) -> None:
    shim = tmp_path / "pre-receive"
    shim.write_bytes(hook_files.shim("/nowhere/python", "pre-receive"))
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "cat").symlink_to(str(shutil.which("cat")))
    done = subprocess.run(["/bin/sh", str(shim)], input=b"", capture_output=True, check=False, env={"PATH": str(tools)})
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)


def test_shim_says_that_the_system_ended_the_judgement(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nif [ "$2" = -c ]; then exit 0; fi\nkill -PROF $$\n')
    python.chmod(0o755)
    shim = tmp_path / "pre-receive"
    shim.write_bytes(hook_files.shim(str(python), "pre-receive"))
    done = subprocess.run(["/bin/sh", str(shim)], input=b"", capture_output=True, check=False)
    assert done.returncode > 128
    assert b"push refused: the judgement was ended before its time" in done.stderr


def test_repository_with_a_work_tree_is_no_servers(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "work")
    done = run(repo.path, "install", "--server", ".")
    assert done.exit_code == 1
    assert "has a work tree" in done.stderr
    assert not (repo.path / ".git" / "hooks" / "pre-receive").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["install", "--server", ".", "--hub"],
        ["install", "--server", ".", "--scope", "user"],
        ["uninstall", "--server", ".", "--hub"],
        ["install", "--policy", "x.toml"],
        ["install", "--hub", "--scope", "repo"],
    ],
)
def test_options_that_contradict_are_misuse(bare: Repo, arguments: list[str]) -> None:
    assert run(bare.path, *arguments).exit_code == 2


@pytest.mark.parametrize("text", ["name = [", 'schema = "release-policy/1"\nname = "x"\nmood = "good"\n'])
def test_policy_that_cannot_be_used_changes_nothing(bare: Repo, tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text)
    done = run(bare.path, "install", "--server", ".", "--policy", str(path))
    assert done.exit_code == 1
    assert "nothing was changed" in done.stderr
    assert not hook_of(bare).exists()
    assert run(bare.path, "install", "--server", ".", "--policy", "/nowhere.toml").exit_code == 3


def test_hooks_path_that_hides_the_repositorys_hooks_is_named(bare: Repo, tmp_path: Path) -> None:
    bare("config", "--global", "core.hooksPath", str(tmp_path / "elsewhere"))
    done = run(bare.path, "install", "--server", ".")
    assert done.exit_code == 1
    assert "release-guard hook pre-receive" in done.stderr
    assert "RG502" in run(bare.path, "doctor").stdout


def test_gate_for_all_repositories_hands_on_to_the_servers(bare: Repo, tmp_path: Path) -> None:
    assert run(tmp_path, "install", "--scope", "user").exit_code == 0
    assert run(bare.path, "install", "--server", ".").exit_code == 0
    hook_of(bare).write_bytes(hook_files.shim(str(stub_python(tmp_path / "stub", verdict=1).path), "pre-receive"))
    assert pushed(bare, tmp_path).returncode == 1


def test_doctor_tells_what_the_repository_counts_as(bare: Repo, policy: Path) -> None:
    assert "RG504" in run(bare.path, "doctor").stdout
    run(bare.path, "install", "--server", ".", "--policy", str(policy))
    said = run(bare.path, "doctor").stdout
    assert "the gate binds" in said
    assert "it counts as public, because nothing tells" in said
    assert 'organisation"' in said
    bare("config", "release-guard.destination", "git.acme.example/acme/digits")
    bare("config", "release-guard.visibility", "private")
    report = json.loads(run(bare.path, "doctor", "--format", "json").stdout)
    assert report["findings"] == []
    assert "the repository goes by git.acme.example/acme/digits" in report["facts"]
    assert "it counts as private, by the server's configuration" in report["facts"]


def test_doctor_names_a_gate_that_cannot_judge(bare: Repo) -> None:
    run(bare.path, "install", "--server", ".")
    hook_of(bare).chmod(0o644)
    assert "not executable" in run(bare.path, "doctor").stdout
    hook_of(bare).write_bytes(hook_files.shim("/nowhere/python", "pre-receive"))
    hook_of(bare).chmod(0o755)
    assert "can't judge" in run(bare.path, "doctor").stdout
    hook_of(bare).write_text(hook_files.shim(sys.executable, "pre-receive").decode() + "\nexit 0\n")
    assert "was edited" in run(bare.path, "doctor").stdout


def test_doctor_says_what_it_could_not_read(bare: Repo, policy: Path) -> None:
    run(bare.path, "install", "--server", ".", "--policy", str(policy))
    policy.unlink()
    done = run(bare.path, "doctor")
    assert (done.exit_code, "RG004" in done.stdout) == (3, True)
    policy.write_bytes(presets.text("team"))
    bare("config", "release-guard.visibility", "pubic")
    done = run(bare.path, "doctor")
    assert (done.exit_code, "release-guard.visibility" in done.stdout) == (3, True)


def test_doctor_names_a_head_that_names_no_branch(bare: Repo, tmp_path: Path) -> None:
    pushed(bare, tmp_path)
    assert "HEAD names" not in run(bare.path, "doctor").stdout
    bare("symbolic-ref", "HEAD", "refs/heads/nowhere")
    assert "HEAD names refs/heads/nowhere, which isn't there" in run(bare.path, "doctor").stdout
