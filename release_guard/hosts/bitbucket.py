"""Bitbucket Cloud: how its REST API tells and sets who sees a repository. Bitbucket Data Center has another API.

Sources: developer.atlassian.com, "The Bitbucket Cloud REST API: Repositories", "Authentication methods", "Scopes for
the Bitbucket Cloud REST API"; support.atlassian.com, "Using access tokens", "Using API tokens".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from release_guard.hosts.forge import PRIVATE, PUBLIC, Change, Seen, basic, bearer, fields, host_in, segments
from release_guard.hosts.tokens import Client, Credential
from release_guard.hosts.web import Reply

NAME = "Bitbucket"
SETTABLE = (PRIVATE,)

_HOME = "bitbucket.org"
_TOKENS = ("BITBUCKET_TOKEN", "BITBUCKET_ACCESS_TOKEN")
#: The user that git gives with an access token; the REST API takes such a token by itself.
_NO_USER = ("", "x-token-auth")


def api(scheme: str, host: str) -> str:
    """api.bitbucket.org, whatever the scheme."""
    return f"https://api.{host}/2.0" if host == _HOME else f"{scheme}://{host}/2.0"


def repository(path: str) -> str:
    """A workspace and a repository's slug."""
    return segments(path, "/repositories")


def headers(credential: Credential) -> Mapping[str, str]:
    """Access tokens are bearer tokens; API tokens and app passwords go with a user."""
    signed = bearer(credential) if credential.user in _NO_USER else basic(credential)
    return {"Accept": "application/json", **signed}


def tokens(environ: Mapping[str, str], host: str) -> Iterator[Credential]:
    """Access tokens stand alone (BITBUCKET_TOKEN, BITBUCKET_ACCESS_TOKEN), an API token goes with its owner's address
    (BITBUCKET_API_TOKEN, BITBUCKET_EMAIL). BITBUCKET_GIT_HTTP_ORIGIN, as pipelines set it, names another host."""
    home = host_in(environ.get("BITBUCKET_GIT_HTTP_ORIGIN", "")) or _HOME
    if home != host:
        return
    for name in _TOKENS:
        if environ.get(name):
            yield Credential(environ[name], name)
    if environ.get("BITBUCKET_API_TOKEN") and environ.get("BITBUCKET_EMAIL"):
        yield Credential(environ["BITBUCKET_API_TOKEN"], "BITBUCKET_API_TOKEN", environ["BITBUCKET_EMAIL"])


def client(_host: str) -> Client | None:
    """Atlassian has no command that prints a token."""
    return None


def seen(data: Mapping[str, Any]) -> Seen | None:
    """``is_private`` is all that there is; the answer counts neither forks nor watchers."""
    path, private = data.get("full_name"), data.get("is_private")
    if not isinstance(path, str) or not isinstance(private, bool):
        return None
    return Seen(path, PRIVATE if private else PUBLIC)


def narrowed(_word: str) -> Change:
    """Scope ``repository:admin``."""
    return Change("PUT", {"is_private": True})


def lost(_seen: Seen, _word: str) -> tuple[str, ...]:
    """Less than on GitHub; forks are repositories of their own."""
    return (
        "only people with access can see it, its issues, wiki and downloads; each of them counts in the plan",
        "forks that others made stay where they are",
    )


def sign_in(_host: str) -> str:
    """A token is made on the settings page of a repository, project or workspace."""
    return "export BITBUCKET_TOKEN=..., an access token with the scope repository:admin"


def lacking(reply: Reply) -> str:
    """The error tells what was granted and what is required, and so do two headers."""
    error = fields(reply).get("error")
    detail = error.get("detail") if isinstance(error, dict) else None
    required = detail.get("required") if isinstance(detail, dict) else None
    names = required if isinstance(required, list) else reply.headers.get("x-accepted-oauth-scopes", "").split(",")
    wanted = [str(name).strip() for name in names if str(name).strip()]
    if reply.status != 403 or not wanted:
        return ""
    had = reply.headers.get("x-oauth-scopes", "")
    return f"the token lacks the scope {' or '.join(wanted)}" + (f" (it has {had})" if had else "")
