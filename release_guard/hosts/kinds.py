"""Which forge runs at a host: by its name, by what the machine's git configuration says, or by what its answers reveal.

A wrong guess does no harm: it decides only in whose words the host is asked, never whom a token is sent to.
"""

from collections.abc import Mapping
from types import MappingProxyType

from release_guard.hosts import bitbucket, gitea, github, gitlab
from release_guard.hosts.forge import Forge, host_in

#: By the word that names it in git's configuration and in the cache.
FORGES: Mapping[str, Forge] = MappingProxyType(
    {"github": github, "gitlab": gitlab, "gitea": gitea, "forgejo": gitea, "bitbucket": bitbucket}
)
_HOSTS = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "bitbucket.org": "bitbucket",
    "codeberg.org": "gitea",
    "gitea.com": "gitea",
}
#: The variable of each client that names its server.
_VARIABLES = {
    "GH_HOST": "github",
    "GITLAB_HOST": "gitlab",
    "GITEA_SERVER_URL": "gitea",
    "FORGEJO_SERVER_URL": "gitea",
    "BITBUCKET_GIT_HTTP_ORIGIN": "bitbucket",
}
#: What a forge calls itself when it asks git for a name (RFC 7617, section 2).
_REALMS = {"github": "github", "gitlab": "gitlab", "gitea": "gitea", "forgejo": "gitea"}
_HEADERS = {
    "x-github-request-id": "github",
    "x-github-enterprise-version": "github",
    "x-gitlab-meta": "gitlab",
    "gitlab-lb": "gitlab",
}


def named(host: str, configured: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """The forge at *host* as far as names tell, "" where they don't. *configured* holds ``host-kind`` by host."""
    for word in (configured.get(host, ""), _HOSTS.get(host, "")):
        if word in FORGES:
            return word
    if host.endswith(".ghe.com"):
        return "github"
    return next((word for name, word in _VARIABLES.items() if host_in(environ.get(name, "")) == host), "")


def revealed(headers: Mapping[str, str]) -> str:
    """The forge that an answer to a stranger gives away, "" where it doesn't."""
    realm = headers.get("www-authenticate", "").lower().partition('realm="')[2].partition('"')[0]
    if realm in _REALMS:
        return _REALMS[realm]
    return next((word for name, word in _HEADERS.items() if name in headers), "")
