"""Putting a stage out: publish it on the Hub, or see that a push has brought it; and who can read it there now."""

import click

from release_guard.cli.publish import publish
from release_guard.cli.shared import BLOCKED, NOT_JUDGED, Repository, Stop
from release_guard.git import config
from release_guard.judge.decide import decide
from release_guard.judge.plan import holds
from release_guard.model.attempt import Attempt
from release_guard.model.decision import Outcome, worst
from release_guard.model.destination import Destination
from release_guard.model.plan import Plan, State, Step
from release_guard.model.visibility import TIERS, Visibility
from release_guard.reports import text
from release_guard.wiring import check as judging
from release_guard.wiring import machine, project, stages
from release_guard.wiring import publish as hub_side
from release_guard.wiring.check import Subject


def on_hub(place: Destination, step: Step, plan: Plan, *, yes: bool) -> Visibility:
    """Publish *place* where the stage asks for more than private, and return what the Hub shows then."""
    hub = hub_side.hub()
    with project.opened() as here:
        found = hub_side.judge(hub, hub.info(place), here)
    _check_there(tuple(one.attempt for one in found.decisions), place, step)
    code = _published(place, yes=yes) if _asked(step) > Visibility.PRIVATE else 0
    seen = hub.info(place).visibility
    if seen < _asked(step):
        asks = f"{step.stage.id} asks for {_asked(step).word}"
        message = f"{place} is {seen.word}, and {asks}, so nothing was recorded{_crowded(plan, step)}"
        raise Stop(message, f"release-guard check --at {place}", code or BLOCKED)
    return seen


def _published(place: Destination, *, yes: bool) -> int:
    """The exit code of ``publish`` for *place*."""
    try:
        click.get_current_context().invoke(publish, dest=str(place), squash=False, policy=None, yes=yes)
    except click.exceptions.Exit as done:
        return done.exit_code
    return 0


def _crowded(plan: Plan, step: Step) -> str:
    """What to know where later stages wait: a place is as narrow as the narrowest thing in it."""
    if not any(other.state is State.WAITING for other in plan.steps if other is not step):
        return ""
    return "; if it holds what waits for a later stage, take that out, for a place opens as a whole"


def _check_there(attempts: tuple[Attempt, ...], place: Destination, step: Step) -> None:
    """A stage is out when something of it is there."""
    if any(holds(attempt, step.stage) for attempt in attempts):
        return
    content = ", ".join(sorted(one.value for one in step.stage.content))
    only = f" in {', '.join(step.stage.paths)}" if step.stage.paths else ""
    message = f"{place} holds nothing of {step.stage.id}: no {content}{only}, so nothing was recorded"
    raise Stop(message, f"bring it there first, then release-guard advance {step.stage.id}", BLOCKED)


def by_git(here: Repository, commit: str, place: Destination, step: Step) -> Visibility:
    """Who can read *place*, which must hold *commit* already."""
    _check_cleared(here, place, step)
    remote = stages.remote_of(here.git, place)
    if remote is None:
        raise Stop(f"no remote of this repository pushes to {place}", f"git remote add NAME {place}", BLOCKED)
    if not stages.has_arrived(here.git, remote, commit):
        message = f"{step.stage.id} may go to {place}, which doesn't have commit {commit[:7]} yet"
        raise Stop(message, f"git push {remote.name} HEAD, then release-guard advance {step.stage.id}", BLOCKED)
    answer = stages.visibility_of(here.git, remote, place)
    if answer.visibility is None:
        raise Stop(f"nobody can tell who reads {place}: {answer.reason}", answer.fix, NOT_JUDGED)
    if answer.visibility < _asked(step):
        message = f"{place} is {answer.visibility.word}, and {step.stage.id} asks for {_asked(step).word}"
        raise Stop(message, "make it so on the settings page of its host, then run this again", BLOCKED)
    return answer.visibility


def _check_cleared(here: Repository, place: Destination, step: Step) -> None:
    setting = machine.setting(config.read(here.git))
    wanted = min(held for held in place.holds if held >= _asked(step))
    whole = judging.facts(here.git, Subject(unseen=True), place, setting, wanted)
    _check_there(tuple(one.attempt for one in whole), place, step)
    decisions = tuple(map(decide, judging.facts(here.git, Subject(), place, setting, wanted)))
    outcome = worst(tuple(one.outcome for one in decisions if one.enforced))
    if outcome not in (Outcome.ALLOW, Outcome.OVERRIDDEN):
        click.echo(text.render(decisions, tried=False), nl=False)
        raise click.exceptions.Exit(outcome.exit_code)


def _asked(step: Step) -> Visibility:
    return TIERS.get(step.stage.tier, Visibility.PRIVATE)
