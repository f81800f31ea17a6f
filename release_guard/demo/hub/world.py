"""Everything that the embedded Hub holds, and the rules of who may see and change what.

Rules: a private repository is unseen by all but members of its namespace. A gate hides the content of files, save the
card and the licence, and leaves names, sizes and discussions open (hub docs, "Gated models"). A protected Space shows
its app and hides its files.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol

from release_guard.demo.hub.accounts import Accounts, Right, Who
from release_guard.demo.hub.answers import Refused
from release_guard.demo.hub.buckets import Bucket
from release_guard.demo.hub.collections import Collection
from release_guard.demo.hub.git_store import GitStore
from release_guard.demo.hub.repos import Kind, Repo
from release_guard.demo.hub.xet import Chunks

if TYPE_CHECKING:
    from release_guard.demo.hub.jobs import Job

GATED = "GatedRepo"
#: Readable on a gated repository as well.
OPEN_FILES = frozenset({"README.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})
NO_ROOM = "Private repository storage limit reached, please upgrade your plan to increase your private storage limit."
#: Where pages of each kind stand.
PREFIX: dict[Kind, str] = {"models": "", "datasets": "datasets/", "spaces": "spaces/", "kernels": "kernels/"}


class Place(Protocol):
    """A repository or a bucket."""

    @property
    def namespace(self) -> str: ...
    @property
    def creator(self) -> str: ...
    @property
    def visibility(self) -> str: ...


class World:
    """The state of one Hub. Take ``lock`` to look at several things at one moment."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.lock = RLock()
        #: Scheme, host and port of the Hub, and of where it keeps large content; the server sets them.
        self.url = self.storage = ""
        self.accounts = Accounts()
        self.repos: dict[tuple[Kind, str], Repo] = {}
        self.buckets: dict[str, Bucket] = {}
        self.collections: dict[str, Collection] = {}
        self.jobs: dict[str, Job] = {}
        #: What was sent for each webhook, with its owner.
        self.webhooks: dict[str, dict[str, Any]] = {}
        #: Old ids of what was moved, with the new ones.
        self.moved: dict[tuple[str, str], str] = {}
        self.chunks = Chunks()
        self.git = GitStore()
        #: Items on one page of a listing.
        self.page_size = 1000
        #: LFS uploads over this many bytes are taken in parts of this size.
        self.part_size = 5_000_000
        self._secret = secrets.token_bytes(16)
        #: Parts of large files on their way: (digest, number) and bytes.
        self.parts: dict[tuple[str, int], bytes] = {}

    def signed(self, place: str) -> str:
        """An address in storage that works without a token; *place* has no query."""
        return f"{self.storage}/{place}?X-Amz-Signature={self.signature(place)}"

    def signature(self, place: str) -> str:
        return hmac.new(self._secret, place.encode(), "sha256").hexdigest()

    def must_be_signed(self, place: str, signature: str | None) -> None:
        """Refuse an address that nobody was given."""
        if not hmac.compare_digest(signature or "", self.signature(place)):
            raise Refused(403, "Access denied")

    def find(self, kind: Kind, id_: str, who: Who) -> Repo:
        """A repository that *who* may know of."""
        repo = self.repos.get((kind, id_))
        if repo is None or not self.sees(who, repo):
            raise _unknown(who, "Repository")
        return repo

    def find_bucket(self, id_: str, who: Who) -> Bucket:
        bucket = self.buckets.get(id_)
        if bucket is None or not self.sees(who, bucket):
            raise _unknown(who, "Bucket")
        return bucket

    def all(self, kind: Kind, who: Who) -> Iterator[Repo]:
        """The repositories that *who* may know of, by name."""
        return (repo for key, repo in sorted(self.repos.items()) if key[0] == kind and self.sees(who, repo))

    def sees(self, who: Who, place: Place) -> bool:
        """Whether *who* can see that it exists, its file names and its discussions."""
        return place.visibility == "public" or self.accounts.role(who.name, place.namespace) is not None

    def reads(self, who: Who, repo: Repo, path: str) -> bool:
        """Whether *who* can read the content of one file."""
        if not self.sees(who, repo):
            return False
        member = self.accounts.role(who.name, repo.namespace) is not None
        return not repo.gated or member or path in OPEN_FILES or repo.access.get(who.name or "") == "accepted"

    def must_read(self, who: Who, repo: Repo, path: str) -> None:
        """Refuse those whom the gate keeps out."""
        if not self.reads(who, repo, path):
            start = f"Access to {repo.kind[:-1]} {repo.id} is restricted"
            if who.name is None:
                raise Refused(401, f"{start}. You must have access to it and be authenticated to access it.", GATED)
            page = f"{self.url}/{PREFIX[repo.kind]}{repo.id}"
            raise Refused(
                403, f"{start} and you are not in the authorized list. Visit {page} to ask for access.", GATED
            )

    def may(self, right: Right, who: Who, place: Place) -> bool:
        """Whether *who* may change the content, or the settings, of what it can see."""
        role = self.accounts.role(who.name, place.namespace)
        by_role = role in ("write", "admin") or (role == "contributor" and place.creator == who.name)
        return by_role and right in who.rights

    def must(self, right: Right, who: Who, place: Place) -> None:
        if not self.may(right, who, place):
            raise Refused(403, f"You don't have the required permissions to change the {right} of this repository")

    def must_make(self, who: Who, namespace: str, kind: str) -> str:
        """Refuse those who may not make something new in *namespace*; the name of those who may."""
        if who.name is None:
            raise Refused(401, "Invalid username or password.")
        role = self.accounts.role(who.name, namespace)
        if role in (None, "read") or "content" not in who.rights:
            raise Refused(403, f'You don\'t have the rights to create a {kind} under the namespace "{namespace}"')
        return who.name

    def must_have_room(self, namespace: str, visibility: str) -> None:
        """Refuse what would need private storage where there is none left."""
        if visibility == "private" and namespace in self.accounts.full:
            raise Refused(403, NO_ROOM)


def _unknown(who: Who, what: str) -> Refused:
    """What isn't there and what one may not see look the same; strangers are asked to sign in."""
    if who.name is None:
        return Refused(401, "Invalid username or password.", "RepoNotFound")
    return Refused(404, f"{what} not found", "RepoNotFound")
