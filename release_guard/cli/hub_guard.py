"""``install --hub`` and ``uninstall --hub``: the guard of uploads in an environment, and what ``doctor`` says of it."""

import os
import shlex
import sys
from collections.abc import Callable
from datetime import datetime, timezone

from release_guard.cli.shared import Stop, table
from release_guard.git.install import Report
from release_guard.hub import activation, extension, interpreters
from release_guard.hub.activation import Activated, ActivationError
from release_guard.hub.interpreters import Interpreter

#: What no guard inside a program can see.
BYPASSES = (
    "another environment, container or machine; Python started with -S; programs in other languages, and other HTTP "
    "libraries (urllib, aiohttp, curl); the web page of the Hub; jobs that run there"
)


def install(python: str) -> Report:
    """Guard the environment of *python*, and add the command `hf release-guard`."""
    made = _carried_out(activation.install, python)
    word = "wrote" if made.changed else "found as it should be:"
    folder, added = extension.install(made.interpreter.python, datetime.now(timezone.utc))
    return Report(
        made.interpreter.folder,
        (
            f"{word} {made.path}",
            *((f"wrote {folder}: `hf release-guard` runs this command",) if added else ()),
            f"guarded: uploads to the Hub from every program that {made.interpreter.python} starts",
            f"advice, not a lock; never seen: {BYPASSES}",
            "next: release-guard doctor --hub",
        ),
    )


def uninstall(python: str) -> Report:
    """Take out of the environment of *python* exactly what ``install`` put there."""
    made = _carried_out(activation.uninstall, python)
    folder, removed = extension.uninstall(made.interpreter.python)
    first = f"removed {made.path}" if made.changed else f"no guard was installed for {made.interpreter.python}"
    return Report(made.interpreter.folder, (first, *((f"removed {folder}",) if removed else ())))


def _carried_out(act: Callable[[str], Activated], python: str) -> Activated:
    try:
        return act(python or sys.executable)
    except ActivationError as error:
        raise Stop(f"nothing was changed: {error}", error.fix, code=1) from error


def examine() -> tuple[Interpreter, ...]:
    """The interpreters that people here are likely to run, as they are now."""
    return interpreters.ask_all(interpreters.nearby(os.environ, sys.executable))


def as_text(pythons: tuple[Interpreter, ...]) -> str:
    """Each interpreter with what it has, what to do where one uploads without the guard, and what no guard sees."""
    rows = [(one.python, "guarded" if one.guarded else "not guarded", _client(one)) for one in pythons]
    told = ["Uploads to the Hub, by interpreter:", *(f"  {line}" for line in table(rows).splitlines())]
    open_ = [one for one in pythons if one.client and not one.guarded]
    told += [f"  fix: release-guard install --hub --python {shlex.quote(one.python)}" for one in open_]
    return "\n".join([*told, f"  never seen from inside a program: {BYPASSES}"]) + "\n"


def as_json(found: Interpreter) -> dict[str, object]:
    """The same of one interpreter for other programs."""
    return {"python": found.python, "guarded": found.guarded, "client": found.client, "release_guard": found.guard}


def _client(found: Interpreter) -> str:
    return f"huggingface_hub {found.client}" if found.client else "no huggingface_hub"
