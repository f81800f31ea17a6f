"""Branches and tags, and the squash that makes a history one commit."""

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.repos import MAIN, Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


def branch(world: World, request: Request) -> Answer:
    """Make a branch at ``startingPoint``, or at main."""
    repo = _writable(world, request)
    start = repo.at(request.json().get("startingPoint") or "main")
    return _point(repo, f"refs/heads/{request.args['ref']}", start.oid)


def delete_branch(world: World, request: Request) -> Answer:
    """Delete a branch; not main."""
    return _delete(_writable(world, request), f"refs/heads/{request.args['ref']}")


def tag(world: World, request: Request) -> Answer:
    """Name a revision."""
    repo = _writable(world, request)
    return _point(repo, f"refs/tags/{request.json().get('tag')}", repo.at(request.args["ref"]).oid)


def delete_tag(world: World, request: Request) -> Answer:
    """Take a name away."""
    return _delete(_writable(world, request), f"refs/tags/{request.args['ref']}")


def squash(world: World, request: Request) -> Answer:
    """Make the history of a branch one commit."""
    repo = _writable(world, request)
    ref = f"refs/heads/{request.args['ref']}"
    _must_exist(repo, ref)
    made = repo.squash(ref, str(request.json().get("message") or "Super-squash"), request.name, world.clock())
    return as_json({"commitOid": made.oid})


def _writable(world: World, request: Request) -> Repo:
    repo = world.find(request.kind, request.id, request.who)
    world.must("content", request.who, repo)
    return repo


def _point(repo: Repo, ref: str, oid: str) -> Answer:
    if ref in repo.refs:
        raise Refused(409, f"Reference already exists: {ref}")
    repo.refs[ref] = oid
    return as_json({"ref": ref, "targetCommit": oid})


def _delete(repo: Repo, ref: str) -> Answer:
    _must_exist(repo, ref)
    if ref == MAIN:
        raise Refused(403, "The default branch can't be deleted")
    del repo.refs[ref]
    return as_json({})


def _must_exist(repo: Repo, ref: str) -> None:
    if ref not in repo.refs:
        raise Refused(404, f"Reference doesn't exist: {ref}", "RevisionNotFound")


ROUTES = (
    Route("POST", "/api/{kind}/{owner}/{name}/branch/{ref}", branch),
    Route("DELETE", "/api/{kind}/{owner}/{name}/branch/{ref}", delete_branch),
    Route("POST", "/api/{kind}/{owner}/{name}/tag/{ref}", tag),
    Route("DELETE", "/api/{kind}/{owner}/{name}/tag/{ref}", delete_tag),
    Route("POST", "/api/{kind}/{owner}/{name}/super-squash/{ref}", squash),
)
