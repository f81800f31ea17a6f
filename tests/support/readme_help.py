"""The README's help block: ``python -m tests.support.readme_help`` writes it anew, a test compares it."""

import os
import re
import subprocess
import sys
from pathlib import Path

COMMAND = "python -m tests.support.readme_help"
README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"(?<=<!-- help:start -->\n).*?(?=<!-- help:end -->)", re.DOTALL)


def fenced() -> str:
    """What ``release-guard --help`` prints on a wide terminal, in a fence."""
    command = [sys.executable, "-m", "release_guard", "--help"]
    wide = {**os.environ, "COLUMNS": "200"}
    printed = subprocess.run(command, env=wide, capture_output=True, text=True, check=True).stdout
    return f"```text\n$ release-guard --help\n{printed}```\n"


def shown(readme: str) -> str:
    """The block as *readme* has it; raises ``ValueError`` where its marks are gone."""
    found = _BLOCK.findall(readme)
    if len(found) != 1:
        raise ValueError("the README needs one pair of help:start and help:end")
    return str(found[0])


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(text.replace(f"start -->\n{shown(text)}", f"start -->\n{fenced()}"), encoding="utf-8")
