"""One person's word, kept in a file of its own: reviews, confirmations, stages, overrides, withdrawals."""

import datetime as dt
from collections.abc import Mapping

from release_guard.model.category import Category
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility


class Signature(NamedTuple):
    """A signature that holds over the exact bytes of the record: by which public key ("ssh-ed25519 AAAA...").

    Whether that key is trusted is for the judge to say, from the roster.
    """

    key: str


class BadSignature(NamedTuple):
    """A signature file is there and doesn't hold, or could not be checked."""

    reason: str


class Condition(NamedTuple):
    """What must happen before an approval counts for some content; ``confirmer`` empty means the reviewer."""

    id: str
    text: str
    content: frozenset[Category]
    confirmer: tuple[str, ...] = ()


class Bound(NamedTuple):
    """What a review was of. ``artifacts`` maps sha256 to category; ``sections`` maps section to digest.

    ``paths`` maps sha256 to the file's path at that time: it is shown to people and never compared.
    """

    sections: Mapping[str, str] = {}
    artifacts: Mapping[str, Category] = {}
    capabilities: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    mitigation: Mapping[str, str] = {}
    policy: str = ""
    paths: Mapping[str, str] = {}


class Scope(NamedTuple):
    """What an approval speaks for. Empty ``content`` or ``targets``: nothing for an approval, all for an objection."""

    content: frozenset[Category] = frozenset()
    visibility: Visibility = Visibility.PRIVATE
    targets: tuple[str, ...] = ()
    release: str = ""


class Record(NamedTuple):
    """One file of release-records/.

    ``kind`` is review, confirmation, stage, override or withdrawal; ``decision`` (reviews) is approve,
    approve-with-conditions, defer or disapprove. ``file`` is the bare file name, by which other records name it.
    ``at_tip`` and ``at_destination`` tell where it was read: a record deleted in the push still speaks from there.
    ``dropped`` is true where this very attempt takes it away from a place that had it.
    ``altered`` is true where the pushed file differs from the destination's; both are then judged.
    """

    kind: str
    file: str
    by: str
    date: dt.date
    role: str = ""
    recorded_by: str = ""
    name: str = ""
    affiliation: str = ""
    expires: dt.date | None = None
    decision: str = ""
    rationale: str = ""
    supersedes: str = ""
    scope: Scope = Scope()
    conditions: tuple[Condition, ...] = ()
    bound: Bound = Bound()
    confirms: str = ""
    evidence: str = ""
    statement: str = ""
    stage: str = ""
    destination: str = ""
    visibility: Visibility = Visibility.PRIVATE
    reason: str = ""
    until: dt.datetime | None = None
    attempt: str = ""
    withdraws: str = ""
    signature: Signature | BadSignature | None = None
    at_tip: bool = True
    at_destination: bool = False
    altered: bool = False
    dropped: bool = False
    path: str = ""
