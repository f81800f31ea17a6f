"""Repositories as JSON: one with all that is known of it, or lists of many.

Fields are those of huggingface_hub's ``ModelInfo``, ``DatasetInfo``, ``SpaceInfo`` and ``RepoStorageInfo``. A list is
brief unless it is asked to be ``full``; ``expand`` chooses fields, besides the id.
"""

import hashlib
from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json, kept
from release_guard.demo.hub.forms import card_data, entry, moment, paged
from release_guard.demo.hub.objects import File
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World

_BRIEF = ("id", "modelId", "author", "private", "gated", "createdAt", "downloads", "likes", "tags", "sdk")
_FULL = (*_BRIEF, "sha", "lastModified", "disabled", "cardData", "siblings", "usedStorage", "runtime")


def info(world: World, request: Request) -> Answer:
    """One repository, at one revision."""
    repo = world.find(request.kind, request.id, request.who)
    said = _page(world, request, repo, request.args.get("rev", "main"), blobs=request.flag("blobs"))
    wanted = [*request.query.get("expand", []), *request.query.get("expand[]", [])]
    return as_json(kept(said, ("id", *wanted) if wanted else _FULL))


def listing(world: World, request: Request) -> Answer:
    """Repositories of one kind; by author, by a word in the id, by gate."""
    found = [repo for repo in world.all(request.kind, request.who) if _wanted(repo, request)]
    wanted = [*request.query.get("expand", []), *request.query.get("expand[]", [])]
    fields = ("id", *wanted) if wanted else _FULL if request.flag("full") else _BRIEF
    return paged(world, request, [kept(_page(world, request, repo, "main"), fields) for repo in found])


def owned(world: World, request: Request) -> Answer:
    """Everything in a namespace, of each kind, for its members."""
    namespace = request.args.get("owner") or request.name
    if world.accounts.role(request.who.name, namespace) is None:
        raise Refused(403, f"You aren't a member of {namespace}")
    places = [(key[0][:-1], repo.updated, repo) for key, repo in world.repos.items()]
    places += [("bucket", bucket.created, bucket) for bucket in world.buckets.values()]  # type: ignore[misc]
    return paged(world, request, [_owned(*each) for each in places if each[2].namespace == namespace])


def _page(world: World, request: Request, repo: Repo, revision: str, *, blobs: bool = False) -> dict[str, Any]:
    at = repo.at(revision)
    card = card_data(at.files)
    said = {
        "_id": hashlib.sha256(repo.id.encode()).hexdigest()[:24],
        "id": repo.id,
        "modelId": repo.id,
        "author": repo.namespace,
        "private": repo.visibility != "public",
        "gated": repo.gated,
        "sha": at.oid,
        "createdAt": moment(repo.created),
        "lastModified": moment(repo.updated),
        "disabled": False,
        "downloads": repo.downloads,
        "likes": repo.likes,
        "tags": _tags(card),
        "cardData": card,
        "baseModels": card.get("base_model"),
        "siblings": [_sibling(world, request, repo, path, file, blobs) for path, file in sorted(at.files.items())],
        "usedStorage": sum(map(len, repo.stored.values())),
        "xetEnabled": True,
    }
    if repo.kind == "spaces":
        said |= {"sdk": repo.space.get("sdk"), "runtime": {"stage": repo.space.get("stage", "RUNNING")}}
    return said if repo.kind == "models" else {name: value for name, value in said.items() if name != "modelId"}


def _sibling(world: World, request: Request, repo: Repo, path: str, file: File, blobs: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"rfilename": path}
    if blobs:
        full = entry(world, path, file, masked=not world.reads(request.who, repo, path))
        said |= {"blobId": file.oid, "size": file.size}
        if "lfs" in full:
            said["lfs"] = {**full["lfs"], "sha256": full["lfs"]["oid"]}
    return said


def _wanted(repo: Repo, request: Request) -> bool:
    author, word, gated = request.first("author"), request.first("search"), request.first("gated")
    by_gate = gated is None or (gated.lower() == "true") == bool(repo.gated)
    by_name = (author is None or repo.namespace == author) and (word or "").lower() in repo.id.lower()
    tags = request.query.get("filter", [])
    return by_name and by_gate and (not tags or set(tags) <= {*_tags(card_data(repo.files()))})


def _tags(card: dict[str, Any]) -> list[str]:
    """The tags of a card, and those that the Hub makes of what it is made from."""
    parents = card.get("base_model") or []
    said = [parents] if isinstance(parents, str) else parents
    return [*(tag for tag in card.get("tags", []) if isinstance(tag, str)), *(f"base_model:{one}" for one in said)]


def _owned(kind: str, updated: float, place: Any) -> dict[str, Any]:
    used = sum(map(len, place.stored.values())) if isinstance(place, Repo) else 0
    said = {"id": place.id, "type": kind, "visibility": place.visibility, "updatedAt": moment(updated)}
    return {**said, "storage": used, "storagePercent": 0.0}


ROUTES = (
    Route("GET", "/api/{kind}", listing),
    Route("GET", "/api/settings/repositories", owned),
    Route("GET", "/api/organizations/{owner}/settings/repositories", owned),
    Route("GET", "/api/{kind}/{owner}/{name}", info),
    Route("GET", "/api/{kind}/{owner}/{name}/revision/{rev}", info),
)
