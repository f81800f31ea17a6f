"""GitHub, GitHub Enterprise Server and ghe.com: how their REST API tells and sets who sees a repository.

Sources: docs.github.com, "REST API endpoints for repositories", "Scopes for OAuth apps", "Permissions required for
fine-grained personal access tokens", "Setting repository visibility"; cli.github.com, "gh help environment".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from release_guard.hosts.forge import INTERNAL, PRIVATE, PUBLIC, Change, Seen, bearer, count, host_in, segments, some
from release_guard.hosts.tokens import Client, Credential
from release_guard.hosts.web import Reply

NAME = "GitHub"
SETTABLE = (PRIVATE, INTERNAL)

_HOME = "github.com"
_TENANTS = ".ghe.com"
_OF_HOME = ("GH_TOKEN", "GITHUB_TOKEN")
_OF_ENTERPRISE = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")


def api(scheme: str, host: str) -> str:
    """api.github.com, the same below a tenant's own name, and /api/v3 on an Enterprise Server."""
    if host == _HOME or host.endswith(_TENANTS):
        return f"https://api.{host}"
    return f"{scheme}://{host}/api/v3"


def repository(path: str) -> str:
    """An owner and a name."""
    return segments(path, "/repos")


def headers(credential: Credential) -> Mapping[str, str]:
    """What git sends as a password is a token here, because GitHub takes no passwords."""
    return {
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        **bearer(credential),
    }


def tokens(environ: Mapping[str, str], host: str) -> Iterator[Credential]:
    """Those of gh: GH_TOKEN is for github.com, or for the tenant of ghe.com that GH_HOST names; GITHUB_TOKEN for the
    server of the workflow that runs (GITHUB_SERVER_URL; other forges set the same two), and those of Enterprise for the
    server that GH_HOST names."""
    chosen = host_in(environ.get("GH_HOST", ""))
    server = host_in(environ.get("GITHUB_SERVER_URL", "")) or _HOME
    homes = {"GH_TOKEN": chosen if chosen.endswith(_TENANTS) else _HOME, "GITHUB_TOKEN": server}
    enterprise = "" if chosen == _HOME or chosen.endswith(_TENANTS) else chosen
    for name in (*_OF_HOME, *_OF_ENTERPRISE):
        if environ.get(name) and homes.get(name, enterprise) == host:
            yield Credential(environ[name], name)


def client(host: str) -> Client | None:
    """Without its variables gh prints the token that it keeps for *host*."""
    return Client(("gh", "auth", "token", "--hostname", host), (*_OF_HOME, *_OF_ENTERPRISE))


def seen(data: Mapping[str, Any]) -> Seen | None:
    """``visibility`` where it is told; older servers tell only ``private``, which internal repositories are too."""
    path, word, private = data.get("full_name"), data.get("visibility"), data.get("private")
    if word not in (PRIVATE, INTERNAL, PUBLIC):
        word = {True: PRIVATE, False: PUBLIC}.get(private) if isinstance(private, bool) else None
    if not isinstance(path, str) or word is None or (private is True and word == PUBLIC):
        return None
    stars, watchers = count(data, "stargazers_count"), count(data, "subscribers_count")
    return Seen(path, str(word), count(data, "forks_count"), stars, watchers)


def narrowed(word: str) -> Change:
    """Scope ``repo``, and the rights of an administrator there; "internal" only where an enterprise owns it."""
    return Change("PATCH", {"visibility": word})


def lost(seen: Seen, word: str) -> tuple[str, ...]:
    """The most of all forges: "Changing from public to private" in GitHub's own page."""
    gone = f"{some(seen.stars, 'star', 'stars')} and {some(seen.watchers, 'watcher', 'watchers')}"
    forks = some(seen.forks, "public fork stays public and is", "public forks stay public and are")
    stay = () if seen.forks == 0 else (f"{forks} detached from it",)
    who = "its members and those it invites" if word == PRIVATE else "the members of its enterprise"
    return (
        f"only {who} can see it, its issues and its pull requests",
        f"{gone} are erased for good, also if it becomes public again",
        *stay,
        "its Pages site, code scanning and rules for branches may stop, depending on the plan",
    )


def sign_in(host: str) -> str:
    """gh asks for the scope ``repo`` by itself."""
    return f"gh auth login --hostname {host} --scopes repo"


def lacking(reply: Reply) -> str:
    """A classic token tells its scopes and those that would do, a fine-grained one the permission."""
    permission = reply.headers.get("x-accepted-github-permissions", "")
    wanted, had = _scopes(reply, "x-accepted-oauth-scopes"), _scopes(reply, "x-oauth-scopes")
    if "x-oauth-scopes" in reply.headers and wanted and not wanted & had:
        own = f"it has {', '.join(sorted(had))}" if had else "it has none"
        return f"the token lacks the scope {' or '.join(sorted(wanted))} ({own})"
    if "x-oauth-scopes" not in reply.headers and permission:
        return f"the token needs the permission {permission}"
    return ""


def _scopes(reply: Reply, header: str) -> frozenset[str]:
    return frozenset(word.strip() for word in reply.headers.get(header, "").split(",")) - {""}
