"""``lower``: make a place less visible. How that is done is told by what kind of place it is."""

import click

from release_guard.cli import lower_on_hub
from release_guard.cli.visibility import place_on_hub

NARROWER = ("private", "protected", "gated-manual", "gated-auto")


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
    """Make a place on the Hub less visible.

    Says first what is lost by it, and asks the Hub afterwards what it shows. Only models and datasets have a gate;
    only a Space can be protected, which hides its files and lets its app run on.
    Exit code 0: it is that narrow. 1: the Hub refused (RG404), or shows something else (RG405).
    """
    lower_on_hub.run(place_on_hub(dest, "private"), word, yes=yes)
