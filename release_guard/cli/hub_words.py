"""The words of ``publish``, ``lower``, ``recall`` and ``check --at``: what was judged, what the Hub shows, what next.

Each line names the place, says what is so now, and ends with what to do. Nothing is asked or changed here.
"""

import os
import shlex
from collections.abc import Iterable, Sequence

from release_guard.cli.shared import count
from release_guard.hub.api import Info
from release_guard.hub.listing import Listing, Version
from release_guard.model.decision import Decision, Outcome
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.reports import text

NAME = "release-guard"
#: Of file versions beyond this only the number is told.
_SHOWN = 20


def report(decisions: Iterable[Decision]) -> str:
    """Verdict and findings of each decision. What becomes of it is told by whoever does it."""
    lines = [line for one in decisions for line in (f"{NAME}: {_headline(one)}", *text.findings(one.findings))]
    return "".join(f"{text.clean(line)}\n" for line in lines)


def _headline(decision: Decision) -> str:
    """The verdict; what is less than was asked for is cleared, and given only once the Hub shows it."""
    found = text.headline(decision)
    to = decision.visibility
    return found.replace(f", {to.word} given)", f", {to.word} cleared)", 1) if to is not None else found


def steps(decisions: Sequence[Decision], then: str) -> str:
    """Every step that is left, each once, one a line; and the command that follows on them."""
    left = dict.fromkeys(step for one in decisions for step in one.next_steps)
    lines = [f"    next: {text.clean(step)}" for step in left]
    return "".join(f"{line}\n" for line in (*lines, f"    then: {then}")) if lines else ""


def foretold(decisions: Sequence[Decision], info: Info, ceiling: Visibility, revision: str = "") -> str:
    """What ``publish`` would do now, for ``check --at``."""
    place, now = info.place, info.visibility
    publish = f"{NAME} publish {place}"
    judged = not any(one.enforced and one.outcome is Outcome.NOT_JUDGED for one in decisions)
    alone = f"    this was about {text.clean(revision)} alone; publish looks at every revision\n" if revision else ""
    if judged and now > ceiling:
        return wider(info, ceiling, decisions) + alone
    given = [one.visibility if one.enforced else one.attempt.wanted for one in decisions]
    to = min((one for one in given if one is not None), default=None) if None not in given else None
    if to is None or to <= now:
        already = f"{place} is {now.word} already, and" if to is not None else f"{place} is {now.word}:"
        return f"{NAME}: {already} publish would change nothing\n{steps(decisions, publish)}{alone}"
    if not steps(decisions, publish):
        return f"{NAME}: {place} is {now.word} and may be {to.word}. Next: {publish}\n{alone}"
    return f"{NAME}: {place} is {now.word}; publish would make it {to.word}\n{steps(decisions, publish)}{alone}"


def wider(info: Info, ceiling: Visibility, decisions: Sequence[Decision]) -> str:
    """A place that more people see than is cleared, and the two ways on."""
    to = max(held for held in info.place.holds if held <= ceiling)
    lines = (
        f"{NAME}: {info.place} is {info.visibility.word}, wider than what is cleared; nothing was changed",
        f"    to hold it back: {NAME} lower {info.place} --to {to.word}",
    )
    return "".join(f"{line}\n" for line in lines) + steps(decisions, f"{NAME} publish {info.place}")


def raised(place: Destination, to: Visibility, decisions: Sequence[Decision], page: str) -> str:
    """What the Hub shows after a raise, and what to do for more or for less."""
    lines = [f"{NAME}: {place} is {to.word}, as the Hub shows it now"]
    if to is Visibility.GATED_MANUAL:
        lines.append(f"    requests for its files wait for your answer at {page}/settings")
    if to < max(one.attempt.wanted for one in decisions):
        return "".join(f"{line}\n" for line in lines) + steps(decisions, f"{NAME} publish {place}")
    return "".join(f"{line}\n" for line in (*lines, f"    to take it back: {NAME} lower {place}"))


def bring(place: Destination, top: str, paths: Sequence[str]) -> str:
    """How a record that lies below the folder *top*, in no repository, gets to the place that it is of."""
    if place.kind == "buckets":
        lines = [f"hf cp {shlex.quote(os.path.join(top, path))} hf://buckets/{place.path}/{path}" for path in paths]
    else:
        kind = "" if place.kind == "models" else f" --repo-type {place.kind.removesuffix('s')}"
        lines = [f"hf upload {place.path} {shlex.quote(os.path.join(top, path))} {path}{kind}" for path in paths]
    return "".join(f"next: {line}\n" for line in lines) + f"then: {NAME} publish {place}\n"


def gone(listed: Listing, rest: Listing) -> tuple[Version, ...]:
    """The file versions of *listed* that *rest*, the same without its history, doesn't have."""
    kept = {(one.path, one.sha256 or one.oid) for one in rest.versions}
    return tuple(one for one in listed.versions if (one.path, one.sha256 or one.oid) not in kept)


def offer(place: Destination, old: Sequence[Version], to: Visibility) -> str:
    """Why earlier revisions hold a place back, and the two ways on."""
    versions = count(len(old), "file version")
    lines = (
        f"{NAME}: only earlier revisions hold it back: without {versions} of theirs, it would be {to.word}",
        *_versions(old),
        f"    either let somebody look at them too: {NAME} review request --at {place}",
        f"    or drop the earlier revisions for good: {NAME} publish {place} --squash",
    )
    return "".join(f"{line}\n" for line in lines)


def what_goes(place: Destination, old: Sequence[Version] | None, branches: Sequence[str], kept: Sequence[str]) -> str:
    """What a squash takes away for good, and what it can't reach; *old* None: too many revisions to tell what."""
    names = ", ".join(map(text.clean, branches))
    lines = [f"{place}: everything that only earlier revisions hold would be gone; there are too many to list it"]
    if old is not None:
        lines = [f"{place}: {count(len(old), 'file version')} that only earlier revisions hold would be gone:"]
        lines += _versions(old)
    lines += [
        f"Squashing {names} into one commit{' each' if len(branches) > 1 else ''} can't be undone:",
        "  - ids of commits that papers, code or links name lead nowhere afterwards",
        "  - what somebody has already stays with them; until the Hub clears them away, large files still take room",
    ]
    if kept:
        lines.append(f"  - these refs are left, and keep what they hold: {', '.join(map(text.clean, kept))}")
    return "".join(f"{line}\n" for line in lines)


def _versions(old: Sequence[Version]) -> list[str]:
    lines = [f"  - {text.clean(one.path)} (in {one.commit[:7]})" for one in old[:_SHOWN]]
    return [*lines, f"  - and {len(old) - _SHOWN} more"] if len(old) > _SHOWN else lines
