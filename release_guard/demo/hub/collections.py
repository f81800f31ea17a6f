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
    return as_json(_said(world, request, world.collections[slug]))


def listing(world: "World", request: Request) -> Answer:
    """The collections of one owner, or all."""
    owner = request.first("owner")
    found = (each for each in world.collections.values() if owner in (None, each.namespace))
    return as_json([_said(world, request, each) for each in found if world.sees(request.who, each)])


def info(world: "World", request: Request) -> Answer:
    """A collection with its items."""
    return as_json(_said(world, request, _found(world, request)))


def change(world: "World", request: Request) -> Answer:
    """Another title, or another visibility."""
    found, body = _settable(world, request), request.json()
    found.title = str(body.get("title", found.title))
    if "private" in body:
        found.visibility = "private" if body["private"] else "public"
    return as_json({"data": _said(world, request, found)})


def delete(world: "World", request: Request) -> Answer:
    """Delete the list; what it lists stays."""
    del world.collections[_settable(world, request).slug]
    return as_json({})


def add(world: "World", request: Request) -> Answer:
    """Put an item in."""
    found, item = _settable(world, request), request.json().get("item") or {}
    if any((one["id"], one["type"]) == (item.get("id"), item.get("type")) for one in found.items):
        raise Refused(409, "This item is in the collection already")
    number = len(found.items)
    found.items.append({"_id": f"{number:024x}", "position": number, **item, **_note(request.json())})
    return as_json(_said(world, request, found))


def change_item(world: "World", request: Request) -> Answer:
    """Another note, or another place in the list."""
    found, item = _item(world, request)
    body = request.json()
    if "position" in body:
        found.items.remove(item)
        found.items.insert(int(body["position"]), item)
    item.update(_note(body))
    return as_json({})


def remove(world: "World", request: Request) -> Answer:
    """Take an item out; it stays what it is."""
    found, item = _item(world, request)
    found.items.remove(item)
    return as_json({})


def _note(body: dict[str, Any]) -> dict[str, Any]:
    return {"note": {"text": body["note"]}} if isinstance(body.get("note"), str) else {}


def _item(world: "World", request: Request) -> tuple[Collection, dict[str, Any]]:
    found = _settable(world, request)
    item = next((one for one in found.items if one["_id"] == request.args["item"]), None)
    if item is None:
        raise Refused(404, "Item not found")
    return found, item


def _found(world: "World", request: Request) -> Collection:
    found = world.collections.get(request.id)
    if found is None or not world.sees(request.who, found):
        raise Refused(404, "Collection not found")
    return found


def _settable(world: "World", request: Request) -> Collection:
    found = _found(world, request)
    world.must("content", request.who, found)
    return found


def _said(world: "World", request: Request, found: Collection) -> dict[str, Any]:
    """A collection as whoever asks sees it: without the private repositories of others."""
    items = [{**item, "position": at} for at, item in enumerate(found.items) if _is_seen(world, request, item)]
    said = {"slug": found.slug, "title": found.title, "owner": {"name": found.namespace}, "items": items}
    more = {"lastUpdated": "2026-01-01T00:00:00.000Z", "position": 0, "upvotes": 0, "theme": "blue", "description": ""}
    return {**said, **more, "private": found.visibility != "public"}


def _is_seen(world: "World", request: Request, item: dict[str, Any]) -> bool:
    repo = world.repos.get((f"{item.get('type')}s", str(item.get("id"))))  # type: ignore[arg-type]
    return repo is None or world.sees(request.who, repo)


ROUTES = (
    Route("GET", "/api/collections", listing),
    Route("POST", "/api/collections", create),
    Route("GET", "/api/collections/{owner}/{name}", info),
    Route("PATCH", "/api/collections/{owner}/{name}", change),
    Route("DELETE", "/api/collections/{owner}/{name}", delete),
    Route("POST", "/api/collections/{owner}/{name}/items", add),
    Route("PATCH", "/api/collections/{owner}/{name}/items/{item}", change_item),
    Route("DELETE", "/api/collections/{owner}/{name}/items/{item}", remove),
)
