"""Discussions and pull requests. A pull request is a ref, refs/pr/N, that all who see the repository can read.

After huggingface_hub, ``HfApi.get_discussion_details``, ``create_discussion`` and ``community.deserialize_event``.
"""

from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.forms import moment
from release_guard.demo.hub.objects import File
from release_guard.demo.hub.repos import MAIN, Discussion, Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


def opened(
    world: World, repo: Repo, title: str, author: str, *, pull_request: bool, status: str = "open"
) -> Discussion:
    """A new discussion; a pull request starts from what main is now."""
    number = len(repo.discussions) + 1
    base = repo.refs[MAIN] if pull_request else None
    discussion = Discussion(number, title, author, world.clock(), base, status)
    repo.discussions[number] = discussion
    if base is not None:
        repo.refs[discussion.ref] = base
    return discussion


def create(world: World, request: Request) -> Answer:
    """Open a discussion, or a pull request as a draft."""
    repo = world.find(request.kind, request.id, request.who)
    body = request.json()
    pull_request = bool(body.get("pullRequest"))
    status = "draft" if pull_request else "open"
    found = opened(world, repo, str(body.get("title")), request.name, pull_request=pull_request, status=status)
    _note(world, found, request.name, "comment", _comment(str(body.get("description") or "")))
    return as_json({"num": found.number, **_said(repo, found)})


def listing(world: World, request: Request) -> Answer:
    """Discussions by type, status and author; a page by its number."""
    repo = world.find(request.kind, request.id, request.who)
    found = [_said(repo, each) for each in repo.discussions.values() if _wanted(each, request)]
    start = int(request.first("p") or 0) * world.page_size
    return as_json({"count": len(found), "start": start, "discussions": found[start : start + world.page_size]})


def details(world: World, request: Request) -> Answer:
    """A discussion with its events, and what its pull request changes."""
    repo, found = _named(world, request)
    said = {**_said(repo, found), "events": found.events}
    if found.base is not None:
        said["changes"] = {"base": MAIN, **({"mergeCommitId": found.merged} if found.merged else {})}
        said["filesWithConflicts"] = _conflicts(repo, found)
        said["diff"] = "".join(f"diff --git a/{path} b/{path}\n" for path in _changed(repo, found))
    return as_json(said)


def comment(world: World, request: Request) -> Answer:
    """Say something."""
    _repo, found = _named(world, request)
    body = _comment(str(request.json().get("comment")))
    return as_json({"newMessage": _note(world, found, request.name, "comment", body)})


def retitle(world: World, request: Request) -> Answer:
    """Give another title."""
    repo, found = _named(world, request)
    _must_edit(world, request, repo, found)
    change = {"from": found.title, "to": str(request.json().get("title"))}
    found.title = change["to"]
    return as_json({"newTitle": _note(world, found, request.name, "title-change", change)})


def set_status(world: World, request: Request) -> Answer:
    """Open, or close."""
    repo, found = _named(world, request)
    _must_edit(world, request, repo, found)
    found.status = str(request.json().get("status"))
    return as_json({"newStatus": _note(world, found, request.name, "status-change", {"status": found.status})})


def merge(world: World, request: Request) -> Answer:
    """Make what a pull request changes part of main."""
    repo, found = _named(world, request)
    world.must("content", request.who, repo)
    if found.base is None or found.status in ("merged", "closed"):
        raise Refused(400, "This isn't an open pull request")
    if _conflicts(repo, found):
        raise Refused(409, "This pull request has conflicts")
    title = f"{found.title} (#{found.number})"
    made = repo.add(MAIN, _merged(repo, found), title, "", found.author, world.clock())
    found.merged, found.status = made.oid, "merged"
    return as_json({"newStatus": _note(world, found, request.name, "status-change", {"status": "merged"})})


def _named(world: World, request: Request) -> tuple[Repo, Discussion]:
    repo = world.find(request.kind, request.id, request.who)
    number = request.args["number"]
    if not number.isdigit() or int(number) not in repo.discussions:
        raise Refused(404, "Discussion not found")
    return repo, repo.discussions[int(number)]


def _must_edit(world: World, request: Request, repo: Repo, found: Discussion) -> None:
    if request.name != found.author:
        world.must("content", request.who, repo)


def _changed(repo: Repo, found: Discussion) -> dict[str, File | None]:
    """What a pull request changes, by path; None where it deletes."""
    before, after = repo.commits[found.base or ""].files, repo.files(found.ref)
    changed: dict[str, File | None] = {path: file for path, file in after.items() if before.get(path) != file}
    return {**changed, **{path: None for path in before if path not in after}}


def _conflicts(repo: Repo, found: Discussion) -> list[str]:
    """Paths that both main and the pull request changed, each in its way."""
    before, now = repo.commits[found.base or ""].files, repo.files()
    changed = _changed(repo, found)
    return [path for path, file in changed.items() if now.get(path) not in (before.get(path), file)]


def _merged(repo: Repo, found: Discussion) -> dict[str, File]:
    state: dict[str, File | None] = {**repo.files(), **_changed(repo, found)}
    return {path: file for path, file in state.items() if file is not None}


def _wanted(found: Discussion, request: Request) -> bool:
    kind, status, author = request.first("type"), request.first("status"), request.first("author")
    by_kind = kind in (None, "all") or (kind == "pull_request") == (found.base is not None)
    is_open = found.status in ("open", "draft")
    by_status = status in (None, "all") or (status == "open") == is_open
    return by_kind and by_status and author in (None, found.author)


def _said(repo: Repo, found: Discussion) -> dict[str, Any]:
    return {
        "num": found.number,
        "title": found.title,
        "author": {"name": found.author},
        "createdAt": moment(found.date),
        "status": found.status,
        "repo": {"name": repo.id, "type": repo.kind[:-1]},
        "isPullRequest": found.base is not None,
    }


def _comment(text: str) -> dict[str, Any]:
    return {"edited": False, "hidden": False, "latest": {"raw": text}}


def _note(world: World, found: Discussion, author: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = {
        "id": f"{found.number:012x}{len(found.events):012x}",
        "type": kind,
        "createdAt": moment(world.clock()),
    }
    event = {**event, "author": {"name": author}, "data": data}
    found.events.append(event)
    return event


ROUTES = (
    Route("GET", "/api/{kind}/{owner}/{name}/discussions", listing),
    Route("POST", "/api/{kind}/{owner}/{name}/discussions", create),
    Route("GET", "/api/{kind}/{owner}/{name}/discussions/{number}", details),
    Route("POST", "/api/{kind}/{owner}/{name}/discussions/{number}/comment", comment),
    Route("POST", "/api/{kind}/{owner}/{name}/discussions/{number}/title", retitle),
    Route("POST", "/api/{kind}/{owner}/{name}/discussions/{number}/status", set_status),
    Route("POST", "/api/{kind}/{owner}/{name}/discussions/{number}/merge", merge),
)
