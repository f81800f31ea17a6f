"""GitLab, on gitlab.com or anywhere else: how its REST API tells and sets who sees a project.

Sources: docs.gitlab.com, "Projects API", "REST API authentication", "Project and group visibility", "Personal access
token scopes"; the GitLab CLI, "Environment variables".
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from release_guard.hosts.forge import INTERNAL, PRIVATE, PUBLIC, Change, Seen, bearer, count, fields, host_in, some
from release_guard.hosts.tokens import Client, Credential
from release_guard.hosts.web import Reply

NAME = "GitLab"
SETTABLE = (PRIVATE, INTERNAL)

_HOME = "gitlab.com"
_TOKENS = ("GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN")
_SERVERS = ("GITLAB_HOST", "GITLAB_URI", "GL_HOST", "CI_SERVER_FQDN", "CI_SERVER_HOST")
#: Levels of access to a project's repository that keep strangers out of a project that is public otherwise.
_MEMBERS_ONLY = ("private", "disabled")


def api(scheme: str, host: str) -> str:
    """The same on every server; one below a path of its host isn't found, and then nobody is asked."""
    return f"{scheme}://{host}/api/v4"


def repository(path: str) -> str:
    """A project is named by its whole path, subgroups included, with its slashes quoted."""
    return f"/projects/{quote(path, safe='')}" if "/" in path else ""


def headers(credential: Credential) -> Mapping[str, str]:
    """Personal, project, group and OAuth tokens are all taken as a bearer token."""
    return {"Accept": "application/json", **bearer(credential)}


def tokens(environ: Mapping[str, str], host: str) -> Iterator[Credential]:
    """Those of glab, which are for the server that GITLAB_HOST (GITLAB_URI, GL_HOST) names, in a job for the server
    that runs it, else for gitlab.com."""
    named = next((environ[name] for name in _SERVERS if environ.get(name)), _HOME)
    for name in _TOKENS:
        if environ.get(name) and host_in(named) == host:
            yield Credential(environ[name], name)


def client(host: str) -> Client | None:
    """Without its variables glab prints the token that it keeps for *host*."""
    return Client(("glab", "config", "get", "token", "--host", host), (*_TOKENS, "OAUTH_TOKEN"))


def seen(data: Mapping[str, Any]) -> Seen | None:
    """A public project whose repository only members can read is private as far as a push goes."""
    path, word = data.get("path_with_namespace"), data.get("visibility")
    if not isinstance(path, str) or word not in (PRIVATE, INTERNAL, PUBLIC):
        return None
    if data.get("repository_access_level") in _MEMBERS_ONLY:
        word = PRIVATE
    return Seen(path, str(word), count(data, "forks_count"), count(data, "star_count"))


def narrowed(word: str) -> Change:
    """Scope ``api``, and the role Maintainer or Owner."""
    return Change("PUT", {"visibility": word})


def lost(seen: Seen, word: str) -> tuple[str, ...]:
    """Forks keep their visibility since GitLab 13.7, and can't be made wider than the project any more."""
    who = "only its members can" if word == PRIVATE else "only people with an account on this GitLab can"
    forks = some(seen.forks, "fork stays", "forks stay")
    return (
        f"{who} see it, its issues, merge requests, packages and Pages",
        *(() if seen.forks == 0 else (f"{forks} as visible as before and linked to it",)),
        f"{some(seen.stars, 'star is', 'stars are')} kept",
    )


def sign_in(host: str) -> str:
    """glab asks for the scope ``api`` by itself."""
    return f"glab auth login --hostname {host}"


def lacking(reply: Reply) -> str:
    """RFC 6750, section 3.1: the scope stands in the answer's body, or in its challenge."""
    data = fields(reply)
    if data.get("error") == "insufficient_scope":
        scope = data.get("scope")
        return f"the token lacks the scope {scope if isinstance(scope, str) and scope else 'api'}"
    if reply.status == 403:
        return "the token's owner needs the role Maintainer or Owner in the project"
    return ""
