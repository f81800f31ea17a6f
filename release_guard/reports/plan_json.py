"""A release plan as JSON for scripts: the same shape whatever the timing is."""

import json
from collections.abc import Sequence
from typing import Any

from release_guard.model.plan import Plan, Step
from release_guard.reports.text import clean

SCHEMA = "release-plan/1"


def render(plans: Sequence[Plan]) -> str:
    """All *plans* as text, in ASCII."""
    return json.dumps({"schema": SCHEMA, "plans": [to_json(plan) for plan in plans]}, indent=2) + "\n"


def to_json(plan: Plan) -> dict[str, Any]:
    """One plan."""
    return {
        "release": clean(plan.release),
        "title": clean(plan.title),
        "mode": plan.mode,
        "today": plan.today.isoformat(),
        "review_by": plan.review_by.isoformat() if plan.review_by else None,
        "steps": [_step(step) for step in plan.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "stage": clean(step.stage.id),
        "content": sorted(one.value for one in step.stage.content),
        "tier": step.stage.tier,
        "targets": [clean(place) for place in step.targets],
        "state": step.state.value,
        "begins": step.begins.isoformat(),
        "sure": step.sure,
        "waits_for": clean(step.waits_for) or None,
        "to_do": clean(step.to_do) or None,
        "out": [
            {"destination": clean(one.destination), "visibility": one.visibility.word, "date": one.date.isoformat()}
            for one in step.records
        ],
    }
