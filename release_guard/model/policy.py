"""What an organisation or a repository asks for before something becomes visible."""

from collections.abc import Mapping
from datetime import date

from release_guard.model.category import Category
from release_guard.model.finding import Problem, Severity
from release_guard.model.lean import NamedTuple
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility


class Slot(NamedTuple):
    """A place for one person. ``role`` is a role, "any" or "owner"; an owner slot needs no record, but a "go"."""

    role: str
    external: bool = False


class Requirement(NamedTuple):
    """From ``level`` up, for ``content`` (None: all but documentation), to reach ``start`` and everything wider."""

    level: int
    start: Visibility
    people: tuple[Slot, ...]
    content: frozenset[Category] | None = None
    signed: bool = False
    line: int = 0


class Cap(NamedTuple):
    """From ``level`` up, ``content`` is never wider than ``at_most``."""

    level: int
    content: frozenset[Category]
    at_most: Visibility
    line: int = 0


class Key(NamedTuple):
    """A public key of a reviewer, "ssh-ed25519 AAAA...", and the days on which it counts."""

    key: str
    since: date | None = None
    until: date | None = None
    revoked: date | None = None


class Reviewer(NamedTuple):
    """A person of the roster."""

    id: str
    roles: frozenset[str]
    external: bool = False
    keys: tuple[Key, ...] = ()


class Waiver(NamedTuple):
    """A narrow, dated exemption from one code."""

    code: str
    target: str
    paths: tuple[str, ...]
    who: str
    reason: str
    until: date
    sha256: str = ""
    max_bytes: int = 0
    line: int = 0


class Policy(NamedTuple):
    """One release-policy.toml. Empty ``destinations`` means all, empty ``namespaces`` any.

    ``review_age_days`` and ``embargo_days`` are 0 where no limit is set. ``problems`` are warnings of the reader.
    """

    name: str
    mode: str = "enforce"
    independence: str = "authors"
    ledger: str = "optional"
    repositories: str = "opted-in"
    destinations: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    internal: Visibility = Visibility.PRIVATE
    places: tuple[PlaceRule, ...] = ()
    on_exceed_hub: str = "lower"
    existing_public: str = "block"
    review_age_days: int = 0
    embargo_days: int = 0
    lower_severity: Mapping[str, Severity] = {}
    capabilities: Mapping[str, int] = {}
    requirements: tuple[Requirement, ...] = ()
    caps: tuple[Cap, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    override_by: tuple[str, ...] | None = None
    override_hours: int = 24
    problems: tuple[Problem, ...] = ()


class Layer(NamedTuple):
    """A policy with its place in the order, outermost first.

    ``trusted`` layers belong to the trust base: the push didn't bring them. The others can only narrow.
    """

    origin: str
    policy: Policy
    trusted: bool = True
    machine: bool = False
    path: str = ""
