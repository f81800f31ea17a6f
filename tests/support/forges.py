"""Forges on loopback: the part of each REST API that tells and sets who sees a repository, in front of a ``GitHost``.

Each follows its vendor's published description: paths, signatures, status codes, bodies and headers, redirects of
renamed repositories. Sources: docs.github.com, "REST API endpoints for repositories" and "Getting started: redirects";
docs.gitlab.com, "Projects API" and "REST API: status codes"; Gitea's and Forgejo's /api/swagger;
developer.atlassian.com, "The Bitbucket Cloud REST API: Repositories". They can misbehave on demand.
"""

import base64
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple
from urllib.parse import unquote, urlsplit

from tests.support.git_http import GitHost, Handler, Script


class Repository:
    """One repository: who sees it, and what it would lose."""

    def __init__(self, number: int, path: str, visibility: str) -> None:
        self.number, self.path, self.visibility = number, path, visibility
        self.forks, self.stars, self.watchers = 3, 12, 5
        self.owner = "public"
        self.members_only = False


class Holder(NamedTuple):
    """Whom a token belongs to: what it may do, and whether its owner administers the repositories."""

    scopes: tuple[str, ...] = ()
    sees_private: bool = True
    admin: bool = True


class Forge(ABC):
    """The API before *host*. ``asked`` notes each of its requests with the token that came along.

    *ignores* accepts changes and makes none. *fault* answers instead while it is set.
    """

    realm: ClassVar[str]
    prefix: ClassVar[str]

    def __init__(self, host: GitHost) -> None:
        self.host = host
        self.repositories: dict[str, Repository] = {}
        self.moved: dict[str, str] = {}
        self.holders: dict[str, Holder] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.ignores = False
        self.fault: Script | None = None
        host.api, host.realm = self._serve, self.realm

    @property
    def base(self) -> str:
        return self.host.url + self.prefix

    def repository(self, path: str, visibility: str = "public") -> Repository:
        """Make a repository, with a real one behind it."""
        self.host.repository(path)
        self.repositories[path] = Repository(len(self.repositories) + 41, path, visibility)
        self.show(path, visibility)
        return self.repositories[path]

    def show(self, path: str, visibility: str) -> None:
        """Set who sees it, for the API and for git."""
        self.repositories[path].visibility = visibility
        (self.host.private.discard if visibility == "public" else self.host.private.add)(path)

    def rename(self, old: str, new: str) -> None:
        """The old name goes on to work: the API and git redirect it."""
        found = self.repositories.pop(old)
        found.path = new
        self.repositories[new] = found
        self.host.repository(new)
        self.show(new, found.visibility)
        self.moved[old] = new
        self.host.private.discard(old)

        def onward(handler: Handler) -> None:
            rest = handler.path.partition(".git")[2]
            handler.say(301, Location=f"{self.host.url}/{new}.git{rest}")

        self.host.script(old, onward)

    def _serve(self, handler: Handler) -> bool:
        path = urlsplit(handler.path).path
        if not path.startswith(self.prefix):
            return False
        token = token_of(handler.headers.get("Authorization", ""))
        self.asked.append((handler.command, unquote(path), token))
        body = handler.sent()
        if self.fault is not None:
            self.fault(handler)
        elif token and token not in self.holders:
            self.refuse(handler, 401, "", None)
        else:
            self.answer(handler, path.removeprefix(self.prefix), self.holders.get(token), body)
        return True

    @abstractmethod
    def answer(self, handler: Handler, path: str, holder: Holder | None, body: bytes) -> None:
        """Answer one request; *path* is below the prefix."""

    @abstractmethod
    def refuse(self, handler: Handler, status: int, why: str, holder: Holder | None) -> None:
        """Say no in the forge's own form."""

    def found(self, path: str, holder: Holder | None) -> Repository | None:
        """What this holder is shown at *path*."""
        one = self.repositories.get(path)
        sees = one is not None and (one.visibility == "public" or (holder is not None and holder.sees_private))
        return one if sees else None

    def change(self, one: Repository, visibility: str) -> None:
        """Take a change, unless this forge only says that it does."""
        if not self.ignores:
            self.show(one.path, visibility)


def token_of(header: str) -> str:
    """The secret of an Authorization header, whatever its scheme."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "basic":
        return rest
    return base64.b64decode(rest).decode().partition(":")[2]


def send(handler: Handler, status: int, body: Mapping[str, Any], **headers: str) -> None:
    """A JSON answer."""
    handler.say(status, json.dumps(body).encode(), Content_Type="application/json; charset=utf-8", **headers)


class GitHub(Forge):
    """An Enterprise Server: the API below /api/v3."""

    realm, prefix = "GitHub", "/api/v3"

    def answer(self, handler: Handler, path: str, holder: Holder | None, body: bytes) -> None:
        kind, _, name = path.strip("/").partition("/")
        name = self._numbered(name) if kind == "repositories" else unquote(name)
        if name in self.moved and handler.command == "GET":
            number = self.repositories[self.moved[name]].number
            url = f"{self.base}/repositories/{number}"
            send(handler, 301, {"message": "Moved Permanently", "url": url}, Location=url)
            return
        one = self.found(name, holder)
        if one is None:
            self.refuse(handler, 404, "Not Found", holder)
        elif handler.command == "PATCH":
            self._edit(handler, one, holder, json.loads(body))
        else:
            send(handler, 200, self._shown(one), **self._headers(holder))

    def _numbered(self, number: str) -> str:
        return next((one.path for one in self.repositories.values() if str(one.number) == number), "")

    def _edit(self, handler: Handler, one: Repository, holder: Holder | None, asked: Mapping[str, Any]) -> None:
        if holder is None or "repo" not in holder.scopes:
            self.refuse(handler, 404, "Not Found", holder)
        elif not holder.admin:
            self.refuse(handler, 403, "Must have admin rights to Repository.", holder)
        elif asked.get("visibility") not in ("private", "public"):
            self.refuse(handler, 422, "Validation Failed", holder)
        else:
            self.change(one, asked["visibility"])
            send(handler, 200, self._shown(one), **self._headers(holder))

    def refuse(self, handler: Handler, status: int, why: str, holder: Holder | None) -> None:
        message = "Bad credentials" if status == 401 else why
        body = {"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}
        send(handler, status, body, **self._headers(holder))

    def _headers(self, holder: Holder | None) -> dict[str, str]:
        said = {"X_GitHub_Request_Id": "8F2C:1D0A:1"}
        if holder is None:
            return said
        return {**said, "X_OAuth_Scopes": ", ".join(holder.scopes), "X_Accepted_OAuth_Scopes": "repo"}

    def _shown(self, one: Repository) -> dict[str, Any]:
        return {
            "id": one.number,
            "full_name": one.path,
            "private": one.visibility != "public",
            "visibility": one.visibility,
            "forks_count": one.forks,
            "stargazers_count": one.stars,
            "watchers_count": one.stars,
            "subscribers_count": one.watchers,
        }


class GitLab(Forge):
    """Any GitLab: projects by their quoted path or by number, below /api/v4."""

    realm, prefix = "GitLab", "/api/v4"

    def answer(self, handler: Handler, path: str, holder: Holder | None, body: bytes) -> None:
        name = unquote(path.removeprefix("/projects/"))
        if name.isdecimal():
            name = next((one.path for one in self.repositories.values() if str(one.number) == name), "")
        if holder is not None and not {"api", "read_api"} & set(holder.scopes):
            self._narrow(handler, "api read_api")
            return
        if name in self.moved and handler.command == "GET":
            number = self.repositories[self.moved[name]].number
            send(handler, 301, {}, Location=f"{self.base}/projects/{number}")
            return
        one = self.found(name, holder)
        if one is None:
            self.refuse(handler, 404, "404 Project Not Found", holder)
        elif handler.command == "PUT":
            self._edit(handler, one, holder, json.loads(body))
        else:
            send(handler, 200, self._shown(one))

    def _edit(self, handler: Handler, one: Repository, holder: Holder | None, asked: Mapping[str, Any]) -> None:
        if holder is None:
            self.refuse(handler, 401, "401 Unauthorized", holder)
        elif "api" not in holder.scopes:
            self._narrow(handler, "api")
        elif not holder.admin:
            self.refuse(handler, 403, "403 Forbidden", holder)
        else:
            self.change(one, asked["visibility"])
            send(handler, 200, self._shown(one))

    def _narrow(self, handler: Handler, scope: str) -> None:
        why = "The request requires higher privileges than provided by the access token."
        send(handler, 403, {"error": "insufficient_scope", "error_description": why, "scope": scope})

    def refuse(self, handler: Handler, status: int, why: str, holder: Holder | None) -> None:
        send(handler, status, {"message": why or "401 Unauthorized"})

    def _shown(self, one: Repository) -> dict[str, Any]:
        return {
            "id": one.number,
            "path_with_namespace": one.path,
            "visibility": one.visibility,
            "repository_access_level": "private" if one.members_only else "enabled",
            "forks_count": one.forks,
            "star_count": one.stars,
        }


class Gitea(Forge):
    """Gitea and Forgejo: below /api/v1. A repository is private or not; its owner can be limited."""

    realm, prefix = "Gitea", "/api/v1"

    def answer(self, handler: Handler, path: str, holder: Holder | None, body: bytes) -> None:
        name = unquote(path.removeprefix("/repos/"))
        if name in self.moved and handler.command == "GET":
            handler.say(301, Location=f"{self.prefix}/repos/{self.moved[name]}")
            return
        one = self.found(name, holder)
        wanted = "write:repository" if handler.command == "PATCH" else "read:repository"
        if one is None:
            self.refuse(handler, 404, "The target couldn't be found.", holder)
        elif holder is not None and not {wanted, "write:repository"} & set(holder.scopes):
            self.refuse(handler, 403, f"token does not have at least one of required scope(s): [{wanted}]", holder)
        elif handler.command != "PATCH":
            send(handler, 200, self._shown(one))
        elif holder is None or not holder.admin:
            self.refuse(handler, 403, "user should be an owner or a collaborator with admin rights", holder)
        else:
            self.change(one, "private" if json.loads(body)["private"] else "public")
            send(handler, 200, self._shown(one))

    def refuse(self, handler: Handler, status: int, why: str, holder: Holder | None) -> None:
        message = why or "invalid username, password or token"
        send(handler, status, {"message": message, "url": f"{self.host.url}/api/swagger"})

    def _shown(self, one: Repository) -> dict[str, Any]:
        return {
            "id": one.number,
            "full_name": one.path,
            "private": one.visibility == "private",
            "internal": False,
            "owner": {"login": one.path.partition("/")[0], "visibility": one.owner},
            "forks_count": one.forks,
            "stars_count": one.stars,
            "watchers_count": one.watchers,
        }


class Bitbucket(Forge):
    """Bitbucket Cloud: below /2.0."""

    realm, prefix = "Bitbucket.org HTTP", "/2.0"

    def answer(self, handler: Handler, path: str, holder: Holder | None, body: bytes) -> None:
        name = unquote(path.removeprefix("/repositories/"))
        if name in self.moved and handler.command == "GET":
            handler.say(301, Location=f"{self.base}/repositories/{self.moved[name]}")
            return
        one = self.found(name, holder)
        if one is None:
            why = "You may not have access to this repository or it no longer exists in this workspace."
            self.refuse(handler, 404, why, holder)
        elif handler.command != "PUT":
            send(handler, 200, self._shown(one), X_Accepted_OAuth_Scopes="repository")
        elif holder is None or "repository:admin" not in holder.scopes:
            self._narrow(handler, holder)
        elif not holder.admin:
            self.refuse(handler, 403, "Your credentials lack admin access to this repository.", holder)
        else:
            self.change(one, "private" if json.loads(body)["is_private"] else "public")
            send(handler, 200, self._shown(one))

    def _narrow(self, handler: Handler, holder: Holder | None) -> None:
        had = list(holder.scopes) if holder is not None else []
        why = "Your credentials lack one or more required privilege scopes."
        detail = {"granted": had, "required": ["repository:admin"]}
        headers = {"X_OAuth_Scopes": ", ".join(had), "X_Accepted_OAuth_Scopes": "repository:admin"}
        send(handler, 403, {"type": "error", "error": {"message": why, "detail": detail}}, **headers)

    def refuse(self, handler: Handler, status: int, why: str, holder: Holder | None) -> None:
        message = why or "Token is invalid, expired, or not supported for this endpoint."
        send(handler, status, {"type": "error", "error": {"message": message}})

    def _shown(self, one: Repository) -> dict[str, Any]:
        return {"type": "repository", "full_name": one.path, "is_private": one.visibility == "private"}


class Kind(NamedTuple):
    """One forge for a parametrised test: ``variables`` name the token's and the server's variable."""

    make: Callable[[GitHost], Forge]
    variables: tuple[str, str]
    looks: tuple[str, ...]
    changes: tuple[str, ...]
    path: str

    def environment(self, host: GitHost, token: str) -> dict[str, str]:
        """The variables that hand *token* over for *host*."""
        secret, server = self.variables
        return {secret: token, server: host.url}


KINDS = {
    "github": Kind(GitHub, ("GH_ENTERPRISE_TOKEN", "GH_HOST"), ("repo",), ("repo",), "acme/model"),
    "gitlab": Kind(GitLab, ("GITLAB_TOKEN", "GITLAB_HOST"), ("read_api",), ("api",), "acme/teams/speech/model"),
    "gitea": Kind(
        Gitea, ("GITEA_TOKEN", "GITEA_SERVER_URL"), ("read:repository",), ("write:repository",), "acme/model"
    ),
    "bitbucket": Kind(
        Bitbucket,
        ("BITBUCKET_TOKEN", "BITBUCKET_GIT_HTTP_ORIGIN"),
        ("repository",),
        ("repository:admin",),
        "acme/model",
    ),
}
