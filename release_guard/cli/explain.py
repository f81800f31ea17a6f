"""``explain``: the page of a code, or how a level or a ceiling came about."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from release_guard import __version__
from release_guard.cli.shared import BLOCKED, USAGE, Repository, Stop, json_text, put, reports, repository, table
from release_guard.content import capabilities
from release_guard.git import config, texts
from release_guard.git.tree import CONSIDERATIONS
from release_guard.judge import catalogue
from release_guard.judge.case import Case
from release_guard.judge.decide import Weighed, weigh
from release_guard.judge.level import Level, level_of
from release_guard.model.considerations import Considerations
from release_guard.model.visibility import Visibility
from release_guard.reports import explain as pages
from release_guard.reports.text import clean
from release_guard.wiring import begin, check, desk, machine
from release_guard.wiring.check import Subject


@click.command()
@click.argument("code", required=False)
@click.option("--level", "asks_level", is_flag=True, help="Tell how the level of the release at HEAD came about.")
@click.option("--ceiling", "asks_ceiling", is_flag=True, help="Tell what holds each part of it, target by target.")
@reports
def explain(code: str | None, asks_level: bool, asks_ceiling: bool, form: str, output: str | None) -> None:
    """Tell what a code means, or how this level or ceiling came about.

    CODE is a number or a name: RG302, 302 or too-few-reviewers; without any, all codes are listed. It works offline.
    """
    if (code is not None) + asks_level + asks_ceiling > 1:
        raise click.UsageError("give one of a code, --level and --ceiling")
    if not (code or asks_level or asks_ceiling):
        put(_all_codes() if form == "text" else json_text([_page(row) for row in catalogue.CODES.values()]), output)
        return
    if code is not None:
        row = _entry(code)
        put(pages.page(row) if form == "text" else json_text(_page(row)), output)
        return
    with repository() as here:
        if asks_level:
            levels = tuple(_levels(here))
            put(_levels_text(levels) if form == "text" else json_text(_levels_json(levels)), output)
        else:
            weighed = tuple(_weighed(here))
            put(_ceilings_text(weighed) if form == "text" else json_text(_ceilings_json(weighed)), output)


def _entry(code: str) -> catalogue.Entry:
    wanted = f"RG{code:0>3}" if code.isdigit() else code
    try:
        return catalogue.entry(wanted)
    except KeyError:
        near = [f"{row.code} {row.name}" for row in catalogue.find(code)]
        fix = (
            f"release-guard explain {near[0].partition(' ')[0]}"
            if near
            else "release-guard explain, which lists them all"
        )
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        raise Stop(f"there is no code {code!r}{meant}", fix, USAGE) from None


def _all_codes() -> str:
    rows = [(row.code, row.name, row.severity.word, row.why) for row in catalogue.CODES.values()]
    return table(rows, ("code", "name", "weighs", "why"))


def _page(row: catalogue.Entry) -> dict[str, object]:
    from release_guard.judge.codes import PAGES

    return {
        "schema": "release-guard-code/1",
        "code": row.code,
        "name": row.name,
        "severity": row.severity.word,
        "lowerable": row.lowerable,
        "waivable": row.waivable,
        **PAGES[row.code]._asdict(),
        "why": row.why,
        "reason": PAGES[row.code].why,
    }


class _Found(NamedTuple):
    """The level of one release, where its answers were read, and what hints at capabilities in words."""

    title: str
    origin: str
    level: Level
    hints: tuple[str, ...] = ()


def _levels(here: Repository) -> Iterator[_Found]:
    """The level of each release at HEAD; of the file in the work tree where none is committed."""
    if here.git.find(["HEAD^{commit}"])[0] is not None:
        found = desk.at_revision(here.git, "HEAD", "", machine.setting(config.read(here.git)))
        described = [case for case in map(Case, found.facts) if case.file is not None and case.level is not None]
        for case in described:
            assert case.file is not None and case.level is not None
            yield _Found(case.file.title or case.file.path, found.origin, case.level, tuple(_hints(here, case)))
        if described:
            return
    file = _uncommitted(here.top)
    yield _Found(
        file.title or file.path, "the file in the work tree, not committed yet", level_of(file, frozenset(), {})
    )


def _hints(here: Repository, case: Case) -> Iterator[str]:
    """What was seen of each capability, as far as files at the top of HEAD say it, and what deeper files hint at."""
    told = capabilities.explained(texts.telling(here.git, (), ("HEAD",)))
    yield from (f"{hint.capability}: {clean(hint.reason)}" for hint in told)
    for name in sorted(case.attempt.capabilities - {hint.capability for hint in told}):
        yield f"{name}: a file below the top, or a model that the code loads"


def _uncommitted(top: str) -> Considerations:
    existing = begin.look(top)
    if existing is None:
        raise Stop(f"there is no {CONSIDERATIONS} that can be read here", "release-guard init", BLOCKED)
    from release_guard.formats import considerations

    file = considerations.parse(existing.text.encode(), CONSIDERATIONS)
    if not isinstance(file, Considerations):
        raise Stop(f"{CONSIDERATIONS} can't be read", "release-guard lint", BLOCKED)
    return file


def _levels_text(levels: tuple[_Found, ...]) -> str:
    parts = []
    for found in levels:
        head = f"{clean(found.title)}: level {found.level.number} ({found.origin})\n"
        rows = [(f"at least {number}", reason) for number, reason in found.level.reasons]
        seen = "".join(f"    seen: {hint}\n" for hint in found.hints)
        parts.append(head + table(rows) + seen)
    return "\n".join(parts) + "\nNothing lowers a level; which reviews it asks for: release-guard policy show\n"


def _levels_json(levels: tuple[_Found, ...]) -> dict[str, object]:
    return {
        "schema": "release-guard-level/1",
        "tool": f"release-guard {__version__}",
        "releases": [
            {
                "release": found.title,
                "evidence": found.origin,
                "level": found.level.number,
                "reasons": [{"level": number, "reason": reason} for number, reason in found.level.reasons],
                "hints": list(found.hints),
            }
            for found in levels
        ],
    }


class _Held(NamedTuple):
    """Why one part may not be seen more widely."""

    part: str
    at_most: Visibility
    reason: str
    code: str


class _Ceiling(NamedTuple):
    """What one release may be seen as at one place, and everything that holds it."""

    title: str
    place: str
    widest: Visibility
    held: tuple[_Held, ...]


def _weighed(here: Repository) -> Iterator[_Ceiling]:
    """The ceilings at HEAD, for every target of the file, each with its reasons."""
    if here.git.find(["HEAD^{commit}"])[0] is None:
        raise Stop("there is no commit yet, and commits are what is judged", "git add . && git commit", BLOCKED)
    setting = machine.setting(config.read(here.git))
    for place in check.targets(here.git, Subject()) or (desk.NOWHERE,):
        for facts in check.facts(here.git, Subject(), place, setting, Visibility.PUBLIC):
            case = Case(facts)
            weighed = weigh(case)
            title = case.file.title if case.file is not None else ""
            shown = "any place" if place == desk.NOWHERE else str(place)
            yield _Ceiling(title, shown, weighed.ceiling, tuple(dict.fromkeys(_held(weighed))))


def _held(weighed: Weighed) -> Iterator[_Held]:
    for ruling in sorted(weighed.rulings, key=lambda ruling: ruling.at_most):
        if ruling.at_most is Visibility.PUBLIC:
            continue
        code = ruling.finding.code if ruling.finding is not None else ""
        parts = {str(group.category) for group in ruling.groups} if ruling.groups is not None else {"everything"}
        yield _Held(", ".join(sorted(parts)), ruling.at_most, ruling.reason, code)


def _ceilings_text(ceilings: tuple[_Ceiling, ...]) -> str:
    parts = []
    for ceiling in ceilings:
        title = f"{clean(ceiling.title)}, " if ceiling.title else ""
        head = f"{title}{ceiling.place}: at most {ceiling.widest.word}\n"
        rows = [(held.part, held.at_most.word, f"{held.code} {held.reason}".strip()) for held in ceiling.held]
        parts.append(head + (table(rows, ("part", "at most", "because")) if rows else "nothing holds it back\n"))
    return "\n".join(parts) + "\nWhat to do next: release-guard status\n"


def _ceilings_json(ceilings: tuple[_Ceiling, ...]) -> dict[str, Any]:
    return {
        "schema": "release-guard-ceiling/1",
        "tool": f"release-guard {__version__}",
        "ceilings": [
            {
                "release": ceiling.title,
                "destination": ceiling.place,
                "ceiling": ceiling.widest.word,
                "reasons": [{**held._asdict(), "at_most": held.at_most.word} for held in ceiling.held],
            }
            for ceiling in ceilings
        ],
    }
