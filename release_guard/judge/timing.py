"""When something may become visible, and up to which tier (judge.md, "Ceiling" 1; Ovadya & Whittlestone 2019, 3.3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from release_guard.judge.case import Case
from release_guard.judge.groups import Group
from release_guard.model.considerations import Considerations, Stage
from release_guard.model.destination import DestinationError, parse
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.record import Record
from release_guard.model.visibility import TIERS, Visibility


class Opening(NamedTuple):
    """How wide the plan lets a group go now; ``finding`` says what keeps it closed, ``step`` what opens it."""

    at_most: Visibility
    reason: str
    finding: Finding | None = None
    step: str = ""


def opening(case: Case, file: Considerations, group: Group) -> Opening:
    """What timing and tier of *file* say about *group* at the present moment."""
    if group.stages is not None:
        return _staged(case, file, group, group.stages)
    return closed(case, file) or _tier(file, "[distribution]", "distribution", file.tier)


def closed(case: Case, file: Considerations) -> Opening | None:
    """Why nothing that no stage names may go out now; None where the timing of *file* lets it."""
    return _CLOSED.get(file.timing.mode, _never)(case, file)


def earliest(case: Case) -> datetime:
    """The moment by which embargoes are judged: the earlier of our clock and the host's."""
    host = case.facts.host_moment
    return case.facts.moment if host is None else min(host, case.facts.moment)


def _tier(file: Considerations, where: str, key: str, tier: str) -> Opening:
    widest = TIERS.get(tier, Visibility.PRIVATE)
    if widest is Visibility.PUBLIC:
        return Opening(widest, f"{where} says {tier}")
    message = f"{where} asks for no more than {widest.word} (tier {tier})" if tier else f"{where} names no tier"
    step = f"keep to {widest.word}, or plan anew: {key}.tier in {file.path}"
    return Opening(widest, message, Finding("RG401", message, file.path, file.line(f"{key}.tier"), step), step)


def _never(case: Case, file: Considerations) -> Opening | None:
    del case, file
    return None


def _timed(case: Case, file: Considerations) -> Opening | None:
    timing = file.timing
    if timing.not_before is None or earliest(case) >= timing.not_before:
        return None
    if any(case.words.confirms(f"trigger:{n}", ()) for n in range(1, len(timing.triggers) + 1)):
        return None
    return _closed(file, "RG420", f"nothing is released before {_moment(timing.not_before)}", "timing.not_before")


def _evented(case: Case, file: Considerations) -> Opening | None:
    timing = file.timing
    if case.words.confirms("event", timing.event_confirmer):
        return None
    step = _confirm("event", timing.event_confirmer)
    return _closed(file, "RG421", f"it waits for an event: {timing.event}", "timing.event", step)


def _periodic(case: Case, file: Considerations) -> Opening | None:
    last = max((record.date for record in case.words.staged("", targets(file))), default=None)
    if last is None:
        return None
    due = last + timedelta(days=file.timing.interval_days)
    if earliest(case).date() >= due:
        return None
    return _closed(file, "RG426", f"new content comes every {file.timing.interval_days} days, next on {due}", "timing")


_CLOSED = {"timed": _timed, "evented": _evented, "periodic": _periodic}


def _staged(case: Case, file: Considerations, group: Group, stages: tuple[Stage, ...]) -> Opening:
    answers = [(stage, next(stage_closed(case, file, stage), None)) for stage in stages]
    opened = [stage for stage, shut in answers if shut is None]
    if opened:
        widest = max(opened, key=lambda stage: TIERS.get(stage.tier, Visibility.PRIVATE))
        place = f"timing.stage.{file.timing.stages.index(widest)}"
        return _tier(file, f"stage {widest.id}", place, widest.tier)
    for _, shut in answers:
        if shut is not None:
            return shut
    message = f"no stage of the plan opens {group.shown}"
    return _closed(
        file, "RG422", message, "timing.stage", f"edit {file.path}: add {group.first} to the paths of a stage"
    )


def stage_closed(case: Case, file: Considerations, stage: Stage) -> Iterator[Opening]:
    """All that keeps *stage* closed: its date, its event, the stage before it; nothing where it is open."""
    place = f"timing.stage.{file.timing.stages.index(stage)}"
    if stage.not_before is not None and earliest(case) < stage.not_before:
        yield _closed(file, "RG420", f"stage {stage.id} opens on {_moment(stage.not_before)}", f"{place}.not_before")
    if stage.event and not case.words.confirms(f"stage:{stage.id}", stage.event_confirmer):
        step = _confirm(f"stage:{stage.id}", stage.event_confirmer)
        yield _closed(file, "RG421", f"stage {stage.id} waits for: {stage.event}", f"{place}.event", step)
    before = _after(case, file, stage, place) if stage.after else None
    if before is not None:
        yield before


def _after(case: Case, file: Considerations, stage: Stage, place: str) -> Opening | None:
    dates = [record.date for record in went_out(case, file, stage.after)]
    if not dates:
        message = f"stage {stage.id} comes after stage {stage.after}, which no record says has gone out"
        step = f"release-guard advance {stage.after}"
        return _closed(file, "RG422", message, f"{place}.after", step)
    due = min(dates) + timedelta(days=stage.min_observation_days)
    if earliest(case).date() < due:
        message = f"stage {stage.id} opens on {due}, {stage.min_observation_days} days after stage {stage.after}"
        return _closed(file, "RG426", message, f"{place}.min_observation_days")
    return None


def went_out(case: Case, file: Considerations, stage: str) -> tuple[Record, ...]:
    """The records that *stage* went out, oldest first, but for those that were taken back."""
    told = case.words.staged(stage, targets(file))
    return tuple(sorted((one for one in told if not case.words.withdrawn(one)), key=lambda one: (one.date, one.file)))


def targets(file: Considerations) -> tuple[str, ...]:
    """The targets of the file in canonical form, as stage records name them."""
    return tuple(map(canonical, file.targets))


def canonical(target: str) -> str:
    """*target* in the form that records use; what names no place stays as it is."""
    try:
        return str(parse(target))
    except DestinationError:
        return target


def _closed(file: Considerations, code: str, message: str, key: str, step: str = "") -> Opening:
    finding = Finding(code, message, file.path, file.line(key), step)
    return Opening(Visibility.PRIVATE, message, finding, step or f"wait: {message}")


def _confirm(subject: str, confirmers: tuple[str, ...]) -> str:
    who = " or ".join(confirmers) if confirmers else "somebody who isn't an author"
    return f"once it has happened, {who} runs: release-guard confirm {subject} --evidence URL --statement TEXT"


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M %Z").replace(" UTC+00:00", " UTC")
