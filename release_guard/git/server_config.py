"""What the configuration of a git server says to the pre-receive hook.

Other than in a clone the repository's own configuration counts here: nobody can push it, so it is the server's word.
``-c`` and the environment still count for nothing.
"""

from release_guard.git import config
from release_guard.git.config import Settings
from release_guard.git.plumbing import Git
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility
from release_guard.ports import PolicyError

#: Seconds after which the hook refuses: GitHub Enterprise ends all hooks of a push after five.
DEADLINE = 4.0
#: No client waits longer than this for a hook.
_LONGEST = 3600.0
_COUNT = ("system", "global", "local")


class ServerSettings(NamedTuple):
    """The server's word: policies and private places, and what it says of this repository.

    ``destination`` is the repository's name, ``host`` the server's, both "" where not set; ``visibility`` says who can
    read it, ``deadline`` how many seconds a judgement may take.
    """

    settings: Settings = Settings()
    destination: str = ""
    host: str = ""
    visibility: Visibility | None = None
    deadline: float = DEADLINE


def read(git: Git) -> ServerSettings:
    """Read all scopes with one process. Raises ``TreeError`` where git can't, ``PolicyError`` for a senseless value."""
    arguments = ("config", "--show-scope", "--null", "--get-regexp", r"^release-guard\.")
    status, output = git.ask(*arguments)
    if status not in (0, 1):
        raise git.failure(arguments, status)
    return parse(output)


def parse(output: bytes) -> ServerSettings:
    """Read what ``git config --show-scope --null`` printed; of a key with one value the innermost scope counts."""
    fields = output.decode("utf-8", "surrogateescape").split("\0")
    found = ServerSettings(config.parse(output, _COUNT))
    for scope, entry in zip(fields[::2], fields[1::2], strict=False):
        key, _, value = entry.partition("\n")
        if scope in _COUNT:
            found = with_value(found, key.removeprefix("release-guard."), value)
    return found


def with_value(settings: ServerSettings, key: str, value: str) -> ServerSettings:
    """*settings* with one value set; keys that aren't the server's are passed over. Raises ``PolicyError``."""
    if key == "destination":
        return settings._replace(destination=value)
    if key == "host":
        return settings._replace(host=value)
    if key == "visibility":
        return settings._replace(visibility=_visibility(value))
    return settings._replace(deadline=_deadline(value)) if key == "deadline" else settings


def _visibility(value: str) -> Visibility:
    try:
        return Visibility.parse(value)
    except ValueError as error:
        raise PolicyError(
            f"release-guard.visibility is {error}", "git config release-guard.visibility private"
        ) from None


def _deadline(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        message = f"release-guard.deadline is {value[:40]!r}, which is no number of seconds up to {_LONGEST:.0f}"
        raise PolicyError(message, f"git config release-guard.deadline {DEADLINE:.0f}")
    return seconds
