"""``hook``: what git hooks and hook managers call. Everything that they say goes to stderr."""

import os

import click

from release_guard.cli.lint import as_text, exit_code


@click.group()
def hook() -> None:
    """What git hooks and hook managers call; people rarely do."""


@hook.command("pre-push", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[NAME URL]")
def pre_push(arguments: tuple[str, ...]) -> None:
    """Judge one push, as git calls its pre-push hook.

    The refs stand on standard input, and go to URL. Without arguments, the push is the one that pre-commit and prek
    tell of in their variables.
    """
    from release_guard.wiring import scripted

    click.get_current_context().exit(scripted.pre_push(arguments))


@hook.command("pre-receive")
@click.option("--policy", metavar="FILE", help="The server's policy, beside those that its git configuration names.")
@click.option("--destination", metavar="DEST", help="The repository's name, as considerations files write it.")
@click.option("--host", metavar="HOST", help="The server's name, where the server tells its hooks the rest.")
@click.option("--visibility", metavar="V", help="Who can read it, where the server doesn't tell its hooks.")
@click.option("--deadline", metavar="SECONDS", help="How long a judgement may take; default: 4.")
def pre_receive(**options: str | None) -> None:
    """Judge one push on the server that receives it, as git calls its pre-receive hook.

    Old object, new object and name of every ref stand on standard input, one ref a line.
    """
    from release_guard.wiring import hook as entry

    told = [f"--{name}={value}" for name, value in options.items() if value is not None]
    click.get_current_context().exit(entry.main(["pre-receive", *told]))


@hook.command("pre-commit")
@click.argument("files", nargs=-1, type=click.Path(), metavar="[FILE]...")
def pre_commit(files: tuple[str, ...]) -> None:
    """Check our files before they are committed.

    Of FILE those that are ours; without any, all of them. Only what is wrong fails; answers that are still missing
    are listed.
    """
    from release_guard.cli.shared import work_tree
    from release_guard.wiring import lint

    paths = [path for path in files if os.path.isfile(path) and lint.kind_of(path)]
    report = lint.lint(paths if files else lint.ours(work_tree() or os.getcwd()))
    if report.wrong or report.open_:
        click.echo(as_text(report, complete=False), err=True, nl=False)
    click.get_current_context().exit(exit_code(report, complete=False))
