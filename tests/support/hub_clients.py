"""Real Hub clients, each generation in an environment of its own: `python -m tests.support.hub_clients` makes them.

The environments lie in a cache folder (HUB_CLIENTS, else under the user's cache) and are kept; tests ask for them with
`client` and are skipped, with the reason, where one could not be made. Run as a script it needs a package index; the
tests themselves never reach for one.
"""

import os
import subprocess
import venv
from pathlib import Path
from typing import NamedTuple

#: The last release of each generation: requests, httpx, httpx2.
LINES = {
    "0.x": "huggingface_hub==0.36.*",
    "1.x": "huggingface_hub>=1,<2",
    "2.x": "huggingface_hub>=2,<3",
}
# Read when the tests are collected: later the fence gives every test another home.
FOLDER = Path(os.environ.get("HUB_CLIENTS") or Path.home() / ".cache" / "ml-release-guard" / "hub-clients").absolute()
_ASK = "import huggingface_hub as hub, os; print(hub.__version__); print(os.path.dirname(hub.__file__))"


class Client(NamedTuple):
    """One generation of huggingface_hub, ready to run: its interpreter, its folder of modules, its exact version."""

    line: str
    python: Path
    package: Path
    version: str


class ClientMissingError(Exception):
    """The environment isn't there; the message says why, and how to make it."""


def client(line: str) -> Client:
    """The client of *line*. Raises `ClientMissingError`."""
    ready = FOLDER / line / "client.txt"
    if ready.is_file():
        version, package = ready.read_text().splitlines()
        return Client(line, _python(line), Path(package), version)
    why = FOLDER / f"{line}.missing"
    reason = why.read_text().strip() if why.is_file() else "it was never made"
    raise ClientMissingError(f"no environment with huggingface_hub {line}: {reason}; run `make test-clients`")


def make(line: str) -> Client:
    """Make the environment of *line*, or bring it up to date. Raises `ClientMissingError` where it can't be had."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        _install(line)
    except (OSError, subprocess.CalledProcessError) as error:
        (FOLDER / f"{line}.missing").write_text(_why(error))
    else:
        (FOLDER / f"{line}.missing").unlink(missing_ok=True)
    return client(line)


def _install(line: str) -> None:
    if not _python(line).exists():
        venv.create(FOLDER / line, with_pip=True)
    _run(_python(line), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", LINES[line])
    (FOLDER / line / "client.txt").write_text(_run(_python(line), "-I", "-c", _ASK))


def _run(*command: object) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=900).stdout


def _why(error: Exception) -> str:
    said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
    return said[-1] if said else type(error).__name__


def _python(line: str) -> Path:
    return FOLDER / line / "bin" / "python"


def _made(line: str) -> str:
    """What became of *line*, in words: a missing one is told, not raised."""
    try:
        return f"huggingface_hub {make(line).version}"
    except ClientMissingError as missing:
        return str(missing)


if __name__ == "__main__":
    for each in LINES:
        print(each, _made(each), sep="  ")
