"""Who the Hub thinks one is (huggingface_hub, ``HfApi.whoami``)."""

from typing import Any

from release_guard.demo.hub.accounts import Organisation
from release_guard.demo.hub.answers import Answer, as_json
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


def whoami(world: World, request: Request) -> Answer:
    """The account behind a token, its organisations and what the token may do."""
    name = request.name
    orgs = [_membership(each, name) for each in world.accounts.organisations.values() if name in each.members]
    role = "write" if "content" in request.who.rights else "read"
    token = {"displayName": "a token", "role": role, "createdAt": "2026-01-01T00:00:00.000Z"}
    said = {"type": "user", "id": name, "name": name, "fullname": name, "email": f"{name}@example.org", "isPro": False}
    return as_json({**said, "orgs": orgs, "auth": {"type": "access_token", "accessToken": token}})


def _membership(organisation: Organisation, name: str) -> dict[str, Any]:
    said = {"type": "org", "id": organisation.name, "name": organisation.name, "fullname": organisation.name}
    return {**said, "isEnterprise": False, "roleInOrg": organisation.members[name]}


ROUTES = (Route("GET", "/api/whoami-v2", whoami),)
