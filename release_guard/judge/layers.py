"""The policy layers together: what each asks is kept apart and judged alone; of the other keys the strictest counts.

judge.md, "Policy layers and trust". Reading the files and saying which layers are trusted is left to the gates.
"""

from collections.abc import Iterable, Mapping

from release_guard.judge.roster import Roster
from release_guard.model.finding import Severity
from release_guard.model.lean import NamedTuple
from release_guard.model.people import canonical_id
from release_guard.model.policy import Layer, Policy, Waiver

#: Which repositories are judged, from the fewest to all.
REPOSITORIES = ("opted-in", "model-content", "all")


class Rules(NamedTuple):
    """What all layers together say.

    ``judged`` are the layers that ask for people or cap, each judged alone.
    ``built_in`` is true where no trusted layer states a requirement: then the built-in policy is the base.
    Empty ``destinations`` means everywhere; ``namespaces`` None means any. ``override_by`` None means anyone.
    """

    judged: tuple[Layer, ...]
    built_in: bool
    enforced: bool
    by_commits: bool
    repositories: str
    destinations: tuple[str, ...]
    namespaces: frozenset[str] | None
    hub_blocks: bool
    lowers_existing: bool
    review_age_days: int
    embargo_days: int
    floors: Mapping[str, int]
    lower_severity: Mapping[str, Severity]
    waivers: tuple[Waiver, ...]
    override_by: frozenset[str] | None
    override_hours: int
    roster: Roster


def combine(layers: tuple[Layer, ...], built_in: Policy) -> Rules:
    """Put *layers* (outermost first) together; *built_in* is the base where no trusted layer asks for people."""
    stated = tuple(layer.policy for layer in layers)
    trusted = tuple(layer.policy for layer in layers if layer.trusted)
    needs_base = not any(policy.requirements for policy in trusted)
    if needs_base:
        layers = (Layer("built-in policy", built_in), *layers)
    return Rules(
        judged=tuple(layer for layer in layers if layer.policy.requirements or layer.policy.caps),
        built_in=needs_base,
        enforced=not trusted or any(policy.mode == "enforce" for policy in stated),
        by_commits=any(policy.independence == "commits" for policy in stated),
        repositories=max((policy.repositories for policy in stated), key=REPOSITORIES.index, default="opted-in"),
        destinations=_everywhere_or_union(layers),
        namespaces=_shared_namespaces(stated),
        hub_blocks=any(policy.on_exceed_hub == "block" for policy in stated),
        lowers_existing=bool(trusted) and all(policy.existing_public == "lower" for policy in stated),
        review_age_days=_smallest(policy.review_age_days for policy in stated),
        embargo_days=_smallest(policy.embargo_days for policy in stated),
        floors=_highest(policy.capabilities for policy in (*stated, *((built_in,) if needs_base else ()))),
        lower_severity=_least_lowered(trusted),
        waivers=tuple(waiver for policy in trusted for waiver in policy.waivers),
        override_by=_override_by(layers),
        override_hours=min((policy.override_hours for policy in trusted), default=24),
        roster=Roster.of(layers),
    )


def _everywhere_or_union(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    if any(not layer.policy.destinations for layer in layers):
        return ()
    return tuple(pattern for layer in layers for pattern in layer.policy.destinations)


def _shared_namespaces(policies: tuple[Policy, ...]) -> frozenset[str] | None:
    stated = [frozenset(name.lower() for name in policy.namespaces) for policy in policies if policy.namespaces]
    return frozenset.intersection(*stated) if stated else None


def _smallest(limits: Iterable[int]) -> int:
    return min((limit for limit in limits if limit), default=0)


def _highest(floors: Iterable[Mapping[str, int]]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for layer in floors:
        for capability, level in layer.items():
            highest[capability] = max(level, highest.get(capability, 0))
    return highest


def _least_lowered(trusted: tuple[Policy, ...]) -> dict[str, Severity]:
    """A code is lowered only where every trusted layer lowers it, and then to the heaviest of what they say."""
    if not trusted:
        return {}
    shared = frozenset.intersection(*(frozenset(policy.lower_severity) for policy in trusted))
    return {code: max(policy.lower_severity[code] for policy in trusted) for code in sorted(shared)}


def _override_by(layers: tuple[Layer, ...]) -> frozenset[str] | None:
    """Without a machine layer anyone may break the glass; with one only those whom every stating layer names."""
    stated = [
        frozenset(canonical_id(person) for person in layer.policy.override_by)
        for layer in layers
        if layer.trusted and layer.policy.override_by is not None
    ]
    if stated:
        return frozenset.intersection(*stated)
    return frozenset() if any(layer.machine for layer in layers) else None
