"""What a Python program that `release-guard exec` runs imports first, because its folder leads ``PYTHONPATH``.

It makes the release-guard that it belongs to importable in the program's environment, and nothing else of that one's
packages but the TOML reader that it needs; it starts the guard; and it makes room for the program's own sitecustomize.
The program may be of an older Python than release-guard knows, so nothing newer than 3.6 is used here.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

_HERE = os.path.dirname(os.path.abspath(__file__))
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(_HERE)))
#: Taken from here, because the modules that offer it by name take their time to import.
_PATH_FINDER = next(finder for finder in sys.meta_path if getattr(finder, "__name__", "") == "PathFinder")


class _Finder:
    """Finds release-guard where this file lies, and the TOML reader where the command that started this has it."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> "ModuleSpec | None":  # noqa: ARG004
        """The specification of a top-level module of ours; None for every other."""
        if name == "release_guard":
            return _PATH_FINDER.find_spec(name, [_HOME])
        if name == "tomli" or name.endswith("__mypyc"):
            return _PATH_FINDER.find_spec(name, [os.environ.get("RELEASE_GUARD_EXEC_TOMLI", "")])
        return None


def _start() -> None:
    if "release_guard" not in sys.modules:
        sys.meta_path.insert(0, _Finder)
    try:
        if sys.version_info < (3, 10):  # noqa: UP036 - see above
            raise ImportError("release-guard needs Python 3.10 or newer")
        from release_guard.wiring import in_process
    except ImportError as error:
        os.environ["HF_HUB_OFFLINE"] = "1"
        sys.stderr.write(f"release-guard: {sys.executable} can't be guarded, so huggingface_hub is offline: {error}\n")
    else:
        in_process.start()


def _make_room() -> None:
    """Import the sitecustomize that would have come without this one, under its own name."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _HERE]
    this = sys.modules.pop("sitecustomize")
    try:
        __import__("sitecustomize")
    except ImportError as error:
        sys.modules["sitecustomize"] = this
        if error.name != "sitecustomize":
            raise


_start()
_make_room()
