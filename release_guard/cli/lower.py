"""``lower``: make a place less visible. How that is done is told by what kind of place it is."""

import click

from release_guard.cli import lower_on_hub
from release_guard.cli.check import destination
from release_guard.cli.shared import USAGE, Stop

NARROWER = ("private", "internal", "protected", "gated-manual", "gated-auto")


@click.command()
@click.argument("dest")
@click.option(
    "--to",
    "word",
    type=click.Choice(NARROWER),
    default="private",
    show_default=True,
    help="How visible it is to be afterwards.",
)
@click.option("--yes", is_flag=True, help="Don't ask.")
def lower(dest: str, word: str, yes: bool) -> None:
    """Make a place on the Hub, or a repository on GitHub, GitLab, Gitea or Bitbucket, less visible.

    Says first what is lost by it, and asks the host afterwards what it shows. Only models and datasets have a gate;
    only a Space can be protected, which hides its files and lets its app run on; only GitLab, and GitHub for
    enterprises, know "internal".
    Exit code 0: it is that narrow. 1: the host refused (RG404), shows something else (RG405), or has no gate (RG418).
    """
    place = destination(dest)
    if not place.is_hub:
        from release_guard.cli import lower_on_forge

        lower_on_forge.run(place, dest, word, yes=yes)
    elif word == "internal":
        raise Stop("the Hub doesn't know internal", f"release-guard lower {place}", USAGE)
    else:
        lower_on_hub.run(place, word, yes=yes)
