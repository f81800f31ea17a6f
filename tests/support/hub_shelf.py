"""Fills an embedded Hub from inside, and asks it as our own code does: what a repository holds needs no client."""

import hashlib
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from release_guard.demo.hub import EmbeddedHub
from release_guard.demo.hub.buckets import Bucket, Stored
from release_guard.demo.hub.objects import large, regular
from release_guard.demo.hub.repos import MAIN, Kind, Repo
from release_guard.demo.hub.rules import is_large
from release_guard.hub.api import Hub
from release_guard.hub.outgoing import Ask, Reply, Stream
from tests.support import hub_asks


def shelve(
    hub: EmbeddedHub, place: str, files: Mapping[str, bytes | None], *, ref: str = MAIN, visibility: str = "private"
) -> Repo:
    """Commit *files* to *place* ("models/acme/x", made where it isn't there), None for one that is deleted."""
    kind, _, id_ = place.partition("/")
    repo = _repo(hub, kind, id_, visibility)  # type: ignore[arg-type]
    old = dict(repo.commits[repo.refs.get(ref, repo.refs.get(MAIN, ""))].files) if repo.refs else {}
    for path, data in files.items():
        if data is None:
            del old[path]
            continue
        old[path] = large(data) if is_large(path, len(data), data[:512]) else regular(data)
        digest = old[path].sha256
        if digest is not None:
            repo.stored[digest] = data
    repo.add(ref, old, f"Change {', '.join(files)}", "", "ada", hub.world.clock())
    return repo


def fill_bucket(
    hub: EmbeddedHub, id_: str, files: Mapping[str, bytes | None], *, visibility: str = "private"
) -> Bucket:
    """Put *files* into the bucket *id_* (made where it isn't there), None for one that is deleted."""
    world = hub.world
    bucket = world.buckets.setdefault(id_, Bucket(id_, "ada", visibility, world.clock()))
    for path, data in files.items():
        bucket.files.pop(path, None)
        if data is not None:
            xet_hash = world.chunks.hash_of(hashlib.sha256(data).hexdigest(), data)
            bucket.files[path] = Stored(data, xet_hash, world.clock())
    return bucket


def _repo(hub: EmbeddedHub, kind: Kind, id_: str, visibility: str) -> Repo:
    if (kind, id_) not in hub.world.repos:
        hub.world.repos[kind, id_] = Repo(kind, id_, "ada", visibility, hub.world.clock())
        if kind == "spaces":
            hub.world.repos[kind, id_].space = {"sdk": "gradio", "stage": "RUNNING"}
    return hub.world.repos[kind, id_]


def asker(token: str | None) -> Ask:
    """Asks by plain HTTP with *token*; a connection that breaks is an ``OSError``, as the port wants it."""

    def ask(method: str, url: str, body: bytes | None) -> Reply:
        try:
            return Reply(*hub_asks.ask(url, method, token=token, body=body))
        except HTTPException as error:
            raise OSError(type(error).__name__) from error

    return ask


def streamer(token: str | None) -> Stream:
    """Reads a body piece by piece by plain HTTP, with *token* where it is told to."""

    def stream(url: str, with_token: bool) -> Iterator[bytes]:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.netloc, timeout=10)
        try:
            bearer = {"Authorization": f"Bearer {token}"} if with_token and token else {}
            connection.request("GET", f"{parts.path}?{parts.query}", headers=bearer)
            answer = connection.getresponse()
            if answer.status != 200:
                raise OSError(f"HTTP status {answer.status}")
            yield from iter(lambda: answer.read(1 << 16), b"")
        except HTTPException as error:
            raise OSError(type(error).__name__) from error
        finally:
            connection.close()

    return stream


def api(hub: EmbeddedHub, token: str | None = None) -> Hub:
    """The Hub as ada sees it, or whoever has *token*; it is asked again without waiting."""
    mine = token or hub.token
    return Hub(asker(mine), hub.url, pause=lambda _: None, stream=streamer(mine))
