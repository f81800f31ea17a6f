"""The tokens that are at hand for one host: in the environment, with its command-line client, with git's helpers.

Each is yielded with the words for where it came from, and only for the host that it belongs to: whoever holds the
environment's token for github.com has none for another GitHub. Nobody is asked, nothing waits for long, and nothing is
kept. Sources: gitcredentials(7), git-credential(1); "gh help environment"; glab's "Environment variables".
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from release_guard.hosts.web import host_of

if TYPE_CHECKING:
    import subprocess

#: Seconds that one program may take to hand out a token.
PATIENCE = 4.0
#: What keeps git, its helpers and the clients from asking a person.
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GCM_INTERACTIVE": "never",
    "GH_PROMPT_DISABLED": "1",
    "GH_NO_UPDATE_NOTIFIER": "1",
    "NO_PROMPT": "1",
    "GLAB_CHECK_UPDATE": "false",
}


class Credential(NamedTuple):
    """A secret for one host: a token, or with ``user`` what git would send as that user's password.

    ``origin`` says in words where it came from. It never shows its secret.
    """

    secret: str
    origin: str
    user: str = ""

    def __repr__(self) -> str:
        return f"Credential(from {self.origin})"


class Client(NamedTuple):
    """A forge's command-line client: the command that prints its token for a host, and the variables that would make it
    print another one."""

    command: tuple[str, ...]
    instead: tuple[str, ...]


class Named(Protocol):
    """Where a forge's tokens are looked for; its module documents the names."""

    def tokens(self, environ: Mapping[str, str], host: str, /) -> Iterator[Credential]: ...

    def client(self, host: str, /) -> Client | None: ...


def may_carry(url: str) -> bool:
    """Whether a token may go to *url*: over TLS, or to this machine itself."""
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    loopback = name in ("localhost", "::1") or (name.startswith("127.") and name.replace(".", "").isdecimal())
    return parts.scheme == "https" or (parts.scheme == "http" and loopback)


def at_hand(forge: Named, url: str, environ: Mapping[str, str], folder: str = ".") -> Iterator[Credential]:
    """The credentials for the host of *url* (an https or http address), the cheapest to find first.

    *folder* is where git and the clients run. What comes twice is yielded once; each is looked for only when the one
    before it is used up.
    """
    if not may_carry(url):
        return
    host = host_of(url)
    seen: set[str] = set()
    for credential in _all(forge, host, url, environ, folder):
        if credential.secret not in seen and _sendable(credential):
            seen.add(credential.secret)
            yield credential


def _all(forge: Named, host: str, url: str, environ: Mapping[str, str], folder: str) -> Iterator[Credential]:
    yield from _in_address(url)
    yield from forge.tokens(environ, host)
    client = forge.client(host)
    if client is not None:
        yield from _from_client(client, environ, folder)
    yield from from_git(url, environ, folder)


def _sendable(credential: Credential) -> bool:
    """A header takes no control characters; what isn't ASCII was never a token."""
    text = credential.user + credential.secret
    return bool(credential.secret) and text.isascii() and text.isprintable()


def _in_address(url: str) -> Iterator[Credential]:
    """What stands in the address itself ("https://oauth2:TOKEN@..."): git sends it there anyway."""
    parts = urlsplit(url)
    if parts.password:
        yield Credential(unquote(parts.password), "the address", unquote(parts.username or ""))


def _from_client(client: Client, environ: Mapping[str, str], folder: str) -> Iterator[Credential]:
    own = {name: value for name, value in environ.items() if name not in client.instead}
    token = _output(client.command, {**own, **_QUIET}, folder).strip()
    if token and " " not in token and "\n" not in token:
        yield Credential(token, client.command[0])


def from_git(url: str, environ: Mapping[str, str], folder: str = ".") -> Iterator[Credential]:
    """What git's credential helpers hold for *url*; nothing where they would have to ask."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = unquote(parts.username or "")
    asked = {"protocol": parts.scheme, "host": host, "path": unquote(parts.path.lstrip("/")), "username": user}
    request = "".join(f"{key}={value}\n" for key, value in asked.items() if value and "\n" not in value)
    command = ("git", "-c", "credential.interactive=false", "credential", "fill")
    lines = _output(command, {**environ, **_QUIET}, folder, request).splitlines()
    told = dict(line.partition("=")[::2] for line in lines)
    if told.get("password"):
        yield Credential(told["password"], "git's credential helper", told.get("username", ""))


def _output(command: Sequence[str], environ: Mapping[str, str], folder: str, given: str = "") -> str:
    """What *command* prints, "" where it fails, isn't there, or takes too long; then all that it started is ended."""
    import shutil
    import subprocess

    program = shutil.which(command[0], path=environ.get("PATH", os.defpath))
    if program is None:
        return ""
    try:
        with subprocess.Popen(
            [program, *command[1:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            cwd=folder,
            start_new_session=True,
        ) as process:
            return _answer(process, given.encode())
    except OSError:
        return ""


def _answer(process: "subprocess.Popen[bytes]", given: bytes) -> str:
    import signal
    import subprocess

    try:
        output = process.communicate(given, timeout=PATIENCE)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return ""
    return output.decode("utf-8", "replace") if process.returncode == 0 else ""
