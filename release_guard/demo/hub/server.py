"""The embedded Hub, running: what a test or the demo does with it."""

import time
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import cast

from release_guard.demo.hub import protocol
from release_guard.demo.hub.accounts import EVERY_RIGHT, Organisation, Right, Role, Who
from release_guard.demo.hub.buckets import Bucket
from release_guard.demo.hub.connection import Asked, Server
from release_guard.demo.hub.faults import Faults
from release_guard.demo.hub.repos import Kind, Repo
from release_guard.demo.hub.world import World


class EmbeddedHub:
    """A running Hub; use it as a context manager. ``url`` has no final slash.

    It starts with a person "ada" (``token``) who is admin of the organisation "acme". Large content is kept at an
    address of its own (``world.storage``), as the real one's is. ``requests`` holds what was asked, in order; with
    *keeps_bodies* whole, else without bodies.
    """

    def __init__(self, clock: Callable[[], float] = time.time, *, keeps_bodies: bool = False) -> None:
        self.world = World(clock)
        self.faults = Faults()
        self.keeps_bodies = keeps_bodies
        self.requests: list[Asked] = []
        self.closing = Event()
        self._watchers: list[Callable[[Asked], None]] = []
        self._hub = Server(self, protocol.HUB, storage=False)
        self._storage = Server(self, protocol.STORAGE, storage=True)
        self.world.url, self.world.storage = self._hub.url, self._storage.url
        self.token = self.person("ada")
        self.organisation("acme", ada="admin")

    def __enter__(self) -> "EmbeddedHub":  # noqa: PYI034 (Self needs Python 3.11)
        for server in (self._hub, self._storage):
            Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.closing.set()
        for server in (self._hub, self._storage):
            server.shutdown()
            server.server_close()
        with self.world.lock:
            self.world.git.close()

    @property
    def url(self) -> str:
        return self._hub.url

    def person(self, name: str, rights: frozenset[Right] = EVERY_RIGHT) -> str:
        """A token for *name*; with fewer *rights* a read token, or one that may not change settings."""
        return self.world.accounts.token(name, rights)

    def organisation(self, name: str, **members: Role) -> Organisation:
        """An organisation with *members* and their roles; what is answered can be changed to change its rules."""
        made = Organisation(name, members)
        self.world.accounts.organisations[name] = made
        return made

    def fill_private_storage(self, namespace: str) -> None:
        """From now on nothing private finds room in *namespace*."""
        self.world.accounts.full.add(namespace)

    def repo(self, kind: Kind, id_: str) -> Repo:
        """A repository as it is now, seen from inside; KeyError where there is none."""
        return self.world.repos[kind, id_]

    def has(self, kind: Kind, id_: str) -> bool:
        """Whether there is such a repository."""
        return (kind, id_) in self.world.repos

    def bucket(self, id_: str) -> Bucket:
        """A bucket as it is now, seen from inside; KeyError where there is none."""
        return self.world.buckets[id_]

    def visible_to(self, person: str | None, path: str, revision: str = "main") -> bool:
        """Whether *person* (None: a stranger) can see ``models/acme/x``, or read the file ``models/acme/x/a/file``."""
        kind, _, rest = path.partition("/")
        namespace, name, *file = rest.split("/", 2)
        who, id_ = Who(person), f"{namespace}/{name}"
        if kind == "buckets":
            return id_ in self.world.buckets and self.world.sees(who, self.world.buckets[id_])
        repo = self.world.repos.get((cast("Kind", kind), id_))
        if repo is None or not file:
            return repo is not None and self.world.sees(who, repo)
        return file[0] in repo.files(revision) and self.world.reads(who, repo, file[0])

    def watch(self, watcher: Callable[[Asked], None]) -> None:
        """Call *watcher* after each request, before its answer is sent and before the next one is done."""
        self._watchers.append(watcher)

    def note(self, asked: Asked) -> None:
        """Keep *asked*, and tell the watchers."""
        with self.world.lock:
            self.requests.append(asked)
            for watcher in self._watchers:
                watcher(asked)
