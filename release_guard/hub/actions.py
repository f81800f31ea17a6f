"""What a request to the Hub does, in the words of the Hub: one value per kind of write.

Every value says where it goes, as a `Destination` with host ``hf``. Whether it may go there is for the guard and the
judge; how a request is recognised stands in `wire`. No value holds a token, a secret's content or a query string.
"""

from release_guard.model.destination import Destination
from release_guard.model.lean import Any, NamedTuple
from release_guard.model.visibility import Visibility

#: Stands for the account that the caller's token belongs to, where a request leaves the namespace out
#: (``organization: null``, ``/api/buckets/me/...``). No account can have this name; `with_owner` fills the real one in.
CALLER = "~"


class Addition(NamedTuple):
    """A file that a commit adds.

    ``data`` holds the bytes of a file that travels in the commit itself; it is None for an LFS file, which has
    ``sha256`` (hex) instead. ``size`` is in bytes, None where the client doesn't say it (a copy on the server).
    """

    path: str
    size: int | None
    sha256: str = ""
    data: bytes | None = None


class Rename(NamedTuple):
    """A path that a commit gives to bytes which the repository already holds under ``source``."""

    path: str
    source: str


class StagedFile(NamedTuple):
    """A file that is about to be uploaded: ``size`` in bytes, ``sample`` its first 512 bytes."""

    path: str
    size: int
    sample: bytes


class StoredObject(NamedTuple):
    """Bytes in LFS storage by their ``sha256`` (hex) and ``size``; ``path`` where the request names one."""

    sha256: str
    size: int | None
    path: str = ""


class BucketFile(NamedTuple):
    """A file that a bucket gets, by its xet hash; ``source`` is the repository that it is copied from, if any."""

    path: str
    xet_hash: str
    source: Destination | None = None


class CreateRepo(NamedTuple):
    """A new repository. ``wanted`` None: not said, so the server's default counts, which may be public.

    ``protected`` marks a Space whose app is public and whose files are private; ``wanted`` is then public.
    ``additions`` are files of the first commit, ``template`` is a Space that is copied.
    """

    target: Destination
    wanted: Visibility | None
    protected: bool = False
    additions: tuple[Addition, ...] = ()
    template: str = ""


class CreateBucket(NamedTuple):
    """A new bucket. ``wanted`` None: not said, and a bucket is public by default."""

    target: Destination
    wanted: Visibility | None
    protected: bool = False


class ChangeVisibility(NamedTuple):
    """A setting of who sees the place. ``gate`` is the gate set in the same request (as in `ChangeGate`), or None."""

    target: Destination
    wanted: Visibility
    protected: bool = False
    gate: Visibility | None = None
    opens_to_members: bool = False


class ChangeGate(NamedTuple):
    """A setting of the gate alone: ``wanted`` is what a place that isn't private then has, public for no gate.

    ``wanted`` None: only whether the organisation's members pass the gate is set. ``opens_to_members`` says that from
    now on they do.
    """

    target: Destination
    wanted: Visibility | None
    opens_to_members: bool = False


class Move(NamedTuple):
    """A repository or bucket gets another name or another owner; its visibility stays."""

    source: Destination
    target: Destination


class Duplicate(NamedTuple):
    """The server copies a whole repository: no file passes the client. ``wanted`` as in `CreateRepo`."""

    source: Destination
    target: Destination
    wanted: Visibility | None
    protected: bool = False


class StageFiles(NamedTuple):
    """The names, sizes and samples of files that are about to be uploaded (preupload)."""

    target: Destination
    revision: str
    files: tuple[StagedFile, ...]
    create_pr: bool = False

    @property
    def is_pull_request(self) -> bool:
        return self.create_pr or self.revision.startswith("refs/pr/")


class StageBytes(NamedTuple):
    """Leave is asked to store bytes: an LFS batch with its objects, or a xet write token, which names none.

    ``revision`` is "" where the request has none.
    """

    target: Destination
    revision: str = ""
    objects: tuple[StoredObject, ...] = ()
    create_pr: bool = False

    @property
    def is_pull_request(self) -> bool:
        return self.create_pr or self.revision.startswith("refs/pr/")


class Commit(NamedTuple):
    """The publication point of a repository: every path, the bytes of small files, the digests of the others."""

    target: Destination
    revision: str
    additions: tuple[Addition, ...] = ()
    renames: tuple[Rename, ...] = ()
    deletions: tuple[str, ...] = ()
    create_pr: bool = False
    parent: str = ""
    summary: str = ""
    description: str = ""

    @property
    def is_pull_request(self) -> bool:
        """Readable at once by whoever reads the repository, whether it is merged or not."""
        return self.create_pr or self.revision.startswith("refs/pr/")


class BucketWrite(NamedTuple):
    """The publication point of a bucket: it has no history and no pull requests."""

    target: Destination
    files: tuple[BucketFile, ...] = ()
    deletions: tuple[str, ...] = ()


class CopyBytes(NamedTuple):
    """Stored bytes are made available to another repository; a commit there publishes them."""

    source: Destination
    target: Destination
    objects: tuple[StoredObject, ...] = ()


class OpenPR(NamedTuple):
    """A pull request is opened, still empty: what is committed to it is readable at once."""

    target: Destination
    title: str = ""


class MergePR(NamedTuple):
    """The content of pull request ``number`` arrives on the main branch."""

    target: Destination
    number: str


class RefChange(NamedTuple):
    """A branch or tag is made or deleted, or a branch's history is squashed: no new bytes.

    ``what`` is "branch", "tag", "super-squash", "delete-branch" or "delete-tag".
    """

    target: Destination
    what: str
    ref: str


class GitPush(NamedTuple):
    """git asks for leave to push (``begins``), or sends its pack."""

    target: Destination
    begins: bool


class Collection(NamedTuple):
    """A collection is made, shown or extended: it lists things, it doesn't hold them.

    ``slug`` is "" for a new one. ``wanted`` None: not said; a new one is then public.
    """

    namespace: str
    slug: str = ""
    wanted: Visibility | None = None
    items: tuple[Destination, ...] = ()


class RemoteRun(NamedTuple):
    """Code runs on another machine, where no guard stands.

    ``what`` is "job", "scheduled-job", "webhook" or "expose" (ports of a running job). ``secrets`` are names alone:
    with a token among them the code can publish. ``open_ports`` says that ports can be reached without a token.
    """

    namespace: str
    what: str
    secrets: tuple[str, ...] = ()
    open_ports: bool = False


class Upkeep(NamedTuple):
    """A known write that shows no content to anybody new: deleting, liking, comments, a Space's hardware.

    ``what`` names it; ``target`` is None where it concerns no single repository.
    """

    what: str
    target: Destination | None = None


class Unknown(NamedTuple):
    """A write that can't be judged, with the catalogue code and the reason.

    RG011: nothing is known of the path; RG007: the path is known and the body can't be read; RG010: the body is too
    large. ``target`` is the place that the path seems to name.
    """

    method: str
    path: str
    code: str
    reason: str
    target: Destination | None = None


HubAction = (
    CreateRepo
    | CreateBucket
    | ChangeVisibility
    | ChangeGate
    | Move
    | Duplicate
    | StageFiles
    | StageBytes
    | Commit
    | BucketWrite
    | CopyBytes
    | OpenPR
    | MergePR
    | RefChange
    | GitPush
    | Collection
    | RemoteRun
    | Upkeep
    | Unknown
)


def owner_unknown(action: HubAction) -> bool:
    """Whether a place in *action* belongs to the token's owner, whose name only the Hub knows (``whoami``)."""
    places = [value for value in action if isinstance(value, Destination)]
    return _namespace(action) == CALLER or any(place.namespace == CALLER for place in places)


def with_owner(action: HubAction, owner: str) -> HubAction:
    """*action* with the name *owner* wherever the caller's own account is meant."""
    if isinstance(action, Collection | RemoteRun):
        return action._replace(namespace=owner) if action.namespace == CALLER else action
    kind: Any = type(action)
    named: HubAction = kind._make(_owned_by(value, owner) for value in action)
    return named


def _namespace(action: HubAction) -> str:
    return action.namespace if isinstance(action, Collection | RemoteRun) else ""


def _owned_by(value: object, owner: str) -> object:
    if isinstance(value, Destination) and value.namespace == CALLER:
        return value._replace(path=owner + value.path[len(CALLER) :])
    return value
