"""From one recognised request to its action: one small reader for each row of the table in `wire`.

A reader gets a `Request` whose path is already taken apart, and raises `BodyError` where the body doesn't say what it
must.
"""

from release_guard.hub import actions, bodies, commits, ids
from release_guard.hub.actions import HubAction
from release_guard.hub.bodies import BodyError
from release_guard.model.destination import Destination
from release_guard.model.lean import Any, NamedTuple
from release_guard.model.visibility import Visibility

_GATES = {"manual": Visibility.GATED_MANUAL, "auto": Visibility.GATED_AUTO}


class Request(NamedTuple):
    """A request whose path is known: ``kind`` and ``id`` name the place, ``slot`` and ``rest`` what follows it."""

    method: str
    kind: str = ""
    id: str = ""
    slot: str = ""
    rest: str = ""
    query: str = ""
    body: bytes | None = None
    content_type: str = ""

    @property
    def target(self) -> Destination:
        found = self.seen
        if found is None:
            raise BodyError("the path names no place on the Hub", "RG011")
        return found

    @property
    def seen(self) -> Destination | None:
        """The place, None where the path has none."""
        if self.kind == "buckets":
            namespace, _, name = self.id.partition("/")
            return ids.owned(self.kind, name, namespace) if name else None
        return ids.place(self.kind, self.id)

    @property
    def content(self) -> bytes:
        """The body. Raises `BodyError` where it wasn't handed over or can't be JSON."""
        if self.body is None:
            raise BodyError("the body was not read")
        bodies.check_type(self.content_type)
        return self.body

    @property
    def fields(self) -> dict[str, Any]:
        return bodies.read_object(self.content)


def _named(found: Destination | None, what: str) -> Destination:
    if found is None:
        raise BodyError(f"{what} is no place on the Hub")
    return found


# lifecycle


def create_repo(request: Request) -> HubAction:
    """A new repository; without an organisation it is the caller's own."""
    fields = request.fields
    name = ids.owned(ids.kind_of(fields.get("type")), fields.get("name"), fields.get("organization"))
    wanted, protected = bodies.visibility(fields)
    additions = tuple(commits.plain_file(file) for file in bodies.objects(fields, "files"))
    template = bodies.text(fields, "template")
    return actions.CreateRepo(_named(name, "the new repository"), wanted, protected, additions, template)


def create_bucket(request: Request) -> HubAction:
    """A new bucket; older clients send no body at all for the default."""
    wanted, protected = bodies.visibility(request.fields if request.content.strip() else {})
    return actions.CreateBucket(request.target, wanted, protected)


def settings(request: Request) -> HubAction:
    """Who sees the place. Any gate but "manual" and "auto" counts as none."""
    fields = request.fields
    wanted, protected = bodies.visibility(fields)
    gate = _GATES.get(str(fields["gated"]), Visibility.PUBLIC) if "gated" in fields else None
    opens = "orgMembersGated" in fields and fields["orgMembersGated"] is not True
    if wanted is not None:
        return actions.ChangeVisibility(request.target, wanted, protected, gate, opens)
    if gate is not None or opens:
        return actions.ChangeGate(request.target, gate, opens)
    return actions.Upkeep("settings", request.target)


def move(request: Request) -> HubAction:
    """A new name or owner."""
    fields = request.fields
    kind = ids.kind_of(fields.get("type"))
    source = _named(ids.owned(kind, fields.get("fromRepo"), None), "the moved repository")
    return actions.Move(source, _named(ids.owned(kind, fields.get("toRepo"), None), "the new name"))


def duplicate(request: Request) -> HubAction:
    """A copy on the server."""
    fields = request.fields
    wanted, protected = bodies.visibility(fields)
    target = _named(ids.owned(request.kind, fields.get("repository"), None), "the copy")
    return actions.Duplicate(request.target, target, wanted, protected)


# content


def stage_files(request: Request) -> HubAction:
    """What the client is about to upload; the answer tells it how."""
    files = commits.staged(bodies.objects(request.fields, "files"))
    return actions.StageFiles(request.target, request.rest, files, ids.is_on(request.query, "create_pr"))


def write_token(request: Request) -> HubAction:
    """Leave to store bytes by the xet protocol. Clients from 1.19 on ask for it outside Python."""
    return actions.StageBytes(request.target, request.rest, create_pr=ids.is_on(request.query, "create_pr"))


def lfs_batch(request: Request) -> HubAction | None:
    """Leave to store bytes by the LFS protocol; anything but a download counts as an upload."""
    fields = request.fields
    if fields.get("operation") == "download":
        return None
    ref = fields.get("ref")
    revision = bodies.text(ref, "name") if isinstance(ref, dict) else ""
    return actions.StageBytes(request.target, revision, commits.stored(bodies.objects(fields, "objects")))


def commit(request: Request) -> HubAction:
    """The lines of a commit, to a branch or as a pull request."""
    read = commits.commit(request.content)
    return actions.Commit(
        request.target,
        request.rest,
        read.additions,
        read.renames,
        read.deletions,
        ids.is_on(request.query, "create_pr"),
        *(bodies.text(read.header, key) for key in ("parentCommit", "summary", "description")),
    )


def bucket_write(request: Request) -> HubAction:
    """The lines of a bucket's batch."""
    return actions.BucketWrite(request.target, *commits.bucket_batch(request.content))


def copy_bytes(request: Request) -> HubAction:
    """Bytes of this repository for another; the request goes to the source."""
    fields = request.fields
    to = fields.get("target")
    to = to if isinstance(to, dict) else {}
    target = _named(ids.owned(ids.kind_of(to.get("type")), to.get("name"), None), "the target of the copy")
    objects = commits.stored(bodies.objects(fields, "files"), digest="sha256")
    return actions.CopyBytes(request.target, target, objects)


def git_refs(request: Request) -> HubAction | None:
    """git's first question: with the service of a push it is the push's beginning, else a fetch."""
    pushes = "git-receive-pack" in ids.values(request.query, "service")
    return actions.GitPush(request.target, begins=True) if pushes else None


def git_pack(request: Request) -> HubAction:
    """The pack of a push. It isn't read here."""
    return actions.GitPush(request.target, begins=False)


# pull requests and refs


def discussion(request: Request) -> HubAction:
    """A discussion, or a pull request where the body says so with anything but false."""
    fields = request.fields
    if fields.get("pullRequest") in (None, False):
        return actions.Upkeep("discussion", request.target)
    return actions.OpenPR(request.target, bodies.text(fields, "title"))


def merge(request: Request) -> HubAction:
    """A pull request is merged."""
    return actions.MergePR(request.target, request.slot)


def ref_change(request: Request) -> HubAction:
    """A branch, tag or history; the slot says which."""
    what = f"delete-{request.slot}" if request.method == "DELETE" else request.slot
    return actions.RefChange(request.target, what, request.rest)


# what stands beside repositories


def new_collection(request: Request) -> HubAction:
    """A collection; without a namespace it is the caller's own."""
    fields = request.fields
    wanted, _ = bodies.visibility(fields)
    owner = bodies.text(fields, "namespace") or actions.CALLER
    return actions.Collection(owner, "", wanted, _listed(fields))


def collection(request: Request) -> HubAction:
    """Changes to a collection: its visibility, or a new item."""
    fields = request.fields
    wanted, _ = bodies.visibility(fields)
    return actions.Collection(request.id.split("/", 1)[0], request.id, wanted, _listed(fields))


def _listed(fields: dict[str, Any]) -> tuple[Destination, ...]:
    """The repository that a collection gets; papers and other collections are no places of a release."""
    item = fields.get("item")
    if not isinstance(item, dict):
        return ()
    found = ids.place(ids.kind_of(item.get("type") or "paper"), item.get("id"))
    return (found,) if found else ()


def remote_run(request: Request) -> HubAction:
    """A job or a scheduled job. Of its secrets only the names are kept."""
    fields = request.fields
    inner = fields.get("jobSpec")
    spec = inner if isinstance(inner, dict) else fields
    secrets = spec.get("secrets")
    names = tuple(sorted(map(str, secrets))) if isinstance(secrets, dict) else ()
    what = "scheduled-job" if spec is inner else "job"
    return actions.RemoteRun(request.slot, what, names, _opens_ports(spec.get("expose")))


def expose(request: Request) -> HubAction:
    """The ports of a running job."""
    return actions.RemoteRun(request.slot, "expose", open_ports=_opens_ports(request.fields))


def _opens_ports(ports: object) -> bool:
    return isinstance(ports, dict) and bool(ports.get("portsPublic"))


def job_again(request: Request) -> HubAction:
    """A job that runs once more, with what it was given before."""
    return actions.RemoteRun(request.slot, "job")


def webhook(request: Request) -> HubAction:
    """A webhook, which may start a job with secrets of its own."""
    fields = request.fields
    secrets = fields.get("secrets")
    if not (secrets or fields.get("job") or fields.get("jobSourceId")):
        return actions.Upkeep("webhook")
    names = tuple(sorted(map(str, secrets))) if isinstance(secrets, dict) else ()
    return actions.RemoteRun(actions.CALLER, "webhook", names)
