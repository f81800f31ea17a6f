"""P5: reading and checking one considerations file, beside the schema checkers that can read the same schema."""

import subprocess
import tempfile
from pathlib import Path

from bench import installed, peers, release
from bench.timing import Row, Work, side_by_side

_SCHEMA = Path(__file__).parents[1] / "schemas" / "release-considerations.v1.json"
_OURS = "release-guard lint"
_BARE = "python -c pass"


def measure(rounds: int) -> list[Row]:
    """One file each time, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        file = Path(name) / "release-considerations.toml"
        file.write_text(release.CONSIDERATIONS)
        python = installed.environment(Path(name) / "python", needs=installed.COMMANDS)
        commands = {
            _OURS: [python, "-m", "release_guard", "lint", str(file)],
            _BARE: [python, "-c", "pass"],
        }
        if checker := peers.find("check-jsonschema"):
            commands["check-jsonschema"] = [checker, "--schemafile", str(_SCHEMA), str(file)]
        if taplo := peers.find("taplo"):
            commands["taplo lint"] = [taplo, "lint", "--schema", _SCHEMA.as_uri(), str(file)]
        taken = side_by_side({each: _work(command) for each, command in commands.items()}, rounds)
    ours = taken.pop(_OURS)
    rows = [Row("P5", each, sample) for each, sample in taken.items()]
    for peer, sample in taken.items():
        ratio = ours.median / sample.median
        wanted = "" if peer == _BARE else "less than 1"
        rows.append(Row("P5", _OURS, ours, peer, ratio, wanted, None if peer == _BARE else ratio < 1))
    return rows


def _work(command: list[str]) -> Work:
    return Work(lambda: subprocess.run(command, check=True, capture_output=True))
