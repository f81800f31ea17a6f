"""The pre-push shim alone, under each sh that a machine may have: what it starts, in which order, with what."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from release_guard.git import hook_files
from tests.support.stub_python import StubPython, stub_python

SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]
REFS = b"refs/heads/main " + b"a" * 40 + b" refs/heads/main " + b"0" * 40 + b"\n"
PUBLIC = "https://github.com/acme/model.git"


class Shim:
    """A shim in a hooks folder whose name has a space, run by one shell."""

    def __init__(self, shell: str, folder: Path, python: str, start: str = "") -> None:
        program = shutil.which(shell) or shell
        self.shell = [program, "sh"] if shell == "busybox" else [program]
        self.folder = folder / "the hooks"
        self.folder.mkdir()
        self.path = self.folder / "pre-push"
        self.path.write_bytes(hook_files.shim(python, start=start))
        self.log = folder / "earlier log"

    def earlier(self, name: str = hook_files.EARLIER, *, body: str = "", mode: int = 0o755) -> Path:
        path = self.folder / name
        path.write_text(
            f'#!/bin/sh\n{body}\necho "{name}|$1|$2" >> {shlex.quote(str(self.log))}\ncat >> "{self.log}"\n'
        )
        path.chmod(mode)
        return path

    def push(self, refs: bytes = REFS, url: str = PUBLIC, **variables: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [*self.shell, str(self.path), "origin", url],
            check=False,
            input=refs,
            capture_output=True,
            env={**os.environ, **variables},
            timeout=60,
        )

    @property
    def said(self) -> bytes:
        return self.log.read_bytes() if self.log.exists() else b""


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def passing(tmp_path: Path) -> StubPython:
    return stub_python(tmp_path / "passing python")


@pytest.fixture
def refusing(tmp_path: Path) -> StubPython:
    return stub_python(tmp_path / "refusing python", verdict=1)


def test_gate_gets_the_refs_and_the_arguments(shell: str, tmp_path: Path, passing: StubPython) -> None:
    done = Shim(shell, tmp_path, str(passing.path)).push()
    assert (done.returncode, passing.refs) == (0, REFS)
    assert passing.arguments == ["-I", "-m", "release_guard.wiring.hook", "pre-push", "origin", PUBLIC]


def test_gate_starts_the_quick_way_where_that_is_known(shell: str, tmp_path: Path, passing: StubPython) -> None:
    start = tmp_path / "the package" / "hook_start.py"
    start.parent.mkdir()
    start.touch()
    assert Shim(shell, tmp_path, str(passing.path), str(start)).push().returncode == 0
    assert passing.arguments == ["-I", "-S", str(start), "pre-push", "origin", PUBLIC]
    assert passing.refs == REFS


def test_gate_starts_as_a_module_where_the_quick_way_is_gone(shell: str, tmp_path: Path, passing: StubPython) -> None:
    assert Shim(shell, tmp_path, str(passing.path), str(tmp_path / "gone.py")).push().returncode == 0
    assert passing.arguments[:3] == ["-I", "-m", "release_guard.wiring.hook"]


def test_another_python_is_not_started_with_the_files_of_the_first(
    shell: str, tmp_path: Path, passing: StubPython
) -> None:
    start = tmp_path / "hook_start.py"
    start.touch()
    tools = Path(_without_python(tmp_path))
    (tools / "python3").symlink_to(passing.path)
    assert Shim(shell, tmp_path, "/nowhere/python", str(start)).push(PATH=str(tools)).returncode == 0
    assert passing.arguments[:3] == ["-I", "-m", "release_guard.wiring.hook"]


def test_stdout_stays_empty_and_words_go_to_stderr(shell: str, tmp_path: Path, passing: StubPython) -> None:
    done = Shim(shell, tmp_path, str(passing.path)).push()
    assert (done.stdout, done.stderr) == (b"", b"words for the person\n")


def test_earlier_hook_gets_the_same_refs_when_the_gate_passes(shell: str, tmp_path: Path, passing: StubPython) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier()
    assert shim.push().returncode == 0
    assert shim.said == f"{hook_files.EARLIER}|origin|{PUBLIC}\n".encode() + REFS


def test_earlier_hook_is_not_started_when_the_gate_refuses(shell: str, tmp_path: Path, refusing: StubPython) -> None:
    shim = Shim(shell, tmp_path, str(refusing.path))
    shim.earlier()
    assert shim.push().returncode == 1
    assert shim.said == b""
    assert refusing.judged == 1


def test_exit_code_of_the_earlier_hook_is_ours(shell: str, tmp_path: Path, passing: StubPython) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier(body="exit 42")
    assert shim.push().returncode == 42


def test_earlier_hook_that_git_would_not_run_is_not_run(shell: str, tmp_path: Path, passing: StubPython) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier(mode=0o644)
    assert shim.push().returncode == 0
    assert shim.said == b""


def test_earlier_hook_without_an_interpreter_line_runs_as_under_git(
    shell: str, tmp_path: Path, passing: StubPython
) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    path = shim.earlier()
    path.write_text(path.read_text().split("\n", 1)[1])
    assert shim.push().returncode == 0
    assert shim.said.endswith(REFS)


def test_empty_input_reaches_gate_and_earlier_hook_empty(shell: str, tmp_path: Path, passing: StubPython) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier()
    assert shim.push(b"").returncode == 0
    assert passing.refs == b""
    assert shim.said == f"{hook_files.EARLIER}|origin|{PUBLIC}\n".encode()


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_bytes_that_are_no_text_pass_unchanged(shell: str, tmp_path: Path, passing: StubPython, locale: str) -> None:
    refs = b"HEAD^{/a  b\\n%s $(id) `id` '\"} " + b"a" * 40 + b" refs/heads/\xff\xfe\xe4 " + b"0" * 40 + b"\n" + REFS
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier()
    assert shim.push(refs, LC_ALL=locale).returncode == 0
    assert passing.refs == refs
    assert shim.said.endswith(refs)


@pytest.mark.parametrize("end", [b"", b"\n"])
@pytest.mark.parametrize("lines", [1, 2, 3])
def test_input_without_a_last_line_end_loses_nothing(
    shell: str, tmp_path: Path, passing: StubPython, lines: int, end: bytes
) -> None:
    refs = b"\n".join(REFS.replace(b"main", b"branch-%d" % number).strip() for number in range(lines))
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier()
    assert shim.push(refs + end).returncode == 0
    assert passing.refs == refs + b"\n"
    assert shim.said.endswith(b"\n" + refs + b"\n")


def test_fifty_thousand_refs_reach_both(shell: str, tmp_path: Path, passing: StubPython) -> None:
    refs = b"".join(REFS.replace(b"main", b"branch-%d" % number) for number in range(50_000))
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier()
    assert shim.push(refs).returncode == 0
    assert passing.refs == refs
    assert shim.said.endswith(refs)


def test_hook_that_reads_nothing_of_a_long_input_is_no_failure(shell: str, tmp_path: Path, passing: StubPython) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier(body="exit 0")
    done = shim.push(REFS * 20_000)
    assert (done.returncode, done.stderr) == (0, b"words for the person\n")


@pytest.mark.parametrize("gone", ["", "/nowhere/bin/python", "dangling", "not executable", "no interpreter of its own"])
def test_dead_interpreter_refuses_with_one_line_of_advice(shell: str, tmp_path: Path, gone: str) -> None:
    dead = tmp_path / "dead python"
    if gone == "dangling":
        dead.symlink_to("/nowhere/bin/python")
    elif gone == "not executable":
        dead.write_text("#!/bin/sh\n")
    elif gone == "no interpreter of its own":
        dead.write_text("#!/nowhere/sh\r\n")
        dead.chmod(0o755)
    else:
        dead = Path(gone)
    shim = Shim(shell, tmp_path, str(dead) if gone else "")
    shim.earlier()
    done = shim.push(PATH=_without_python(tmp_path))
    assert done.returncode == 3
    assert done.stderr.decode().splitlines()[-1].endswith("fix: release-guard install")
    assert shim.said == b""


def test_python3_on_the_path_judges_when_the_installed_one_is_gone(
    shell: str, tmp_path: Path, passing: StubPython
) -> None:
    tools = Path(_without_python(tmp_path))
    (tools / "python3").symlink_to(passing.path)
    assert Shim(shell, tmp_path, "/nowhere/python").push(PATH=str(tools)).returncode == 0
    assert passing.refs == REFS


def test_another_python_judges_when_the_installed_one_lost_the_package(
    shell: str, tmp_path: Path, refusing: StubPython
) -> None:
    lost = stub_python(tmp_path / "lost python", imports=False)
    tools = Path(_without_python(tmp_path))
    (tools / "python3").symlink_to(refusing.path)
    assert Shim(shell, tmp_path, str(lost.path)).push(PATH=str(tools)).returncode == 1
    assert refusing.refs == REFS


def test_python_without_the_package_is_no_judge(shell: str, tmp_path: Path) -> None:
    lost = stub_python(tmp_path / "lost python", imports=False)
    tools = Path(_without_python(tmp_path))
    (tools / "python3").symlink_to(lost.path)
    done = Shim(shell, tmp_path, "/nowhere/python").push(PATH=str(tools))
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)


def test_a_refusal_is_not_asked_again_elsewhere(shell: str, tmp_path: Path, refusing: StubPython) -> None:
    passing = stub_python(tmp_path / "second python")
    tools = Path(_without_python(tmp_path))
    (tools / "python3").symlink_to(passing.path)
    assert Shim(shell, tmp_path, str(refusing.path)).push(PATH=str(tools)).returncode == 1
    assert passing.judged == 0


@pytest.mark.parametrize("variable", ["PRE_COMMIT_RUNNING_LEGACY", "PREK_RUNNING_LEGACY"])
def test_framework_that_runs_us_is_not_run_again_but_what_it_kept_is(
    shell: str, tmp_path: Path, passing: StubPython, variable: str
) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier(body="# ID: 0123")
    shim.earlier(hook_files.LEGACY_COPY)
    assert shim.push(REFS, PUBLIC, **{variable: "1"}).returncode == 0
    assert shim.said.startswith(f"{hook_files.LEGACY_COPY}|".encode())
    assert hook_files.EARLIER.encode() not in shim.said


def test_git_lfs_runs_also_as_the_legacy_of_a_framework(shell: str, tmp_path: Path, passing: StubPython) -> None:
    shim = Shim(shell, tmp_path, str(passing.path))
    shim.earlier()
    assert shim.push(PRE_COMMIT_RUNNING_LEGACY="1").returncode == 0
    assert shim.said.startswith(hook_files.EARLIER.encode())


def test_shipped_files_have_unix_line_ends_and_a_plain_first_line() -> None:
    for name in ("pre-push", "forward"):
        data = hook_files.shipped(name)
        assert data.startswith(b"#!/bin/sh\n")
        assert b"\r" not in data
        assert b"# ID:" not in b"\n".join(line for line in data.split(b"\n") if line.startswith(b"#"))


def _without_python(folder: Path) -> str:
    """A PATH with the tools that a shim needs, and no Python."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ("sh", "cat", "grep", "git", "env"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    return str(tools)
