"""The address that git pushes to, as a destination; and its https twin, which anybody can ask who reads there.

Git's own rules for addresses are followed (gitprotocol, ``connect.c``): what it takes for a path is a path here too.
"""

import os
import re

from release_guard.git import ssh_config
from release_guard.model import destination as places
from release_guard.model.destination import Destination, DestinationError

#: Hosts whose ssh addresses name the same repositories as their https addresses.
TWIN_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"})

#: Other names under which the same hosts answer ssh (port 443 through firewalls).
_SSH_NAMES = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
}
#: Addresses are shown so far.
_READABLE = 200
_HELPER = r"(?s)([A-Za-z0-9][A-Za-z0-9+.-]*)::(.*)"
_SCHEME = r"(?s)([A-Za-z0-9][A-Za-z0-9+.-]*)://(.*)"
_REPOSITORY = ("/.git", "", ".git/.git", ".git")


def destination(url: str, base: str) -> Destination:
    """The place that *url* names, as git passes it to a hook: after every insteadOf, user and password dropped.

    *base* is the absolute folder that git works in, where relative paths start. A transport that git leaves to a
    program of its own ("codecommit::...", "s3://...") gets that program's name with ``::`` as its host; nobody can
    be asked about such a place. Raises ``DestinationError`` where the address names nothing.
    """
    if is_path(url):
        return _local(url, base)
    helper = re.match(_HELPER, url) if "::" in url else None
    if helper:
        return _through(helper[1], helper[2])
    scheme = re.match(_SCHEME, url)
    if scheme is None:
        return _by_ssh(places.parse(url, for_git=True))
    if scheme[1].lower() == "file":
        return _local("/" + places.unquoted(scheme[2].partition("/")[2]).lstrip("/"), base)  # git drops any host here
    if scheme[1].lower() in ("ssh", "git+ssh", "ssh+git"):
        return _by_ssh(places.parse(url))
    if scheme[1].lower() in ("git", "http", "https", "git+http", "git+https"):
        return _at_host(places.parse(url))
    return _through(scheme[1], without_secrets(url).partition("://")[2])


def is_path(url: str) -> bool:
    """Whether git takes *url* for a path: no colon before its first slash (``url_is_local_not_ssh``)."""
    return ":" not in url.split("/", 1)[0]


def _by_ssh(place: Destination) -> Destination:
    """The place that ssh reaches: a host of the user's own naming may be one that everybody knows."""
    place = _at_host(place)
    if place.is_hub or place.host in TWIN_HOSTS or ":" in place.host:
        return place
    name = ssh_config.hostname(place.host)
    if name in TWIN_HOSTS or name in _SSH_NAMES or name in places.HUB_HOSTS:
        return _at_host(places.parse(f"ssh://{name}/{place.path}"))
    return place


def _at_host(place: Destination) -> Destination:
    name = _SSH_NAMES.get(place.host.removesuffix(":443"))
    return place._replace(host=name) if name else place


def _through(program: str, address: str) -> Destination:
    address = without_secrets(address).strip("/")
    if not address or any(ord(char) < 32 for char in address):
        raise DestinationError(f"the address for the transport {program!r} names no repository")
    return Destination(f"{program.lower()}::", address)


def _local(path: str, base: str) -> Destination:
    path = os.path.join(base, os.path.expanduser(path) if path.startswith("~") else path)
    if not os.path.isabs(path):
        raise DestinationError(f"{path!r} is relative to an unknown folder")
    for suffix in _REPOSITORY:
        if os.path.exists(path + suffix) and (suffix or os.path.exists(os.path.join(path, "HEAD"))):
            path = _pointed_at(path + suffix)
            break
    return Destination("file", os.path.realpath(path).removesuffix("/.git") or "/")


def _pointed_at(path: str) -> str:
    """The repository that the file *path* points at, as in linked work trees and submodules; else *path* itself."""
    folder = os.path.join(os.path.dirname(path), _line(path).removeprefix("gitdir: ")) if os.path.isfile(path) else path
    return os.path.join(folder, _line(os.path.join(folder, "commondir")))


def _line(path: str) -> str:
    """The first line of a small file, "" where it can't be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib would cost every push
            return os.fsdecode(file.read(4096)).split("\n", 1)[0].strip()
    except OSError:
        return ""


def https_twin(url: str) -> str | None:
    """The https address of the same repository, for the anonymous probe; None where none is known.

    An https or http address is its own twin, an ssh address has one on the hosts whose two kinds of address agree.
    User, password, query and fragment are dropped.
    """
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    if is_path(url) or ("::" in url and re.match(_HELPER, url)) or scheme == "file":
        return None
    try:
        place = destination(url, "")
    except DestinationError:
        return None
    if place.is_hub:
        kind = "" if place.kind == "models" else f"{place.kind}/"
        return f"https://huggingface.co/{kind}{place.path}"
    if scheme in ("http", "https"):
        return redact(url)
    return f"https://{place.host}/{place.path}.git" if place.host in TWIN_HOSTS else None


def redact(url: str) -> str:
    """*url* as it may be shown: without user, password, query and fragment; control characters become ``?``."""
    shown = re.split(r"[?#]", without_secrets(url))[0] if "://" in url else without_secrets(url)
    return "".join(char if char.isprintable() else "?" for char in shown)


def shown(url: str) -> str:
    """``redact``, cut to what one can read."""
    text = redact(url)
    return text if len(text) <= _READABLE else f"{text[:_READABLE]}..."


def without_secrets(url: str) -> str:
    """*url* without the user and password before its host; a plain path stays as it is."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "", url
    authority, slash, path = rest.partition("/")
    if separator or ":" in authority.rpartition("@")[2]:
        authority = authority.rpartition("@")[2]
    return scheme + separator + authority + slash + path
