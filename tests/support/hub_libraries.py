"""The libraries that people upload with, in one environment: `python -m tests.support.hub_libraries` makes it.

It lies beside those of `hub_clients` and is kept; tests ask for it with `libraries` and are skipped, with the reason,
where it, or something in it, could not be had. Weights need torch, which is only taken as the small build without CUDA.
"""

import subprocess
import venv
from pathlib import Path
from typing import NamedTuple

from tests.support.hub_clients import FOLDER, ClientMissingError

#: What is asked of the package index at once, so that nothing big is lost with something that can't be had.
GROUPS = (
    ("transformers>=5,<6", "datasets>=5,<6", "diffusers>=0.42,<1", "gradio>=6,<7", "pandas"),
    ("torch==2.13.0+cpu", "accelerate"),
)
NAMES = ("huggingface_hub", "transformers", "datasets", "diffusers", "gradio", "pandas", "torch", "accelerate")
_ENVIRONMENT = FOLDER / "libraries"
_ASK = f"""
from importlib.metadata import PackageNotFoundError, version
for name in {NAMES!r}:
    try:
        print(name, version(name))
    except PackageNotFoundError:
        pass
"""


class Libraries(NamedTuple):
    """The environment, ready to run: its interpreter, and the exact version of each library that is there."""

    python: Path
    versions: dict[str, str]

    def need(self, *names: str) -> None:
        """Raise `ClientMissingError` where one of *names* isn't there."""
        missing = [name for name in names if name not in self.versions]
        if missing:
            raise ClientMissingError(f"no {', '.join(missing)} beside the libraries: {_missing()}")


def libraries() -> Libraries:
    """The environment as it is. Raises `ClientMissingError`."""
    ready = _ENVIRONMENT / "libraries.txt"
    if not ready.is_file():
        raise ClientMissingError(f"no environment with libraries of the Hub: {_missing()}; run `make test-clients`")
    found = dict(line.split() for line in ready.read_text().splitlines())
    return Libraries(_ENVIRONMENT / "bin" / "python", found)


def make() -> Libraries:
    """Make the environment, or fill it up. Raises `ClientMissingError` where nothing of it can be had."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = [problem for problem in map(_problem, GROUPS) if problem]
    _note().write_text("; ".join(problems))
    return libraries()


def _problem(group: tuple[str, ...]) -> str | None:
    """What stands in the way of *group*, which is installed if nothing does."""
    try:
        _install(group)
    except (OSError, subprocess.SubprocessError) as error:
        return _why(error)
    return None


def _install(group: tuple[str, ...]) -> None:
    python = _ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(_ENVIRONMENT, with_pip=True)
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary", *group)
    (_ENVIRONMENT / "libraries.txt").write_text(_run(python, "-I", "-c", _ASK))


def _run(*command: object) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=1800).stdout


def _why(error: Exception) -> str:
    said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
    return said[-1] if said else type(error).__name__


def _note() -> Path:
    return FOLDER / "libraries.missing"


def _missing() -> str:
    return (_note().read_text().strip() if _note().is_file() else "") or "it was never made"


def _made() -> str:
    """What became of it, in words: a missing one is told, not raised."""
    try:
        return ", ".join(f"{name} {version}" for name, version in make().versions.items())
    except ClientMissingError as missing:
        return str(missing)


if __name__ == "__main__":
    print("libraries", _made(), sep="  ")
