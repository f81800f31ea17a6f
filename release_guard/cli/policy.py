"""``policy``: the layers in force and what they say. Showing is in ``policy_show``, checking in ``policy_lint``."""

import click

from release_guard.cli.policy_lint import lint
from release_guard.cli.policy_show import show
from release_guard.cli.policy_test import test
from release_guard.cli.policy_update import update


@click.group()
def policy() -> None:
    """Show the policy layers in force, and check them."""


policy.add_command(show)
policy.add_command(lint)
policy.add_command(update)
policy.add_command(test)
