"""Writes the generated docs: ``python -m release_guard.reports.docs [FOLDER]``. A test compares them.

docs/codes/ comes from the catalogue, docs/files.md from the tables of keys.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from release_guard.judge.catalogue import CODES, Entry
from release_guard.judge.codes import PAGES
from release_guard.reports.docs_of_files import reference
from release_guard.reports.explain import markdown

COMMAND = "python -m release_guard.reports.docs"

_FAMILIES = {
    "0": ("Could not judge", "They block a public destination: what nobody could look at is not a yes."),
    "1": ("Considerations", "What is wrong with, or missing from, release-considerations.toml."),
    "2": ("Policy", "The layers of the policy, and its waivers."),
    "3": ("Records", "Reviews, confirmations and the other files of release-records/."),
    "4": ("Exposure", "What would become visible, where, when and how widely."),
    "5": ("Traces", "What was left behind, and what stands around the gate."),
}

_INTRODUCTION = f"""\
# The codes

Every finding has a number and a name, and either is accepted wherever a code is written. `release-guard explain CODE`
prints the same pages without a network.

An **error** is a reason for content to stay back. A **warning** wants somebody to act, and holds nothing. A **note** is
good to know. A code may be reported more mildly than its page says where it holds nothing back, never more strictly.
*Preview* codes are raised by parts of the program that are still to come.

The rules are based on the categories of Ovadya & Whittlestone (2019), *Reducing malicious use of synthetic media
research: Considerations and potential release practices for machine learning* (arXiv 1907.11274v2). The wording is
ours; sections are named so that one can read on there. The paper argues for no specific decision, and neither do the
rules: they hold a release to what its own people decided and reviewed.

This folder is generated: `{COMMAND}`
"""


def pages() -> dict[str, str]:
    """Everything that is generated: path below docs/ to text."""
    codes = {f"codes/{file_name(row)}": markdown(row) for row in CODES.values()}
    return {"codes/README.md": index(), "files.md": reference(), **codes}


def file_name(row: Entry) -> str:
    """The name of a code's page, such as ``RG302-too-few-reviewers.md``."""
    return f"{row.code}-{row.name}.md"


def index() -> str:
    """The table of all codes, family by family."""
    return "\n".join((_INTRODUCTION, *_tables()))


def write(folder: Path) -> None:
    """Write every page below *folder*, and take away pages of codes that don't exist."""
    (folder / "codes").mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for stale in (folder / "codes").glob("*.md"):
        if f"codes/{stale.name}" not in wanted:
            stale.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _tables() -> Iterator[str]:
    for digit, (title, what) in _FAMILIES.items():
        yield f"## RG{digit}xx: {title.lower()}\n\n{what}\n"
        yield "| code | severity | why it matters | policy may |"
        yield "|---|---|---|---|"
        yield from (_row(row) for row in CODES.values() if row.code[2] == digit)
        yield ""


def _row(row: Entry) -> str:
    may = ", ".join(word for word, holds in (("lower", row.lowerable), ("waive", row.waivable)) if holds) or "-"
    preview = ", preview" if PAGES[row.code].status == "preview" else ""
    link = f"[{row.code} {row.name}]({file_name(row)})"
    return f"| {link} | {row.severity.word}{preview} | {row.why} | {may} |"


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
