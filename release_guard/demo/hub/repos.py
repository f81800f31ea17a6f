"""One repository: its refs, its commits, how it may be seen, its discussions and who asked for access."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from release_guard.demo.hub.answers import Refused
from release_guard.demo.hub.objects import Commit, File, commit

Kind = Literal["models", "datasets", "spaces", "kernels"]
Gate = Literal["auto", "manual", False]

MAIN = "refs/heads/main"


class Exposure(NamedTuple):
    """How a repository could be seen from some moment on."""

    visibility: str
    gated: Gate


@dataclass
class Discussion:
    """A discussion, or a pull request: then ``base`` is the commit that its changes are made to."""

    number: int
    title: str
    author: str
    date: float
    base: str | None = None
    status: str = "open"
    merged: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ref(self) -> str:
        return f"refs/pr/{self.number}"


class Repo:
    """A repository of models, data, a Space or kernels. ``id`` is ``namespace/name``.

    ``exposures`` tells every visibility and gate that it ever had, in order: a test can hold a whole run to a ceiling.
    """

    def __init__(self, kind: Kind, id_: str, creator: str, visibility: str, date: float) -> None:
        self.kind: Kind = kind
        self.id = id_
        self.creator = creator
        self.created = date
        self.exposures = [Exposure(visibility, False)]
        self.commits: dict[str, Commit] = {}
        self.refs: dict[str, str] = {}
        #: SHA-256 of the large files that may be named in a commit, with their bytes.
        self.stored: dict[str, bytes] = {}
        self.discussions: dict[int, Discussion] = {}
        self.access: dict[str, str] = {}
        self.downloads = self.likes = 0
        #: What a Space has beside its files: sdk, hardware, variables and the names of secrets.
        self.space: dict[str, Any] = {}
        #: Where git has it on disk, once it was asked for, and where that of the repository is that it was copied from.
        self.git: Path | None = None
        self.copied_from: Path | None = None
        #: The commits that are on disk, and annotated tags by ref and commit.
        self.on_disk: set[str] = set()
        self.annotated: dict[tuple[str, str], str] = {}

    @property
    def namespace(self) -> str:
        return self.id.partition("/")[0]

    @property
    def visibility(self) -> str:
        return self.exposures[-1].visibility

    @property
    def gated(self) -> Gate:
        return self.exposures[-1].gated

    @property
    def updated(self) -> float:
        return max((each.date for each in self.commits.values()), default=self.created)

    def expose(self, visibility: str | None = None, gated: "Gate | None" = None) -> None:
        """Change who can see it; None leaves that part as it is."""
        now = self.exposures[-1]
        self.exposures.append(Exposure(visibility or now.visibility, now.gated if gated is None else gated))

    def files(self, revision: str = "main") -> Mapping[str, File]:
        """What is there at *revision*, by path."""
        return self.at(revision).files

    def history(self, revision: str = "main") -> list[Commit]:
        """The commits behind *revision*, newest first."""
        return list(self._behind(self.at(revision).oid))

    def at(self, revision: str) -> Commit:
        """The commit that a branch, tag, pull request or (part of an) id names; refuses where there is none."""
        for ref in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
            if ref in self.refs:
                return self.commits[self.refs[ref]]
        found = [oid for oid in self.commits if len(revision) >= 7 and oid.startswith(revision)]
        if len(found) != 1:
            raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return self.commits[found[0]]

    def add(self, ref: str, files: Mapping[str, File], title: str, message: str, author: str, date: float) -> Commit:
        """Commit *files* as the new state of *ref*."""
        new = commit(self.refs.get(ref), files, title, message, author, date)
        self.commits[new.oid] = new
        self.refs[ref] = new.oid
        return new

    def squash(self, ref: str, message: str, author: str, date: float) -> Commit:
        """Make the state of *ref* its only commit; what no ref leads to any more is gone."""
        files = self.commits[self.refs[ref]].files
        del self.refs[ref]
        new = self.add(ref, files, message, "", author, date)
        self._prune()
        return new

    def purge(self, digests: frozenset[str]) -> None:
        """Take large files out of every commit, which gives commits new ids, and out of storage."""
        renamed: dict[str, str] = {}
        for old in [each for ref in self.refs.values() for each in reversed(list(self._behind(ref)))]:
            if old.oid not in renamed:
                files = {path: file for path, file in old.files.items() if file.sha256 not in digests}
                parent = renamed[old.parent] if old.parent else None
                new = commit(parent, files, old.title, old.message, old.author, old.date)
                self.commits[new.oid] = new
                renamed[old.oid] = new.oid
        self.refs = {ref: renamed[oid] for ref, oid in self.refs.items()}
        self.stored = {digest: data for digest, data in self.stored.items() if digest not in digests}
        self._prune()

    def _behind(self, oid: str) -> Iterator[Commit]:
        """The commit *oid* and its ancestors, each once; those of a merge's first parent come first."""
        left, seen = [oid], {oid}
        while left:
            found = self.commits[left.pop()]
            yield found
            for parent in (*reversed(found.others), found.parent):
                if parent is not None and parent not in seen:
                    seen.add(parent)
                    left.append(parent)

    def _prune(self) -> None:
        reached = {each.oid for oid in self.refs.values() for each in self._behind(oid)}
        self.commits = {oid: each for oid, each in self.commits.items() if oid in reached}
