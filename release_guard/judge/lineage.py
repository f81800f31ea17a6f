"""How wide the parents of a release let it go: what their own records say, else who sees them now (judge.md, parents).

A record is the parent's own considerations file, without the reviews and confirmations that stand around it. So it can
close, and it can say how wide the parent's authors meant to go; whether an event came to pass, only the parent's
present visibility shows.
"""

from collections.abc import Iterator

from release_guard.judge.case import Case
from release_guard.judge.timing import Opening, opening
from release_guard.model.attempt import Attempt, Facts, Item
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations, Parent, Stage
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility

#: An adapter holds nothing of its parent: it isn't capped by it, and hands no cap on.
UNCAPPED = "adapter"
#: From this level on a parent of which nothing is known holds (judge.md, "Parents").
HOLDS_FROM = 3
_CATEGORIES = {"datasets": Category.TRAINING_DATA, "spaces": Category.RUNNABLE_SYSTEM}


class Word(NamedTuple):
    """What is known of a parent: the widest that it lets through, and why, to stand behind its name.

    ``recorded`` is true where a record says so, ``via`` names the ancestor that does where it isn't the parent itself.
    """

    at_most: Visibility
    reason: str
    recorded: bool = False
    via: str = ""


def word(case: Case, parent: Parent) -> Word | None:
    """The word of *parent*, or of those behind it where that is narrower; None where nothing is known."""
    return _word(case, parent, frozenset())


def _word(case: Case, parent: Parent, seen: frozenset[str]) -> Word | None:
    own = _own(case, parent)
    narrowest = own
    record = case.facts.lineage.get(parent)
    if isinstance(record, Considerations) and own is not None and own.recorded:
        for one in record.parents:
            if one.relation == UNCAPPED or one.repo in seen | {parent.repo}:
                continue
            behind = _word(case, one, seen | {parent.repo})
            if behind is not None and narrowest is not None and behind.at_most < narrowest.at_most:
                narrowest = behind._replace(via=behind.via or one.repo)
    return narrowest


def _own(case: Case, parent: Parent) -> Word | None:
    record, now = case.facts.lineage.get(parent), case.facts.parents.get(parent.repo)
    place = _place(parent.repo)
    if isinstance(record, Considerations) and is_of(record, place):
        return _recorded(case, record, place or case.destination, now)
    return Word(now, f"is {now.word}") if now is not None else None


def is_of(record: Considerations, place: Destination | None) -> bool:
    """Whether *record* speaks for the parent at *place*: anybody's harmless release would do for one otherwise."""
    return place is not None and place.matches(record.targets)


def speaks_for(record: Considerations, parent: Parent) -> bool:
    """Whether *record* is the one of *parent*, by the targets that it names."""
    return is_of(record, _place(parent.repo))


def _place(repo: str) -> Destination | None:
    try:
        return parse(repo)
    except DestinationError:
        return None


def _recorded(case: Case, record: Considerations, place: Destination, now: Visibility | None) -> Word:
    if record.decision.outcome != "go":
        said = "its authors decided not to release it" if record.decision.outcome else "its authors haven't decided yet"
        return Word(Visibility.PRIVATE, f"is not cleared by its record: {said}", recorded=True)
    category = _CATEGORIES.get(place.kind, Category.TRAINED_MODEL)
    if category not in record.released or any(kept.category is category for kept in record.withheld):
        return Word(Visibility.PRIVATE, f"keeps its {category} back, by its record", recorded=True)
    proven = _opened(case, record, place, category)
    meant = _opened(case, _come_to_pass(record), place, category)
    if now is not None and proven.at_most < min(now, meant.at_most):
        shown = min(now, meant.at_most)
        return Word(shown, f"is {now.word}, and its record lets it go as far as {meant.at_most.word}", recorded=True)
    return Word(proven.at_most, f"goes no further than {proven.at_most.word} by its record: {proven.reason}", True)


def _opened(case: Case, record: Considerations, place: Destination, category: Category) -> Opening:
    """What the plan of *record* opens of *category* at *place* now; where several stages do, the widest."""
    facts = case.facts
    attempt = Attempt(place, Visibility.PUBLIC, (Item(place.path, category),))
    staged = record._replace(timing=record.timing._replace(stages=tuple(_of_files(record.timing.stages))))
    parent = Case(Facts(attempt, staged, facts.moment, facts.built_in, host_moment=facts.host_moment))
    (group,) = parent.groups
    return opening(parent, staged, group)


def _of_files(stages: tuple[Stage, ...]) -> Iterator[Stage]:
    """The stages that open files, whichever: nobody knows of which of them the child was made."""
    for stage in stages:
        yield stage._replace(paths=()) if stage.paths else stage


def _come_to_pass(record: Considerations) -> Considerations:
    """*record* as if every event had happened and every earlier stage had gone out; dates stay as they are."""
    timing = record.timing
    stages = tuple(stage._replace(event="", after="") for stage in timing.stages)
    mode = "immediate" if timing.mode == "evented" else timing.mode
    return record._replace(timing=timing._replace(mode=mode, stages=stages))
