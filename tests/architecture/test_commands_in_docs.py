"""Every command that the docs and the pages of codes show is one that the program takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from release_guard.cli.root import root as main
from release_guard.judge.codes import PAGES

ROOT = Path(__file__).parents[2]


def _shown() -> Iterator[str]:
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        for block in re.findall(r"^```console\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            yield from re.findall(r"^\$ (release-guard .*)$", block, re.MULTILINE)
    for page in PAGES.values():
        if page.status == "stable":
            text = f"$ {page.do}\n{page.before}\n{page.after}"
            yield from re.findall(r"^\$ (release-guard .*)$", text, re.MULTILINE)


@pytest.mark.parametrize("line", sorted(set(_shown())))
def test_command_is_one_that_the_program_takes(line: str) -> None:
    command: click.Command = main
    context = click.Context(main, info_name="release-guard")
    arguments = shlex.split(line, comments=True)[1:]
    while isinstance(command, click.Group):
        _, rest, _ = command.make_parser(context).parse_args(arguments)
        _, found, arguments = command.resolve_command(context, rest)
        assert found is not None
        command, context = found, click.Context(found, parent=context)
    _, rest, _ = command.make_parser(context).parse_args(arguments)
    assert rest == []
