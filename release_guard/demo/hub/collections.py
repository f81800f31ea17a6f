"""Collections: lists of repositories with a visibility of their own (huggingface_hub, ``HfApi.create_collection``).

A private repository in a public collection stays private; it is the list that is seen.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.requests import Request, Route

if TYPE_CHECKING:
    from release_guard.demo.hub.world import World


@dataclass
class Collection:
    """A collection. ``items`` holds what was put in, as it was sent."""

    slug: str
    title: str
    creator: str
    visibility: str
    items: list[dict[str, Any]] = field(default_factory=list)

    @property
    def namespace(self) -> str:
        return self.slug.partition("/")[0]


def create(world: "World", request: Request) -> Answer:
    """Make a collection; public unless asked otherwise."""
    body = request.json()
    namespace = body.get("namespace") or request.name
    maker = world.must_make(request.who, namespace, "collection")
    words = "-".join(str(body.get("title")).lower().split())
    slug = f"{namespace}/{words}-{len(world.collections) + 1:024x}"
    visibility = "private" if body.get("private") else "public"
    world.collections[slug] = Collection(slug, str(body.get("title")), maker, visibility)
    return as_json(_said(world.collections[slug]))


def listing(world: "World", request: Request) -> Answer:
    """The collections of one owner, or all."""
    owner = request.first("owner")
    found = (each for each in world.collections.values() if owner in (None, each.namespace))
    return as_json([_said(each) for each in found if world.sees(request.who, each)])


def info(world: "World", request: Request) -> Answer:
    """A collection with its items."""
    return as_json(_said(_found(world, request)))


def change(world: "World", request: Request) -> Answer:
    """Another title, or another visibility."""
    found, body = _settable(world, request), request.json()
    found.title = str(body.get("title", found.title))
    if "private" in body:
        found.visibility = "private" if body["private"] else "public"
    return as_json({"data": _said(found)})


def delete(world: "World", request: Request) -> Answer:
    """Delete the list; what it lists stays."""
    del world.collections[_settable(world, request).slug]
    return as_json({})


def add(world: "World", request: Request) -> Answer:
    """Put an item in."""
    found, item = _settable(world, request), request.json().get("item") or {}
    number = len(found.items)
    found.items.append({"_id": f"{number:024x}", "position": number, **item})
    return as_json(_said(found))


def _found(world: "World", request: Request) -> Collection:
    found = world.collections.get(request.id)
    if found is None or not world.sees(request.who, found):
        raise Refused(404, "Collection not found")
    return found


def _settable(world: "World", request: Request) -> Collection:
    found = _found(world, request)
    world.must("content", request.who, found)
    return found


def _said(found: Collection) -> dict[str, Any]:
    said = {"slug": found.slug, "title": found.title, "owner": {"name": found.namespace}, "items": found.items}
    more = {"lastUpdated": "2026-01-01T00:00:00.000Z", "position": 0, "upvotes": 0, "theme": "blue", "description": ""}
    return {**said, **more, "private": found.visibility != "public"}


ROUTES = (
    Route("GET", "/api/collections", listing),
    Route("POST", "/api/collections", create),
    Route("GET", "/api/collections/{owner}/{name}", info),
    Route("PATCH", "/api/collections/{owner}/{name}", change),
    Route("DELETE", "/api/collections/{owner}/{name}", delete),
    Route("POST", "/api/collections/{owner}/{name}/items", add),
)
