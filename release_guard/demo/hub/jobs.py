"""Jobs and scheduled jobs: they are written down and run nothing (huggingface_hub, ``HfApi.run_job``, ``JobInfo``).

On the real Hub a job is a machine elsewhere that may push with the token among its secrets. Secrets are never told.
"""

from dataclasses import dataclass
from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.forms import moment, paged
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


@dataclass
class Job:
    """A job, or with a ``schedule`` a scheduled one. ``spec`` is what it was started with."""

    id: str
    namespace: str
    spec: dict[str, Any]
    created: float
    stage: str = "RUNNING"
    schedule: str = ""
    suspended: bool = False


def start(world: World, request: Request) -> Answer:
    """Start a job."""
    return as_json(_said(_made(world, request, request.json())))


def listing(world: World, request: Request) -> Answer:
    """The jobs of a namespace."""
    return paged(world, request, [_said(one) for one in _of(world, request) if not one.schedule])


def inspect(world: World, request: Request) -> Answer:
    """One job."""
    return as_json(_said(_named(world, request)))


def cancel(world: World, request: Request) -> Answer:
    """Stop a job."""
    job = _named(world, request)
    job.stage = "CANCELED"
    return as_json(_said(job))


def again(world: World, request: Request) -> Answer:
    """Start the same job once more."""
    return as_json(_said(_made(world, request, _named(world, request).spec)))


def change(world: World, request: Request) -> Answer:
    """Other labels, or other ports that are reached from outside."""
    job, body = _named(world, request), request.json()
    what = request.path.rpartition("/")[2]
    job.spec[what] = body if what == "expose" else body.get(what)
    return as_json(_plan(job) if job.schedule else _said(job))


def plan(world: World, request: Request) -> Answer:
    """Start a job by the clock."""
    body = request.json()
    job = _made(world, request, body.get("jobSpec") or {})
    job.schedule, job.suspended = str(body.get("schedule")), bool(body.get("suspend"))
    return as_json(_plan(job))


def plans(world: World, request: Request) -> Answer:
    """The scheduled jobs of a namespace."""
    return as_json([_plan(one) for one in _of(world, request) if one.schedule])


def look(world: World, request: Request) -> Answer:
    """One scheduled job."""
    return as_json(_plan(_named(world, request)))


def drop(world: World, request: Request) -> Answer:
    """Delete a scheduled job."""
    del world.jobs[_named(world, request).id]
    return as_json({})


def steer(world: World, request: Request) -> Answer:
    """Suspend, resume, plan otherwise, or run at once."""
    job, what = _named(world, request), request.args["what"]
    if what == "run":
        return as_json(_said(_made(world, request, job.spec)))
    if what == "schedule":
        job.schedule = str(request.json().get("schedule"))
    elif what in ("suspend", "resume"):
        job.suspended = what == "suspend"
    else:
        raise Refused(404, "Not found")
    return as_json(_plan(job))


def _made(world: World, request: Request, spec: dict[str, Any]) -> Job:
    namespace = request.args["owner"]
    world.must_make(request.who, namespace, "job")
    job = Job(f"{len(world.jobs) + 1:024x}", namespace, dict(spec), world.clock())
    world.jobs[job.id] = job
    return job


def _of(world: World, request: Request) -> list[Job]:
    namespace = request.args["owner"]
    if world.accounts.role(request.who.name, namespace) is None:
        raise Refused(403, f"You aren't a member of {namespace}")
    return [job for job in world.jobs.values() if job.namespace == namespace]


def _named(world: World, request: Request) -> Job:
    found = next((job for job in _of(world, request) if job.id == request.args["job"]), None)
    if found is None:
        raise Refused(404, "Job not found")
    return found


def _owner(job: Job) -> dict[str, str]:
    return {"id": job.namespace, "name": job.namespace, "type": "org"}


def _spec(job: Job) -> dict[str, Any]:
    return {**job.spec, "secrets": dict.fromkeys(job.spec.get("secrets") or {}, "")}


def _said(job: Job) -> dict[str, Any]:
    times = {"createdAt": moment(job.created), "startedAt": moment(job.created)}
    return {**_spec(job), **times, "id": job.id, "status": {"stage": job.stage, "message": None}, "owner": _owner(job)}


def _plan(job: Job) -> dict[str, Any]:
    said = {"id": job.id, "createdAt": moment(job.created), "jobSpec": _spec(job), "schedule": job.schedule}
    return {**said, "suspend": job.suspended, "concurrency": False, "status": {}, "owner": _owner(job)}


_ONE, _PLANNED = "/api/jobs/{owner}/{job}", "/api/scheduled-jobs/{owner}/{job}"
ROUTES = (
    Route("POST", "/api/jobs/{owner}", start),
    Route("GET", "/api/jobs/{owner}", listing),
    Route("GET", _ONE, inspect),
    Route("POST", f"{_ONE}/cancel", cancel),
    Route("POST", f"{_ONE}/duplicate", again),
    Route("PUT", f"{_ONE}/expose", change),
    Route("PUT", f"{_ONE}/labels", change),
    Route("POST", "/api/scheduled-jobs/{owner}", plan),
    Route("GET", "/api/scheduled-jobs/{owner}", plans),
    Route("GET", _PLANNED, look),
    Route("DELETE", _PLANNED, drop),
    Route("PUT", f"{_PLANNED}/labels", change),
    Route("POST", f"{_PLANNED}/{{what}}", steer),
)
