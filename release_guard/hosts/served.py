"""What a git server tells its hooks of the repository that is pushed to: its name, who can read it, and who pushes.

Each server has variables of its own, and most of them say nothing of who can read; then the server's own configuration
does. Nobody is asked over a network. Sources: GitHub Enterprise Server, "Creating a pre-receive hook script"; GitLab,
"Git server hooks"; Gitolite, "non-core hooks"; Gitea, ``modules/repository/env.go``; git-daemon(1);
git-http-backend(1).
"""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from release_guard.hosts import places
from release_guard.model import destination as destinations
from release_guard.model.destination import Destination
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer

_MAKES_KNOWN = "on the server, if strangers can't read it: git config release-guard.visibility private"


class Served(NamedTuple):
    """What one server told: ``server`` is its kind, in words, "" where nothing tells.

    ``path`` names the repository as its users do ("acme/digits"), ``host`` is its host where the server tells it,
    ``visibility`` who can read it, ``pusher`` who pushes; "" or None where that isn't told.
    """

    server: str = ""
    path: str = ""
    host: str = ""
    visibility: Visibility | None = None
    pusher: str = ""


def told(environ: Mapping[str, str], folder: str) -> Served:
    """Read the variables of whichever server runs the hook; *folder* is the repository's absolute path."""
    for reader in (_github, _gitea, _gitlab, _gitolite, _http_backend):
        served = reader(environ, folder)
        if served is not None:
            return served
    return Served(pusher=environ.get("REMOTE_USER", ""))


def _github(environ: Mapping[str, str], _folder: str) -> Served | None:
    """GitHub Enterprise Server, the only one that tells who can read; its "internal" counts as private."""
    path = environ.get("GITHUB_REPO_NAME", "")
    if not path:
        return None
    public = {"true": Visibility.PUBLIC, "false": Visibility.PRIVATE}.get(environ.get("GITHUB_REPO_PUBLIC", "").lower())
    return Served("GitHub Enterprise Server", path, visibility=public, pusher=environ.get("GITHUB_USER_LOGIN", ""))


def _gitea(environ: Mapping[str, str], _folder: str) -> Served | None:
    owner, name = environ.get("GITEA_REPO_USER_NAME", ""), environ.get("GITEA_REPO_NAME", "")
    if not owner or not name:
        return None
    wiki = ".wiki" if environ.get("GITEA_REPO_IS_WIKI", "").lower() == "true" else ""
    host = environ.get("GITEA_ROOT_URL", "").partition("://")[2].partition("/")[0]
    return Served("Gitea", f"{owner}/{name}{wiki}", host, pusher=environ.get("GITEA_PUSHER_NAME", ""))


def _gitlab(environ: Mapping[str, str], _folder: str) -> Served | None:
    path = environ.get("GL_PROJECT_PATH", "")
    if not path and "GL_REPOSITORY" not in environ:
        return None
    return Served("GitLab", path, pusher=environ.get("GL_USERNAME", ""))


def _gitolite(environ: Mapping[str, str], _folder: str) -> Served | None:
    path = environ.get("GL_REPO", "")
    return Served("Gitolite", path, pusher=environ.get("GL_USER", "")) if path else None


def _http_backend(environ: Mapping[str, str], folder: str) -> Served | None:
    """``git http-backend`` names its root, and the repository is the path below it."""
    root = environ.get("GIT_PROJECT_ROOT", "")
    inside = os.path.relpath(folder, os.path.realpath(root)) if os.path.isabs(root) else os.pardir
    if inside.split(os.sep, 1)[0] in (os.curdir, os.pardir):
        return None
    return Served("git http-backend", inside, pusher=environ.get("REMOTE_USER", ""))


def destination(served: Served, named: str, host: str, folder: str) -> Destination:
    """The place that is pushed to.

    Its name by the server's configuration (*named*), else the *host* of the configuration with the path that the server
    told, else the repository's *folder*. Raises ``DestinationError`` where a configured name names no place.
    """
    host = host or served.host
    if named:
        return destinations.parse(named)
    if host and served.path:
        return destinations.parse(f"https://{host}/{served.path}")
    return Destination("file", folder)


def answer(
    place: Destination,
    served: Served,
    configured: Visibility | None,
    trusted: Iterable[PlaceRule],
    untrusted: Iterable[PlaceRule],
    exported: Callable[[], bool],
) -> Answer:
    """Who can read *place*: the widest of what the server and the policies say, else what its files show.

    *configured* is the word of the server's configuration, heard where the server itself tells nothing. *trusted* rules
    are the server's, *untrusted* ones those of the repository and the push, which can only say "public". *exported*
    tells whether the repository is marked for git-daemon. A visibility of None counts as public.
    """
    rule = places.by_rule(place, trusted, untrusted)
    said = [rule.visibility] if rule is not None and rule.visibility is not None else []
    if served.visibility is not None:
        return Answer(max([served.visibility, *said]), served.server)
    if configured is not None and not _is_bold(configured, place):
        return Answer(max([configured, *said]), "the server's configuration")
    if said:
        return Answer(said[0], "policy place")
    if exported():
        return Answer(Visibility.PUBLIC, "git-daemon-export-ok")
    return Answer(None, "the server", "nothing here tells who can read it", fix=_MAKES_KNOWN)


def _is_bold(configured: Visibility, place: Destination) -> bool:
    """Whether a configuration calls less than public what a known public host alone can call so."""
    return configured < Visibility.PUBLIC and places.is_public_host(place.host)
