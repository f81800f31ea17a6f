"""The whole protocol: which part answers what, at the Hub and at its storage."""

from release_guard.demo.hub import (
    branches,
    bucket_api,
    cas,
    collections,
    discussions,
    gates,
    git_http,
    jobs,
    lfs,
    lifecycle,
    pages,
    people,
    reading,
    spaces,
    webhooks,
    writing,
)
from release_guard.demo.hub.answers import Answer, Refused
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World

#: Buckets come before what would read "buckets" as the first half of an id.
HUB: tuple[Route, ...] = (
    *people.ROUTES,
    *bucket_api.ROUTES,
    *cas.ROUTES,
    *collections.ROUTES,
    *jobs.ROUTES,
    *webhooks.ROUTES,
    *lfs.ROUTES,
    *git_http.ROUTES,
    *lifecycle.ROUTES,
    *writing.ROUTES,
    *discussions.ROUTES,
    *branches.ROUTES,
    *gates.ROUTES,
    *pages.ROUTES,
    *reading.ROUTES,
    *spaces.ROUTES,
)
STORAGE: tuple[Route, ...] = (*bucket_api.STORAGE, *cas.STORAGE, *lfs.STORAGE, *reading.STORAGE)


def answered(world: World, routes: tuple[Route, ...], request: Request) -> Answer:
    """What is said to *request*, which nothing else can come between."""
    for route in routes:
        args = route.args(request.method, request.path)
        if args is not None:
            with world.lock:
                return _by(world, route, request._replace(args=args))
    return Refused(404, "Sorry, we can't find the page you are looking for.").answer


def _by(world: World, route: Route, request: Request) -> Answer:
    moved = _moved(world, request)
    if moved is not None:
        return Answer(307, b"", {"Location": moved})
    try:
        return route.answer(world, request)
    except Refused as refused:
        return refused.answer
    except (KeyError, TypeError, ValueError) as error:
        return Refused(400, f"Invalid request: {error!r}").answer


def _moved(world: World, request: Request) -> str | None:
    """Where to ask for a repository that has another id now."""
    if not {"kind", "prefix"} & set(request.args) or "name" not in request.args:
        return None
    new = world.moved.get((request.kind, request.id))
    return request.path.replace(f"/{request.id}", f"/{new}", 1) if new else None
