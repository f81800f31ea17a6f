"""How hf_xet reaches the storage behind Xet: tokens from the Hub, then the CAS API.

After the vendor's "CAS API" pages (huggingface.co/docs/xet) and what hf_xet 1.8 asks, in order: a token, perhaps a
probe for a known chunk, xorbs, at last the shard. The address that a token comes with names the repository or bucket,
so the bytes that arrive there belong to it.
"""

import hashlib

from release_guard.demo.hub.answers import Answer, Refused, as_json, slice_of
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World
from release_guard.demo.hub.xet import CHUNK, as_xorb

_LIFETIME = 3600


def write_token(world: World, request: Request) -> Answer:
    """Let a client upload for a repository."""
    repo = world.find(request.kind, request.id, request.who)
    own = any(each.author == request.name for each in repo.discussions.values() if each.base)
    if not (request.flag("create_pr") or own):
        world.must("content", request.who, repo)
    return _token(world, request, request.kind)


def read_token(world: World, request: Request) -> Answer:
    """Let a client fetch what a repository holds."""
    repo = world.find(request.kind, request.id, request.who)
    world.must_read(request.who, repo, "")
    return _token(world, request, request.kind)


def bucket_write_token(world: World, request: Request) -> Answer:
    """Let a client upload for a bucket."""
    world.must("content", request.who, world.find_bucket(request.id, request.who))
    return _token(world, request, "buckets")


def bucket_read_token(world: World, request: Request) -> Answer:
    """Let a client fetch what a bucket holds."""
    world.find_bucket(request.id, request.who)
    return _token(world, request, "buckets")


def put_xorb(world: World, request: Request) -> Answer:
    """Take chunks."""
    return as_json({"was_inserted": world.chunks.put(request.args["hash"], request.body)})


def put_shard(world: World, request: Request) -> Answer:
    """Take the description of files whose chunks are here."""
    _register(world, request)
    return as_json({"result": 1})


def put_shard_in_steps(world: World, request: Request) -> Answer:
    """The newer form tells of its progress line by line; ours is done at once."""
    _register(world, request)
    return Answer(200, b'{"type":"result","result":1}\n', {"Content-Type": "application/x-ndjson"})


def reconstruction(world: World, request: Request) -> Answer:
    """A file as the chunks that make it, all in one xorb."""
    data = _file(world, request)
    first, last = _asked(request, len(data))
    start, end = first // CHUNK, last // CHUNK + 1
    size = min(end * CHUNK, len(data)) - start * CHUNK
    chunks, name = {"start": start, "end": end}, request.args["hash"]
    packed = {"start": start * (CHUNK + 8), "end": start * (CHUNK + 8) + size + 8 * (end - start) - 1}
    fetch = {"range": chunks, "url": world.signed(f"xorb/{name}"), "url_range": packed}
    terms = [{"hash": name, "unpacked_length": size, "range": chunks}]
    return as_json({"offset_into_first_range": first % CHUNK, "terms": terms, "fetch_info": {name: [fetch]}})


def xorb(world: World, request: Request) -> Answer:
    """The bytes that a reconstruction points to."""
    world.must_be_signed(request.place, request.first("X-Amz-Signature"))
    return slice_of(as_xorb(_file(world, request)), request.headers.get("range"), {})


def unknown(_world: World, _request: Request) -> Answer:
    """No chunk is shared with others, and there are no grants for direct uploads: clients upload the whole xorb."""
    raise Refused(404, "Not found")


def _token(world: World, request: Request, shelf: str) -> Answer:
    token = world.accounts.lease(request.who)
    url, expiry = f"{world.storage}/cas/{shelf}/{request.id}", int(world.clock()) + _LIFETIME
    headers = {"X-Xet-Cas-Url": url, "X-Xet-Access-Token": token, "X-Xet-Token-Expiration": str(expiry)}
    return as_json({"casUrl": url, "accessToken": token, "exp": expiry}, 200, headers)


def _register(world: World, request: Request) -> None:
    for each in world.chunks.register(request.body):
        if request.args["shelf"] != "buckets":
            repo = world.repos[request.args["shelf"], request.id]  # type: ignore[index]
            repo.stored[hashlib.sha256(each.data).hexdigest()] = each.data


def _file(world: World, request: Request) -> bytes:
    data = world.chunks.files.get(request.args["hash"])
    if data is None:
        raise Refused(404, "File not found")
    return data


def _asked(request: Request, size: int) -> tuple[int, int]:
    """The bytes of a file that are asked for, first and last; refuses what is beyond its end."""
    first, _, last = request.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")
    start, end = int(first or 0), min(int(last or size), size - 1)
    if start > end:
        raise Refused(416, "Range Not Satisfiable")
    return start, end


ROUTES = (
    Route("GET", "/api/{kind}/{owner}/{name}/xet-write-token/{rev}", write_token),
    Route("GET", "/api/{kind}/{owner}/{name}/xet-read-token/{rev}", read_token),
    Route("GET", "/api/buckets/{owner}/{name}/xet-write-token", bucket_write_token),
    Route("GET", "/api/buckets/{owner}/{name}/xet-read-token", bucket_read_token),
)
STORAGE = (
    Route("GET", "/cas/{shelf}/{owner}/{name}/v1/chunks/{group}/{hash}", unknown),
    Route("POST", "/cas/{shelf}/{owner}/{name}/v1/xorb-grants/{group}/{hash}", unknown),
    Route("POST", "/cas/{shelf}/{owner}/{name}/v1/xorbs/{group}/{hash}", put_xorb),
    Route("POST", "/cas/{shelf}/{owner}/{name}/v1/shards", put_shard),
    Route("POST", "/cas/{shelf}/{owner}/{name}/v2/shards", put_shard_in_steps),
    Route("GET", "/cas/{shelf}/{owner}/{name}/v1/reconstructions/{hash}", reconstruction),
    Route("GET", "/cas/{shelf}/{owner}/{name}/v2/reconstructions/{hash}", unknown),
    Route("GET", "/xorb/{hash}", xorb),
)
