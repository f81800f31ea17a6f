"""What a Space has beside its files: hardware, whether it runs, variables, secrets, and what it mounts.

After huggingface_hub, ``SpaceRuntime``. Secrets can be set and deleted, never read.
"""

from typing import Any

from release_guard.demo.hub.answers import Answer, as_json
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


def runtime(world: World, request: Request) -> Answer:
    """On what a Space runs, and whether it does."""
    return as_json(_runtime(world.find("spaces", request.id, request.who)))


def pause(world: World, request: Request) -> Answer:
    """Stop the app."""
    repo = _settable(world, request)
    repo.space["stage"] = "PAUSED"
    return as_json(_runtime(repo))


def restart(world: World, request: Request) -> Answer:
    """Start the app."""
    repo = _settable(world, request)
    repo.space["stage"] = "RUNNING"
    return as_json(_runtime(repo))


def hardware(world: World, request: Request) -> Answer:
    """Ask for other hardware."""
    repo = _settable(world, request)
    repo.space["hardware"] = request.json().get("flavor")
    return as_json(_runtime(repo))


def sleep_time(world: World, request: Request) -> Answer:
    """Let a Space sleep after so many idle seconds."""
    repo = _settable(world, request)
    repo.space["sleep"] = request.json().get("seconds")
    return as_json(_runtime(repo))


def variables(world: World, request: Request) -> Answer:
    """The variables of a Space; secrets are never told."""
    repo = _settable(world, request)
    return as_json({key: {"value": value} for key, value in repo.space["variables"].items()})


def secrets(world: World, request: Request) -> Answer:
    """The names of a Space's secrets."""
    return as_json({key: {} for key in _settable(world, request).space["secrets"]})


def volumes(world: World, request: Request) -> Answer:
    """Mount repositories or buckets into the app; what it mounts, whoever uses the app may get to see."""
    repo = _settable(world, request)
    repo.space["volumes"] = request.json().get("volumes") or []
    return as_json(_runtime(repo))


def no_volumes(world: World, request: Request) -> Answer:
    """Mount nothing any more."""
    repo = _settable(world, request)
    repo.space["volumes"] = []
    return as_json(_runtime(repo))


def dev_mode(world: World, request: Request) -> Answer:
    """Let people of the namespace work inside the running app."""
    repo = _settable(world, request)
    repo.space["dev_mode"] = bool(request.json().get("enabled"))
    return as_json(_runtime(repo))


def keep(world: World, request: Request) -> Answer:
    """Set a secret or a variable."""
    body = request.json()
    _settable(world, request).space[request.args["secret"]][str(body.get("key"))] = body.get("value")
    return as_json({})


def forget(world: World, request: Request) -> Answer:
    """Delete a secret or a variable."""
    _settable(world, request).space[request.args["secret"]].pop(str(request.json().get("key")), None)
    return as_json({})


def _settable(world: World, request: Request) -> Repo:
    repo = world.find("spaces", request.id, request.who)
    world.must("settings", request.who, repo)
    return repo


def _runtime(repo: Repo) -> dict[str, Any]:
    named = {"current": repo.space["hardware"], "requested": repo.space["hardware"]}
    return {
        "stage": repo.space["stage"],
        "hardware": named,
        "gcTimeout": repo.space.get("sleep", 172800),
        "storage": None,
        "devMode": repo.space.get("dev_mode", False),
        "volumes": repo.space.get("volumes", []),
    }


ROUTES = (
    Route("GET", "/api/{spaces}/{owner}/{name}/runtime", runtime),
    Route("POST", "/api/{spaces}/{owner}/{name}/pause", pause),
    Route("POST", "/api/{spaces}/{owner}/{name}/restart", restart),
    Route("POST", "/api/{spaces}/{owner}/{name}/hardware", hardware),
    Route("POST", "/api/{spaces}/{owner}/{name}/sleeptime", sleep_time),
    Route("GET", "/api/{spaces}/{owner}/{name}/variables", variables),
    Route("GET", "/api/{spaces}/{owner}/{name}/secrets", secrets),
    Route("PUT", "/api/{spaces}/{owner}/{name}/volumes", volumes),
    Route("DELETE", "/api/{spaces}/{owner}/{name}/volumes", no_volumes),
    Route("POST", "/api/{spaces}/{owner}/{name}/dev-mode", dev_mode),
    Route("POST", "/api/{spaces}/{owner}/{name}/{secret}", keep),
    Route("DELETE", "/api/{spaces}/{owner}/{name}/{secret}", forget),
)
