"""``install --hub`` and ``uninstall --hub`` in fresh environments: what starts guarded there, and what they leave."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.hub.activation import NAME
from tests.support.commands import run
from tests.support.environments import Environment, environment
from tests.support.hub_project import GUARDED, OPEN, ran, upload
from tests.support.recorder import Recorder, recorder


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return environment(tmp_path / "env")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    with recorder() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


def install(tmp_path: Path, env: Environment) -> None:
    done = run(tmp_path, "install", "--hub", "--python", str(env.python))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("library", ["httpx2", "requests"])
def test_programs_of_a_guarded_environment_are_guarded(
    tmp_path: Path, env: Environment, hub: Recorder, library: str
) -> None:
    assert upload(hub, env.python, library=library) == OPEN
    install(tmp_path, env)
    assert upload(hub, env.python, library=library) == GUARDED


def test_isolated_python_and_an_empty_environment_are_guarded(tmp_path: Path, env: Environment, hub: Recorder) -> None:
    install(tmp_path, env)
    assert upload(hub, env.python, "-I") == GUARDED
    assert upload(hub, env.python, env={"HF_ENDPOINT": hub.url}) == GUARDED


def test_no_variable_switches_it_off(tmp_path: Path, env: Environment, hub: Recorder) -> None:
    install(tmp_path, env)
    assert upload(hub, env.python, env={**os.environ, "RELEASE_GUARD_OFF": "1"}) == GUARDED


def test_python_without_site_is_not_guarded(tmp_path: Path, env: Environment) -> None:
    install(tmp_path, env)
    code = "import sys; print('release_guard' in sys.modules)"
    seen = [ran(env.python, *options, "-c", code) for options in ([], ["-S"])]
    assert seen == ["True\n", "False\n"]


def test_start_of_a_guarded_python_imports_three_modules_of_ours_and_no_other(tmp_path: Path, env: Environment) -> None:
    code = "import sys; print(*sorted(sys.modules))"

    def modules() -> set[str]:
        return set(ran(env.python, "-c", code).split())

    before = modules()
    install(tmp_path, env)
    assert modules() - before == {
        "release_guard",
        "release_guard.wiring",
        "release_guard.wiring.in_process",
    }


def test_install_writes_one_file_and_uninstall_takes_it_out(tmp_path: Path, env: Environment) -> None:
    before = env.files()
    install(tmp_path, env)
    (added,) = set(env.files()) - set(before)
    assert Path(added).name == NAME
    assert stat.S_IMODE((env.site / NAME).stat().st_mode) & 0o044 == 0o044
    done = run(tmp_path, "uninstall", "--hub", "--python", str(env.python))
    assert done.exit_code == 0
    assert f"removed {env.site / NAME}" in done.stdout
    assert env.files() == before


def test_second_install_changes_nothing(tmp_path: Path, env: Environment) -> None:
    install(tmp_path, env)
    before = env.files()
    done = run(tmp_path, "install", "--hub", "--python", str(env.python))
    assert "found as it should be" in done.stdout
    assert env.files() == before


def test_uninstall_where_nothing_was_installed_says_so(tmp_path: Path, env: Environment) -> None:
    done = run(tmp_path, "uninstall", "--hub", "--python", str(env.python))
    assert done.exit_code == 0
    assert "no guard was installed" in done.stdout


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_file_that_somebody_changed_is_left_alone(tmp_path: Path, env: Environment, command: str) -> None:
    (env.site / NAME).write_text("import my_own\n")
    done = run(tmp_path, command, "--hub", "--python", str(env.python))
    assert done.exit_code == 1
    assert f"rm {env.site / NAME}" in done.stderr
    assert (env.site / NAME).read_text() == "import my_own\n"


def test_environment_without_release_guard_is_told_how_to_get_it(tmp_path: Path) -> None:
    bare = environment(tmp_path / "bare", guard=False)
    before = bare.files()
    done = run(tmp_path, "install", "--hub", "--python", str(bare.python))
    assert done.exit_code == 1
    assert f"fix: {bare.python} -m pip install ml-release-guard" in done.stderr
    assert bare.files() == before


def test_interpreter_that_does_not_run_changes_nothing(tmp_path: Path) -> None:
    for python in (tmp_path / "nowhere", Path("/bin/false")):
        done = run(tmp_path, "install", "--hub", "--python", str(python))
        assert done.exit_code == 1
        assert f"nothing was changed: {python}" in done.stderr


def test_guard_that_cannot_be_imported_refuses_writes_and_no_reads(
    tmp_path: Path, env: Environment, hub: Recorder
) -> None:
    install(tmp_path, env)
    packages = env.site / "a_packages.pth"
    theirs, ours = packages.read_text().splitlines()
    packages.write_text(f"{ours}\n")
    for package in Path(theirs).iterdir():
        if "tomli" not in package.name and "__mypyc" not in package.name and package.suffix != ".pth":
            (env.site / package.name).symlink_to(package)
    assert upload(hub, env.python) == GUARDED
    assert hub.seen[-1].method == "GET"


def test_python_starts_in_silence_after_release_guard_was_removed(
    tmp_path: Path, env: Environment, hub: Recorder
) -> None:
    install(tmp_path, env)
    packages = env.site / "a_packages.pth"
    packages.write_text(packages.read_text().splitlines()[0] + "\n")
    done = subprocess.run([env.python, "-c", "pass"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_scope_makes_no_sense_for_an_environment(tmp_path: Path) -> None:
    assert run(tmp_path, "install", "--hub", "--scope", "user").exit_code == 2


def test_install_reports_as_json(tmp_path: Path, env: Environment) -> None:
    done = run(tmp_path, "install", "--hub", "--python", str(env.python), "--format", "json")
    report = json.loads(done.stdout)
    assert (report["command"], report["scope"], report["folder"]) == ("install", "hub", str(env.site))


def test_hf_runs_this_command_as_an_extension(tmp_path: Path, env: Environment, fence: Path) -> None:
    install(tmp_path, env)
    hf = [sys.executable, "-m", "huggingface_hub.cli.hf"]
    quiet = {**os.environ, "HF_HUB_DISABLE_UPDATE_CHECK": "1"}
    assert ran(*hf, "release-guard", "--version", env=quiet).startswith("release-guard ")
    wrong = subprocess.run([*hf, "release-guard", "no-such-command"], env=quiet, capture_output=True, check=False)
    assert wrong.returncode == 2
    run(tmp_path, "uninstall", "--hub", "--python", str(env.python))
    assert [path for path in (fence / ".local").rglob("*") if path.is_file()] == []


def test_extension_of_another_environment_stays(tmp_path: Path, env: Environment, fence: Path) -> None:
    other = environment(tmp_path / "other")
    install(tmp_path, env)
    install(tmp_path, other)
    run(tmp_path, "uninstall", "--hub", "--python", str(env.python))
    (launcher,) = (fence / ".local").rglob("hf-release-guard/hf-release-guard")
    assert str(other.python) in launcher.read_text()


def test_doctor_names_guarded_and_unguarded_interpreters_and_what_bypasses(
    tmp_path: Path, env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = environment(tmp_path / "open", guard=False)
    install(tmp_path, env)
    monkeypatch.setenv("PATH", os.pathsep.join([str(open_.folder / "bin"), os.environ["PATH"]]))
    monkeypatch.setenv("VIRTUAL_ENV", str(env.folder))
    done = run(tmp_path, "doctor", "--hub")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert any(line.split()[:2] == [str(env.python), "guarded"] for line in lines)
    assert any(line.split()[:3] == [str(open_.python), "not", "guarded"] for line in lines)
    assert f"  fix: release-guard install --hub --python {open_.python}" in lines
    assert "web page" in lines[-1]
    found = json.loads(run(tmp_path, "doctor", "--hub", "--format", "json").stdout)["interpreters"]
    assert {one["python"]: one["guarded"] for one in found}[str(env.python)] is True
