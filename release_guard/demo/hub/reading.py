"""What can be read of a repository's content: the tree, commits, refs and the files themselves.

A large file is fetched by a redirect to the content's own address (huggingface_hub, ``get_hf_file_metadata``): the
headers ``X-Linked-Etag`` and ``X-Linked-Size`` tell what it is, ``X-Repo-Commit`` which revision, ``X-Xet-Hash`` what
Xet calls it.
"""

from typing import Any

from release_guard.demo.hub.answers import Answer, Refused, as_json, slice_of
from release_guard.demo.hub.forms import entry, last_change, moment, paged
from release_guard.demo.hub.objects import Commit, File, folders
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request, Route
from release_guard.demo.hub.world import World


def tree(world: World, request: Request) -> Answer:
    """Files and folders at one revision."""
    repo = world.find(request.kind, request.id, request.who)
    at = repo.at(request.args["rev"])
    found = _entries(world, request, repo, at, request.args.get("rest", ""), recursive=request.flag("recursive"))
    if request.flag("expand"):
        _expand(repo, at, found)
    return paged(world, request, found)


def paths_info(world: World, request: Request) -> Answer:
    """Those of the asked files that are there."""
    repo = world.find(request.kind, request.id, request.who)
    at = repo.at(request.args["rev"])
    form = request.form()
    every = {each["path"]: each for each in _entries(world, request, repo, at, "", recursive=True)}
    found = [every[path] for path in form.get("paths", []) if path in every]
    if str(form.get("expand", ["false"])[0]).lower() == "true":
        _expand(repo, at, found)
    return as_json(found)


def commits(world: World, request: Request) -> Answer:
    """The history of a revision, newest first."""
    repo = world.find(request.kind, request.id, request.who)
    return paged(world, request, [_commit(each) for each in repo.history(request.args["rev"])])


def refs(world: World, request: Request) -> Answer:
    """Branches, tags and, when asked for, pull requests."""
    repo = world.find(request.kind, request.id, request.who)
    said: dict[str, Any] = {"branches": _refs(repo, "refs/heads/"), "tags": _refs(repo, "refs/tags/"), "converts": []}
    if request.flag("include_prs"):
        said["pullRequests"] = _refs(repo, "refs/pr/")
    return as_json(said)


def resolve(world: World, request: Request) -> Answer:
    """A file: its bytes, or where they are."""
    repo = world.find(request.kind, request.id, request.who)
    at, path = repo.at(request.args["rev"]), request.args["rest"]
    world.must_read(request.who, repo, path)
    if path not in at.files:
        raise _no_entry(at)
    file, named = at.files[path], path.rpartition("/")[2]
    headers = {"X-Repo-Commit": at.oid, "Content-Disposition": f'inline; filename="{named}";'}
    if file.sha256 is None:
        return slice_of(file.data, request.headers.get("range"), {**headers, "ETag": f'"{file.oid}"'})
    return Answer(302, b"", {**headers, **_linked(world, request, file, file.sha256)})


def content(world: World, request: Request) -> Answer:
    """A large file at its own address, which is signed and so needs no token."""
    digest = request.args["digest"]
    world.must_be_signed(request.place, request.first("X-Amz-Signature"))
    stored = (repo.stored[digest] for repo in world.repos.values() if digest in repo.stored)
    data = next(stored, None)
    if data is None:
        raise Refused(404, "Not found")
    return slice_of(data, request.headers.get("range"), {"ETag": f'"{digest}"'})


def auth_check(world: World, request: Request) -> Answer:
    """Whether one may read, or write."""
    repo = world.find(request.kind, request.id, request.who)
    if request.path.endswith("/write"):
        world.must("content", request.who, repo)
    else:
        world.must_read(request.who, repo, "")
    return as_json({})


def _entries(
    world: World, request: Request, repo: Repo, at: Commit, folder: str, *, recursive: bool
) -> list[dict[str, Any]]:
    """Folders and files under *folder*, sorted by path; refuses a folder that isn't there."""
    trees = folders(at.files)
    if folder not in trees:
        raise _no_entry(at)
    start = f"{folder}/" if folder else ""
    found = [
        {"type": "directory", "path": path, "oid": oid, "size": 0}
        for path, oid in trees.items()
        if path and path.startswith(start)
    ]
    for path, file in at.files.items():
        if path.startswith(start):
            found.append(entry(world, path, file, masked=not world.reads(request.who, repo, path)))
    kept_ones = [each for each in found if recursive or "/" not in str(each["path"])[len(start) :]]
    return sorted(kept_ones, key=lambda each: str(each["path"]))


def _expand(repo: Repo, at: Commit, entries: list[dict[str, Any]]) -> None:
    history = repo.history(at.oid)
    for each in entries:
        each["lastCommit"] = last_change(history, each["path"])


def _commit(each: Commit) -> dict[str, Any]:
    said = {"id": each.oid, "title": each.title, "message": each.message, "date": moment(each.date)}
    return {**said, "authors": [{"user": each.author}]}


def _refs(repo: Repo, start: str) -> list[dict[str, str]]:
    found = [(ref, oid) for ref, oid in repo.refs.items() if ref.startswith(start)]
    return [{"name": ref.removeprefix(start), "ref": ref, "targetCommit": oid} for ref, oid in found]


def _no_entry(at: Commit) -> Refused:
    return Refused(404, "Entry not found", "EntryNotFound", {"X-Repo-Commit": at.oid})


def _linked(world: World, request: Request, file: File, digest: str) -> dict[str, str]:
    token = f"{world.url}/api/{request.kind}/{request.id}/xet-read-token/{request.args['rev']}"
    return {
        "Location": world.signed(f"content/{digest}"),
        "X-Linked-Etag": f'"{digest}"',
        "X-Linked-Size": str(file.size),
        "X-Xet-Hash": world.chunks.hash_of(digest, file.data),
        "Link": f'<{token}>; rel="xet-auth"',
    }


ROUTES = (
    Route("GET", "/api/{kind}/{owner}/{name}/tree/{rev}", tree),
    Route("GET", "/api/{kind}/{owner}/{name}/tree/{rev}/{rest}", tree),
    Route("POST", "/api/{kind}/{owner}/{name}/paths-info/{rev}", paths_info),
    Route("GET", "/api/{kind}/{owner}/{name}/commits/{rev}", commits),
    Route("GET", "/api/{kind}/{owner}/{name}/refs", refs),
    Route("GET", "/api/{kind}/{owner}/{name}/auth-check", auth_check),
    Route("GET", "/api/{kind}/{owner}/{name}/auth-check/write", auth_check),
    Route("GET", "/{prefix}{owner}/{name}/resolve/{rev}/{rest}", resolve),
)
STORAGE = (Route("GET", "/content/{digest}", content),)
