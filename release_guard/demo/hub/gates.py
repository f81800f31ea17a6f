"""Access to gated repositories: people ask, and under a manual gate somebody answers (hub docs, "Gated models").

Under ``auto`` whoever asks is let in at once; accepted people stay so when the gate becomes manual.
"""

from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.forms import moment, paged
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World

_STATES = ("pending", "accepted", "rejected")


def ask(world: World, request: Request) -> Answer:
    """Ask for access to what is gated."""
    repo = world.find(request.kind, request.id, request.who)
    if not repo.gated:
        raise Refused(400, "This repository isn't gated")
    if repo.access.get(request.name) == "rejected":
        raise Refused(403, "Your request to access this repository has been rejected")
    repo.access.setdefault(request.name, "accepted" if repo.gated == "auto" else "pending")
    return as_json({})


def listing(world: World, request: Request) -> Answer:
    """Who asked, by what became of it."""
    repo = _gated(world, request)
    state = request.args["state"]
    said = [_said(world, person, state) for person, its in repo.access.items() if its == state]
    return paged(world, request, said)


def handle(world: World, request: Request) -> Answer:
    """Accept, reject or reset a request."""
    repo = _gated(world, request)
    body = request.json()
    person = str(body.get("user") or body.get("requestId"))
    if body.get("status") not in _STATES:
        raise Refused(400, "Invalid status")
    if person not in repo.access:
        raise Refused(404, f"{person} has not asked for access")
    repo.access[person] = body["status"]
    return as_json({})


def grant(world: World, request: Request) -> Answer:
    """Let somebody in who has not asked."""
    repo = _gated(world, request)
    repo.access[str(request.json().get("user"))] = "accepted"
    return as_json({})


def _gated(world: World, request: Request) -> Repo:
    repo = world.find(request.kind, request.id, request.who)
    world.must("settings", request.who, repo)
    if not repo.gated:
        raise Refused(400, "This repository isn't gated")
    return repo


def _said(world: World, person: str, state: str) -> dict[str, Any]:
    user = {"user": person, "fullname": person, "email": None}
    return {"requestId": person, "user": user, "status": state, "timestamp": moment(world.clock()), "fields": {}}


ROUTES = (
    Route("POST", "/{prefix}{owner}/{name}/ask-access", ask),
    Route("GET", "/api/{kind}/{owner}/{name}/user-access-request/{state}", listing),
    Route("POST", "/api/{kind}/{owner}/{name}/user-access-request/handle", handle),
    Route("POST", "/api/{kind}/{owner}/{name}/user-access-request/grant", grant),
)
