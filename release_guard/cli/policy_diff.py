"""``policy diff``: what a new policy would change, in its rules and for the releases that are known."""

from collections.abc import Sequence

import click

from release_guard import __version__
from release_guard.cli import policy_changes
from release_guard.cli.policy_test import give_up
from release_guard.cli.shared import BLOCKED, NOT_JUDGED, as_json, count, json_text, put, reports, said, table
from release_guard.judge.change import Change
from release_guard.model.decision import Decision
from release_guard.reports.text import clean
from release_guard.wiring import policy_choice, policy_effect, policy_trial
from release_guard.wiring.policy_choice import Chosen
from release_guard.wiring.policy_effect import Effect, Survey

_Rules = tuple[tuple[str, tuple[Change, ...]], ...]


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--table", "table_file", metavar="TABLE", help="Judge the examples of TABLE (see `policy test`).")
@click.option("--releases", "folders", metavar="DIR", multiple=True, help="Judge what is described in DIR and below.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where a known release would be judged otherwise.")
@reports
def diff(
    old: str,
    new: str,
    table_file: str | None,
    folders: tuple[str, ...],
    exit_code: bool,
    form: str,
    output: str | None,
) -> None:
    """Tell what a new policy would change.

    OLD and NEW are files, or REV:path in the repository here. First the rules in words: what becomes stricter, what
    looser. Then every known release that would be judged otherwise: the examples of a table, and the considerations
    files in folders of checkouts, each judged under both policies beside its own.
    """
    before, after = policy_choice.choose(old), policy_choice.choose(new)
    for chosen in (before, after):
        if chosen.findings:
            give_up(chosen.findings, chosen.name)
    survey = _survey(table_file, folders, before, after)
    rules = policy_effect.rules(before, after)
    put(as_text(rules, survey) if form == "text" else json_text(_json(rules, survey)), output)
    changed = any(effect.changes for effect in survey.effects)
    code = NOT_JUDGED if survey.findings else BLOCKED if exit_code and changed else 0
    click.get_current_context().exit(code)


def _survey(table_file: str | None, folders: Sequence[str], old: Chosen, new: Chosen) -> Survey:
    found = policy_effect.of_folders(folders, old, new)
    if table_file is None:
        return found
    tried = policy_trial.read(table_file)
    if not isinstance(tried, policy_trial.Table):
        give_up(tried, table_file)
    examples = policy_effect.of_table(tried, old, new)
    return Survey((*examples.effects, *found.effects), (*examples.findings, *found.findings))


def as_text(rules: _Rules, survey: Survey) -> str:
    """The rules, then the releases that they matter to, then one line on both."""
    several = len(rules) > 1
    parts = [(f"{clean(title)}\n" if several else "") + policy_changes.as_rows(changes) for title, changes in rules]
    changed = [effect for effect in survey.effects if effect.changes]
    if changed:
        rows = [
            (effect.name, effect.place, _verdict(effect.old), "->", _verdict(effect.new), _way(effect))
            for effect in changed
        ]
        parts.append("\nReleases that would be judged otherwise:\n" + _indented(table(rows)))
    summary = policy_changes.summary([change for _, changes in rules for change in changes])
    parts.append(said(*survey.findings))
    return "".join(parts) + f"release-guard: {summary}{_numbers(survey, len(changed))}\n"


def _numbers(survey: Survey, changed: int) -> str:
    if not survey.effects:
        return ""
    return f"; {changed} of {count(len(survey.effects), 'known release')} would be judged otherwise"


def _indented(lines: str) -> str:
    return "".join(f"  {line}\n" for line in lines.splitlines())


def _verdict(decision: Decision) -> str:
    seen = (
        f" to {decision.visibility.word}"
        if str(decision.outcome) == "lower" and decision.visibility is not None
        else ""
    )
    return f"level {decision.level}: {decision.outcome}{seen}, ceiling {decision.ceiling.word}"


def _way(effect: Effect) -> str:
    if effect.new.ceiling == effect.old.ceiling:
        return ""
    return "wider" if effect.new.ceiling > effect.old.ceiling else "narrower"


def _json(rules: _Rules, survey: Survey) -> dict[str, object]:
    return {
        "schema": "release-guard-policy-diff/1",
        "tool": f"release-guard {__version__}",
        "rules": [{"layer": clean(title), "changes": policy_changes.as_json(changes)} for title, changes in rules],
        "releases": [
            {
                "name": clean(effect.name),
                "place": effect.place,
                "changes": effect.changes,
                "old": _as_json(effect.old),
                "new": _as_json(effect.new),
            }
            for effect in survey.effects
        ],
        "findings": [as_json(finding) for finding in survey.findings],
    }


def _as_json(decision: Decision) -> dict[str, object]:
    seen = decision.visibility.word if decision.visibility is not None else None
    outcome, ceiling = str(decision.outcome), decision.ceiling.word
    return {"outcome": outcome, "ceiling": ceiling, "visibility": seen, "level": decision.level}
