"""Buckets: create, settings, batches of operations, listings and addresses for download.

Facts (huggingface_hub, ``HfApi.create_bucket`` and ``_batch_bucket_files``): a bucket is public unless asked otherwise;
its bytes go to Xet first, and the batch that names them by xet hash makes them visible; ``me`` is who asks.
"""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from release_guard.demo.hub.answers import Answer, Refused, as_json, slice_of
from release_guard.demo.hub.buckets import Bucket, Stored
from release_guard.demo.hub.forms import moment, paged
from release_guard.demo.hub.lifecycle import asked
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


def create(world: World, request: Request) -> Answer:
    """Make a bucket, or say that it is there."""
    namespace = _namespace(request)
    maker = world.must_make(request.who, namespace, "bucket")
    id_ = f"{namespace}/{request.args['name']}"
    url = f"{world.url}/buckets/{id_}"
    if id_ in world.buckets:
        raise Refused(409, "You already created this bucket", url=url)
    visibility = asked(request.json(), "buckets") or world.accounts.default_visibility(namespace)
    world.must_have_room(namespace, visibility)
    world.buckets[id_] = Bucket(id_, maker, visibility, world.clock())
    return as_json({"url": url, "name": id_})


def info(world: World, request: Request) -> Answer:
    """One bucket, with its size."""
    return as_json(_said(world.find_bucket(request.id, request.who)))


def listing(world: World, request: Request) -> Answer:
    """The buckets of a namespace."""
    namespace, word = _namespace(request), request.first("search") or ""
    mine = (each for each in world.buckets.values() if each.namespace == namespace and word in each.id)
    return paged(world, request, [_said(each) for each in mine if world.sees(request.who, each)])


def delete(world: World, request: Request) -> Answer:
    """Delete a bucket with all that it holds."""
    bucket = world.find_bucket(request.id, request.who)
    world.must("settings", request.who, bucket)
    del world.buckets[bucket.id]
    return as_json({})


def settings(world: World, request: Request) -> Answer:
    """Change who can see a bucket; echoes what was sent."""
    bucket = world.find_bucket(request.id, request.who)
    world.must("settings", request.who, bucket)
    body = request.json()
    visibility = asked(body, "buckets")
    if visibility is not None and not {"visibility", "private"} & request.forgotten:
        world.must_have_room(bucket.namespace, visibility)
        bucket.expose(visibility)
    return as_json(body)


def batch(world: World, request: Request) -> Answer:
    """All operations or none."""
    bucket = world.find_bucket(request.id, request.who)
    world.must("content", request.who, bucket)
    world.must_have_room(bucket.namespace, bucket.visibility)
    files = dict(bucket.files)
    failed = [failure for line in request.lines() for failure in _apply(world, request, files, line)]
    if failed:
        return as_json({"success": False, "failed": failed}, 422)
    bucket.files = files
    return as_json(
        {"success": True, "processed": len(request.lines()), "succeeded": len(request.lines()), "failed": []}
    )


def tree(world: World, request: Request) -> Answer:
    """Files and folders under a prefix."""
    bucket = world.find_bucket(request.id, request.who)
    prefix, recursive = request.args.get("rest", ""), (request.first("recursive") or "").lower() in ("1", "true")
    start = f"{prefix.rstrip('/')}/" if prefix else ""
    found = {path: file for path, file in sorted(bucket.files.items()) if path.startswith(start)}
    plain = [_file(path, file) for path, file in found.items() if recursive or "/" not in path[len(start) :]]
    folders = sorted({path[len(start) :].split("/")[0] for path in found if "/" in path[len(start) :]})
    said = [] if recursive else [{"type": "directory", "path": f"{start}{name}"} for name in folders]
    return paged(world, request, [*said, *plain])


def paths_info(world: World, request: Request) -> Answer:
    """Those of the asked files that are there."""
    bucket = world.find_bucket(request.id, request.who)
    paths = [path for path in request.form().get("paths", []) if path in bucket.files]
    return as_json([_file(path, bucket.files[path]) for path in paths])


def resolve(world: World, request: Request) -> Answer:
    """Where a file is, and in headers how Xet calls it."""
    bucket = world.find_bucket(request.id, request.who)
    file = bucket.files.get(request.args["rest"])
    if file is None:
        raise Refused(404, "Entry not found", "EntryNotFound")
    token = f"{world.url}/api/buckets/{quote(bucket.id)}/xet-read-token"
    headers = {"X-Xet-Hash": file.xet_hash, "X-Linked-Size": str(len(file.data)), "ETag": f'"{file.xet_hash}"'}
    to = world.signed(f"bucket-content/{bucket.id}/{file.xet_hash}")
    return Answer(302, b"", {**headers, "Location": to, "Link": f'<{token}>; rel="xet-auth"'})


def content(world: World, request: Request) -> Answer:
    """A file at its own address, which is signed and so needs no token."""
    world.must_be_signed(request.place, request.first("X-Amz-Signature"))
    held = world.buckets[request.id].files.values()
    data = next((file.data for file in held if file.xet_hash == request.args["digest"]), None)
    if data is None:
        raise Refused(404, "Not found")
    return slice_of(data, request.headers.get("range"), {})


def _apply(world: World, request: Request, files: dict[str, Stored], line: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Carry out one operation on *files*; yields why it failed."""
    path, xet_hash = str(line.get("path")), str(line.get("xetHash"))
    match line.get("type"):
        case "addFile" if xet_hash in world.chunks.files:
            files[path] = Stored(world.chunks.files[xet_hash], xet_hash, time.time())
        case "copyFile" if _source_has(world, request, line, xet_hash):
            files[path] = Stored(world.chunks.files[xet_hash], xet_hash, time.time())
        case "addFile" | "copyFile":
            yield {"path": path, "error": "File not found"}
        case "deleteFile":
            files.pop(path, None)
        case kind:
            raise Refused(400, f"Unknown operation in a batch: {kind}")


def _source_has(world: World, request: Request, line: dict[str, Any], xet_hash: str) -> bool:
    """Whether the repository or bucket that a copy names has such a file, and who asks may read it."""
    kind, id_ = str(line.get("sourceRepoType")), str(line.get("sourceRepoId"))
    if kind == "bucket":
        held = world.find_bucket(id_, request.who).files.values()
        return any(file.xet_hash == xet_hash for file in held)
    repo = world.find(f"{kind}s", id_, request.who)  # type: ignore[arg-type]
    return any(_is(world, request, repo, path, xet_hash) for path in repo.files())


def _is(world: World, request: Request, repo: Repo, path: str, xet_hash: str) -> bool:
    file = repo.files()[path]
    known = file.sha256 is not None and world.chunks.hash_of(file.sha256, file.data) == xet_hash
    return known and world.reads(request.who, repo, path)


def _namespace(request: Request) -> str:
    return request.name if request.args["owner"] == "me" else request.args["owner"]


def _said(bucket: Bucket) -> dict[str, Any]:
    said = {"id": bucket.id, "private": bucket.visibility != "public", "createdAt": moment(bucket.created)}
    return {**said, "size": sum(len(file.data) for file in bucket.files.values()), "totalFiles": len(bucket.files)}


def _file(path: str, file: Stored) -> dict[str, Any]:
    said = {"type": "file", "path": path, "size": len(file.data), "xetHash": file.xet_hash}
    return {**said, "mtime": moment(file.date), "uploadedAt": moment(file.date)}


ROUTES = (
    Route("GET", "/api/buckets/{owner}", listing),
    Route("POST", "/api/buckets/{owner}/{name}", create),
    Route("GET", "/api/buckets/{owner}/{name}", info),
    Route("DELETE", "/api/buckets/{owner}/{name}", delete),
    Route("PUT", "/api/buckets/{owner}/{name}/settings", settings),
    Route("POST", "/api/buckets/{owner}/{name}/batch", batch),
    Route("GET", "/api/buckets/{owner}/{name}/tree", tree),
    Route("GET", "/api/buckets/{owner}/{name}/tree/{rest}", tree),
    Route("POST", "/api/buckets/{owner}/{name}/paths-info", paths_info),
    Route("GET", "/buckets/{owner}/{name}/resolve/{rest}", resolve),
)
STORAGE = (Route("GET", "/bucket-content/{owner}/{name}/{digest}", content),)
