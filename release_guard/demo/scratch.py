"""Where a story is played: a folder of its own, and an environment that leaves the machine's settings outside."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from release_guard.demo.hub import EmbeddedHub

#: All that a command of the story inherits. Whatever else is set here (tokens, proxies, git's own variables, what a
#: coding agent or a CI system says of itself) is none of its business.
_KEPT = frozenset({"PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "PYTHONPATH", "NO_COLOR", "COLUMNS"})

#: Git as a person has it; branch "main" is told where it goes, so that a plain `git push` is enough.
_GIT_CONFIG = """\
[user]
    name = Ada Example
    email = ada@example.org
[init]
    defaultBranch = main
[branch "main"]
    remote = origin
    merge = refs/heads/main
[advice]
    defaultBranchName = false
"""


class FolderError(ValueError):
    """The folder can't be played in; the message says why."""


@contextmanager
def folder(wanted: str | None, *, keep: bool) -> Iterator[Path]:
    """An empty folder: *wanted*, which stays, or a temporary one, which goes at the end unless *keep*.

    Where the story breaks off by itself it stays, so that one can look. Raises ``FolderError`` where *wanted* can't be
    used.
    """
    if wanted is not None:
        yield _empty(Path(wanted))
        return
    place = Path(tempfile.mkdtemp(prefix="release-guard-demo-")).resolve()
    try:
        yield place
    except KeyboardInterrupt:
        shutil.rmtree(place)
        raise
    if not keep:
        shutil.rmtree(place)


def _empty(place: Path) -> Path:
    place = place.resolve()
    try:
        place.mkdir(parents=True, exist_ok=True)
        used = any(place.iterdir())
    except OSError as error:
        raise FolderError(f"{place} can't be used: {(error.strerror or str(error)).lower()}") from error
    if used:
        raise FolderError(f"{place} isn't empty, and the demo overwrites nothing")
    return place


def environment(place: Path) -> Mapping[str, str]:
    """The environment of every command in the story: a home in *place* with git's configuration, and no network."""
    home = place / "home"
    home.mkdir(exist_ok=True)
    (home / "gitconfig").write_text(_GIT_CONFIG, encoding="utf-8")
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
    own |= {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}
    own |= {"GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "GIT_ALLOW_PROTOCOL": "file", "TERM": "dumb"}
    return {**{name: value for name, value in os.environ.items() if name in _KEPT}, **own}


def on_hub(place: Path, hub: "EmbeddedHub") -> Mapping[str, str]:
    """What a command is told of *hub*, and of ada's token there; what the client keeps stays in *place*."""
    quiet = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "NO_PROXY": "*"}
    return {"HF_ENDPOINT": hub.url, "HF_TOKEN": hub.token, "HF_HOME": str(place / "home" / "huggingface"), **quiet}
