"""What differs between two policies besides requirements and caps, key by key, and which way it goes."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from release_guard.judge.change import Change, Direction, direction
from release_guard.judge.layers import REPOSITORIES
from release_guard.model.people import canonical_id
from release_guard.model.policy import Key, Policy, Reviewer, Waiver
from release_guard.model.visibility import Visibility

_STRICTER, _LOOSER, _OTHER = Direction.STRICTER, Direction.LOOSER, Direction.OTHER
_ABSENT = "none"
_USUAL = "as usual"

#: Keys that hold one word: their words from the laxest to the strictest, and how they are read.
_WORDS: tuple[tuple[str, tuple[str, ...], Callable[[Policy], str]], ...] = (
    ("mode", ("advise", "enforce"), lambda one: one.mode),
    ("independence", ("authors", "commits"), lambda one: one.independence),
    ("ledger", ("optional", "required"), lambda one: one.ledger),
    ("scope.repositories", REPOSITORIES, lambda one: one.repositories),
    ("scope.internal", ("private", "gated-manual"), lambda one: one.internal.word),
    ("on_exceed.hub", ("lower", "block"), lambda one: one.on_exceed_hub),
    ("on_exceed.existing_public", ("lower", "block"), lambda one: one.existing_public),
)
#: Limits, of which 0 is none at all: the smaller the stricter.
_LIMITS: tuple[tuple[str, Callable[[Policy], int]], ...] = (
    ("limits.review_age_days", lambda one: one.review_age_days),
    ("limits.embargo_days", lambda one: one.embargo_days),
)


def changes(old: Policy, new: Policy) -> Iterator[Change]:
    """Every change outside requirements and caps, in the order of the format."""
    yield from _words(old, new)
    yield from _scope(old, new)
    yield from _places(old, new)
    yield from _limits(old, new)
    yield from _reviewers(old, new)
    yield from _waivers(old, new)
    yield from _override(old, new)


def _words(old: Policy, new: Policy) -> Iterator[Change]:
    for key, stern, of in _WORDS:
        before, after = of(old), of(new)
        if before != after:
            stricter = stern.index(after) > stern.index(before)
            yield Change(_STRICTER if stricter else _LOOSER, key, before, after)


def _scope(old: Policy, new: Policy) -> Iterator[Change]:
    """Fewer destinations are judged more laxly, fewer namespaces leave fewer places to publish to; none means all."""
    for key, before, after, whole in (
        ("scope.destinations", old.destinations, new.destinations, "everywhere"),
        ("scope.namespaces", old.namespaces, new.namespaces, "any"),
    ):
        was, now = frozenset(before), frozenset(after)
        grows, shrinks = _within(was, now), _within(now, was)
        if was != now:
            way = direction(stricter=grows, looser=shrinks)
            if key == "scope.namespaces":
                way = direction(stricter=shrinks, looser=grows)
            yield Change(way, key, ", ".join(sorted(was)) or whole, ", ".join(sorted(now)) or whole)


def _within(fewer: frozenset[str], more: frozenset[str]) -> bool:
    """Whether *more* holds all of *fewer*, where an empty set holds everything."""
    return not more or (bool(fewer) and fewer <= more)


def _places(old: Policy, new: Policy) -> Iterator[Change]:
    """A place that is said to be private isn't judged at all; one that nothing is said of is asked."""
    before = {rule.match: rule.visibility for rule in old.places}
    after = {rule.match: rule.visibility for rule in new.places}
    for match in _either(before, after):
        was, now = before.get(match), after.get(match)
        if was is not now:
            stricter = _sternness(now) > _sternness(was)
            shown = [one.word if one is not None else "asked of the host" for one in (was, now)]
            yield Change(_STRICTER if stricter else _LOOSER, f"place {match}", shown[0], shown[1])


def _sternness(said: Visibility | None) -> float:
    """A host that is asked may say less than "public", and more than any narrower word."""
    return Visibility.PUBLIC - 0.5 if said is None else said


def _limits(old: Policy, new: Policy) -> Iterator[Change]:
    for key, of in _LIMITS:
        before, after = of(old), of(new)
        if before != after:
            stricter = bool(after) and (not before or after < before)
            yield Change(_STRICTER if stricter else _LOOSER, key, str(before or _ABSENT), str(after or _ABSENT))
    for code in _either(old.lower_severity, new.lower_severity):
        was, now = old.lower_severity.get(code), new.lower_severity.get(code)
        if was is not now:
            stricter = now is None or (was is not None and now > was)
            shown = [one.word if one is not None else _USUAL for one in (was, now)]
            yield Change(_STRICTER if stricter else _LOOSER, f"limits.lower_severity.{code}", shown[0], shown[1])
    for name in _either(old.capabilities, new.capabilities):
        floor, later = old.capabilities.get(name, 0), new.capabilities.get(name, 0)
        if floor != later:
            shown = [f"level {number}" if number else _ABSENT for number in (floor, later)]
            yield Change(_STRICTER if later > floor else _LOOSER, f"capabilities.{name}", shown[0], shown[1])


def _reviewers(old: Policy, new: Policy) -> Iterator[Change]:
    """A list narrows who may review; one more on it, one more role or one more key, widens that."""
    if bool(old.reviewers) != bool(new.reviewers):
        said = ("anybody", "those on the list")
        way, words = (_STRICTER, said) if new.reviewers else (_LOOSER, said[::-1])
        yield Change(way, "who may review", *words)
    before = {canonical_id(one.id): one for one in old.reviewers}
    after = {canonical_id(one.id): one for one in new.reviewers}
    for person in _either(before, after):
        was, now = before.get(person), after.get(person)
        if was is None or now is None:
            way = _OTHER if not (before and after) else _LOOSER if was is None else _STRICTER
            yield Change(way, f"reviewer {person}", _person(was), _person(now))
        else:
            yield from _reviewer(was, now)


def _reviewer(old: Reviewer, new: Reviewer) -> Iterator[Change]:
    before, after = _powers(old), _powers(new)
    if before != after:
        way = direction(stricter=bool(before - after), looser=bool(after - before))
        yield Change(way, f"reviewer {new.id}", _person(old), _person(new))
    came, went = frozenset(new.keys) - frozenset(old.keys), frozenset(old.keys) - frozenset(new.keys)
    if came or went:
        way = direction(stricter=bool(went), looser=bool(came))
        yield Change(way, f"keys of {new.id}", _keys(old.keys), _keys(new.keys))


def _powers(reviewer: Reviewer) -> frozenset[str]:
    return reviewer.roles | (frozenset({"external"}) if reviewer.external else frozenset())


def _person(reviewer: Reviewer | None) -> str:
    if reviewer is None:
        return "not listed"
    return ", ".join(sorted(_powers(reviewer))) or "no role"


def _keys(keys: tuple[Key, ...]) -> str:
    return "; ".join(map(_key, keys)) or _ABSENT


def _key(key: Key) -> str:
    days = (("from", key.since), ("until", key.until), ("revoked", key.revoked))
    return " ".join([f"...{key.key[-8:]}", *(f"{word} {day}" for word, day in days if day is not None)])


def _waivers(old: Policy, new: Policy) -> Iterator[Change]:
    before, after = ({_name(one): one for one in policy.waivers} for policy in (old, new))
    for name in _either(before, after):
        was, now = before.get(name), after.get(name)
        if was is None or now is None or _reach(was) != _reach(now):
            way = _STRICTER if now is None else _LOOSER if was is None else _OTHER
            shown = [_reach(one) if one is not None else _ABSENT for one in (was, now)]
            yield Change(way, name, shown[0], shown[1])


def _name(waiver: Waiver) -> str:
    return f"waiver of {waiver.code} at {waiver.target} for {', '.join(waiver.paths)}"


def _reach(waiver: Waiver) -> str:
    size = f", up to {waiver.max_bytes} bytes" if waiver.max_bytes else ""
    return f"until {waiver.until}{size}{f', sha256 {waiver.sha256[:12]}' if waiver.sha256 else ''}, by {waiver.who}"


def _override(old: Policy, new: Policy) -> Iterator[Change]:
    before, after = _may(old), _may(new)
    if before != after:
        known = before is not None and after is not None
        stricter, looser = known and _lost(before, after), known and _lost(after, before)
        shown = ["not stated" if may is None else ", ".join(sorted(may)) or "nobody" for may in (before, after)]
        yield Change(direction(stricter=stricter, looser=looser), "override.allowed_by", shown[0], shown[1])
    if old.override_hours != new.override_hours:
        way = _STRICTER if new.override_hours < old.override_hours else _LOOSER
        yield Change(way, "override.max_hours", str(old.override_hours), str(new.override_hours))


def _may(policy: Policy) -> frozenset[str] | None:
    return None if policy.override_by is None else frozenset(map(canonical_id, policy.override_by))


def _lost(before: frozenset[str] | None, after: frozenset[str] | None) -> bool:
    return bool((before or frozenset()) - (after or frozenset()))


def _either(old: Mapping[str, object], new: Mapping[str, object]) -> Iterable[str]:
    """The keys of both, those of *old* first."""
    return dict.fromkeys((*old, *new))
