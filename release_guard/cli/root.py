"""The command ``release-guard`` itself: which commands there are, and what happens when one of them fails.

Commands are imported when they are called; their one-line helps stand here, so that ``--help`` imports none of them.
"""

import errno
import os
from importlib import import_module
from typing import Any, NamedTuple

import click

from release_guard import __version__
from release_guard.cli.shared import NOT_JUDGED, STOPPED, Stop, closest, said
from release_guard.model.finding import Finding
from release_guard.ports import PortError


class Place(NamedTuple):
    """Where a command lives ("module:function") and what it does, in one line."""

    where: str
    help: str


#: Every command, in the order and under the headings in which ``--help`` shows them.
SECTIONS: dict[str, dict[str, Place]] = {
    "Describe a release": {
        "init": Place("init:init", "Write the considerations file and the policy, with what the repository tells."),
        "lint": Place("lint:lint", "Check the files that people write: considerations, records, policy."),
        "explain": Place("explain:explain", "Tell what a code means, or how this level or ceiling came about."),
    },
    "Judge it": {
        "check": Place("check:check", "Judge what a push would publish, without publishing anything."),
        "status": Place("status:status", "Show what is allowed where, what is missing, and who does what next."),
    },
    "Put people behind it": {
        "review": Place("review:review", "Ask for reviews, record them, and see what they still count for."),
        "confirm": Place("confirm:confirm", "Record that a stage, event, trigger or condition has come."),
        "override": Place("override:override", "Break the glass: publish in spite of open findings, on record."),
    },
    "Publish": {
        "plan": Place("plan:plan", "Show the stages of a release: what is out, what may go, what waits."),
        "advance": Place("advance:advance", "Take the next step of the plan, and record it; or take one back."),
        "publish": Place("publish:publish", "Make a repository on the Hub as visible as its reviews allow."),
        "lower": Place("lower:lower", "Make a repository less visible, on the Hub or on a forge."),
        "recall": Place(
            "recall:recall", "Make a whole family on the Hub private: a repository and what is made from it."
        ),
    },
    "Set the rules": {
        "fetch": Place("fetch:fetch", "Bring here what answers and policies pin elsewhere; hooks need no network."),
        "policy": Place("policy:policy", "Show, check, fetch, try and compare policies."),
    },
    "Guard the work": {
        "install": Place("install:install", "Put the gate in front of every push, before any hook that is there."),
        "uninstall": Place("install:uninstall", "Take the gate out and put back what was there before."),
        "doctor": Place("doctor:doctor", "Tell what is guarded, what advises, what binds and what would bypass it."),
        "ledger": Place("ledger:ledger", "Show what was decided on this machine, and that none of it was changed."),
        "exec": Place("run_guarded:run", "Run one command with its uploads to the Hub under guard."),
        "hook": Place("hook:hook", "What git hooks and hook managers call."),
        "demo": Place("demo:demo", "Take the guided tour in a scratch folder."),
    },
}
COMMANDS = {name: place for section in SECTIONS.values() for name, place in section.items()}


class Root(click.Group):
    """A group that imports a command when it is called, and turns failures into findings and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].where.partition(":")
        command = getattr(import_module(f"release_guard.cli.{module}"), function)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"there is no command {args[0]!r}{closest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, place.help) for name, place in commands.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException):
            raise
        except (click.Abort, KeyboardInterrupt, EOFError):
            click.echo("\nrelease-guard: stopped", err=True)
            ctx.exit(STOPPED)
        except PortError as error:
            click.echo(said(Finding(error.code, str(error), fix=error.fix)), err=True, nl=False)
            ctx.exit(NOT_JUDGED)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise Stop(_in_words(error)) from error
        except Exception as error:  # noqa: BLE001 - our own bug gets a report that can be pasted (RG001)
            from release_guard.wiring import crash

            click.echo(crash.report(error), err=True, nl=False)
            ctx.exit(NOT_JUDGED)


def _in_words(error: OSError) -> str:
    what = (error.strerror or type(error).__name__).lower()
    return f"{error.filename}: {what}" if error.filename else what


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 allowed, 1 blocked, 2 usage, 3 not judged, 4 lowered, 5 overridden.",
)
@click.option("-C", "folder", metavar="DIR", help="Work in DIR, as if started there.")
@click.version_option(__version__, prog_name="release-guard", message="%(prog)s %(version)s")
@click.pass_context
def root(ctx: click.Context, folder: str | None) -> None:
    """Hold every push and upload of machine-learning work to the widest visibility that its reviews allow.

    New here? `release-guard init` writes the two files, `release-guard install` puts the gate in front of every push,
    and `release-guard check` says what a push would meet.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if folder is not None:
        try:
            os.chdir(folder)
        except OSError as error:
            raise click.BadParameter(_in_words(error), ctx, param_hint="-C") from error
