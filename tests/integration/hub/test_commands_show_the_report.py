"""The command ``hf`` of every generation under guard: what is refused ends with the report, and no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support import hub_clients
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import shelve

PLACE = "models/acme/digits"
QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1"}


def upload(hub: EmbeddedHub, folder: Path, hf: Path, *names: str) -> "subprocess.CompletedProcess[str]":
    """Run ``hf upload`` for some files of a folder, to a repository that everybody sees."""
    release = Release(hub, folder)
    del hub.world.repos["models", "acme/digits"]
    shelve(hub, PLACE, {"README.md": b"# Digits\n"}, visibility="public")
    for name, data in {"model.safetensors": weights(7, 2000), "README.md": b"# Digits, again\n"}.items():
        (folder / name).write_bytes(data)
    command = [str(hf), "upload", "acme/digits", *(str(folder / name) for name in names), *names]
    done = release.guard("exec", "--", *command, HF_HOME=str(folder / "hf"), **QUIET)
    assert hub.token not in done.stdout + done.stderr
    return done


def must_end_with_the_report(hub: EmbeddedHub, folder: Path, hf: Path) -> None:
    done = upload(hub, folder, hf, "model.safetensors")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.rstrip().splitlines()[-1]
    assert last.startswith("release-guard: blocked; nothing was published. Next: "), done.stderr
    assert set(hub.repo("models", "acme/digits").files()) == {"README.md"}


def test_installed_command_ends_with_the_report(hub: EmbeddedHub, tmp_path: Path) -> None:
    must_end_with_the_report(hub, tmp_path, Path(sys.executable).with_name("hf"))


def test_words_alone_go_to_a_public_repository_that_holds_unreviewed_weights_back(
    hub: EmbeddedHub, tmp_path: Path
) -> None:
    done = upload(hub, tmp_path, Path(sys.executable).with_name("hf"), "README.md")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "release-guard" not in done.stderr
    assert hub.repo("models", "acme/digits").files()["README.md"].data == b"# Digits, again\n"


@pytest.mark.clients
@pytest.mark.parametrize("line", hub_clients.LINES)
def test_command_of_each_generation_ends_with_the_report(hub: EmbeddedHub, tmp_path: Path, line: str) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))
    must_end_with_the_report(hub, tmp_path, client.python.with_name("hf"))
