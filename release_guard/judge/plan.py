"""The plan of a release as it stands today, for people: every stage with what is out, what may go, what waits.

A verdict comes from ``decide`` alone. Here the timing is read stage by stage, without content: ``plan`` shows it, and
``advance`` takes the next step from it (formats.md, [timing]; Ovadya & Whittlestone 2019, section 3.3).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from release_guard.judge import steps as steps_of
from release_guard.judge import timing
from release_guard.judge.case import Case
from release_guard.judge.groups import opens
from release_guard.judge.timing import Opening
from release_guard.model.attempt import Attempt
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations, Stage
from release_guard.model.destination import Destination, DestinationError, parse
from release_guard.model.plan import Plan, State, Step, is_pattern
from release_guard.model.record import Record

#: What a step is called that isn't a stage of its own.
WHOLE, REST = "release", "everything-else"


def plan_of(case: Case, file: Considerations) -> Plan:
    """The plan that *file* states, with what the records of *case* say of it."""
    steps: dict[str, Step] = {}
    for stage in _in_order(file):
        steps[stage.id] = _step(case, file, stage, steps)
    today = timing.earliest(case).date()
    named = [steps[stage.id] for stage in file.timing.stages] if file.timing.mode == "staged" else []
    rest = _unstaged(case, file, today)
    shown = (*named, rest) if rest is not None else tuple(named)
    if case.facts.several and file.name:
        shown = tuple(step._replace(to_do=steps_of.named(step.to_do, file.name)) for step in shown)
    return Plan(file.name, file.title, file.path, file.timing.mode, today, shown, file.timing.review_by)


def holds(attempt: Attempt, stage: Stage) -> bool:
    """Whether *attempt* has something that *stage* speaks of; a combination of parts isn't looked for."""
    content = stage.content - {Category.MODIFIABLE_SYSTEM}
    items = (item for item in attempt.items if item.category in content and not item.removed)
    return not content or any(opens(stage, item, attempt) for item in items)


def covers(one: Stage, other: Stage) -> bool:
    """Whether all that *other* opens is opened by *one* as well, as far as the plan's words tell."""
    same_items = not (one.paths or one.references) or (one.paths, one.references) == (other.paths, other.references)
    return one.content >= other.content and same_items


def _in_order(file: Considerations) -> tuple[Stage, ...]:
    """The stages, each after the one that it waits for; a circle, which ``lint`` reports, ends where it closes."""
    by_id = {stage.id: stage for stage in file.timing.stages} if file.timing.mode == "staged" else {}
    ordered: dict[str, Stage] = {}

    def put(stage: Stage, seen: frozenset[str]) -> None:
        before = by_id.get(stage.after)
        if before is not None and before.id not in seen:
            put(before, seen | {before.id})
        ordered.setdefault(stage.id, stage)

    for stage in by_id.values():
        put(stage, frozenset({stage.id}))
    return tuple(ordered.values())


def _step(case: Case, file: Considerations, stage: Stage, earlier: Mapping[str, Step]) -> Step:
    places = _places(file, stage)
    records = timing.went_out(case, file, stage.id)
    today = timing.earliest(case).date()
    shut = tuple(timing.stage_closed(case, file, stage))
    due = _due(places, records)
    if records:
        return _shut(Step(stage, State.OUT, places, records[0].date, records=records, due=due), shut)
    if not shut:
        return Step(stage, State.OPEN, places, today, to_do=_advance(stage), due=due)
    begins, sure = _expected(case, stage, earlier.get(stage.after), today)
    return _shut(Step(stage, State.WAITING, places, begins, sure, due=due), shut)


def _advance(stage: Stage) -> str:
    return f"release-guard advance {stage.id}"


def _due(places: tuple[str, ...], records: tuple[Record, ...]) -> tuple[str, ...]:
    told = {record.destination for record in records}
    return tuple(place for place in places if place not in told and not is_pattern(place))


def _shut(step: Step, shut: tuple[Opening, ...]) -> Step:
    """*step* with all that keeps it closed, and the first thing that anybody can do about it."""
    to_do = next((one.step for one in shut if not one.step.startswith("wait:")), "")
    return step._replace(waits_for="; ".join(one.reason for one in shut), to_do=to_do)


def _expected(case: Case, stage: Stage, before: Step | None, today: date) -> tuple[date, bool]:
    """The first day on which *stage* can open, and whether that day hangs on dates alone."""
    days = [today]
    if stage.not_before is not None:
        days.append(stage.not_before.date())
    if before is not None:
        days.append(before.begins + timedelta(days=stage.min_observation_days))
    happened = not stage.event or bool(case.words.confirms(f"stage:{stage.id}", stage.event_confirmer))
    return max(days), happened and (before is None or before.state is State.OUT)


def _unstaged(case: Case, file: Considerations, today: date) -> Step | None:
    """The step of all that no stage names; None where the stages name everything."""
    staged = file.timing.mode == "staged"
    named = frozenset(one for stage in file.timing.stages for one in stage.content) if staged else frozenset()
    content = file.released - named
    if not content:
        return None
    whole = Stage(REST if named else WHOLE, content, file.tier)
    places = _places(file, whole)
    records = timing.went_out(case, file, whole.id if staged else "")
    shut = timing.closed(case, file)
    again = file.timing.mode == "periodic" and shut is None
    step = Step(whole, State.OUT, places, today, records=records, due=_due(places, () if again else records))
    if shut is None:
        return step._replace(begins=records[0].date) if records and not again else _open(step)
    begins, sure = _opens(file, today, records[-1].date if records else None)
    state = State.OUT if records else State.WAITING
    return _shut(step._replace(state=state, begins=records[0].date if records else begins, sure=sure), (shut,))


def _open(step: Step) -> Step:
    return step._replace(state=State.OPEN, to_do=_advance(step.stage))


def _opens(file: Considerations, today: date, last: date | None) -> tuple[date, bool]:
    """The day on which the embargo ends or the next period begins; an event has none."""
    if file.timing.not_before is not None:
        return max(today, file.timing.not_before.date()), True
    if file.timing.mode == "periodic" and last is not None:
        return max(today, last + timedelta(days=file.timing.interval_days)), True
    return today, False


def _places(file: Considerations, stage: Stage) -> tuple[str, ...]:
    """The places that *stage* speaks of: its own, each pattern replaced by the places of the file that it covers."""
    every = timing.targets(file)
    if not stage.targets:
        return every
    found: list[str] = []
    for target in map(timing.canonical, stage.targets):
        covered = [place for place in every if not is_pattern(place) and _covers(target, place)]
        found += covered if is_pattern(target) and covered else [target]
    return tuple(dict.fromkeys(found))


def _covers(pattern: str, place: str) -> bool:
    found = _parsed(place)
    return found is not None and found.matches((pattern,))


def _parsed(place: str) -> Destination | None:
    try:
        return parse(place)
    except DestinationError:
        return None
