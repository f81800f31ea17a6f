"""``exec``: one command with the in-process guard, without installing anything."""

import os

import click

from release_guard.cli.shared import Stop
from release_guard.wiring import child

#: What a shell says of a command that isn't there, and of one that can't be run.
_NOT_FOUND, _NOT_RUN = 127, 126


@click.command("exec", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(command: tuple[str, ...]) -> None:
    """Run one COMMAND, and hold the uploads of every Python program in it to what their reviews allow.

    Write `release-guard exec -- python train.py`. It works across environments, and for what the command starts
    itself. The exit code is the command's own.

    Out of its sight: Python started with -E, -I or -S, programs in other languages, and the web page of the Hub.
    """
    option = child.blinding_option(command)
    if option:
        raise Stop(
            f"{command[0]} {option} starts without the guard",
            f"leave {option} out, or guard the environment itself: release-guard install --hub --python {command[0]}",
            code=2,
        )
    try:
        os.execvpe(command[0], command, child.environment(os.environ))  # noqa: S606 - the command takes our place, with its exit code
    except FileNotFoundError as error:
        raise Stop(f"there is no command {command[0]!r}", code=_NOT_FOUND) from error
    except OSError as error:
        raise Stop(f"{command[0]} can't be run: {(error.strerror or '').lower()}", code=_NOT_RUN) from error
