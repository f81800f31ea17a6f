"""``policy``: the layers in force, what they say, where they come from, and what a change of them would do.

Each command has a module of its own beside this one.
"""

import click

from release_guard.cli.policy_diff import diff
from release_guard.cli.policy_lint import lint
from release_guard.cli.policy_show import show
from release_guard.cli.policy_test import test
from release_guard.cli.policy_update import update


@click.group()
def policy() -> None:
    """Show, check, fetch, try and compare policies."""


policy.add_command(show)
policy.add_command(lint)
policy.add_command(update)
policy.add_command(test)
policy.add_command(diff)
