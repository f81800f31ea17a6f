"""``demo``: the guided tour in a scratch folder."""

import sys
from pathlib import Path

import click

from release_guard.cli.shared import Stop
from release_guard.demo import scratch
from release_guard.demo.player import OffScriptError, Player
from release_guard.demo.pushes import PUSHES
from release_guard.demo.story import Story


@click.command()
@click.option("--keep", is_flag=True, help="Leave the scratch folder, to look around in.")
@click.option("--folder", type=click.Path(), metavar="DIR", help="Play in DIR, which must be empty; it stays.")
@click.option("--pause", is_flag=True, help="Wait for Enter between two steps, at a terminal.")
def demo(keep: bool, folder: str | None, pause: bool) -> None:
    """Take the guided tour: a push is held, completed, reviewed, and goes through.

    With real git, real hooks and this very program, in a folder of its own; nothing of yours is read or changed.
    """
    waits = pause and sys.stdin.isatty() and sys.stdout.isatty()
    try:
        with scratch.folder(folder, keep=keep) as place:
            _play(PUSHES, place, waits=waits)
    except scratch.FolderError as error:
        raise click.UsageError(str(error)) from error
    stays = keep or folder is not None
    click.secho(f"\nshown: {PUSHES.shown}", bold=True)
    click.echo(f"folder: {place / PUSHES.home}" if stays else "folder: gone again; --keep leaves it, to look around in")
    click.echo(f"yours: {' && '.join(PUSHES.own)}")


def _play(story: Story, place: Path, *, waits: bool) -> None:
    try:
        Player(story, place, _enter if waits else _go_on).play()
    except OffScriptError as error:
        click.echo(err=True)
        raise Stop(f"the tour stops here, in {place}: {error}", "release-guard doctor") from error


def _enter() -> None:
    click.pause("\n(Enter goes on)")


def _go_on() -> None:
    """Between two steps, where nobody is there to wait for."""
