"""A project whose uploads are judged, and a small program that sends something to the Hub that nobody knows."""

import os
import subprocess
from pathlib import Path

from tests.support.guarded import FILE
from tests.support.recorder import Recorder

#: Prints how a write and a read end. Arguments: the library, and the Hub.
UPLOAD = """
import importlib, sys
library = importlib.import_module(sys.argv[1])
for method in ("POST", "GET"):
    try:
        ended = library.request(method, sys.argv[2] + "/api/no/such/write").status_code
    except Exception as error:
        ended = type(error).__name__
    print(method, ended)
"""
GUARDED, OPEN = "POST ReleaseBlocked\nGET 200\n", "POST 200\nGET 200\n"


def upload(hub: Recorder, *command: str | Path, library: str = "httpx2", env: dict[str, str] | None = None) -> str:
    """What *command*, a Python with its options, prints of an upload from a project that takes part."""
    project = Path(os.environ["HOME"]) / "project"
    project.mkdir(exist_ok=True)
    answers = FILE.format(place="hf:models/acme/digits", release='["source-code"]')
    (project / "release-considerations.toml").write_text(answers)
    return ran(*command, "-c", UPLOAD, library, hub.url, env=env, cwd=project)


def ran(*command: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """What *command* prints; it must end well."""
    done = subprocess.run(list(map(str, command)), env=env, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
