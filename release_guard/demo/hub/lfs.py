"""Large files by git-lfs: the batch call, uploads in one piece or in parts, verification, copies and deletion.

After the git-lfs "Batch API" and its ``basic`` transfer; ``multipart`` is the Hub's own (huggingface_hub, ``lfs.py``).
Addresses for bytes are signed, so that no token travels with them. A large file counts as stored once its bytes match
the digest; nothing lists it before a commit names it.
"""

import hashlib
from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.forms import moment, paged
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import GATED, PREFIX, World

_LFS = {"Content-Type": "application/vnd.git-lfs+json"}
_SIGN_IN = {"WWW-Authenticate": 'Basic realm="Authentication required"', "LFS-Authenticate": "Basic"}


def batch(world: World, request: Request) -> Answer:
    """Say where to put each large file; what is here already needs no upload."""
    repo = _found(world, request)
    body = request.json()
    if body.get("operation") == "download":
        objects = [_fetched(world, request, repo, each) for each in body["objects"]]
        return as_json({"transfer": "basic", "objects": objects}, 200, _LFS)
    if request.who.name is None:  # who may only open pull requests is told at the commit
        raise Refused(401, "Invalid username or password.", headers=_SIGN_IN)
    offered = body.get("transfers") or ["basic"]
    if "xet" in offered:
        objects = [_for_xet(world, request, each) for each in body["objects"]]
        return as_json({"transfer": "xet", "objects": objects}, 200, _LFS)
    objects = [_object(world, repo, each, "multipart" in offered) for each in body["objects"]]
    parted = any(_in_parts(each) for each in objects)
    return as_json({"transfer": "multipart" if parted else "basic", "objects": objects}, 200, _LFS)


def put(world: World, request: Request) -> Answer:
    """Bytes of a large file, or of one part of it."""
    world.must_be_signed(request.place, request.first("X-Amz-Signature"))
    repo, digest = world.repos[request.kind, request.id], request.args["digest"]
    number = request.first("partNumber")
    if number is not None:
        world.parts[digest, int(number)] = request.body
        return Answer(200, b"", {"ETag": f'"{hashlib.md5(request.body).hexdigest()}"'})
    _keep(repo, digest, request.body)
    return Answer(200)


def complete(world: World, request: Request) -> Answer:
    """All parts are there: put them together. It is a call to the Hub that is signed as if it were storage."""
    place = request.first("key") or ""
    world.must_be_signed(place, request.first("uploadId"))
    _lfs, kind, namespace, name, digest = place.split("/")
    repo = world.repos[kind, f"{namespace}/{name}"]  # type: ignore[index]
    numbers = sorted(number for key, number in world.parts if key == digest)
    _keep(repo, digest, b"".join(world.parts[digest, number] for number in numbers))
    for number in numbers:
        del world.parts[digest, number]
    return as_json({})


def verify(world: World, request: Request) -> Answer:
    """Confirm that a large file has arrived. git-lfs comes with the address alone, so that is signed as well."""
    if request.first("X-Amz-Signature") is not None:
        world.must_be_signed(request.place, request.first("X-Amz-Signature"))
        repo = world.repos[request.kind, request.id]
    else:
        repo = world.find(request.kind, request.id, request.who)
    body = request.json()
    if len(repo.stored.get(str(body.get("oid")), b"")) != body.get("size"):
        raise Refused(404, "Object not found")
    return as_json({}, 200, _LFS)


def locks(_world: World, _request: Request) -> Answer:
    """The Hub has no locks; git-lfs goes on without."""
    raise Refused(404, "Not found")


def listing(world: World, request: Request) -> Answer:
    """Every large file of a repository, whether a commit still names it or not."""
    repo = world.find(request.kind, request.id, request.who)
    world.must("settings", request.who, repo)
    return paged(world, request, [_told(repo, digest, data) for digest, data in repo.stored.items()])


def purge(world: World, request: Request) -> Answer:
    """Delete large files, from every commit where ``rewriteHistory`` asks for it."""
    repo = world.find(request.kind, request.id, request.who)
    world.must("settings", request.who, repo)
    deletions = request.json().get("deletions") or {}
    digests = frozenset(deletions.get("sha") or ())
    if deletions.get("rewriteHistory"):
        repo.purge(digests)
    else:
        repo.stored = {digest: data for digest, data in repo.stored.items() if digest not in digests}
    return as_json({})


def duplicate(world: World, request: Request) -> Answer:
    """Let a commit elsewhere name large files that are here: the bytes don't move."""
    source = world.find(request.kind, request.id, request.who)
    body = request.json()
    target = world.find(f"{body['target']['type']}s", body["target"]["name"], request.who)  # type: ignore[arg-type]
    failed = []
    for each in body.get("files", []):
        world.must_read(request.who, source, each["filename"])
        if each["sha256"] in source.stored:
            target.stored[each["sha256"]] = source.stored[each["sha256"]]
        else:
            failed.append({"sha256": each["sha256"], "error": "File not found"})
    return as_json({"failed": failed})


def _found(world: World, request: Request) -> Repo:
    """The repository; git-lfs asks who somebody is only where it is told to."""
    try:
        return world.find(request.kind, request.id, request.who)
    except Refused as refused:
        headers = _SIGN_IN if refused.status == 401 else {}
        raise Refused(refused.status, refused.reason, refused.code, headers) from None


def _fetched(world: World, request: Request, repo: Repo, asked: dict[str, Any]) -> dict[str, Any]:
    """Where a large file can be had; a gate keeps strangers out here as well."""
    digest, size = asked["oid"], asked["size"]
    if digest not in repo.stored:
        return {"oid": digest, "size": size, "error": {"code": 404, "message": "Object does not exist"}}
    if not world.reads(request.who, repo, ""):
        raise Refused(401 if request.who.name is None else 403, "Access to this repository is restricted", GATED)
    download = {"href": world.signed(f"content/{digest}"), "header": {}}
    return {"oid": digest, "size": size, "authenticated": True, "actions": {"download": download}}


def _object(world: World, repo: Repo, asked: dict[str, Any], multipart: bool) -> dict[str, Any]:
    said = {"oid": asked["oid"], "size": asked["size"]}
    if asked["oid"] in repo.stored:
        return said
    size, part = asked["size"], world.part_size
    verify_place = f"{PREFIX[repo.kind]}{repo.id}.git/info/lfs/objects/verify"
    verify_at = f"{world.url}/{verify_place}?X-Amz-Signature={world.signature(verify_place)}"
    place = f"lfs/{repo.kind}/{repo.id}/{asked['oid']}"
    upload: dict[str, Any] = {"href": world.signed(place)}
    if multipart and size > part:
        count = -(-size // part)
        parts = {str(n): f"{upload['href']}&partNumber={n}" for n in range(1, count + 1)}
        upload = {"href": f"{world.url}/api/complete_multipart?uploadId={world.signature(place)}&key={place}"}
        upload["header"] = {"chunk_size": str(part), **parts}
    return {**said, "authenticated": True, "actions": {"upload": upload, "verify": {"href": verify_at, "header": {}}}}


def _in_parts(said: dict[str, Any]) -> bool:
    return "header" in said.get("actions", {}).get("upload", {})


def _for_xet(world: World, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    """Clients take the token from where the upload address points."""
    href = f"{world.url}/api/{request.kind}/{request.id}/xet-write-token/main"
    upload = {"href": href, "header": {"X-Xet-Refresh-Route": href}}
    return {"oid": asked["oid"], "size": asked["size"], "actions": {"upload": upload}}


def _keep(repo: Repo, digest: str, data: bytes) -> None:
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refused(400, f"The bytes that arrived aren't those of {digest}")
    repo.stored[digest] = data


def _told(repo: Repo, digest: str, data: bytes) -> dict[str, Any]:
    uses = [
        (ref, path, each.date)
        for ref, oid in repo.refs.items()
        for each in repo.history(oid)
        for path, file in each.files.items()
        if file.sha256 == digest
    ]
    ref, path, date = uses[-1] if uses else (None, digest, repo.created)
    return {"fileOid": digest, "oid": digest, "filename": path, "ref": ref, "pushedAt": moment(date), "size": len(data)}


ROUTES = (
    Route("POST", "/{prefix}{owner}/{name}.git/info/lfs/objects/batch", batch),
    Route("POST", "/{prefix}{owner}/{name}.git/info/lfs/objects/verify", verify),
    Route("POST", "/{prefix}{owner}/{name}.git/info/lfs/locks/verify", locks),
    Route("POST", "/api/complete_multipart", complete),
    Route("GET", "/api/{kind}/{owner}/{name}/lfs-files", listing),
    Route("POST", "/api/{kind}/{owner}/{name}/lfs-files/batch", purge),
    Route("POST", "/api/{kind}/{owner}/{name}/lfs-files/duplicate", duplicate),
)
STORAGE = (Route("PUT", "/lfs/{kind}/{owner}/{name}/{digest}", put),)
