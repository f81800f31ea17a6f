"""git over HTTP (git, "http-protocol"): clone, fetch and push, by the real ``git http-backend``.

Strangers read what is public; a gated repository asks them to sign in, as a private one does, so that a refusal tells
nothing (hub docs, "Gated models"). Whoever signs in sends a token as the password; the name doesn't matter.
"""

import subprocess

from release_guard.demo.hub import git_store
from release_guard.demo.hub.accounts import STRANGER
from release_guard.demo.hub.answers import Answer, Refused
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World

SIGN_IN = {"WWW-Authenticate": 'Basic realm="Authentication required", charset="UTF-8"'}
_PUSH = "git-receive-pack"


def refs(world: World, request: Request) -> Answer:
    """The first question of a clone, a fetch or a push: which refs are there."""
    service = request.first("service") or ""
    if service not in ("git-upload-pack", _PUSH):
        return _said(403, "Only the smart HTTP protocol is spoken here")
    return _answered(world, request, "info/refs", pushes=service == _PUSH)


def fetch(world: World, request: Request) -> Answer:
    """What a clone or a fetch is given."""
    return _answered(world, request, "git-upload-pack", pushes=False)


def push(world: World, request: Request) -> Answer:
    """What a push brings; it is visible when this is answered."""
    return _answered(world, request, _PUSH, pushes=True)


def _answered(world: World, request: Request, path: str, *, pushes: bool) -> Answer:
    try:
        repo = _allowed(world, request, pushes=pushes)
    except Refused as refused:
        return _said(refused.status, refused.reason)
    git = world.git.written(repo)
    answer = _run(request, git.name, str(git.parent), path)
    if path == _PUSH:
        git_store.take_in(repo)
    return answer


def _allowed(world: World, request: Request, *, pushes: bool) -> Repo:
    if pushes and request.who is STRANGER:
        raise Refused(401, "Invalid username or password.")
    repo = world.find(request.kind, request.id, request.who)
    if pushes:
        world.must("content", request.who, repo)
    else:
        world.must_read(request.who, repo, "")
    return repo


def _run(request: Request, name: str, root: str, path: str) -> Answer:
    told = {
        **git_store.environment(),
        "GIT_PROJECT_ROOT": root,
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{name}/{path}",
        "QUERY_STRING": f"service={request.first('service')}" if request.first("service") else "",
        "REQUEST_METHOD": request.method,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
        "REMOTE_USER": request.who.name or "",
        "REMOTE_ADDR": "127.0.0.1",
    }
    told = {name: value for name, value in told.items() if value}
    done = subprocess.run(["git", "http-backend"], input=request.body, capture_output=True, env=told, check=False)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line)
    return Answer(int(fields.pop("Status", "200 OK").split(" ", 1)[0]), body, fields)


def _said(status: int, reason: str) -> Answer:
    """A refusal as git shows it: plain text."""
    return Answer(status, f"{reason}\n".encode(), {"Content-Type": "text/plain", **(SIGN_IN if status == 401 else {})})


ROUTES = tuple(
    Route(method, f"/{{prefix}}{{owner}}/{{name}}{ending}/{path}", answer)
    for ending in (".git", "")
    for method, path, answer in (
        ("GET", "info/refs", refs),
        ("POST", "git-upload-pack", fetch),
        ("POST", _PUSH, push),
    )
)
