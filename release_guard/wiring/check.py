"""What a push would be told, without a push: the facts for a revision, a range or a folder, target by target.

Nobody is asked over the network: ``check`` judges at the visibility that is asked for, whoever can read there now.
"""

from typing import NamedTuple

from release_guard import gate
from release_guard.evidence.folder import FolderSource
from release_guard.formats import presets
from release_guard.gate import Setting
from release_guard.git import config, revision, tree
from release_guard.git.held import LocalAdvertiser
from release_guard.git.plumbing import Git
from release_guard.git.source import GitSource
from release_guard.hosts.visibility import VisibilityOf
from release_guard.model.attempt import Attempt, Facts
from release_guard.model.considerations import Absent, Considerations
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.visibility import TIERS, Visibility
from release_guard.ports import Answer, Evidence, PortError, Source
from release_guard.wiring import desk, elsewhere, places

#: What is known of a place that nobody asked.
NOT_ASKED = Answer(None, "not asked")


class Subject(NamedTuple):
    """What is judged: a revision, or ``span``, the commits "A..B", or the folder ``folder`` of an upload.

    ``unseen`` is for a revision that others will see anew: what the place holds already counts as well. So it does at a
    place that isn't known to be public.
    """

    revision: str = "HEAD"
    span: str = ""
    folder: str = ""
    unseen: bool = False


def targets(git: Git, subject: Subject) -> tuple[Destination, ...]:
    """The places that the considerations file of *subject* names in full; of a range, at both of its ends."""
    found = (desk.project(git),) if subject.folder else _evidence(git, subject)
    places = (desk.first_place((name,)) for evidence in found for name in desk.targets(evidence))
    return tuple(dict.fromkeys(place for place in places if place != desk.NOWHERE))


def _evidence(git: Git, subject: Subject) -> tuple[Evidence, ...]:
    first, _, last = subject.span.partition("..")
    ends = (last or "HEAD", first or "HEAD") if subject.span else (subject.revision,)
    return tuple(tree.evidence_at(git, revision.commit_of(git, end), end) for end in ends)


def facts(
    git: Git, subject: Subject, place: Destination, setting: Setting, wanted: Visibility | None
) -> tuple[Facts, ...]:
    """The facts for *subject* on its way to *place*, one for each release; *wanted* None means as the file asks.

    A range is on its way to those who read a place already, whatever the file asks for: on git hosts that is everybody.
    Raises ``PortError`` where something can't be read.
    """
    if wanted is None and subject.span and not place.is_hub:
        wanted = Visibility.PUBLIC
    found = gate.facts(_source(git, subject, place), NOT_ASKED, setting, wanted or Visibility.PUBLIC)
    return tuple(as_asked(one, wanted) for one in found)


def unread(place: Destination, error: PortError, setting: Setting) -> Facts:
    """The facts where *error* kept the attempt on *place* from being read: nothing but that."""
    finding = Finding(error.code, str(error), fix=error.fix)
    attempt = Attempt(place, Visibility.PUBLIC)
    return Facts(attempt, Absent(""), setting.moment, presets.policy("team"), noted=(*setting.noted, finding))


def as_asked(one: Facts, wanted: Visibility | None) -> Facts:
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
    host = places.host(git, places.Push("", "", place, ()), config.read(git))
    if subject.folder:
        source: FolderSource | GitSource = FolderSource(subject.folder, place, desk.project(git))
    elif subject.span:
        source = revision.over_range(git, subject.span, place)
    else:
        unseen = subject.unseen or not _known_public(host, place)
        source = revision.at_revision(git, subject.revision, place, LocalAdvertiser(), unseen=unseen)
    source.elsewhere = lambda targets, items: elsewhere.completing(git, host, place, targets, items)
    return source


def _known_public(host: VisibilityOf, place: Destination) -> bool:
    """Whether a policy says so, or somebody looked there lately; what is out at such a place stays out."""
    seen = host.without_asking(place)
    return seen is not None and seen.visibility is Visibility.PUBLIC
