"""One table from a request to what it does on the Hub, for the guard inside a program and for the gateway.

`classify` is pure and never raises. None is a read: it is never delayed. A write is always an action, if need be
`Unknown`. The table knows the clients of three generations: huggingface_hub 0.x, 1.x and 2.x, the JavaScript library,
git and git-lfs. It is given the path at the root of the Hub's host; which hosts are the Hub is for its callers.
"""

from collections.abc import Callable, Iterator

from release_guard.hub import ids, patterns, readers
from release_guard.hub.actions import CALLER, HubAction, Unknown, Upkeep
from release_guard.hub.bodies import BODY_LIMIT, BodyError
from release_guard.hub.readers import Request
from release_guard.model.destination import HUB_KINDS, Destination, unquoted
from release_guard.model.lean import NamedTuple

_READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: What a presigned address carries; it was given out in the answer to an LFS batch, which is judged.
_SIGNATURES = ("X-Amz-Signature", "X-Goog-Signature")
#: What is of no interest at a private place.
_CONTENT = frozenset(
    {readers.stage_files, readers.write_token, readers.lfs_batch, readers.commit, readers.bucket_write}
)


class Row(NamedTuple):
    """Requests of one shape; ``pattern`` is written as `patterns` says. ``body``: only the body tells what they do."""

    methods: str
    pattern: str
    read: Callable[[Request], HubAction | None]
    body: bool = False


#: Writes that decide what is seen where.
ROWS = (
    Row("POST", "api/repos/create", readers.create_repo, body=True),
    Row("POST", "api/buckets/{id}", readers.create_bucket, body=True),
    Row("PUT", "api/{kind}/{id}/settings", readers.settings, body=True),
    Row("PUT", "api/buckets/{id}/settings", readers.settings, body=True),
    Row("POST", "api/repos/move", readers.move, body=True),
    Row("POST", "api/{kind}/{id}/duplicate", readers.duplicate, body=True),
    Row("POST", "api/{kind}/{id}/preupload/{rest}", readers.stage_files, body=True),
    Row("GET", "api/{kind}/{id}/xet-write-token/{any}", readers.write_token),
    Row("GET", "api/buckets/{id}/xet-write-token", readers.write_token),
    Row("POST", "{repo}/info/lfs/objects/batch", readers.lfs_batch, body=True),
    Row("POST", "api/{kind}/{id}/commit/{rest}", readers.commit, body=True),
    Row("POST", "api/buckets/{id}/batch", readers.bucket_write, body=True),
    Row("POST", "api/{kind}/{id}/lfs-files/duplicate", readers.copy_bytes, body=True),
    Row("POST", "api/buckets/{id}/lfs-files/duplicate", readers.copy_bytes, body=True),
    Row("POST", "api/{kind}/{id}/discussions", readers.discussion, body=True),
    Row("POST", "api/{kind}/{id}/discussions/{slot}/merge", readers.merge),
    Row("POST DELETE", "api/{kind}/{id}/{slot:branch,tag}/{rest}", readers.ref_change),
    Row("POST", "api/{kind}/{id}/{slot:super-squash}/{rest}", readers.ref_change),
    Row("GET HEAD POST", "{repo}/info/refs", readers.git_refs),
    Row("POST", "{repo}/git-receive-pack", readers.git_pack),
    Row("POST", "api/collections", readers.new_collection, body=True),
    Row("PATCH", "api/collections/{id}", readers.collection, body=True),
    Row("POST", "api/collections/{id}/items", readers.collection, body=True),
    Row("POST", "api/{:jobs,scheduled-jobs}/{slot}", readers.remote_run, body=True),
    Row("POST", "api/jobs/{slot}/{:}/duplicate", readers.job_again),
    Row("POST", "api/scheduled-jobs/{slot}/{:}/run", readers.job_again),
    Row("PUT", "api/jobs/{slot}/{:}/expose", readers.expose, body=True),
    Row("POST", "api/settings/webhooks", readers.webhook, body=True),
    Row("POST", "api/settings/webhooks/{:}", readers.webhook, body=True),
)


def _upkeep(what: str) -> Callable[[Request], HubAction | None]:
    return lambda request: Upkeep(what, request.seen)


def _read(_: Request) -> HubAction | None:
    return None


#: Writes that show nothing to anybody new, by what they are called in `Upkeep`.
UPKEEP = (
    Row("DELETE", "api/repos/delete", _upkeep("delete")),
    Row("DELETE", "api/buckets/{id}", _upkeep("delete")),
    Row("POST", "api/{kind}/{id}/lfs-files/batch", _upkeep("purge")),
    Row("POST", "api/{kind}/{id}/discussions/{slot}/{rest}", _upkeep("discussion")),
    Row("POST", "uploads", _upkeep("attachment")),
    Row("POST DELETE", "api/{kind}/{id}/like", _upkeep("like")),
    Row("POST", "api/{kind}/{id}/resource-group", _upkeep("resource-group")),
    Row("POST", "api/{kind}/{id}/user-access-request/{:handle,grant,batch}", _upkeep("access")),
    Row("POST", "{repo}/ask-access", _upkeep("ask-access")),
    Row("POST PUT DELETE", "api/spaces/{id}/{:secrets,variables,volumes,storage}", _upkeep("space-settings")),
    Row("POST", "api/spaces/{id}/{:hardware,sleeptime,pause,restart}", _upkeep("space-run")),
    Row("POST", "api/spaces/{id}/dev-mode", _upkeep("space-dev-mode")),
    Row("DELETE", "api/collections/{id}", _upkeep("collection")),
    Row("POST", "api/collections/{id}/resource-group", _upkeep("collection")),
    Row("PATCH DELETE", "api/collections/{id}/items/{slot}", _upkeep("collection")),
    Row("POST DELETE", "api/settings/webhooks/{rest}", _upkeep("webhook")),
    Row("POST", "api/jobs/{slot}/{:}/cancel", _upkeep("job")),
    Row("PUT", "api/{:jobs,scheduled-jobs}/{slot}/{:}/labels", _upkeep("job")),
    Row("DELETE", "api/scheduled-jobs/{slot}/{:}", _upkeep("job")),
    Row("POST", "api/scheduled-jobs/{slot}/{:}/{:suspend,resume,schedule}", _upkeep("job")),
    Row("POST", "api/complete_multipart", _upkeep("stored-bytes")),
    Row("POST", "{repo}/info/lfs/{:objects}/verify", _upkeep("stored-bytes")),
    Row("POST", "{repo}/info/lfs/locks/{any}", _upkeep("lfs-lock")),
    Row("POST", "api/credentials/revoke", _upkeep("credentials")),
)

#: Questions that are asked with POST.
READ_LIKE = (
    Row("POST", "api/validate-yaml", _read),
    Row("POST", "api/{kind}/{id}/paths-info/{any}", _read),
    Row("POST", "api/buckets/{id}/paths-info/{any}", _read),
    Row("POST", "oauth/{:token,device,userinfo,revoke}", _read),
    Row("POST", "{repo}/git-upload-pack", _read),
)

_TABLE = tuple((row, frozenset(row.methods.split()), row.pattern.split("/")) for row in ROWS + UPKEEP + READ_LIKE)


def classify(
    method: str,
    path: str,
    query: str,
    body: bytes | None,
    content_type: str = "",
    *,
    limit: int = BODY_LIMIT,
) -> HubAction | None:
    """What the request does on the Hub; None for a read.

    *path* is percent-encoded, as it stands in the request line, and *query* without its question mark. *body* may be
    None where `needs_body` is false; elsewhere None, a body over *limit* bytes, or one that can't be read, gives
    `Unknown`. Never raises.
    """
    method = method.upper()
    path, _, more = path.partition("?")
    query = query or more
    if method in _READS and not _may_write(path, query):
        return None
    found = _find(method, path)
    if found is None:
        return None if method in _READS else _unlisted(method, path, query)
    row, request = found
    if row.body and body is not None and len(body) > limit:
        return _unknown(method, path, "RG010", f"the body has {len(body)} bytes, and {limit} are read at most", request)
    try:
        return row.read(request._replace(query=query, body=body, content_type=content_type))
    except BodyError as error:
        return _unknown(method, path, error.code, str(error), request)


def needs_body(method: str, path: str) -> bool:
    """Whether only the body tells what the request does. Where not, a stream can be left unread."""
    method = method.upper()
    found = None if method in _READS else _find(method, path.partition("?")[0])
    return found is not None and found[0].body


def content_for(method: str, path: str) -> Destination | None:
    """The place for which a request only brings content, whatever its body; None for any other request."""
    found = _find(method.upper(), path.partition("?")[0])
    place = found[1].seen if found is not None and found[0].read in _CONTENT else None
    return None if place is None or CALLER in place.path.split("/") else place


def _may_write(path: str, query: str) -> bool:
    """A quick look at what is nearly always a read: only a write token and the start of a push are more."""
    return "write-token" in unquoted(path).lower() or "receive" in unquoted(query)


def _find(method: str, path: str) -> tuple[Row, Request] | None:
    """The row of a request. Two segments are tried as the id before one, which only the oldest public models have."""
    parts = ids.segments(path)
    for width in (2, 1):
        for row, methods, pattern in _TABLE:
            taken = patterns.match(pattern, parts, width) if method in methods else None
            if taken is not None:
                kind, name, slot, rest = (taken.get(key, "") for key in ("kind", "id", "slot", "rest"))
                return row, Request(method, kind, name, slot, rest)
    return None


def _unlisted(method: str, path: str, query: str) -> HubAction:
    """A write that no row knows; bytes for a presigned address are only stored."""
    inside = "".join(ids.segments(path)[:1]).lower() == "api"
    if method == "PUT" and not inside and any(ids.values(query, name) for name in _SIGNATURES):
        return Upkeep("stored-bytes")
    return _unknown(method, path, "RG011", "nothing is known of this write")


def _unknown(method: str, path: str, code: str, reason: str, request: Request | None = None) -> Unknown:
    seen = (request or _guess(path)).seen
    return Unknown(method, "/" + "/".join(_shown(path)), code, reason, seen)


def _shown(path: str) -> Iterator[str]:
    """The segments of a path as they can be printed; what is longer than any id could be a key, so it is cut."""
    for part in ids.segments(path):
        yield "".join(char if char.isprintable() else "?" for char in part)[:96]


def _guess(path: str) -> Request:
    """The place that an unknown path seems to name: an id after ``/api/{kind}/``."""
    words = ids.segments(path)
    kind = words[1].lower() if len(words) > 3 and words[0].lower() == "api" else ""
    return Request("", kind if kind in HUB_KINDS else "", "/".join(words[2:4]))
