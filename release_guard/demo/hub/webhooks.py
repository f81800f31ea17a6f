"""Webhooks: they are written down and call nobody (huggingface_hub, ``HfApi.create_webhook``, ``WebhookInfo``).

They belong to a person, watch users, organisations or repositories, and either call a URL or start a job.
"""

from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World

_FIELDS = ("url", "watched", "domains", "secret")


def create(world: World, request: Request) -> Answer:
    """Make a webhook."""
    owner, body = request.name, request.json()
    made: dict[str, Any] = {"id": f"{len(world.webhooks) + 1:024x}", "owner": owner, "disabled": False, "domains": []}
    _set(world, made, body)
    world.webhooks[made["id"]] = made
    return _one(made)


def listing(world: World, request: Request) -> Answer:
    """The webhooks of whoever asks."""
    return as_json([_said(one) for one in world.webhooks.values() if one["owner"] == request.name])


def info(world: World, request: Request) -> Answer:
    """One webhook."""
    return _one(_named(world, request))


def change(world: World, request: Request) -> Answer:
    """Another address, another secret, other things to watch."""
    found = _named(world, request)
    _set(world, found, request.json())
    return _one(found)


def delete(world: World, request: Request) -> Answer:
    """Delete a webhook."""
    del world.webhooks[_named(world, request)["id"]]
    return as_json({})


def switch(world: World, request: Request) -> Answer:
    """Let it call again, or no longer."""
    found = _named(world, request)
    found["disabled"] = request.path.endswith("/disable")
    return _one(found)


def _set(world: World, webhook: dict[str, Any], body: dict[str, Any]) -> None:
    webhook.update({name: body[name] for name in _FIELDS if body.get(name) is not None})
    source = world.jobs.get(str(body.get("jobSourceId") or ""))
    if source is not None:
        webhook["job"] = source.spec


def _named(world: World, request: Request) -> dict[str, Any]:
    found: dict[str, Any] | None = world.webhooks.get(request.args["webhook"])
    if found is None or found["owner"] != request.name:
        raise Refused(404, "Webhook not found")
    return found


def _said(webhook: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in webhook.items() if name != "owner"}


def _one(webhook: dict[str, Any]) -> Answer:
    return as_json({"webhook": _said(webhook)})


_ONE = "/api/settings/webhooks/{webhook}"
ROUTES = (
    Route("POST", "/api/settings/webhooks", create),
    Route("GET", "/api/settings/webhooks", listing),
    Route("GET", _ONE, info),
    Route("POST", _ONE, change),
    Route("DELETE", _ONE, delete),
    Route("POST", f"{_ONE}/enable", switch),
    Route("POST", f"{_ONE}/disable", switch),
)
