"""``release-guard exec``: one command under guard, in whichever environment its Pythons are."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support import hub_clients
from tests.support.commands import run
from tests.support.environments import Environment, environment
from tests.support.hub_project import GUARDED, OPEN, ran, upload
from tests.support.hub_runs import environment as told
from tests.support.recorder import Recorder, recorder

EXEC = (sys.executable, "-m", "release_guard", "exec", "--")
CREATE = "import huggingface_hub as hub; print(hub.__version__); hub.create_repo('acme/digits')"


@pytest.fixture
def bare(tmp_path: Path) -> Environment:
    """An environment that has a Hub client and no release-guard."""
    return environment(tmp_path / "bare", guard=False)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    with recorder() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.mark.parametrize("library", ["httpx2", "requests"])
def test_program_in_an_environment_without_release_guard_is_guarded(
    bare: Environment, web: Recorder, library: str
) -> None:
    assert upload(web, bare.python, library=library) == OPEN
    assert upload(web, *EXEC, bare.python, library=library) == GUARDED


def test_program_that_the_command_starts_is_guarded(bare: Environment, web: Recorder) -> None:
    assert upload(web, *EXEC, "/bin/sh", "-c", 'exec "$0" "$@"', bare.python) == GUARDED


def test_environment_that_is_guarded_already_is_guarded_once(tmp_path: Path, web: Recorder) -> None:
    env = environment(tmp_path / "env")
    run(tmp_path, "install", "--hub", "--python", str(env.python))
    assert upload(web, *EXEC, env.python) == GUARDED
    count = "import sys; print(sum(type(one).__module__ == 'release_guard.wiring.in_process' for one in sys.meta_path))"
    assert ran(*EXEC, env.python, "-c", count) == "1\n"


def test_no_variable_switches_it_off(bare: Environment, web: Recorder) -> None:
    assert upload(web, *EXEC, bare.python, env={**os.environ, "RELEASE_GUARD_OFF": "1"}) == GUARDED


def test_exit_code_is_the_commands_own() -> None:
    for code in (0, 7):
        assert subprocess.run([*EXEC, "/bin/sh", "-c", f"exit {code}"], check=False).returncode == code


def test_command_keeps_its_options_and_its_streams() -> None:
    assert ran(*EXEC, "echo", "--help", "-h", "--", "-x") == "--help -h -- -x\n"


def test_command_that_is_not_there_is_told_as_by_a_shell(tmp_path: Path) -> None:
    done = run(tmp_path, "exec", "--", "no-such-command")
    assert done.exit_code == 127
    assert "no-such-command" in done.stderr


def test_file_that_cannot_be_run_is_told_as_by_a_shell(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("text")
    assert run(tmp_path, "exec", "--", "./notes").exit_code == 126


@pytest.mark.parametrize("options", [["-I"], ["-uE"], ["-X", "dev", "-S"], ["-Werror", "-I", "-c", "pass"]])
def test_python_that_would_not_see_the_guard_is_not_started(tmp_path: Path, options: list[str]) -> None:
    done = run(tmp_path, "exec", "--", "python3", *options, "train.py")
    assert done.exit_code == 2
    assert "release-guard install --hub --python python3" in done.stderr


def test_options_of_the_script_are_not_those_of_python() -> None:
    code = "import sys; print(sys.argv[1:])"
    assert ran(*EXEC, sys.executable, "-c", code, "-I") == "['-I']\n"


def test_own_sitecustomize_and_path_of_the_program_are_as_ever(tmp_path: Path, bare: Environment) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sitecustomize.py").write_text("WORD = 'mine'\n")
    ours = "[one for one in sys.path if 'release_guard' in one]"
    code = f"import sys, sitecustomize; print(sitecustomize.WORD, {ours})"
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "mine")}
    assert ran(*EXEC, bare.python, "-c", code, env=env) == "mine []\n"


def test_error_in_the_programs_own_sitecustomize_is_told_and_the_guard_is_there(
    tmp_path: Path, bare: Environment, web: Recorder
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import no_such_module\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    assert upload(web, *EXEC, bare.python, env=env) == GUARDED
    done = subprocess.run([*EXEC, bare.python, "-c", ""], env=env, capture_output=True, text=True, check=False)
    assert "no_such_module" in done.stderr


def test_program_gets_none_of_our_packages(bare: Environment) -> None:
    (bare.site / "a_packages.pth").unlink()
    code = "import tomli\ntry:\n import click\nexcept ImportError:\n print('none')"
    assert ran(*EXEC, bare.python, "-c", code) == "none\n"


@pytest.mark.clients
@pytest.mark.parametrize("line", hub_clients.LINES)
def test_each_generation_is_guarded_without_installing_anything(hub: EmbeddedHub, tmp_path: Path, line: str) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))
    policy = tmp_path / "policy.toml"
    policy.write_text('schema = "release-policy/1"\nname = "all"\n\n[scope]\nrepositories = "all"\n')
    env = told(tmp_path, hub.url, hub.token) | {"RELEASE_GUARD_POLICY": str(policy)}
    assert ran(*EXEC, client.python, "-c", CREATE, env=env, cwd=tmp_path) == f"{client.version}\n"
    assert hub.repo("models", "acme/digits").visibility == "private"
