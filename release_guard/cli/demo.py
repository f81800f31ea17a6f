"""``demo``: the guided tour in a scratch folder."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from release_guard.cli.shared import Stop
from release_guard.demo import scratch
from release_guard.demo.player import OffScriptError, Player
from release_guard.demo.pushes import PUSHES
from release_guard.demo.story import Story
from release_guard.demo.uploads import UPLOADS

_STORIES = (PUSHES, UPLOADS)


@click.command()
@click.option("--keep", is_flag=True, help="Leave the scratch folder, to look around in.")
@click.option("--folder", type=click.Path(), metavar="DIR", help="Play in DIR, which must be empty; it stays.")
@click.option("--pause", is_flag=True, help="Wait for Enter between two steps, at a terminal.")
def demo(keep: bool, folder: str | None, pause: bool) -> None:
    """Take the guided tour: a push is held, completed, reviewed, and goes through; then an upload.

    With real git, real hooks, the real client of the Hub and this very program, in a folder of its own and against a
    Hub of its own; nothing of yours is read or changed.
    """
    waits = pause and sys.stdin.isatty() and sys.stdout.isatty()
    try:
        with scratch.folder(folder, keep=keep) as place:
            _play_all(place, _enter if waits else _go_on)
    except scratch.FolderError as error:
        raise click.UsageError(str(error)) from error
    homes = " and ".join(str(place / story.home) for story in _STORIES)
    stays = keep or folder is not None
    click.echo(f"folder: {homes}" if stays else "folder: gone again; --keep leaves it, to look around in")
    click.echo(f"yours: {' && '.join(command for story in _STORIES for command in story.own)}")


def _play_all(place: Path, wait: Callable[[], None]) -> None:
    for number, story in enumerate(_STORIES):
        if number:
            wait()
            click.echo()
        try:
            _play(story, place, wait)
        except OffScriptError as error:
            click.echo(err=True)
            raise Stop(f"the tour stops here, in {place}: {error}", "release-guard doctor") from error
        click.secho(f"\nshown: {story.shown}", bold=True)


def _play(story: Story, place: Path, wait: Callable[[], None]) -> None:
    if not story.on_hub:
        Player(story, place, wait).play()
        return
    from release_guard.demo.hub import EmbeddedHub

    try:
        hub = EmbeddedHub()
    except OSError as error:
        raise OffScriptError(f"no Hub could be started on this machine: {error}") from error
    with hub:
        Player(story, place, wait, scratch.on_hub(place, hub)).play()


def _enter() -> None:
    click.pause("\n(Enter goes on)")


def _go_on() -> None:
    """Between two steps, where nobody is there to wait for."""
