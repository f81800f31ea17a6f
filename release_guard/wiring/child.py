"""The environment of a command that `release-guard exec` runs, in which every Python starts with the guard."""

import os
from collections.abc import Mapping, Sequence

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "for_exec")
#: Options of Python with a value of their own; what follows it is looked at too.
_WITH_VALUE = frozenset("WX")
#: Options after which Python doesn't read ``PYTHONPATH`` (E, I) or doesn't look for a sitecustomize (S).
_BLIND = frozenset("EIS")


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """*environ* with our folder before everything else in ``PYTHONPATH``, and where to find the TOML reader."""
    import tomli

    others = [entry for entry in environ.get("PYTHONPATH", "").split(os.pathsep) if entry and entry != _FOLDER]
    reader = os.path.dirname(os.path.dirname(os.path.abspath(tomli.__file__)))
    path = os.pathsep.join([_FOLDER, *others])
    return {**environ, "PYTHONPATH": path, "RELEASE_GUARD_EXEC_TOMLI": reader}


def blinding_option(command: Sequence[str]) -> str:
    """The option in *command* that keeps Python from seeing the guard ("-I"); "" where there is none, or no Python."""
    if not os.path.basename(command[0]).startswith(("python", "pypy")):
        return ""
    words = iter(command[1:])
    for word in words:
        if not word.startswith("-") or word in ("-", "--") or word.startswith("--"):
            return ""
        for at, letter in enumerate(word[1:], 1):
            if letter in _BLIND:
                return f"-{letter}"
            if letter in "cm":
                return ""
            if letter in _WITH_VALUE:
                if at == len(word) - 1:
                    next(words, "")
                break
    return ""
