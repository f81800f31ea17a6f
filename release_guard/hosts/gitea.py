"""Gitea and Forgejo, Codeberg among them: how their REST API tells and sets who sees a repository.

Sources: the API descriptions that both serve at /api/swagger; docs.gitea.com, "API usage"; gitea.com/gitea/tea,
"Configuration"; forgejo.org, "Forgejo Actions reference".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from release_guard.hosts.forge import INTERNAL, PRIVATE, PUBLIC, Change, Seen, basic, count, host_in, segments, some
from release_guard.hosts.tokens import Client, Credential
from release_guard.hosts.web import Reply

NAME = "Gitea"
SETTABLE = (PRIVATE,)

_TOKENS = ("GITEA_SERVER_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN")
_SERVERS = ("GITEA_SERVER_URL", "FORGEJO_SERVER_URL")


def api(scheme: str, host: str) -> str:
    """The same on every server."""
    return f"{scheme}://{host}/api/v1"


def repository(path: str) -> str:
    """An owner and a name."""
    return segments(path, "/repos")


def headers(credential: Credential) -> Mapping[str, str]:
    """A token by itself has a scheme of its own; what git keeps is a user with a password or a token in its place."""
    signed = basic(credential) if credential.user else {"Authorization": f"token {credential.secret}"}
    return {"Accept": "application/json", **signed}


def tokens(environ: Mapping[str, str], host: str) -> Iterator[Credential]:
    """GITEA_TOKEN, FORGEJO_TOKEN and tea's GITEA_SERVER_TOKEN, for the server that GITEA_SERVER_URL or
    FORGEJO_SERVER_URL names, or in a workflow the one that runs it; where none is named, for nobody."""
    runs = any(environ.get(name) == "true" for name in ("GITEA_ACTIONS", "FORGEJO_ACTIONS"))
    named = [environ.get(name, "") for name in (*_SERVERS, *(("GITHUB_SERVER_URL",) if runs else ()))]
    server = next((host_in(value) for value in named if value), "")
    for name in _TOKENS:
        if environ.get(name) and server == host:
            yield Credential(environ[name], name)


def client(_host: str) -> Client | None:
    """tea prints no token; it serves as one of git's credential helpers instead."""
    return None


def seen(data: Mapping[str, Any]) -> Seen | None:
    """A repository that isn't private is only as visible as its owner: "limited" owners show theirs to people with an
    account, "private" ones to their members."""
    path, private = data.get("full_name"), data.get("private")
    if not isinstance(path, str) or not isinstance(private, bool):
        return None
    owner = data.get("owner")
    limited = isinstance(owner, dict) and owner.get("visibility") in ("limited", "private")
    word = PRIVATE if private else INTERNAL if limited or data.get("internal") is True else PUBLIC
    counts = (count(data, key) for key in ("forks_count", "stars_count", "watchers_count"))
    return Seen(path, word, *counts)


def narrowed(_word: str) -> Change:
    """Scope ``write:repository``, and the rights of an administrator there."""
    return Change("PATCH", {"private": True})


def lost(seen: Seen, _word: str) -> tuple[str, ...]:
    """Stars are cleared, and forks follow (``services/repository/repository.go`` of both projects)."""
    forks = some(seen.forks, "fork on this server becomes", "forks on this server become")
    return (
        "only its collaborators and its organisation's members can see it, its issues and its pull requests",
        f"{some(seen.stars, 'star is', 'stars are')} erased for good, and newer servers drop watchers",
        *(() if seen.forks == 0 else (f"{forks} private as well",)),
    )


def sign_in(host: str) -> str:
    """A token is made on the settings page of an account."""
    return f"export GITEA_SERVER_URL=https://{host} GITEA_TOKEN=..., a token with the scope write:repository"


def lacking(reply: Reply) -> str:
    """The server names a missing scope in its own message."""
    return "the token's owner has to be an administrator of the repository" if reply.status == 403 else ""
