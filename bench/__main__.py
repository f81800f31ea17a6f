"""``python -m bench [P1 P2 P3 P5 P6 P7 P9 growth] [--rounds N]``: the table on stdout, and in bench/results.json.

Rows of targets that weren't asked for stay in the file as they are.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench import (
    first_push,
    growing,
    judging,
    linting,
    private_push,
    public_push,
    starting,
    uploading,
    verifying,
)
from bench.timing import Row

MEASURES: dict[str, Callable[[int], list[Row]]] = {
    "P1": private_push.measure,
    "P2": public_push.measure,
    "P3": first_push.measure,
    "P5": linting.measure,
    "P6": starting.measure,
    "P7": uploading.measure,
    "P9": lambda rounds: [*judging.measure(rounds), *verifying.measure(rounds)],
    "growth": growing.measure,
}
_RESULTS = Path(__file__).parent / "results.json"
_HEAD = ("", "what", "median", "spread", "n", "over", "ratio", "target", "", "peak")


def main() -> None:
    """Measure, show, and write down."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Timings side by side, as medians of rounds.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"any of {', '.join(MEASURES)}; default: all")
    parser.add_argument("--rounds", type=int, default=40, help="how often each piece of work is timed (default: 40)")
    asked = parser.parse_args()
    unknown = sorted(set(asked.targets) - MEASURES.keys())
    if unknown or asked.rounds < 2:
        parser.error(f"no such target: {', '.join(unknown)}" if unknown else "two rounds are the least")
    rows: list[Row] = []
    for name in asked.targets or MEASURES:
        sys.stderr.write(f"bench: {name}\n")
        rows += MEASURES[name](asked.rounds)
    print(table(rows))
    found = [*_others({row.target for row in rows}), *map(_as_json, rows)]
    found.sort(key=lambda row: str(row["target"]))  # a stable sort: within a target as it was measured
    _RESULTS.write_text(json.dumps({"machine": _machine(), "rows": found}, indent=2) + "\n")


def _others(measured: set[str]) -> list[dict[str, object]]:
    """What the file holds of other targets than were *measured* now."""
    rows = json.loads(_RESULTS.read_text())["rows"] if _RESULTS.exists() else []
    return [row for row in rows if row["target"] not in measured]


def table(rows: list[Row]) -> str:
    """The rows in columns, with a word on how to read them."""
    cells = [_HEAD, *map(_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([*lines, "", "median and spread (half the distance between the quartiles) of n rounds, in turns"])


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.target,
        row.what,
        f"{row.sample.median * 1e3:.2f} ms",
        f"{row.sample.spread * 1e3:.2f}",
        str(len(row.sample.seconds)),
        row.against,
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.wanted,
        {True: "met", False: "missed", None: ""}[row.met],
        f"{row.peak >> 20} MiB" if row.peak else "",
    )


def _as_json(row: Row) -> dict[str, object]:
    sample = row.sample
    numbers = {"median": sample.median, "spread": sample.spread, "n": len(sample.seconds)}
    return {**row._asdict(), "sample": numbers}


def _machine() -> dict[str, object]:
    git = subprocess.run(["git", "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
    return {"python": platform.python_version(), "git": git, "system": platform.system(), "cores": os.cpu_count()}


if __name__ == "__main__":
    main()
