"""From create to delete: what exists, under which id, and who may see it.

Facts (hub.md's captures, huggingface_hub ``create_repo``, ``update_repo_settings``, ``duplicate_repo``): a repository
that exists is answered with 409 and its address, and what was asked of its visibility is ignored. Where nothing was
asked, the namespace's default holds, which is public for people. Settings echo the fields that were sent; of kernels
no client can set any, and neither can one here.
"""

from typing import Any, cast

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.forms import page_url
from release_guard.demo.hub.objects import regular
from release_guard.demo.hub.repos import MAIN, Gate, Kind, Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.rules import LARGE
from release_guard.demo.hub.world import World

#: What a new repository holds: which files go to LFS.
ATTRIBUTES = "".join(f"{pattern} filter=lfs diff=lfs merge=lfs -text\n" for pattern in LARGE).encode()


def create(world: World, request: Request) -> Answer:
    """Make a repository, or say that it is there."""
    body = request.json()
    kind = _kind(body.get("type") or "model")
    namespace = body.get("organization") or request.name
    maker = world.must_make(request.who, namespace, kind[:-1])
    id_ = f"{namespace}/{body.get('name')}"
    if (kind, id_) in world.repos:
        url = page_url(world, world.repos[kind, id_])
        raise Refused(409, f"You already created this {kind[:-1]} repo", url=url)
    visibility = asked(body, kind) or world.accounts.default_visibility(namespace)
    _must_be_allowed(world, request, namespace, visibility)
    repo = _made(world, kind, id_, maker, visibility)
    if kind == "spaces":
        _set_up(repo, body)
    return as_json({"url": page_url(world, repo), "name": id_, "id": id_})


def delete(world: World, request: Request) -> Answer:
    """Delete a repository with its history."""
    repo = _named(world, request)
    world.must("settings", request.who, repo)
    del world.repos[repo.kind, repo.id]
    return as_json({})


def move(world: World, request: Request) -> Answer:
    """Give a repository or a bucket another id; the old one leads to it."""
    body = request.json()
    if body.get("type") == "bucket":
        return _move_bucket(world, request, body)
    kind = _kind(body.get("type") or "model")
    repo = world.find(kind, body["fromRepo"], request.who)
    world.must("settings", request.who, repo)
    world.must_make(request.who, body["toRepo"].partition("/")[0], kind[:-1])
    if (kind, body["toRepo"]) in world.repos:
        raise Refused(409, f"{body['toRepo']} exists already")
    del world.repos[kind, repo.id]
    world.moved[kind, repo.id] = repo.id = body["toRepo"]
    world.repos[kind, repo.id] = repo
    world.moved.pop((kind, repo.id), None)
    return as_json({"url": page_url(world, repo)})


def settings(world: World, request: Request) -> Answer:
    """Change who can see it; echoes what was sent."""
    repo = world.find(request.kind, request.id, request.who)
    if repo.kind == "kernels":
        raise Refused(404, "Sorry, we can't find the page you are looking for.")
    world.must("settings", request.who, repo)
    body = request.json()
    visibility, gated = asked(body, repo.kind), _asked_gate(body, repo.kind)
    if visibility is not None and visibility != repo.visibility:
        _must_be_allowed(world, request, repo.namespace, visibility)
    if {"visibility", "private"} & request.forgotten:
        visibility = None
    if "gated" in request.forgotten:
        gated = None
    if visibility is not None or gated is not None:
        repo.expose(visibility, gated)
    return as_json(body)


def duplicate(world: World, request: Request) -> Answer:
    """Copy a repository inside the Hub. The copy has no gate and none of the secrets."""
    source = world.find(request.kind, request.id, request.who)
    body = request.json()
    id_ = str(body.get("repository"))
    namespace = id_.partition("/")[0]
    maker = world.must_make(request.who, namespace, source.kind[:-1])
    for path in source.files():
        world.must_read(request.who, source, path)
    if (source.kind, id_) in world.repos:
        url = page_url(world, world.repos[source.kind, id_])
        raise Refused(409, f"You already created this {source.kind[:-1]} repo", url=url)
    visibility = asked(body, source.kind) or world.accounts.default_visibility(namespace)
    _must_be_allowed(world, request, namespace, visibility)
    copy = Repo(source.kind, id_, maker, visibility, world.clock())
    copy.commits, copy.refs = dict(source.commits), {MAIN: source.refs[MAIN]}
    copy.stored, copy.space = dict(source.stored), {**source.space, "secrets": {}}
    copy.copied_from, copy.on_disk = source.git, set(source.on_disk)
    world.repos[copy.kind, copy.id] = copy
    return as_json({"url": page_url(world, copy), "filesCopyPending": False})


def asked(body: dict[str, Any], kind: str) -> str | None:
    """The visibility that *body* asks for, in the words of any generation of clients; None where it asks for none."""
    wanted = body.get("visibility")
    if wanted is None and "private" in body:
        wanted = "private" if body["private"] else "public"
    if wanted not in (None, "public", "private", *(["protected"] if kind == "spaces" else [])):
        raise Refused(400, f"Invalid visibility for {kind}: {wanted}")
    return cast("str | None", wanted)


def _asked_gate(body: dict[str, Any], kind: str) -> Gate | None:
    gate = body.get("gated")
    if gate is not None and kind not in ("models", "datasets"):
        raise Refused(400, f"{kind} can't be gated")
    if gate not in (None, False, "auto", "manual"):
        raise Refused(400, f"Invalid gated value: {gate}")
    return cast("Gate | None", gate)


def _must_be_allowed(world: World, request: Request, namespace: str, visibility: str) -> None:
    """An organisation that is private only leaves other visibilities to its admins; private needs room."""
    world.must_have_room(namespace, visibility)
    organisation = world.accounts.organisations.get(namespace)
    by_admin = world.accounts.role(request.who.name, namespace) == "admin"
    if visibility != "private" and organisation and organisation.private_only and not by_admin:
        raise Refused(403, f"The organization {namespace} forbids the creation of {visibility} repositories")


def _made(world: World, kind: Kind, id_: str, maker: str, visibility: str) -> Repo:
    repo = Repo(kind, id_, maker, visibility, world.clock())
    repo.add(MAIN, {".gitattributes": regular(ATTRIBUTES)}, "initial commit", "", maker, world.clock())
    world.repos[kind, id_] = repo
    world.moved.pop((kind, id_), None)
    return repo


def _set_up(repo: Repo, body: dict[str, Any]) -> None:
    if body.get("sdk") not in ("gradio", "streamlit", "docker", "static"):
        raise Refused(400, "Invalid SDK")
    repo.space = {
        "sdk": body["sdk"],
        "hardware": body.get("hardware") or "cpu-basic",
        "stage": "RUNNING",
        "secrets": {secret["key"]: secret["value"] for secret in body.get("secrets") or []},
        "variables": {variable["key"]: variable["value"] for variable in body.get("variables") or []},
    }


def _named(world: World, request: Request) -> Repo:
    """The repository that a body names by type, organisation and name."""
    body = request.json()
    namespace = body.get("organization") or request.name
    return world.find(_kind(body.get("type") or "model"), f"{namespace}/{body.get('name')}", request.who)


def _move_bucket(world: World, request: Request, body: dict[str, Any]) -> Answer:
    bucket = world.find_bucket(body["fromRepo"], request.who)
    world.must("settings", request.who, bucket)
    world.must_make(request.who, body["toRepo"].partition("/")[0], "bucket")
    if body["toRepo"] in world.buckets:
        raise Refused(409, f"{body['toRepo']} exists already")
    del world.buckets[bucket.id]
    bucket.id = body["toRepo"]
    world.buckets[bucket.id] = bucket
    return as_json({})


def _kind(word: str) -> Kind:
    if word not in ("model", "dataset", "space", "kernel"):
        raise Refused(400, f"Invalid repo type: {word}")
    return cast("Kind", f"{word}s")


ROUTES = (
    Route("POST", "/api/repos/create", create),
    Route("DELETE", "/api/repos/delete", delete),
    Route("POST", "/api/repos/move", move),
    Route("PUT", "/api/{kind}/{owner}/{name}/settings", settings),
    Route("POST", "/api/{kind}/{owner}/{name}/duplicate", duplicate),
)
