"""Forms that several parts of the Hub share: dates, pages, what a listing says of a file, and the head of a card."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlencode

from release_guard.demo.hub.answers import Answer, Refused, as_json
from release_guard.demo.hub.objects import Commit, File, pointer
from release_guard.demo.hub.repos import Repo
from release_guard.demo.hub.requests import Request
from release_guard.demo.hub.world import PREFIX, World


def moment(seconds: float) -> str:
    """A date as the Hub writes it: UTC with milliseconds."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def page_url(world: World, repo: Repo) -> str:
    """Where people find a repository."""
    return f"{world.url}/{PREFIX[repo.kind]}{repo.id}"


def paged(world: World, request: Request, items: Sequence[Any]) -> Answer:
    """One page of *items*; the next one's absolute address is in the Link header (RFC 8288), as the Hub's is."""
    size = min(int(request.first("limit") or world.page_size), world.page_size)
    start = _cursor(request.first("cursor"))
    headers = {}
    if start + size < len(items):
        cursor = urlsafe_b64encode(str(start + size).encode()).decode()
        query = urlencode({**request.query, "cursor": [cursor]}, doseq=True)
        headers["Link"] = f'<{world.url}{request.path}?{query}>; rel="next"'
    return as_json(list(items[start : start + size]), 200, headers)


def _cursor(text: str | None) -> int:
    try:
        return int(urlsafe_b64decode(text or "MA=="))
    except ValueError:
        raise Refused(400, "Invalid cursor") from None


def entry(world: World, path: str, file: File, *, masked: bool) -> dict[str, Any]:
    """A file in a tree; where *masked* (behind a gate) without the digests of large content."""
    said = {"type": "file", "path": path, "size": file.size, "oid": file.oid}
    if file.sha256 and not masked:
        said["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": len(pointer(file.sha256, file.size))}
        said["xetHash"] = world.chunks.hash_of(file.sha256, file.data)
    return said


def last_change(history: Sequence[Commit], path: str) -> dict[str, Any]:
    """The newest commit of *history* that changed the file or folder *path*."""
    for new, old in zip(history, [*history[1:], None], strict=True):
        if old is None or _under(new.files, path) != _under(old.files, path):
            return {"id": new.oid, "title": new.title, "date": moment(new.date)}
    raise Refused(404, f"{path} not found", "EntryNotFound")


def _under(files: Mapping[str, File], path: str) -> dict[str, str]:
    return {name: file.oid for name, file in files.items() if name == path or name.startswith(f"{path}/")}


_FIELD = re.compile(r"^([\w-]+):[ ]*(.*?)\s*$")
_ITEM = re.compile(r"^\s*-\s+(.*?)\s*$")


def card_data(files: Mapping[str, File]) -> dict[str, Any]:
    """The YAML head of README.md, so far as it is plain texts and lists of them: all that is asked of a card here."""
    readme = files["README.md"].data.decode("utf-8", "replace") if "README.md" in files else ""
    found: dict[str, Any] = {}
    name = ""
    for line in _head(readme):
        if field := _FIELD.match(line):
            name, value = field.group(1), field.group(2).strip("\"'")
            found[name] = value or []
        elif (item := _ITEM.match(line)) and isinstance(found.get(name), list):
            found[name].append(item.group(1).strip("\"'"))
    return found


def _head(readme: str) -> list[str]:
    lines = readme.splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in lines[1:]:
        return []
    return lines[1 : lines.index("---", 1)]
