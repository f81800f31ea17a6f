"""Snippets of code, run by the interpreter of a real Hub client that is told of an embedded Hub and of nothing else."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


def environment(home: Path, endpoint: str, token: str | None = None, *, xet: bool = True) -> dict[str, str]:
    """What a client is told, and nothing else of this machine: the Hub at *endpoint*, a scratch *home*, no chatter."""
    told = {"PATH": os.environ["PATH"], "HOME": str(home), "HF_HOME": str(home / "hf"), "HF_ENDPOINT": endpoint}
    told |= {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1"}
    told |= {"NO_PROXY": "*", "PYTHONWARNINGS": "ignore"}
    if token is not None:
        told["HF_TOKEN"] = token
    if not xet:
        told["HF_HUB_DISABLE_XET"] = "1"
    return told


def run(
    python: Path | str, code: str, env: Mapping[str, str], *arguments: str, check: bool = True, timeout: float = 60
) -> "subprocess.CompletedProcess[str]":
    """Run the snippet *code* in the home that *env* names; where *check*, a failure tells what was said."""
    command = [str(python), "-c", code, *arguments]
    done = subprocess.run(
        command, env=dict(env), cwd=env["HOME"], capture_output=True, text=True, timeout=timeout, check=False
    )
    assert not check or done.returncode == 0, f"the snippet ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done
