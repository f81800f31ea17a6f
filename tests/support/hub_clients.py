"""Real Hub clients for the tests: one Python for each generation of huggingface_hub, and a way to run a snippet there.

The environments are made once, with pip, in a folder of the environment that runs the tests, so that they go when that
one goes. ``INSTALLED`` needs none: it is the client that this environment has.
"""

import fcntl
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

#: As it was before the fence of a test took things out of it: pip may need proxies, certificates and its settings.
_MACHINE = dict(os.environ)
_CLIENTS = Path(sys.prefix) / "hub-clients"


class HubClient(NamedTuple):
    """One generation of the client: a name for the ids of tests, and what pip is asked for ("" where it is here)."""

    name: str
    requirements: tuple[str, ...] = ()

    def python(self, *more: str) -> Path:
        """The interpreter that has this client, and the packages *more*; made at the first call."""
        wanted = (*self.requirements, *more)
        return _made("-".join((self.name, *more)), wanted) if wanted else Path(sys.executable)


INSTALLED = HubClient("installed")
#: The last of the line on requests, the last on httpx, and the newest, on httpx2. All three bring hf_xet.
LINE_0 = HubClient("0.36", ("huggingface_hub==0.36.*", "hf_xet"))
LINE_1 = HubClient("1.x", ("huggingface_hub>=1.33,<2", "hf_xet"))
LINE_2 = HubClient("2.x", ("huggingface_hub>=2.4,<3", "hf_xet"))
LINES = (LINE_0, LINE_1, LINE_2)


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
    client: HubClient,
    code: str,
    env: Mapping[str, str],
    *arguments: str,
    cwd: Path | None = None,
    check: bool = True,
    timeout: float = 60,
) -> "subprocess.CompletedProcess[str]":
    """Run the snippet *code* with *client*; where *check*, a failure is an AssertionError that tells what was said."""
    command = [str(client.python()), "-c", code, *arguments]
    done = subprocess.run(
        command, env=dict(env), cwd=cwd or env["HOME"], capture_output=True, text=True, timeout=timeout, check=False
    )
    assert not check or done.returncode == 0, f"{client.name} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done


def _made(name: str, requirements: tuple[str, ...]) -> Path:
    folder = _CLIENTS / name
    ready, python = folder / "ready", folder / "bin" / "python"
    _CLIENTS.mkdir(exist_ok=True)
    with open(_CLIENTS / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists() or ready.read_text() != repr(requirements):
            venv.create(folder, with_pip=True, clear=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, *requirements], env=_MACHINE, check=True)
            ready.write_text(repr(requirements))
    return python
