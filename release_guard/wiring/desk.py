"""What lies on a reviewer's desk: the answers, files and records at one revision, or in a folder.

A review is of what people would get to see: the files at that revision, and those that its unpublished history keeps
although they were deleted. The judge's rules aren't applied here; hosts aren't asked.
"""

from collections.abc import Iterable
from typing import NamedTuple

from release_guard import gate
from release_guard.evidence import folder, records_folder
from release_guard.evidence.folder import FolderSource
from release_guard.formats import considerations as answers
from release_guard.gate import Setting
from release_guard.git import tree
from release_guard.git.held import LocalAdvertiser
from release_guard.git.plumbing import Git
from release_guard.git.revision import at_revision as revision_source
from release_guard.git.revision import commit_of
from release_guard.model.attempt import Facts
from release_guard.model.considerations import Considerations, Unreadable
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, TreeError

#: Where a review looks when its file names no place: nowhere that holds anything yet.
NOWHERE = Destination("file", "/nowhere")
_NOT_ASKED = Answer(None, "not asked", "reviews don't ask the host")


class Desk(NamedTuple):
    """The facts for each release at ``origin`` (in words), and the text of our own files there.

    ``commit`` is the full oid, "" for a folder and on the Hub; ``place`` is the place on the Hub, with "@" and the
    revision where one was named. Records that lie in the working tree alone are among the facts as if
    they were committed; ``uncommitted`` holds their file names.
    """

    origin: str
    facts: tuple[Facts, ...]
    evidence: Evidence
    commit: str = ""
    uncommitted: frozenset[str] = frozenset()
    place: str = ""

    def text_of(self, path: str) -> bytes:
        """The bytes of the considerations file at *path*."""
        return next((file.data for file in self.evidence.considerations if file.path == path), b"")


def at_revision(git: Git, revision: str, target: str, setting: Setting) -> Desk:
    """The desk for *revision* on its way to *target*, or to the first place that its file names in full.

    Raises ``TreeError`` where the revision isn't here.
    """
    commit = commit_of(git, revision)
    words = f"commit {commit[:7]}"
    evidence = tree.evidence_at(git, commit, words)
    destination = first_place((target,) if target else targets(evidence) or targets(project(git)))
    source = revision_source(git, commit, destination, LocalAdvertiser(), whole=True)
    return with_uncommitted(
        Desk(words, gate.facts(source, _NOT_ASKED, setting, Visibility.PUBLIC), evidence, commit), git.folder
    )


def with_uncommitted(desk: Desk, top: str) -> Desk:
    """*desk* with the records in the working tree at *top* that no commit has yet."""
    here = Evidence("the working tree", records=folder.records_in(top))
    known = {record.file for facts in desk.facts for record in facts.records}
    found, complaints = records_folder.read_union(here, None)
    new = tuple(record for record in found if record.file not in known)
    seen = {finding.path for facts in desk.facts for finding in facts.noted}
    noted = tuple(one for one in complaints if one.path not in seen)
    both = tuple(one._replace(records=(*one.records, *new), noted=(*one.noted, *noted)) for one in desk.facts)
    return desk._replace(facts=both, uncommitted=frozenset(record.file for record in new))


def of_folder(path: str, project: Evidence, target: str, setting: Setting) -> Desk:
    """The desk for the files below *path*; what it doesn't say of the release, *project* does.

    Raises ``TreeError`` where something can't be read.
    """
    source = FolderSource(path, NOWHERE, project)
    evidence = source.evidence()
    source.destination = first_place((target,) if target else targets(evidence))
    return Desk(evidence.origin, gate.facts(source, _NOT_ASKED, setting, Visibility.PUBLIC), evidence)


def project(git: Git) -> Evidence:
    """Our own files at HEAD; nothing where there is no commit, or no repository."""
    try:
        found = git.find(["HEAD^{commit}"])[0]
    except TreeError:
        found = None
    if found is None:
        return Evidence("no commit")
    beside = tree.AtRevision(git.folder, found.oid)
    return tree.evidence_at(git, found.oid, f"commit {found.oid[:7]}")._replace(read=beside)


def targets(evidence: Evidence) -> tuple[str, ...]:
    """The targets of all releases that *evidence* describes."""
    read = (_read(file) for file in evidence.considerations)
    return tuple(target for file in read if isinstance(file, Considerations) for target in file.targets)


def _read(file: Bytes) -> Considerations | Unreadable:
    return answers.parse(file.data, file.path)


def first_place(names: Iterable[str]) -> Destination:
    """The first of *names* that is one place; else a place that the first pattern covers."""
    every = tuple(names)
    exact = (name for name in every if "*" not in name and "?" not in name)
    found = (_parse(name) for name in (*exact, *map(_sample, every)))
    return next((place for place in found if place is not None), NOWHERE)


def _sample(pattern: str) -> str:
    """The name of some place that *pattern* covers."""
    return pattern.replace("**", "any/any").replace("*", "any").replace("?", "x")


def _parse(name: str) -> Destination | None:
    try:
        return parse(name)
    except DestinationError:
        return None
