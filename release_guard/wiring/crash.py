"""What is said when release-guard itself fails (RG001): a report that one can paste anywhere.

It holds versions, the kind of error and our own lines of code. Messages of errors, values and lines of other programs
stay out of it, because any of them could hold a secret or the content of a file.
"""

import platform
import sys
from collections.abc import Iterator
from types import TracebackType

import release_guard
from release_guard.judge import catalogue

_PACKAGE = "release_guard"
#: No traceback needs more of our lines than this to be understood; a runaway recursion has thousands.
_FRAMES = 20


def report(error: BaseException) -> str:
    """The finding RG001 about *error*, with its report, ending in a newline."""
    entry = catalogue.entry("RG001")
    lines = [
        f"release-guard: {entry.code} {entry.name}: release-guard itself failed, so nothing was judged",
        f"    why: {entry.why}",
        "    fix: send the lines below to the makers of release-guard; they hold no secret and nothing of your files",
        *(f"    | {line}" for line in _facts(error)),
    ]
    return "\n".join(lines) + "\n"


def _facts(error: BaseException) -> Iterator[str]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield f"release-guard {release_guard.__version__}, Python {python}, {sys.platform} {platform.machine()}"
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield f"{'because of ' if found is not error else ''}{_kind(found)}"
        yield from (f"  {line}" for line in _ours(found.__traceback__))
        found = found.__cause__ or found.__context__


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _ours(trace: TracebackType | None) -> list[str]:
    """``module:line`` of the frames in our own modules, the outermost first."""
    lines = []
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == _PACKAGE:
            lines.append(f"{module}:{trace.tb_lineno}")
        trace = trace.tb_next
    return lines[-_FRAMES:]
