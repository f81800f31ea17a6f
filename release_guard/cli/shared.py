"""What the commands share: the repository they work in, how they report, and how they give up.

Every command that reports takes ``--format`` and ``-o`` (``reporting``); what it found goes to stdout, what went wrong
with running it goes to stderr.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from release_guard.git.plumbing import Git
from release_guard.model.finding import Finding
from release_guard.ports import TreeError
from release_guard.reports import text

#: Exit codes of architecture.md, and the shell's own for a command that was interrupted.
BLOCKED, USAGE, NOT_JUDGED, STOPPED = 1, 2, 3, 130

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Stop(click.ClickException):
    """The command can't go on: the message says why, *fix* what to do, *code* is the exit code."""

    def __init__(self, message: str, fix: str = "", code: int = NOT_JUDGED) -> None:
        super().__init__(message)
        self.fix = fix
        self.exit_code = code  # type: ignore[misc]  # click declares it for the class and reads it from the instance

    def show(self, file: Any = None) -> None:
        click.echo(f"release-guard: {text.clean(self.message)}", file=file, err=True)
        if self.fix:
            click.echo(f"    fix: {text.clean(self.fix)}", file=file, err=True)


class Repository(NamedTuple):
    """The repository that a command works in: *git* runs there, *top* is the absolute path of its work tree."""

    git: Git
    top: str


@contextmanager
def repository() -> Iterator[Repository]:
    """Git at the top of the work tree around the present folder; ``Stop`` where there is none."""
    top = work_tree()
    if top is None:
        here = text.clean(os.getcwd())
        raise Stop(f"{here} is in no git repository", "git init, or name one: release-guard -C DIR ...")
    with Git(top) as git:
        yield Repository(git, top)


def work_tree() -> str | None:
    """The top of the work tree around the present folder; None outside a repository.

    A bare repository is a ``Stop``, because our files live in a work tree; any other failure of git is ``TreeError``.
    """
    with Git() as git:
        try:
            bare = git.run("rev-parse", "--is-bare-repository").strip() == b"true"
            return None if bare and _no_files() else os.fsdecode(git.run("rev-parse", "--show-toplevel")).rstrip("\n")
        except TreeError as error:
            if "not a git repository" in str(error):
                return None
            raise


def _no_files() -> bool:
    raise Stop("this is a bare repository: it has no files to work with", "run it in a clone of this repository")


def reporting(*forms: str) -> Callable[[_Function], _Function]:
    """Give a command ``--format`` (as *form*), one of *forms*, and ``-o`` (as *output*)."""
    about = "Text for people, or JSON." if forms == ("text", "json") else "Text for people, or what programs read."
    form = click.option("--format", "form", type=click.Choice(forms), default="text", help=about)
    output = click.option(
        "-o", "--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the report to FILE."
    )
    return lambda function: form(output(function))


def reports(function: _Function) -> _Function:
    """``reporting`` for people and as JSON, as nearly every command does."""
    return reporting("text", "json")(function)


def put(report: str, output: str | None) -> None:
    """Show a finished report, or write it to the file *output*, which a failed run therefore leaves as it was."""
    if output is None or output == "-":
        click.echo(report, nl=False)
    else:
        Path(output).write_text(report, encoding="utf-8", errors="backslashreplace")


def json_text(value: object) -> str:
    """*value* as JSON text with a final newline."""
    import json

    return json.dumps(value, indent=2) + "\n"


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding in the shape that every JSON report has (cli.md)."""
    from release_guard.reports.json_report import finding_to_json

    return finding_to_json(finding)


def said(*found: Finding) -> str:
    """Findings as text for people, each with its reason and its fix."""
    return "".join(f"{text.clean(line)}\n" for line in text.findings(found))


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """Rows in columns, cut and wrapped to the terminal; control characters are shown as ``?``."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, show_header=bool(head), pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    rows = [[text.clean(cell) for cell in row] for row in rows]
    for index in range(max((len(row) for row in rows), default=len(head))):
        grid.add_column(head[index] if head else "", overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    page = StringIO()
    wide = _width() if sys.stdout.isatty() else 200
    Console(file=page, force_terminal=False, width=wide).print(grid)
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def _width() -> int:
    from shutil import get_terminal_size

    return max(60, get_terminal_size().columns)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its word: "1 finding", "3 findings"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def closest(word: str, known: Iterable[str] | Mapping[str, object]) -> str:
    """ "; did you mean X?" where *word* looks like one of *known*, else ""."""
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), list(known), 1, 0.5)
    return f"; did you mean {near[0]}?" if near else ""
