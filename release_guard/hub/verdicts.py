"""What the judge says of something on its way to the Hub, at the moments at which the guard asks.

Before the bytes move their digests aren't known, so the best that they could be is judged; at the commit what they are.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from release_guard import gate
from release_guard.formats import presets
from release_guard.gate import trust
from release_guard.hub.source import Assumed, HubSource
from release_guard.judge.case import Case
from release_guard.judge.layers import Rules, combine
from release_guard.judge.scope import in_scope
from release_guard.model.category import Category
from release_guard.model.decision import Decision, Outcome, worst
from release_guard.model.finding import Finding
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from release_guard.ports import PortError

_STRICTNESS = (Outcome.ALLOW, Outcome.OVERRIDDEN, Outcome.LOWER, Outcome.BLOCK, Outcome.NOT_JUDGED)
#: More sets of reviewed bytes than this aren't tried for files whose own bytes aren't known yet.
_ASSUMED_AT_MOST = 12


class Verdict(NamedTuple):
    """The decisions of one judgement. ``outcome`` is the strictest of those that bind."""

    decisions: tuple[Decision, ...]

    @property
    def outcome(self) -> Outcome:
        return worst(tuple(one.outcome for one in self.decisions if one.enforced))

    @property
    def is_clear(self) -> bool:
        """Whether it may go on as it is."""
        return self.outcome in (Outcome.ALLOW, Outcome.OVERRIDDEN)

    @property
    def advice(self) -> tuple[Decision, ...]:
        """The decisions of policies that only advise, and would have held something."""
        return tuple(one for one in self.decisions if not one.enforced and one.outcome is not Outcome.ALLOW)

    @property
    def visibility(self) -> Visibility:
        """The narrowest at which any of it goes out."""
        given = (one.visibility for one in self.decisions if one.enforced)
        return min((one for one in given if one is not None), default=Visibility.PRIVATE)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that was found."""
        return frozenset(finding.code for one in self.decisions for finding in one.findings)


def of(source: HubSource, wanted: Visibility | None = None, extra: tuple[Finding, ...] = ()) -> Verdict:
    """The verdict on *source* at *wanted*, or at the visibility that its place has. *extra* is told along."""
    setting = source.setting()
    setting = setting._replace(noted=(*setting.noted, *extra))
    return Verdict(gate.judge(source, source.around.state.answer, setting, wanted))


def at_best(source: HubSource, wanted: Visibility | None = None, *, new_only: bool = False) -> Verdict:
    """The verdict on *source* for the best bytes that its files could be: those that reviews or an override were of.

    With *new_only* bytes that the place holds already aren't among them.
    """
    best = of(source, wanted)
    if best.is_clear:
        return best
    for one in _as_they_may_be(source, new_only):
        verdict = of(one, wanted)
        best = min(best, verdict, key=lambda one: _STRICTNESS.index(one.outcome))
        if best.is_clear:
            break
    return best


def _as_they_may_be(source: HubSource, new_only: bool) -> Iterator[HubSource]:
    kind = type(source)
    for assumed in _assumptions(source, new_only):
        yield kind(source.around, source.brought, assumed)
    for digest in _overridden(source):
        yield kind(source.around, source.brought, None, digest)


def _overridden(source: HubSource) -> list[str]:
    """What the glass was broken for at this place; whether that still holds is for the judge."""
    here = str(source.destination)
    return sorted({one.attempt for one in _records(source) if one.kind == "override" and one.destination == here})


def _assumptions(source: HubSource, new_only: bool) -> Iterator[Assumed]:
    """The bytes of each review, newest first: one digest for each category, filled up from the older ones."""
    listing = source.around.listing if new_only else None
    held = frozenset(one.sha256 for one in listing.versions) if listing is not None else frozenset()
    reviews = sorted((one for one in _records(source) if one.bound.artifacts), key=lambda one: (one.date, one.file))
    every = [_digests(one, held) for one in reversed(reviews)]
    seen: list[Assumed] = []
    for number, one in enumerate(every[:_ASSUMED_AT_MOST]):
        filled = _filled((one, *every[number + 1 :], *every[:number]))
        if filled and filled not in seen:
            seen.append(filled)
            yield filled


def _records(source: HubSource) -> tuple[Record, ...]:
    """Those that can be read: what can't has been told already."""
    try:
        return source.records()
    except PortError:
        return ()


def _digests(record: Record, held: frozenset[str]) -> Assumed:
    return {category: digest for digest, category in sorted(record.bound.artifacts.items()) if digest not in held}


def _filled(several: Iterable[Assumed]) -> Assumed:
    filled: dict[Category, str] = {}
    for one in several:
        for category, digest in one.items():
            filled.setdefault(category, digest)
    return filled


def rules(source: HubSource) -> Rules:
    """What the policies say, whatever is brought. Raises ``PortError``."""
    setting, standing = source.setting(), source.standing()
    base = trust.base(setting.policies, source.evidence(), standing, setting.outward, unseen=False)
    return combine(base.layers, presets.policy("team"))


def concerned(source: HubSource) -> bool:
    """Whether anything at all is judged here: somebody opted in, or a policy wants everything."""
    try:
        found = gate.facts(source, source.around.state.answer, source.setting(), Visibility.PUBLIC)
    except PortError:
        return True
    return any(in_scope(Case(one)) for one in found)
