"""``release-guard review``: what people outside the release say of it. One command a module."""

import click

from release_guard.cli.review_list import list_reviews
from release_guard.cli.review_record import record
from release_guard.cli.review_renew import renew
from release_guard.cli.review_request import request
from release_guard.cli.review_verify import verify
from release_guard.cli.review_withdraw import withdraw


class InOrder(click.Group):
    """A group that lists its commands in the order in which people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(self.commands)


@click.group(cls=InOrder)
def review() -> None:
    """Ask for reviews, record them, and see what they still count for.

    A review is one person's file in release-records/, bound to the bytes and answers that it was of.
    """


for _command in (request, record, renew, list_reviews, verify, withdraw):
    review.add_command(_command)
