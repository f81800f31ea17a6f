"""One GET as a stranger: no token, no netrc, no cookies, no credential helper, no user in the URL (``web``).

What an answer means is left to ``probe``.
"""

from release_guard.hosts.web import Call, Reach, Reply, send

_HEADERS = {
    "User-Agent": "git/2.40 (release-guard)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Pragma": "no-cache",
}


def get(url: str, reach: Reach) -> Reply:
    """GET *url*, redirects followed; raises ``HostError`` where no whole answer came in time."""
    return send(Call(url, _HEADERS), reach)
