"""The walk-through of docs/policy.md, command by command: what the page shows is what the commands say."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.git_repo import Repo
from tests.support.guarded import FILE

PAGE = (Path(__file__).parents[3] / "docs" / "policy.md").read_text("utf-8")
TEXT = PAGE.partition("## One policy for thirty repositories")[2]
#: As many checkouts as show that the loops work; thirty were tried by hand.
NAMES = ("apples", "pears", "plums")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """Every command of the section with the lines that the page shows below it."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.startswith(">"):
            found[-1] = (f"{found[-1][0]}\n{line[1:]}", [])
        else:
            found[-1][1].append(line)
    return found


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The git server of the page, by its own address, and a checkout of each repository on it."""
    server = tmp_path / "server"
    for name in ("policy", *NAMES):
        Repo(server / f"{name}.git", "--bare")
        place = tmp_path / "policy" if name == "policy" else tmp_path / "checkouts" / name
        repo = Repo(place)
        repo("config", "--global", f"url.{server}/.insteadOf", "https://git.orchard.example/")
        repo("remote", "add", "origin", f"https://git.orchard.example/{name}.git")
        if name == "policy":
            (place / "release-policy.toml").write_text(blocks("toml")[0])
        else:
            text = FILE.format(place=f"github.com/orchard/{name}", release='["source-code"]')
            (place / "release-considerations.toml").write_text(text)
            repo.commit("Begin", train__py="print(1)\n")
            repo("push", "-q", "-u", "origin", "main")
    return tmp_path


def shell(folder: Path, command: str) -> "tuple[Path, str]":
    """Run one line as a person does; the folder in which it ends, and what it said."""
    line = f"{command}\nstatus=$?\necho\npwd\nexit $status"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False
    )
    assert done.returncode in (0, 1), f"{command}: {done.stdout}{done.stderr}"
    *said, where = done.stdout.rstrip("\n").split("\n")
    return Path(where), "\n".join(said)


def test_page_shows_what_its_commands_say(house: Path) -> None:
    where = house
    for command, shown in commands():
        where, said = shell(where, command)
        for line in shown:
            assert line.removesuffix("...") in said, f"{command}\n{said}"


def test_no_step_of_the_page_failed_unseen(house: Path) -> None:
    """The loops of the page did their work in every checkout, and the pin that moved is the newest."""
    where = house
    for command, _ in commands():
        where, _ = shell(where, command)
    policies = [(house / "checkouts" / name / "release-policy.toml").read_text() for name in NAMES]
    assert all("git.orchard.example/policy.git" in text for text in policies)
    newest = Repo(house / "policy")("rev-parse", "HEAD")
    assert [newest in text for text in policies] == [False, True, False]
