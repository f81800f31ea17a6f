"""Judges what a repository on the Hub holds, for ``publish``, ``lower``, ``recall`` and for ``--at``."""

import sys
import time
from datetime import datetime
from functools import partial
from typing import NamedTuple

from release_guard import gate
from release_guard.formats import considerations as answers
from release_guard.hub import asking, listing
from release_guard.hub.api import Hub, Info
from release_guard.hub.listed import ListedSource
from release_guard.hub.listing import Listing
from release_guard.hub.parents import Parents
from release_guard.hub.state import States
from release_guard.judge.decide import decide
from release_guard.model.attempt import Facts
from release_guard.model.considerations import Considerations
from release_guard.model.decision import Decision
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Evidence
from release_guard.wiring import check, desk, elsewhere, ledger
from release_guard.wiring.desk import Desk
from release_guard.wiring.on_hub import said_there
from release_guard.wiring.project import Project

#: Seconds that a command waits where the Hub says for how long; its rate limit counts in windows of five minutes.
PATIENCE, _LONG = 310.0, 5.0
#: Bytes of a bucket above which it is said that they are read through.
_MUCH = 256 << 20


class Judged(NamedTuple):
    """What is on the Hub, and what the judge says of it. ``listed`` is what was judged.

    ``to`` is the widest visibility that is cleared for all of it, no wider than the answers ask for; None where it
    is blocked or couldn't be judged. ``ceiling`` is the widest that the evidence allows. ``described`` is false where
    no answers speak for the repository.
    """

    info: Info
    listed: Listing
    decisions: tuple[Decision, ...]
    to: Visibility | None
    ceiling: Visibility
    described: bool


def hub() -> Hub:
    """The Hub that this machine talks to, with its token."""
    return Hub(asking.ask, asking.endpoint(), _wait, stream=asking.stream, patience=PATIENCE)


def _wait(seconds: float) -> None:
    """Wait, and say so where it is long: a history of a thousand revisions meets the Hub's rate limit."""
    if seconds >= _LONG:
        sys.stderr.write(f"release-guard: the Hub asks for {seconds:.0f} seconds of patience; waiting\n")
    time.sleep(seconds)


def _say_if_much(listed: Listing) -> None:
    """A bucket's listing tells no digest, so that it is read through, which takes its time."""
    size = sum(one.size for one in listed.versions)
    if listed.place.kind == "buckets" and size > _MUCH:
        files = f"{len(listed.versions)} file{'s' * (len(listed.versions) != 1)}"
        what = f"{listed.place} is a bucket, which tells no digests: {files} ({size >> 20} MiB) are read through"
        sys.stderr.write(f"release-guard: {what}; large ones only once\n")


def judge(hub: Hub, info: Info, project: Project, *, squashed: bool = False, authors: tuple[str, ...] = ()) -> Judged:
    """Judge all revisions of a place, or what would be left of them once its branches are *squashed*.

    *authors* are accounts that count as authors besides those of the commits: a squash makes them unseen, and the work
    is theirs all the same. Raises ``PortError`` where something can't be read.
    """
    listed = listing.without_history(hub, info.place) if squashed else listing.over_all(hub, info.place)
    _say_if_much(listed)
    listed = listed._replace(authors=tuple(dict.fromkeys((*listed.authors, *authors))))
    source = ListedSource(hub, listed, project.evidence, looks_around=True)
    facts = gathered(source, project, info.answer.host_moment)
    decisions = judged(facts)
    described = any(one.opted_in for one in facts)
    return Judged(info, listed, decisions, _cleared(decisions), ceiling(decisions), described)


def ceiling(decisions: tuple[Decision, ...]) -> Visibility:
    """The widest that the evidence allows for all of it; a policy that only advises narrows nothing."""
    return min((one.ceiling if one.enforced else Visibility.PUBLIC for one in decisions), default=Visibility.PRIVATE)


def on_record(found: Judged, moment: datetime) -> Judged:
    """*found* once its decisions are in the ledger; where they had to be kept and couldn't be, nothing is cleared."""
    kept = ledger.keep(found.decisions, "publish", moment)
    return found._replace(decisions=kept, to=_cleared(kept))


def judged(facts: tuple[Facts, ...]) -> tuple[Decision, ...]:
    """The decisions, in the words that fit what is on the Hub already."""
    return tuple(said_there(decide(one)) for one in facts)


def gathered(source: ListedSource, project: Project, moment: datetime | None = None) -> tuple[Facts, ...]:
    """The facts about what is on the Hub, each at the visibility that its answers ask for.

    It is looked at as if it were private still: what some can read already isn't cleared by that. Raises ``PortError``.
    """
    answer = Answer(Visibility.PRIVATE, "as if nobody had seen it", host_moment=moment)
    if project.is_repository:
        source.shown_at_forges = partial(elsewhere.at_forges, project.top)
    parents = partial(Parents(States()).seen, source.hub)
    found = gate.facts(source, answer, project.setting._replace(parents=parents), Visibility.PUBLIC)
    return tuple(
        one._replace(attempt=one.attempt._replace(wanted=check.asked_for(one.considerations, source.destination)))
        for one in found
    )


def _cleared(decisions: tuple[Decision, ...]) -> Visibility | None:
    """The narrowest of what the decisions give; a policy that only advises holds nothing back."""
    given = [one.visibility if one.enforced else one.attempt.wanted for one in decisions]
    if any(one is None for one in given):
        return None
    return min((one for one in given if one is not None), default=None)


def look(
    hub: Hub, place: Destination, revision: str, project: Evidence, *, looks_around: bool = False
) -> tuple[Info, ListedSource]:
    """How *place* stands, and what it holds at *revision*; without one at all, as a raise would show them.

    Raises ``PortError``.
    """
    info = hub.info(place)
    listed = listing.at_revision(hub, info.place, revision) if revision else listing.over_all(hub, info.place)
    _say_if_much(listed)
    return info, ListedSource(hub, listed, project, looks_around=looks_around)


def on_desk(hub: Hub, place: Destination, revision: str, project: Project) -> Desk:
    """What *place* holds, for a reviewer to look at: all of it as if nobody had seen it. Raises ``PortError``."""
    _, source = look(hub, place, revision, project.evidence)
    answer = Answer(None, "not asked", "reviews don't ask who can read there")
    facts = gate.facts(source, answer, project.setting, Visibility.PUBLIC)
    name = f"{source.destination}@{revision}" if revision else str(source.destination)
    found = Desk(source.label, facts, source.evidence(), place=name)
    return desk.with_uncommitted(found, project.top) if project.is_repository else found


def kin(project: Project, place: Destination) -> tuple[tuple[Destination, ...], tuple[Destination, ...]]:
    """The other places where releases of *project* go that go to *place* as well, or are made from it: those on the
    Hub, and those elsewhere. Patterns name no place.
    """
    read = (answers.parse(file.data, file.path) for file in project.evidence.considerations)
    ours = [one for one in read if isinstance(one, Considerations) and _is_kin(one, place)]
    named = (desk.first_place((target,)) for one in ours for target in one.targets if "*" not in target)
    every = tuple(dict.fromkeys(one for one in named if one not in (place, desk.NOWHERE)))
    return tuple(one for one in every if one.is_hub), tuple(one for one in every if not one.is_hub)


def _is_kin(release: Considerations, place: Destination) -> bool:
    return place.matches(release.targets) or place.matches(tuple(parent.repo for parent in release.parents))
