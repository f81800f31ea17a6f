"""Uploads to a repository: what goes where (preupload), and the commit that makes it visible.

The commit is application/x-ndjson: a header, then one operation a line (huggingface_hub, ``_prepare_commit_payload``).
With ``create_pr`` it goes to a new pull request, which is readable at once.
"""

from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.discussions import opened
from release_guard.demo.hub.forms import page_url
from release_guard.demo.hub.objects import File, large, regular
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.rules import LARGEST_REGULAR, is_ignored, is_large
from release_guard.demo.hub.world import World

CHANGED = "A commit has happened since. Please refresh and try again."


def preupload(world: World, request: Request) -> Answer:
    """Say of each file whether it goes to LFS, and whether it is to be left out."""
    repo = world.find(request.kind, request.id, request.who)
    _must_write(world, request, repo, _ref(repo, request.args["rev"]))
    body = request.json()
    present = repo.files("main" if request.flag("create_pr") else request.args["rev"])
    gitignore = body.get("gitIgnore")
    if gitignore is None:
        gitignore = present[".gitignore"].data.decode() if ".gitignore" in present else ""
    return as_json({"files": [_mode(each, present.get(each["path"]), gitignore) for each in body.get("files", [])]})


def commit(world: World, request: Request) -> Answer:
    """Carry out the operations of one commit, all or none."""
    repo = world.find(request.kind, request.id, request.who)
    lines = request.lines()
    header = _header(lines)
    ref = _ref(repo, request.args["rev"])
    _must_write(world, request, repo, ref)
    parent = header.get("parentCommit")
    if parent and not repo.refs[ref].startswith(parent):
        raise Refused(412, CHANGED)
    files = dict(repo.commits[repo.refs[ref]].files)
    for line in lines[1:]:
        _apply(repo, files, line)
    if any(file.sha256 for file in files.values()):
        world.must_have_room(repo.namespace, repo.visibility)
    return _committed(world, request, repo, ref, files, header)


def validate_yaml(_world: World, _request: Request) -> Answer:
    """Every card is fine here."""
    return as_json({"errors": [], "warnings": []})


def _committed(
    world: World, request: Request, repo: Repo, ref: str, files: dict[str, File], header: dict[str, Any]
) -> Answer:
    title, message = str(header["summary"]), str(header.get("description") or "")
    said: dict[str, Any] = {"success": True, "hookOutput": ""}
    if request.flag("create_pr"):
        discussion = opened(world, repo, title, request.name, pull_request=True)
        ref = discussion.ref
        said["pullRequestUrl"] = f"{page_url(world, repo)}/discussions/{discussion.number}"
    made = repo.add(ref, files, title, message, request.name, world.clock())
    return as_json({**said, "commitOid": made.oid, "commitUrl": f"{page_url(world, repo)}/commit/{made.oid}"})


def _must_write(world: World, request: Request, repo: Repo, ref: str) -> None:
    """Anyone with an account may open a pull request, and go on with an own one."""
    own = any(each.author == request.name and each.ref == ref for each in repo.discussions.values())
    if "content" not in request.who.rights or not (request.flag("create_pr") or own):
        world.must("content", request.who, repo)


def _ref(repo: Repo, revision: str) -> str:
    """The branch or pull request that a commit goes to."""
    for ref in (f"refs/heads/{revision}", revision):
        if ref in repo.refs and not ref.startswith("refs/tags/"):
            return ref
    raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")


def _mode(asked: dict[str, Any], present: File | None, gitignore: str) -> dict[str, Any]:
    path = asked["path"]
    mode = "lfs" if is_large(path, asked["size"], b64decode(asked.get("sample") or "")) else "regular"
    oid = (present.sha256 or present.oid) if present else None
    return {"path": path, "uploadMode": mode, "shouldIgnore": is_ignored(path, gitignore), "oid": oid}


def _header(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    header = lines[0].get("value") if lines and lines[0].get("key") == "header" else None
    if not isinstance(header, dict) or "summary" not in header:
        raise Refused(400, "The first line of a commit is its header, with a summary")
    return header


def _apply(repo: Repo, files: dict[str, File], line: dict[str, Any]) -> None:
    """Carry out one operation on *files*."""
    value = line.get("value") or {}
    path = _safe(value.get("path"))
    match line.get("key"):
        case "file":
            files[path] = _regular(value)
        case "lfsFile":
            files[path] = _stored(repo, path, value)
        case "deletedFile":
            if files.pop(path, None) is None:
                raise Refused(404, f"{path} doesn't exist", "EntryNotFound")
        case "deletedFolder":
            for name in [name for name in files if name.startswith(f"{path.rstrip('/')}/")]:
                del files[name]
        case key:
            raise Refused(400, f"Unknown operation in a commit: {key}")


def _regular(value: dict[str, Any]) -> File:
    text = value.get("content", "")
    data = b64decode(text) if value.get("encoding") == "base64" else str(text).encode()
    if len(data) > LARGEST_REGULAR:
        raise Refused(400, f"{value['path']} is larger than 10 MiB: use https://git-lfs.github.com/ to store it")
    return regular(data)


def _stored(repo: Repo, path: str, value: dict[str, Any]) -> File:
    digest = str(value.get("oid"))
    if digest not in repo.stored:
        raise Refused(400, f"The LFS pointer {path} points to a file that does not exist: {digest}")
    return large(repo.stored[digest])


def _safe(path: Any) -> str:
    parts = path.split("/") if isinstance(path, str) else []
    if not parts or ".." in parts or ".git" in parts or not parts[0]:
        raise Refused(400, f"Invalid path: {path}")
    return str(path)


ROUTES = (
    Route("POST", "/api/{kind}/{owner}/{name}/preupload/{rev}", preupload),
    Route("POST", "/api/{kind}/{owner}/{name}/commit/{rev}", commit),
    Route("POST", "/api/validate-yaml", validate_yaml),
)
