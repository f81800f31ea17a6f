"""The answers of one release, as the judge needs them; the full text stays in the file that people read."""

from collections.abc import Mapping
from datetime import date, datetime

from release_guard.model.category import Category
from release_guard.model.finding import Problem
from release_guard.model.lean import NamedTuple

#: The answers that are never published, on any channel (formats.md).
PRIVATE_FILE = "release-considerations.private.toml"

#: The three hazards of Ovadya & Whittlestone (2019, section 2.1).
HAZARDS = ("product", "data", "attention")

#: Sections that hold the substance of a review; the digest of each is written into every record (formats.md).
BOUND_SECTIONS = (
    "hazards",
    "access_ratchet",
    "threat",
    "mitigation",
    "derived_from",
    "timing",
    "distribution",
    "private",
)


class Threat(NamedTuple):
    """One path to harm (paper, section 2.2)."""

    id: str
    hazard: str
    severity: str
    likelihood: str


class Mitigation(NamedTuple):
    """One measure against threats; ``status`` is planned, in_place or not_applicable."""

    id: str
    kind: str
    status: str
    threats: tuple[str, ...] = ()


class Withheld(NamedTuple):
    """A content category that the authors keep back, and why."""

    category: Category
    reason: str


class Parent(NamedTuple):
    """A release that this one was made from.

    ``record`` says where its own considerations file is: a path beside this file, a git repository (with ``record_rev``
    and ``record_path``), an https address, or its repository on the Hub; ``record_sha256`` pins the bytes.
    """

    repo: str
    rev: str
    relation: str
    claims: tuple[str, ...] = ()
    record: str = ""
    record_sha256: str = ""
    record_rev: str = ""
    record_path: str = ""


class Unread(NamedTuple):
    """A parent's record that tells nothing, and why; ``fix`` is the command or the edit that mends it."""

    reason: str
    fix: str


class Stage(NamedTuple):
    """One step of a staged release: its content opens when its date, event and predecessor allow (paper, 3.3).

    ``paths``, ``references`` and ``targets`` narrow the stage to some items; empty means every one.
    """

    id: str
    content: frozenset[Category]
    tier: str
    paths: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    not_before: datetime | None = None
    after: str = ""
    min_observation_days: int = 0
    event: str = ""
    event_confirmer: tuple[str, ...] = ()


class Timing(NamedTuple):
    """When content may become visible; ``mode`` is immediate, timed, periodic, evented or staged."""

    mode: str = "immediate"
    not_before: datetime | None = None
    embargo_start: datetime | date | None = None
    triggers: tuple[str, ...] = ()
    event: str = ""
    event_confirmer: tuple[str, ...] = ()
    interval_days: int = 0
    review_by: date | None = None
    stages: tuple[Stage, ...] = ()


class GoDecision(NamedTuple):
    """The accountable person's word; ``outcome`` is "go", "no-go" or "" where no decision was taken yet."""

    outcome: str = ""
    accountable: str = ""
    rationale: str = ""


class Considerations(NamedTuple):
    """One release-considerations file.

    ``problems`` holds what is wrong or missing, each with the level from which it counts. ``digests`` holds the
    canonical digest of every section in ``BOUND_SECTIONS``, ``lines`` the 1-based line of each dotted key.
    A hazard without an answer is "unknown".
    """

    name: str = ""
    path: str = "release-considerations.toml"
    origin: str = ""
    title: str = ""
    owner: str = ""
    authors: tuple[str, ...] = ()
    contact: str = ""
    summary: str = ""
    targets: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    synthetic_media: bool = False
    level: int = 0
    paths: tuple[str, ...] = ()
    public_since: date | None = None
    hazards: Mapping[str, str] = {}
    threats: tuple[Threat, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()
    parents: tuple[Parent, ...] = ()
    released: frozenset[Category] = frozenset()
    withheld: tuple[Withheld, ...] = ()
    references: tuple[str, ...] = ()
    timing: Timing = Timing()
    tier: str = ""
    licence: str = ""
    decision: GoDecision = GoDecision()
    private_digest: str = ""
    digests: Mapping[str, str] = {}
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = {}

    def line(self, key: str) -> int:
        """The line of a dotted key, or of the nearest table that holds it; 0 where neither is known."""
        while key:
            if key in self.lines:
                return self.lines[key]
            key = key.rpartition(".")[0]
        return 0


class Absent(NamedTuple):
    """No considerations file speaks for this content; ``looked`` says where it was sought.

    ``uncommitted`` is true where the file lies in the working tree only, ``unclaimed`` where releases are described but
    none of them claims these paths.
    """

    looked: str
    uncommitted: bool = False
    unclaimed: bool = False


class Unreadable(NamedTuple):
    """Something is there and can't be judged; ``findings`` say why (never empty)."""

    findings: tuple[Problem, ...]
    path: str = ""
