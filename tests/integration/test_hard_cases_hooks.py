"""The hard cases of git (HC25 to HC29, HC34): what can be wrong with a hook's file, its machine, its time and its size.

Every test pushes with the real git through the installed hook, unless git itself would take too long to send it.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from release_guard.git import doctor
from release_guard.git.belt import SINCE
from release_guard.git.install import install
from tests.support.git_repo import version
from tests.support.hook_tools import tool
from tests.support.public_release import WEIGHTS, PublicRelease, objects


@pytest.fixture
def release(tmp_path: Path) -> PublicRelease:
    return PublicRelease(tmp_path)


def gate(release: PublicRelease) -> Path:
    return release.repo.path / ".git" / "hooks" / "pre-push"


def codes(release: PublicRelease) -> "list[str]":
    return [finding.code for finding in doctor.examine(str(release.repo.path), binding=("a check",)).findings]


def set_interpreter(release: PublicRelease, path: str) -> None:
    """What the shim says when its interpreter is *path*."""
    lines = gate(release).read_text().splitlines(keepends=True)
    named = {"python=": f"python={shlex.quote(path)}\n", "start=": "start=''\n"}
    gate(release).write_text("".join(named.get(line[: line.find("=") + 1], line) for line in lines))


# --- HC25: the file ---------------------------------------------------------------------------------------------------


def without_python(release: PublicRelease) -> str:
    """A PATH with git and what a shell script needs, and no Python."""
    tools = release.folder / "tools"
    tools.mkdir()
    for name in ("sh", "cat", "grep", "git", "env", "printf"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    return str(tools)


def test_hc25_dead_interpreter_refuses_at_once_with_one_line(release: PublicRelease) -> None:
    """HC25: the virtual environment was deleted; git 2.39 would wait for ever on a dead interpreter line."""
    shutil.rmtree(release.folder / "venv", ignore_errors=True)
    set_interpreter(release, str(release.folder / "venv" / "bin" / "python"))
    release.add_code()
    before = (release.refs(), objects(release.public))
    done = release.repo.run("push", "origin", "main", PATH=without_python(release))
    assert done.returncode != 0
    assert "release-guard: push refused: no Python here can import release_guard" in done.stderr
    assert "fix: release-guard install" in done.stderr
    assert (release.refs(), objects(release.public)) == before
    assert codes(release) == ["RG504"]


def test_hc25_shim_that_a_work_tree_spoils_with_carriage_returns_is_still_a_refusal(release: PublicRelease) -> None:
    """HC25: our file has LF ends whatever ``core.autocrlf`` says; doctor tells when somebody changed them."""
    release.repo("config", "core.autocrlf", "true")
    install(folder=str(release.repo.path), python=sys.executable)
    assert b"\r" not in gate(release).read_bytes()
    gate(release).write_bytes(gate(release).read_bytes().replace(b"\n", b"\r\n"))
    assert codes(release) == ["RG504"]
    install(folder=str(release.repo.path), python=sys.executable)
    assert codes(release) == []


def test_hc25_gate_that_is_not_executable_is_named(release: PublicRelease) -> None:
    """HC25: git passes such a file by with a hint; only doctor, or git's configuration, can help."""
    gate(release).chmod(0o644)
    assert codes(release) == ["RG504"]
    release.add_weights()
    if version() >= SINCE:
        release.refuses("push", "origin", "main", code=WEIGHTS)
        return
    done = release.repo.run("push", "--dry-run", "origin", "main")
    assert done.returncode == 0
    assert "hook was ignored because it's not set as executable" in done.stderr


def test_hc25_disk_that_runs_no_programs_is_named(release: PublicRelease) -> None:
    """HC25: on a disk mounted with noexec git passes every hook by."""
    disk = release.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        shutil.copytree(release.repo.path, disk / "work", symlinks=True)
        found = doctor.examine(str(disk / "work"), binding=("a check",)).findings
        assert {finding.code for finding in found} == {"RG504"}
        assert "noexec" in found[0].message
        assert "--scope user" in found[0].fix
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_hc25_earlier_hook_with_a_dead_interpreter_refuses_and_does_not_hang(tmp_path: Path) -> None:
    """HC25: the hook that was there before is started by a shell, so that git never waits for it."""
    release = PublicRelease(tmp_path)
    kept = gate(release).with_name("pre-push.release-guard-earlier")
    kept.write_text("#!/nowhere/python\n")
    kept.chmod(0o755)
    release.add_code()
    done = release.repo.run("push", "origin", "main")
    assert done.returncode != 0
    assert "nowhere" in done.stderr or "not found" in done.stderr


# --- HC26: two ways in ------------------------------------------------------------------------------------------------


def test_hc26_hook_and_configured_hook_give_one_verdict(release: PublicRelease) -> None:
    """HC26: with git 2.54 and newer both are started; there is one verdict, and nothing is asked twice."""
    assert release.repo("config", "hook.release-guard.event") == "pre-push"
    release.add_weights()
    said = release.refuses("push", "origin", "main", code=WEIGHTS)
    assert said.count("release-guard: blocked: ") == 1
    release.repo("reset", "-q", "--hard", "HEAD~1")
    release.add_code()
    assert release.accepts("push", "origin", "main").count("release-guard: allowed") == 1


def test_hc26_older_git_is_not_disturbed_by_the_setting(release: PublicRelease) -> None:
    """HC26: before 2.54 the keys mean nothing and are no error."""
    said = release.accepts("push", "origin", "main:other")
    assert "hook." not in said


# --- HC27: frameworks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framework", ["pre-commit", "prek"])
def test_hc27_framework_shows_one_ref_and_the_verdict_says_so(tmp_path: Path, framework: str) -> None:
    """HC27: no list of refs, no commit ids on a first push; one ref is judged, the rest is said to be unseen."""
    program = tool(framework)
    release = PublicRelease(tmp_path)
    assert release.guard("uninstall").returncode == 0
    hook = "  - id: gate\n    name: gate\n    entry: release-guard hook pre-push\n    language: system\n"
    hook += "    always_run: true\n    pass_filenames: false\n    verbose: true\n    stages: [pre-push]\n"
    release.write(".pre-commit-config.yaml", f"repos:\n- repo: local\n  hooks:\n{hook}")
    release.commit("Use a framework")
    subprocess.run([program, "install", "-t", "pre-push"], cwd=release.repo.path, check=True, capture_output=True)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    before = (release.refs(), objects(release.public))
    release.add_weights()
    done = release.repo.run("push", "origin", "main", PATH=path)
    assert done.returncode != 0
    assert WEIGHTS in done.stdout + done.stderr
    assert (release.refs(), objects(release.public)) == before
    release.repo("reset", "-q", "--hard", "HEAD~1")
    release.add_code()
    done = release.repo.run("push", "origin", "main", PATH=path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "RG507" in done.stdout + done.stderr


# --- HC28: size -------------------------------------------------------------------------------------------------------


class Counted:
    """A git in front of the real one that counts how often it is started."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "started"
        self.folder = folder / "counting"
        self.folder.mkdir()
        real = shutil.which("git")
        (self.folder / "git").write_text(f'#!/bin/sh\necho "$*" >> {shlex.quote(str(self.log))}\nexec {real} "$@"\n')
        (self.folder / "git").chmod(0o755)

    @property
    def path(self) -> str:
        return f"{self.folder}:{os.environ['PATH']}"

    def started(self) -> int:
        count = len(self.log.read_text().splitlines()) if self.log.exists() else 0
        self.log.unlink(missing_ok=True)
        return count


def hook(release: PublicRelease, lines: str, path: str) -> "subprocess.CompletedProcess[str]":
    """What git would call, without the minutes that it takes to send so many refs."""
    command = [str(gate(release)), "origin", str(release.public.path)]
    environment = {**os.environ, "PATH": path}
    return subprocess.run(
        command, cwd=release.repo.path, input=lines, text=True, capture_output=True, check=False, env=environment
    )


def test_hc28_fifty_thousand_refs_start_no_more_processes_than_two(release: PublicRelease, tmp_path: Path) -> None:
    """HC28: the cost of a push follows what is new, and a list of refs is read once."""
    counted = Counted(tmp_path)
    oid = release.add_code()
    zeros = "0" * 40

    def lines(count: int) -> str:
        return "".join(f"refs/heads/b{n} {oid} refs/heads/b{n} {zeros}\n" for n in range(count))

    assert hook(release, lines(2), counted.path).returncode == 0
    few = counted.started()
    done = hook(release, lines(50_000), counted.path)
    assert done.returncode == 0, done.stderr
    assert counted.started() <= few
    assert len(done.stderr) < 4000


def test_hc28_last_of_fifty_thousand_refs_is_judged(release: PublicRelease, tmp_path: Path) -> None:
    """HC28: none of so many refs is left out."""
    counted = Counted(tmp_path)
    clean = release.add_code()
    bad = release.add_weights("side")
    names = [f"refs/heads/b{n} {clean} refs/heads/b{n} {'0' * 40}\n" for n in range(49_999)]
    done = hook(release, "".join([*names, f"side {bad} refs/heads/side {'0' * 40}\n"]), counted.path)
    assert done.returncode == 1
    assert WEIGHTS in done.stderr
    assert len(done.stderr) < 8000


def test_hc28_large_tree_and_long_history_cost_what_the_change_costs(tmp_path: Path) -> None:
    """HC28: what the destination holds isn't looked at for one small commit; ``make bench`` times 100,000 files."""
    release = PublicRelease(tmp_path)
    stream = ["blob\nmark :1\ndata 9\nprint(0)\n\n"]
    parent = release.repo("rev-parse", "HEAD")
    for number in range(600):
        frm = f"from {parent}\n" if number == 0 else ""
        stream.append(f"commit refs/heads/main\ncommitter A <a@example.org> {number} +0000\ndata 1\nx\n{frm}")
        stream += [f"M 100644 :1 d{number}/f{n}.py\n" for n in range(10)] + ["\n"]
    loaded = subprocess.run(
        ["git", "fast-import", "--quiet"], input="".join(stream).encode(), cwd=release.repo.path, check=True
    )
    assert loaded.returncode == 0
    release.repo("reset", "-q", "--hard")
    release.repo.run("push", "--no-verify", "-q", "origin", "main")
    release.add_code()
    counted = Counted(tmp_path)
    trace = tmp_path / "trace"
    release.accepts("push", "-q", "origin", "main", PATH=counted.path, GIT_TRACE2_EVENT=str(trace))
    assert counted.started() < 20
    assert trace.stat().st_size < 200_000


# --- HC29: an end before the verdict ----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV], ids=lambda one: one.name)
def test_hc29_judge_that_is_killed_refuses(release: PublicRelease, number: signal.Signals) -> None:
    """HC29: the system ends Python in the middle (memory, an impatient person); the push is refused, and says why."""
    dying = release.folder / "dying python"
    dying.write_text(f'#!/bin/sh\ncase "$2" in -c) exec {sys.executable} "$@" ;; esac\nkill -{number.value} $$\n')
    dying.chmod(0o755)
    set_interpreter(release, str(dying))
    release.add_code()
    said = release.refuses("push", "origin", "main")
    assert "the judgement was ended before its time" in said


def test_hc29_hook_that_is_killed_refuses(release: PublicRelease) -> None:
    """HC29: the shim itself is ended by a signal."""
    slow = release.folder / "slow python"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    set_interpreter(release, str(slow))
    release.add_code()
    before = (release.refs(), objects(release.public))
    with subprocess.Popen(
        ["git", "push", "origin", "main"], cwd=release.repo.path, stderr=subprocess.PIPE, start_new_session=True
    ) as pushing:
        shim = _child(pushing.pid, str(gate(release).name))
        os.kill(shim, signal.SIGKILL)
        assert pushing.wait(30) != 0
        os.killpg(pushing.pid, signal.SIGKILL)
    assert (release.refs(), objects(release.public)) == before


def _child(pid: int, name: str) -> int:
    """The process below *pid* whose command ends in *name*, once its own child sleeps."""
    for _ in range(1000):
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().split(b"\0")
                parent = int(re.search(r"PPid:\s+(\d+)", (folder / "status").read_text())[1])  # type: ignore[index]
            except (OSError, TypeError):
                continue
            if parent == pid and any(word.endswith(name.encode()) for word in command):
                return int(folder.name)
        time.sleep(0.01)
    raise AssertionError("the hook never started")


IMPATIENT = """\
#!{python}
import os, signal, subprocess, sys, time
from pathlib import Path

if sys.argv[2] == "-c":
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
judge = subprocess.Popen([{python!r}, *sys.argv[1:]], stdin=subprocess.PIPE)  # its list of refs never comes
taken = 0
while not taken & 1 << signal.SIGALRM - 1:
    time.sleep(0.01)
    lines = Path(f"/proc/{{judge.pid}}/status").read_text().splitlines()
    taken = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
judge.send_signal(signal.SIGALRM)
sys.exit(judge.wait())
"""


def test_hc29_time_that_is_spent_refuses(release: PublicRelease) -> None:
    """HC29: the hook's own alarm goes off (RG006) before a host would cut the idle connection."""
    impatient = release.folder / "impatient-python"
    impatient.write_text(IMPATIENT.format(python=sys.executable))
    impatient.chmod(0o755)
    set_interpreter(release, str(impatient))
    release.add_code()
    release.refuses("push", "origin", "main", code="RG006")


# --- HC34: bare machines ----------------------------------------------------------------------------------------------


def bare_environment() -> "dict[str, str]":
    """What a service or a graphical program may start git with: a PATH, a language, nothing more."""
    kept = {name: os.environ[name] for name in ("PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")}
    return {**kept, "LANG": "C", "LC_ALL": "C"}


@pytest.mark.parametrize("home", ["", "/nowhere", "relative"])
def test_hc34_verdict_needs_no_terminal_home_or_language(release: PublicRelease, home: str) -> None:
    """HC34: no tty, no HOME, LANG=C."""
    release.add_weights()
    before = (release.refs(), objects(release.public))
    environment = bare_environment() | ({"HOME": home} if home else {})
    done = subprocess.run(
        ["git", "push", "origin", "main"],
        cwd=release.repo.path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    assert done.returncode != 0
    assert WEIGHTS.encode() in done.stderr
    assert b"Traceback" not in done.stderr
    assert (release.refs(), objects(release.public)) == before


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_hc34_closed_streams_open_no_gate(release: PublicRelease, closed: str) -> None:
    """HC34: a program that starts git with its standard streams closed."""
    release.add_weights()
    before = (release.refs(), objects(release.public))
    done = subprocess.run(
        f"git push origin main {closed}", shell=True, cwd=release.repo.path, capture_output=True, check=False
    )
    assert done.returncode != 0
    assert (release.refs(), objects(release.public)) == before


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_hc34_file_modes_of_new_files_open_no_gate(release: PublicRelease, umask: int) -> None:
    """HC34: whatever umask the push runs with."""
    release.add_weights()
    before = os.umask(umask)
    try:
        release.refuses("push", "origin", "main", code=WEIGHTS)
    finally:
        os.umask(before)


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox", "zsh", "ksh", "mksh"])
def test_hc34_every_sh_judges_alike(release: PublicRelease, shell: str) -> None:
    """HC34: ``sh`` is another program on every system; git for Windows brings a bash."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not on this machine")
    start = [program, "sh"] if shell == "busybox" else [program]
    bad = release.add_weights()
    for tip, verdict in ((bad, 1), (release.repo("rev-parse", "HEAD~1"), 0)):
        line = f"refs/heads/main {tip} refs/heads/x {'0' * 40}\n"
        command = [*start, str(gate(release)), "origin", str(release.public.path)]
        done = subprocess.run(command, cwd=release.repo.path, input=line, text=True, capture_output=True, check=False)
        assert done.returncode == verdict, done.stderr


def test_hc34_full_disk_and_cache_that_cannot_be_written_open_no_gate(
    release: PublicRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HC34: nothing that can't be remembered changes a verdict."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/full")
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/full")
    release.add_weights()
    release.refuses("push", "origin", "main", code=WEIGHTS)
