"""Reading the bodies that publish or stage files: commits and bucket batches (ndjson), preupload, LFS batches."""

from collections.abc import Iterable

from release_guard.hub import bodies, ids
from release_guard.hub.actions import Addition, BucketFile, Rename, StagedFile, StoredObject
from release_guard.hub.bodies import BodyError
from release_guard.model.lean import Any, NamedTuple


class CommitBody(NamedTuple):
    """What one commit does, in the order of its lines."""

    additions: tuple[Addition, ...]
    renames: tuple[Rename, ...]
    deletions: tuple[str, ...]
    header: dict[str, Any]


def commit(body: bytes) -> CommitBody:
    """Read the lines of a commit. Raises `BodyError`, also for a line of a kind that isn't known."""
    additions: list[Addition] = []
    renames: list[Rename] = []
    deletions: list[str] = []
    header: dict[str, Any] = {}
    for line in bodies.read_lines(body):
        key, value = line.get("key"), line.get("value")
        if not isinstance(value, dict):
            raise BodyError("a line of the commit has no value")
        match key:
            case "header":
                header.update(value)
            case "file" | "lfsFile":
                _put(_added(value, key), additions, renames)
            case "deletedFile" | "deletedFolder" | "deletedEntry":
                deletions.append(_path(value))
            case _:
                raise BodyError(f"a commit line of the kind {str(key)[:40]!r} is not known")
    return CommitBody(tuple(additions), tuple(renames), tuple(deletions), header)


def _put(change: Addition | Rename, additions: list[Addition], renames: list[Rename]) -> None:
    if isinstance(change, Addition):
        additions.append(change)
    else:
        renames.append(change)


def _added(value: dict[str, Any], key: str) -> Addition | Rename:
    """A file, or, where it has only the path that it had before, a rename."""
    old = bodies.text(value, "oldPath")
    if old and value.get("content") is None and value.get("oid") is None:
        return Rename(_path(value), old)
    return plain_file(value) if key == "file" else _lfs_file(value)


def plain_file(value: dict[str, Any]) -> Addition:
    """A file whose bytes stand in the body, as base64 or as text. Raises `BodyError`."""
    encoding = bodies.text(value, "encoding").lower()
    if value.get("content") is None:
        raise BodyError("a file of the commit has no content")
    content = bodies.text(value, "content")
    if encoding == "base64":
        data = bodies.unpacked(content)
    elif encoding in ("utf-8", "utf8"):
        data = _encoded(content)
    else:
        raise BodyError(f"a file has the encoding {encoding[:40]!r}, which is neither base64 nor utf-8")
    return Addition(_path(value), len(data), data=data)


def _encoded(content: str) -> bytes:
    try:
        return content.encode()
    except UnicodeError:
        raise BodyError("a file's text is no Unicode") from None


def _lfs_file(value: dict[str, Any]) -> Addition:
    if bodies.text(value, "algo").lower() not in ("", "sha256"):
        raise BodyError("an LFS file is named by another digest than sha256")
    return Addition(_path(value), bodies.size(value), bodies.sha256(value, "oid"))


def bucket_batch(body: bytes) -> tuple[tuple[BucketFile, ...], tuple[str, ...]]:
    """The files that a bucket gets and the paths that it loses. Raises `BodyError`."""
    files: list[BucketFile] = []
    deletions: list[str] = []
    for line in bodies.read_lines(body):
        match line.get("type"):
            case "addFile":
                files.append(BucketFile(_path(line), bodies.text(line, "xetHash")))
            case "copyFile":
                source = _place(line.get("sourceRepoType"), line.get("sourceRepoId"))
                files.append(BucketFile(_path(line), bodies.text(line, "xetHash"), source))
            case "deleteFile":
                deletions.append(_path(line))
            case other:
                raise BodyError(f"a bucket operation of the type {str(other)[:40]!r} is not known")
    return tuple(files), tuple(deletions)


def _place(kind: object, name: object) -> Any:
    found = ids.place(ids.kind_of(kind), name)
    if found is None:
        raise BodyError("the source of a copy is no place on the Hub")
    return found


def staged(files: Iterable[dict[str, Any]]) -> tuple[StagedFile, ...]:
    """The files of a preupload. Raises `BodyError`."""
    return tuple(
        StagedFile(_path(file), bodies.size(file) or 0, bodies.unpacked(bodies.text(file, "sample"))) for file in files
    )


def stored(files: Iterable[dict[str, Any]], *, digest: str = "oid") -> tuple[StoredObject, ...]:
    """Objects of LFS storage, whose sha256 stands at the key *digest*. Raises `BodyError`."""
    return tuple(
        StoredObject(bodies.sha256(file, digest), bodies.size(file), bodies.text(file, "filename")) for file in files
    )


def _path(value: dict[str, Any]) -> str:
    path = bodies.text(value, "path")
    if not path:
        raise BodyError("a file of the request has no path")
    _encoded(path)
    return path
