"""What a push would be told, without a push: the facts for a revision, a range or a folder, target by target.

Nobody is asked over the network: ``check`` judges at the visibility that is asked for, whoever can read there now.
"""

from collections.abc import Iterator
from typing import NamedTuple

from release_guard import gate
from release_guard.evidence.folder import FolderSource
from release_guard.gate import Setting
from release_guard.git import held, push_range, tree
from release_guard.git.held import LocalAdvertiser
from release_guard.git.plumbing import Git
from release_guard.git.push_range import Blob
from release_guard.git.source import GitSource, Tips
from release_guard.model.attempt import Facts
from release_guard.model.considerations import Considerations
from release_guard.model.destination import Destination
from release_guard.model.visibility import TIERS, Visibility
from release_guard.ports import Answer, Source, TreeError
from release_guard.wiring import desk

_NOT_ASKED = Answer(None, "not asked")


class Subject(NamedTuple):
    """What is judged: a revision, or the range from ``since`` to it, or the folder ``folder`` of an upload."""

    revision: str = "HEAD"
    since: str = ""
    folder: str = ""


def targets(git: Git, subject: Subject) -> tuple[Destination, ...]:
    """The places that the considerations file of *subject* names in full."""
    evidence = desk.project(git) if subject.folder else tree.evidence_at(git, _commit(git, subject.revision), "")
    places = (desk.first_place((name,)) for name in desk.targets(evidence))
    return tuple(dict.fromkeys(place for place in places if place != desk.NOWHERE))


def facts(
    git: Git, subject: Subject, place: Destination, setting: Setting, wanted: Visibility | None
) -> tuple[Facts, ...]:
    """The facts for *subject* on its way to *place*, one for each release; *wanted* None means as the file asks.

    Raises ``PortError`` where something can't be read.
    """
    found = gate.facts(_source(git, subject, place), _NOT_ASKED, setting, wanted or Visibility.PUBLIC)
    return tuple(_asked(one, wanted) for one in found)


def _asked(one: Facts, wanted: Visibility | None) -> Facts:
    """The same facts at the visibility that the file asks for, of a place that nobody looked at and that may be new."""
    noted = tuple(finding for finding in one.noted if finding.code != "RG407")
    visibility = wanted if wanted is not None else asked_for(one.considerations, one.attempt.destination)
    attempt = one.attempt._replace(wanted=visibility, now_unknown="" if one.attempt.destination.is_hub else "not asked")
    return one._replace(attempt=attempt, noted=noted)


def asked_for(file: object, place: Destination) -> Visibility:
    """The widest visibility that the file's tiers ask for, or the next wider one that *place* can have."""
    if not isinstance(file, Considerations):
        return Visibility.PUBLIC
    tiers = (file.tier, *(stage.tier for stage in file.timing.stages))
    widest = max(TIERS.get(tier, Visibility.PRIVATE) for tier in tiers)
    return min(visibility for visibility in place.holds if visibility >= widest)


def _source(git: Git, subject: Subject, place: Destination) -> Source:
    if subject.folder:
        return FolderSource(subject.folder, place, desk.project(git))
    commit = _commit(git, subject.revision)
    known = held.look(git, (), "", place, LocalAdvertiser().advertised(place))
    here = known.oids or tuple(one.oid for one in git.find([known.tip] if known.tip else []) if one is not None)
    since = (_commit(git, subject.since),) if subject.since else here
    tips = Tips((commit,), tree.outline(git, commit), subject.revision, commit[:7])

    def blobs() -> Iterator[Blob]:
        return push_range.new_blobs(git, (commit,), since)

    return GitSource(git, place, tips, known._replace(oids=since), blobs)


def _commit(git: Git, revision: str) -> str:
    found = git.find([f"{revision}^{{commit}}"])[0]
    if found is None:
        raise TreeError(f"{revision!r} is no commit here", "git log --oneline -5 shows what there is")
    return found.oid
