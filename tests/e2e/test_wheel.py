"""What a user gets with ``pip install``: the program, its hook, and the first push as the README tells it."""

import re
import shlex
import subprocess
import zipfile
from pathlib import Path

import tomli

from tests.e2e.conftest import ROOT, Installed
from tests.support.git_repo import Repo
from tests.support.guarded import weights

PROJECT = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def first_push() -> list[str]:
    """The commands of the README's "Your first push", without ``pip install``."""
    section = (ROOT / "README.md").read_text("utf-8").partition("\n## Your first push")[2]
    block = re.search(r"^```console\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert block is not None
    install, *rest = re.findall(r"^\$ (.*)$", block[1], re.MULTILINE)
    assert shlex.split(install, comments=True) == ["pip", "install", PROJECT["name"]]
    return rest


def a_model(folder: Path) -> Repo:
    """A repository ``my-model`` beside the bare repository that it pushes to, with code and weights in it."""
    Repo(folder / "remote.git", "--bare")
    repo = Repo(folder / "my-model")
    repo("remote", "add", "origin", str(folder / "remote.git"))
    repo("config", "push.autoSetupRemote", "true")
    (repo.path / "model.safetensors").write_bytes(weights())
    repo.commit("Train", predict__py="print(3)\n", README__md="# Digit classifier\n\nReads single digits.\n")
    return repo


def call_public(folder: Path, home: Path) -> None:
    """Let a policy of the machine call the remote public, as the probe would call a real one."""
    policy = home / "policy.toml"
    place = f'[[place]]\nmatch = "file:{(folder / "remote.git").resolve()}"\nvisibility = "public"\n'
    policy.write_text(f'schema = "release-policy/1"\nname = "machine"\n\n{place}')
    subprocess.run(["git", "config", "--global", "release-guard.policy", str(policy)], check=True)


def play(installed: Installed, folder: Path, commands: list[str]) -> "subprocess.CompletedProcess[str]":
    return installed.run(folder, "bash", "-e", "-c", "\n".join(commands))


def test_program_tells_its_version_under_both_names(installed: Installed, tmp_path: Path) -> None:
    for command in (["release-guard"], ["python", "-m", "release_guard"]):
        done = installed.run(tmp_path, *command, "--version")
        assert (done.stdout, done.stderr) == (f"release-guard {PROJECT['version']}\n", "")


def test_first_push_of_the_readme_is_held_at_a_public_place(installed: Installed, tmp_path: Path, fence: Path) -> None:
    repo = a_model(tmp_path)
    call_public(tmp_path, fence)
    done = play(installed, tmp_path, first_push())
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("release-guard: blocked") == 2
    assert "RG301 review-missing" in done.stderr
    assert repo("ls-remote", "origin") == ""


def test_first_push_of_the_readme_goes_to_a_private_place_in_silence(installed: Installed, tmp_path: Path) -> None:
    repo = a_model(tmp_path)
    done = play(installed, tmp_path, first_push())
    assert done.returncode == 0, done.stderr
    assert "release-guard" not in done.stderr
    assert repo("rev-parse", "HEAD") in repo("ls-remote", "origin")


def test_hook_judges_with_the_interpreter_that_installed_it(installed: Installed, tmp_path: Path) -> None:
    repo = a_model(tmp_path)
    assert installed.run(repo.path, "release-guard", "install").returncode == 0
    assert f"python={installed.bin}/python" in (repo.path / ".git" / "hooks" / "pre-push").read_text()


def test_tour_works_from_the_wheel(installed: Installed, tmp_path: Path) -> None:
    done = installed.run(tmp_path, "release-guard", "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hf:models/ada/digits is public, as the Hub shows it now" in done.stdout


def test_wheel_brings_what_the_program_needs_and_no_more(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    for folder in ("hooks", "schemas"):
        assert {f"release_guard/{folder}/{path.name}" for path in (ROOT / folder).iterdir()} <= names
    assert {"release_guard/py.typed", "release_guard/formats/presets/team.toml"} <= names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"release_guard", "ml_release_guard"}
